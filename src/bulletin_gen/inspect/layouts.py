"""The yardstick of a layout by its name: the built-in figures, and in their places what an office's own profile says.

Takes nothing from the shipped profiles, which the typesetter goes by: an instrument that did could not find him wrong.
A profile of the office is its explicit wish, and what it names is measured.
"""

from __future__ import annotations

from difflib import get_close_matches
from math import ceil, floor
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bulletin_gen.diagnostics import BulletinError, ExitCode
from bulletin_gen.inspect.faces import Face
from bulletin_gen.inspect.measures import LARGER, LAYOUTS, SMALLER
from bulletin_gen.inspect.page import POINT
from bulletin_gen.notation.sizes import NAMED_SIZES
from bulletin_gen.parse.nodes import Mapping, Scalar, Shape
from bulletin_gen.parse.traced import Source
from bulletin_gen.parse.yaml import read_yaml
from bulletin_gen.patterns import pattern
from bulletin_gen.templating.folders import find_template, label_of
from bulletin_gen.templating.loader import read_template

if TYPE_CHECKING:
    import re
    from pathlib import Path

    from bulletin_gen.diagnostics import Span
    from bulletin_gen.inspect.measures import Measures
    from bulletin_gen.parse.nodes import Node

DEFAULT = "简报"
"""The layout of a file that names none."""

_PAPER, _NEWSPAPER = "报纸", "专版"
_PARENT, _STYLE, _VALUE = "继承", "页式", "值"
_INDENT, _INDENTS, _CELLS = "首行缩进", "P15", 2
_SECTIONS = ("页面", "正文", "层次", "报头", "标题", "图表", "版记", "页码", "报纸", "字体")
_VOCABULARY = {"说明": Shape(), _PARENT: Shape()} | dict.fromkeys(_SECTIONS, Shape(frozenset()))
_LENGTH = pattern(r"([+-]?\d+(?:\.\d+)?)\s*(mm|毫米|cm|厘米|pt|磅)")
_UNITS = {"mm": 1.0, "毫米": 1.0, "cm": 10.0, "厘米": 10.0, "pt": POINT, "磅": POINT}
_WIDTH = pattern(r"(\d+(?:\.\d+)?)\s*字")
_COUNT = pattern(r"(\d{1,3})\s*[行字]?")
_SIZE = pattern(rf"({'|'.join(NAMED_SIZES)}|[1-6]号|\d+(?:\.\d+)?\s*(?:pt|磅))(?:\s*加粗)?$")
_RULES = {
    "width": "P01",
    "height": "P01",
    "left": "P02",
    "right": "P02",
    "top": "P03",
    "bottom": "P03",
    "lines": "P04",
    "pitch": "P04",
    "cells": "P05",
    "body": "P08",
    "title": "P08",
    "small": "P08",
    "number_size": "P08",
    "body_face": "P08",
    "heading_faces": "P08",
    "title_face": "P08",
    "small_face": "P08",
    "number_face": "P08",
    "masthead": "P09",
    "red_gap": "P10",
    "title_gap": "P11",
    "outer_rule": "P13",
    "inner_rule": "P13",
    "number": "P14",
}
"""The rule that a figure belongs to."""


