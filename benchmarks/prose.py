"""Write official prose about the invented 示例市, as much as is asked for. Equal numbers give equal text."""

from __future__ import annotations

import hashlib
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LENGTH = 1900
"""Characters of the body of a usual issue: four to five pages."""

_PLACES = (
    "示例县",
    "示例区",
    "东岭县",
    "西河区",
    "北塘镇",
    "南坪街道",
    "青石镇",
    "云台街道",
    "示例经济开发区",
    "河口镇",
)
_UNITS = (
    "应急局",
    "住建局",
    "交通运输局",
    "市场监管局",
    "消防救援大队",
    "教体局",
    "城管局",
    "水利局",
    "卫健委",
    "文旅局",
)
_FIELDS = (
    "燃气使用",
    "危险化学品",
    "道路交通",
    "建筑施工",
    "人员密集场所",
    "特种设备",
    "城市内涝",
    "森林防火",
    "校园周边",
    "老旧小区",
)
_MEANS = (
    "“网格＋部门”联动",
    "“双随机”抽查",
    "“四不两直”暗访",
    "分片包干",
    "专家会诊",
    "清单化管理",
    "“回头看”复查",
    "错时检查",
)
_TITLES = (
    ("扎实开展{field}专项整治", "全力守护群众生命财产安全"),
    ("压实责任抓{field}", "细化措施保平安"),
    ("聚焦{field}重点环节", "健全隐患排查长效机制"),
    ("{place}以{means}推动{field}治理提质增效",),
)
_LEADS = (
    (
        "{month}月以来，{place}认真贯彻落实全市工作部署，围绕{field}重点领域，采取{means}等办法，组织开展隐患排查整治，"
        "各项工作取得阶段性成效。"
    ),
    (
        "{month}月{day}日，{place}召开专题会议，研究部署{field}整治工作，明确{count}项重点任务，要求各级各部门提高认识、"
        "主动作为，把责任落到最小单元。"
    ),
    "为进一步防范和化解{field}风险，{place}坚持问题导向，建立“排查、交办、整改、验收、销号”闭环机制，推动工作走深走实。",
)
_HEADS = (
    "强化组织领导，压实工作责任",
    "突出重点领域，全面排查隐患",
    "健全工作机制，推动闭环整改",
    "加强宣传引导，营造浓厚氛围",
    "严格督导问效，巩固整治成果",
)
_SECOND_HEADS = ("明确责任分工", "细化工作举措", "抓好整改落实", "完善制度机制", "做好应急值守")
_SENTENCES = (
    (
        "成立由主要负责同志任组长的工作专班，下设{few}个工作组，抽调{unit}等{few}个部门{count}名业务骨干集中办公，"
        "实行日调度、周通报、月总结。"
    ),
    "制定《{place}{field}专项整治实施方案》，将{large}家单位逐一纳入台账，定人、定责、定时限，做到底数清、情况明。",
    (
        "{month}月{day}日至{later}日，{unit}联合{other}对{count}家重点单位开展检查，发现问题隐患{large}处，当场整改{count}处，"
        "下达责令限期整改通知书{few}份。"
    ),
    (
        "采取{means}方式，出动检查人员{large}人次、车辆{count}台次，排查场所{more}处，整改率达到{percent}%，"
        "较上月提高{few}.{few}个百分点。"
    ),
    (
        "对排查发现的问题实行清单管理，建立台账、限时销号，做到整改一处、验收一处、销号一处；对不能立即整改的，"
        "落实临时管控措施，安排专人盯守。"
    ),
    (
        "依托社区广播、电子屏、微信群等载体，滚动播放安全提示{large}条次，发放宣传资料{more}余份，"
        "组织应急演练{few}场，参与群众{most}余人。"
    ),
    "严格落实24小时值班和领导带班制度，备足沙袋、水泵、照明等物资{large}件（套），{few}支应急队伍{count}人随时待命。",
    "用好“一张图、一张表、一支队伍”，整合{unit}、{other}等单位的{count}路视频资源，实现风险早发现、早预警、早处置。",
    "召开现场推进会{few}次，邀请专家对{count}家单位的安全员讲解操作规程，考核合格率达到{percent}%。",
    "对{large}户居民入户走访，更换老化软管{count}根、报警装置{more}个，帮助{few}户困难家庭消除隐患。",
    "把{field}纳入年度考核，对工作推进缓慢、问题反复出现的{few}个单位进行约谈，督促限期整改到位。",
)
_POINTS = (
    "摸清底数。对辖区{large}家单位开展全覆盖摸排，逐户建立档案。",
    "建强队伍。组织{count}名网格员参加业务培训{few}期，考核合格后上岗。",
    "用好平台。将{large}个监测点接入智慧平台，预警信息{few}分钟内推送到责任人。",
    "严明纪律。对弄虚作假、敷衍塞责的，依规依纪追究责任。",
)
_CLOSINGS = (
    "下一步，{place}将持续深化{field}整治，坚持标本兼治、常抓不懈，切实保障人民群众生命财产安全。",
    "截至{month}月{later}日，全县共检查单位{large}家次，整改隐患{large}处，投入资金{few}.{few}亿元，未发生较大及以上事故。",
)
_NUMERALS = "一二三四五六七八九十"


