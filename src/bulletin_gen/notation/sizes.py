"""The names that sizes of type go by (字号). Knows no layout: which size is right is not for it to say."""

from __future__ import annotations

NAMED_SIZES = {
    "初号": 42.0,
    "小初": 36.0,
    "一号": 26.0,
    "小一": 24.0,
    "二号": 22.0,
    "小二": 18.0,
    "三号": 16.0,
    "小三": 15.0,
    "四号": 14.0,
    "小四": 12.0,
    "五号": 10.5,
    "小五": 9.0,
    "六号": 7.5,
}
"""字号 in points, as word processors take them. Source: 实务 (the standard names the sizes only)."""