def layout_names(folders: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the names of the layouts that can be measured, sorted."""
    found = {path.stem for folder in folders for path in (folder / "layouts").glob("*.yml")}
    return tuple(sorted(found | LAYOUTS.keys()))


def yardstick(name: str, folders: tuple[Path, ...]) -> Measures:
    """Return what a layout asks of a page; `folders` are those of templates, the shipped one last.

    Raises `BulletinError` where there is no such layout, or its file can't be read.
    """
    base, written = _merged(name, folders, ())
    style = written.get(_STYLE)
    measures = LAYOUTS[_NEWSPAPER if style and style.text == _PAPER else base]
    return _applied(measures, written, name) if written else measures


class _Profile(Struct, frozen=True):
    """A profile of the office's own."""

    label: str
    """As messages name it."""
    folder: Path
    parent: str
    """Empty where it names none."""
    values: dict[str, Scalar]
    """Its measures by name, as they are typed."""


def _merged(name: str, folders: tuple[Path, ...], passed: tuple[str, ...]) -> tuple[str, dict[str, Scalar]]:
    """Return the built-in layout that a profile stands on, and what it and its parents say."""
    profile = _own(name, folders)
    if profile is None and name not in LAYOUTS:
        raise _unknown(name, folders)
    if profile is None:
        return name, {}
    if profile.label in passed:
        raise BulletinError(
            f"{profile.label}：版式的继承绕回了自己", "让最底层的版式写“继承: 简报”。", ExitCode.CONTENT
        )
    if not profile.parent:
        return DEFAULT, profile.values
    # A parent of the same name lies in a later folder
    behind = folders[folders.index(profile.folder) + 1 :] if profile.parent == name else folders
    base, values = _merged(profile.parent, behind, (*passed, profile.label))
    return base, values | profile.values


def _own(name: str, folders: tuple[Path, ...]) -> _Profile | None:
    """Read a profile that is not the shipped one; None where there is none."""
    path = find_template(folders, f"layouts/{name}.yml")
    folder = next((folder for folder in folders[:-1] if path and path.is_relative_to(folder)), None)
    if path is None or folder is None:
        return None
    label = label_of(path, folders)
    tree = read_yaml(Source(label, read_template(path, folders)), _VOCABULARY)
    if tree.diagnostics:
        raise _refused(tree.diagnostics[0].span, tree.diagnostics[0].message, tree.diagnostics[0].hint)
    fields = {entry.key.text: entry.value for entry in tree.value.entries}
    parent = fields.get(_PARENT)
    sections = [value for value in fields.values() if isinstance(value, Mapping)]
    values = {entry.key.text: _value(entry.value) for section in sections for entry in section.entries}
    typed = {measure: value for measure, value in values.items() if value}
    return _Profile(label, folder, parent.text if isinstance(parent, Scalar) else "", typed)


def _value(node: Node) -> Scalar | None:
    """Return a measure's value, written bare or as {值, 依据}; None for a list of faces."""
    if isinstance(node, Mapping):
        node = next((entry.value for entry in node.entries if entry.key.text == _VALUE), node)
    return node if isinstance(node, Scalar) else None


def _applied(base: Measures, written: dict[str, Scalar], name: str) -> Measures:
    """Return the built-in figures with those that a profile names in their places."""
    values = _Values(written)
    made = _typed(_placed(base, values), values)
    if (made.top, made.bottom, made.lines, made.body) != (base.top, base.bottom, base.lines, base.body):
        made = replace(made, pitch=_pitch(made.bottom - made.top, made.lines, made.body[1] - LARGER))
    if values.cells(_INDENT, _CELLS) != _CELLS:  # other indents are not measured
        made = replace(made, rules=tuple(rule for rule in made.rules if rule != _INDENTS))
    own = {rule for field, rule in _RULES.items() if getattr(made, field) != getattr(base, field)}
    return replace(made, own=tuple(sorted(own)), name=name) if own else made


def _placed(base: Measures, values: _Values) -> Measures:
    """Return the figures of places."""
    width, height = values.length("纸宽", base.width), values.length("纸高", base.height)
    top = values.length("天头", base.top)
    bottom = height - values.length("地脚", base.height - base.bottom)
    outer = values.length("切口", base.width - base.right)
    above = tuple(edge - base.top for edge in base.masthead)
    masthead = values.length("刊名上边", above[0])
    return replace(
        base,
        width=width,
        height=height,
        left=values.length("订口", base.left),
        right=round(width - outer, 4),
        mirrored_left=outer,
        top=top,
        bottom=round(bottom, 4),
        lines=values.count("每页行数", base.lines),
        cells=values.count("每行字数", base.cells),
        masthead=tuple(round(top + edge, 4) for edge in (above if masthead in above else (masthead,))),
        red_gap=values.length("红线距", base.red_gap),
        title_gap=values.length("题距红线", base.title_gap),
        number=round(bottom + values.length("页码距版心", base.number - base.bottom), 4),
        outer_rule=values.length("版记首末线", base.outer_rule),
        inner_rule=values.length("版记中线", base.inner_rule),
    )


def _typed(base: Measures, values: _Values) -> Measures:
    """Return the figures of type: sizes and faces."""
    size = values.size("正文", base.body[1] - LARGER)
    first, second, third, fourth = base.heading_faces
    return replace(
        base,
        body=(round(size - SMALLER, 4), round(size + LARGER, 4)),
        title=values.size("标题", base.title),
        small=values.size("版记", base.small),
        number_size=values.size("页码", base.number_size),
        body_face=values.face("正文", base.body_face),
        heading_faces=(
            values.face("一级标题", first),
            values.face("二级标题", second),
            values.face("三级标题", third),
            values.face("四级标题", fourth),
        ),
        title_face=values.face("标题", base.title_face),
        small_face=values.face("版记", base.small_face),
        number_face=values.face("页码", base.number_face),
    )


def _pitch(depth: float, lines: int, size: float) -> tuple[float, float]:
    """Return the least and the greatest pitch, in tenths: line boxes fill the type area, or glyphs do."""
    glyphs = (depth - size * POINT) / (lines - 1) if lines > 1 else depth
    return floor(10 * depth / lines) / 10, ceil(10 * glyphs) / 10


class _Values(Struct, frozen=True):
    """What a profile names, converted as it is asked for."""

    written: dict[str, Scalar]

    def length(self, name: str, otherwise: float) -> float:
        """Return a length in millimetres."""
        found = self._found(name, _LENGTH, "写作 35 mm、3.5 cm 或 28 磅。")
        return round(float(found[1]) * _UNITS[found[2]], 4) if found else otherwise

    def count(self, name: str, otherwise: int) -> int:
        """Return a number of lines or cells."""
        found = self._found(name, _COUNT, "写一个数，例如 22。")
        return int(found[1]) if found else otherwise

    def size(self, name: str, otherwise: float) -> float:
        """Return a size of type in points, whatever face stands before it."""
        found = self._found(name, _SIZE, "写作 字体 字号，例如 仿宋 三号。")
        if not found:
            return otherwise
        text = found[1]
        if text in NAMED_SIZES:
            return NAMED_SIZES[text]
        return (
            NAMED_SIZES["一二三四五六"[int(text[0]) - 1] + "号"] if text.endswith("号") else float(text.rstrip("pt磅 "))
        )

    def cells(self, name: str, otherwise: float) -> float:
        """Return a width in characters, such as an indent."""
        found = self._found(name, _WIDTH, "写作 2 字。")
        return float(found[1]) if found else otherwise

    def face(self, name: str, otherwise: Face) -> Face:
        """Return the class of a face; a role of the office's own naming tells none."""
        role = self.written[name].text.split()[0] if name in self.written and self.written[name].text else ""
        return Face(role) if role in set(Face) else otherwise

    def _found(self, name: str, form: re.Pattern[str], hint: str) -> re.Match[str] | None:
        if name not in self.written:
            return None
        value = self.written[name]
        found = form.search(value.text) if form is _SIZE else form.fullmatch(value.text)
        if not found:
            raise _refused(value.span, f"“{name}”的值“{value.text}”读不懂", hint)
        return found


def _unknown(name: str, folders: tuple[Path, ...]) -> BulletinError:
    known = layout_names(folders)
    close = get_close_matches(name, known, 1, 0.4)
    hint = f"是不是“{close[0]}”？" if close else f"现有的版式：{'、'.join(known)}。"
    return BulletinError(
        f"没有名为“{name}”的版式", f"{hint}本单位的版式在站点的文件夹里，用 --site 写明。", ExitCode.USAGE
    )


def _refused(span: Span, message: str, hint: str) -> BulletinError:
    return BulletinError(f"{span.path} 第 {span.line} 行：{message}", hint, ExitCode.CONTENT, span)