def article(number: int, length: int = LENGTH) -> str:
    """Return an article of about so many characters as an editor would type it, its title first, its unit last."""
    turns = count()
    say = partial(_sentence, number, turns)
    paragraphs = [f"# {title(number)}", say(_LEADS)]
    share = (length - len(paragraphs[1])) // len(_HEADS)
    for section, head in enumerate(_HEADS):
        paragraphs += _section(section, head, share, say)
    unit = _words(number, -1)["unit"]
    return "\n\n".join([*paragraphs, f"{say(_CLOSINGS)}（{_words(number, -1)['place']}{unit}）"]) + "\n"


def title(number: int) -> str:
    """Return the title of an article, its clauses parted as editors do it."""
    clauses = _TITLES[_number(len(_TITLES), "title", key=(number,))]
    return "　".join(clause.format(**_words(number, -1)) for clause in clauses)


def _section(section: int, head: str, length: int, say: Callable[[Sequence[str]], str]) -> Iterator[str]:
    """Yield the paragraphs of a section with its run-in headings."""
    start = f"**{_NUMERALS[section]}、{head}。**"
    if section % 2:
        text = start + "".join(f"**{_NUMERALS[at]}是**{say(_POINTS)}" for at in range(3))
    else:
        text = start + say(_SENTENCES)
    yield text
    left = length - len(text)
    for at, second in enumerate(_SECOND_HEADS[section % 4 : section % 4 + 2]):
        text = f"**（{_NUMERALS[at]}）{second}。**" + say(_SENTENCES)
        while len(text) < left // 2 - 25:
            text += say(_SENTENCES)
        yield text


def _sentence(number: int, turns: Iterator[int], patterns: Sequence[str]) -> str:
    """Return the next sentence of an issue: the patterns in turn, so that none stands beside itself."""
    turn = next(turns)
    return patterns[(number + turn) % len(patterns)].format(**_words(number, turn))


def _words(number: int, turn: int) -> dict[str, object]:
    """Return what fills a sentence: place and field are those of the issue, the rest changes with every turn."""
    pick = partial(_number, key=(number, turn))
    unit = pick(len(_UNITS), "unit")
    return {
        "place": _PLACES[_number(len(_PLACES), "place", key=(number,))],
        "field": _FIELDS[_number(len(_FIELDS), "field", key=(number,))],
        "unit": _UNITS[unit],
        "other": _UNITS[(unit + 1 + pick(len(_UNITS) - 1, "other")) % len(_UNITS)],
        "means": _MEANS[pick(len(_MEANS), "means")],
        "month": 1 + pick(12, "month"),
        "day": 1 + pick(14, "day"),
        "later": 15 + pick(13, "later"),
        "few": 2 + pick(8, "few"),
        "count": 12 + pick(80, "count"),
        **{name: 105 + pick(4000, name) for name in ("large", "more", "most")},
        "percent": f"{90 + pick(10, 'percent')}.{pick(10, 'tenth')}",
    }


def _number(below: int, name: str, key: tuple[int, ...]) -> int:
    """Return a number from 0 on, the same for the same key wherever and whenever it is asked for."""
    digest = hashlib.sha256(repr((name, key)).encode()).digest()
    return int.from_bytes(digest[:8], "big") % below
