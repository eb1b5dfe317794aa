"""A layout profile (版式): the named measures that a print is made to. Reads no file and sets no default.

Every measure stands in a YAML file of templates/layouts/ with its unit and source; here it has a type, the name that
profiles write, and its meaning.
"""

from __future__ import annotations

from enum import StrEnum
from math import floor
from typing import TYPE_CHECKING, Annotated

from msgspec import Struct

from bulletin_gen.typeset.units import Millimetre, Point, in_mm

if TYPE_CHECKING:
    from bulletin_gen.fonts.find import Role


class PageStyle(StrEnum):
    """What a page is (页式)."""

    BULLETIN = "公文"
    """One column on the grid of GB/T 9704, with a masthead, a red rule and an imprint."""
    NEWSPAPER = "报纸"
    """A newspaper page in columns."""


class HeadStyle(StrEnum):
    """How much room the masthead takes (报头式样)."""

    COMPACT = "紧凑"
    ROOMY = "宽松"


class Side(StrEnum):
    """A side of the page."""

    LEFT = "左"
    RIGHT = "右"


class Type(Struct, frozen=True):
    """A face at a size (字样), written `小标宋 二号`."""

    role: str
    """Role of the face, a name in the profile's 字体."""
    size: Point
    bold: bool = False
    """加粗: drawn with a thin stroke round its outlines."""

    @property
    def height(self) -> Millimetre:
        """Height of a character."""
        return in_mm(self.size)


class FaceChoice(Struct, frozen=True):
    """A face at the size of the text round it, written `楷体` or `仿宋 加粗`."""

    role: str
    bold: bool = False


class Colour(Struct, frozen=True):
    """A process colour (颜色), written `C0 M80 Y80 K0`, each in percent."""

    cyan: int
    magenta: int
    yellow: int
    black: int

    @property
    def srgb(self) -> str:
        """The colour for screens and archives, by the plain complement of each ink."""
        rest = 1 - self.black / 100
        parts = (round(255 * (1 - ink / 100) * rest) for ink in (self.cyan, self.magenta, self.yellow))
        return "#" + "".join(f"{part:02x}" for part in parts)

    @property
    def process(self) -> str:
        """The colour for a printing house."""
        inks = (self.cyan, self.magenta, self.yellow, self.black)
        return f"device-cmyk({' '.join(str(ink / 100) for ink in inks)})"


class Page(Struct, frozen=True, kw_only=True):
    """Paper and type area (页面)."""

    style: Annotated[PageStyle, "页式"]
    """Which templates print it."""
    width: Annotated[Millimetre, "纸宽"]
    """Source: GB/T 9704-2012 §5.1."""
    height: Annotated[Millimetre, "纸高"]
    """Source: GB/T 9704-2012 §5.1."""
    top: Annotated[Millimetre, "天头"]
    """From the paper's edge to the first line's characters. Source: GB/T 9704-2012 §5.2.1."""
    bottom: Annotated[Millimetre, "地脚"]
    """From the last line's characters to the paper's edge. Source: GB/T 9704-2012 §5.2.1."""
    inner: Annotated[Millimetre, "订口"]
    """The binding side, left. Source: GB/T 9704-2012 §5.2.1."""
    outer: Annotated[Millimetre, "切口"]
    """The other side. Source: GB/T 9704-2012 §5.2.1."""
    mirrored: Annotated[bool, "镜像"]
    """Whether even pages have the binding side right. Source: GB/T 9704-2012 §6.1."""

    @property
    def measure(self) -> Millimetre:
        """Width of the type area (版心)."""
        return Millimetre(self.width - self.inner - self.outer)

    @property
    def depth(self) -> Millimetre:
        """Height of the type area."""
        return Millimetre(self.height - self.top - self.bottom)


class Body(Struct, frozen=True, kw_only=True):
    """The body (正文) and its grid."""

    type: Annotated[Type, "正文"]
    """Source: GB/T 9704-2012 §5.2.2."""
    lines: Annotated[int, "每页行数"]
    """Source: GB/T 9704-2012 §5.2.3."""
    cells: Annotated[int, "每行字数"]
    """Source: GB/T 9704-2012 §5.2.3."""
    indent: Annotated[float, "首行缩进"]
    """In characters. Source: GB/T 9704-2012 §7.3.3."""
    stroke: Annotated[Millimetre, "加粗描边"]
    """Thickness of the stroke that makes a face bold. Source: 实务."""


class Levels(Struct, frozen=True, kw_only=True):
    """Faces of headings (层次), on their own lines and run into paragraphs."""

    column: Annotated[Type, "栏目"]
    """【栏目】. Source: 实务."""
    first: Annotated[FaceChoice, "一级标题"]
    """一、. Source: GB/T 9704-2012 §7.3.3; so the next three."""
    second: Annotated[FaceChoice, "二级标题"]
    third: Annotated[FaceChoice, "三级标题"]
    fourth: Annotated[FaceChoice, "四级标题"]
    run_first: Annotated[FaceChoice, "段首一级"]
    """一、 run into its paragraph, up to its 。. Source: 实务; so the next four."""
    run_second: Annotated[FaceChoice, "段首二级"]
    run_third: Annotated[FaceChoice, "段首三级"]
    run_fourth: Annotated[FaceChoice, "段首四级"]
    run_is: Annotated[FaceChoice, "段首一是"]
    emphasis: Annotated[FaceChoice, "强调"]
    """Bold that is no heading; never 黑体, which is a level. Source: 实务."""


class Head(Struct, frozen=True, kw_only=True):
    """The masthead block (报头) of the first page, down to the red rule."""

    style: Annotated[HeadStyle, "报头式样"]
    """紧凑 keeps the red rule in the page's first third, 宽松 leaves a blank line between the rows."""
    masthead: Annotated[Type, "刊名"]
    """Its size is the upper limit; a longer name is set smaller, on one line."""
    masthead_top: Annotated[Millimetre, "刊名上边"]
    """From the upper edge of the type area to the ink of the name."""
    masthead_width: Annotated[Millimetre, "刊名最宽"]
    """Widest extent of the name."""
    tracked_up_to: Annotated[int, "刊名加空至"]
    """Names of at most so many characters are spaced."""
    tracking: Annotated[float, "刊名字空"]
    """Space between the characters of such a name, in characters."""
    number: Annotated[Type, "期号"]
    special: Annotated[Type, "专刊"]
    issuer: Annotated[Type, "编印"]
    issuer_inset: Annotated[float, "编印左右空"]
    """In characters, from both sides."""
    gap: Annotated[Millimetre, "报头行空"]
    """Least distance between the ink of two rows of the compact head."""
    rule: Annotated[Millimetre, "红线粗"]
    rule_gap: Annotated[Millimetre, "红线距"]
    """From the ink of the last row to the red rule. Source: GB/T 9704-2012 §7.2.7."""
    rule_limit: Annotated[Millimetre, "红线下限"]
    """The compact head's rule ends no lower, from the paper's edge."""
    title_gap: Annotated[Millimetre, "题距红线"]
    """From the red rule to a title. Source: GB/T 9704-2012 §7.3.1."""
    text_gap: Annotated[Millimetre, "文距红线"]
    """From the red rule to anything else."""
    marking: Annotated[Type, "密级"]
    """Marking, urgency and the words for internal issues. Source: GB/T 9704-2012 §7.2.2, §7.2.3."""
    copy_number: Annotated[Type, "份号"]
    """Source: GB/T 9704-2012 §7.2.1."""
    copy_side: Annotated[Side, "份号位置"]
    """左 by the standard, 右 as many bulletins have it."""
    internal_words: Annotated[str, "内部提示"]
    """What an internal issue says at the top; empty for nothing."""
    red: Annotated[Colour, "红色"]
    """Source: GB/T 9704-2012 §6.2."""


class Titles(Struct, frozen=True, kw_only=True):
    """Titles of articles (标题) and what belongs to them."""

    title: Annotated[Type, "标题"]
    """Source: GB/T 9704-2012 §7.3.1."""
    pitch: Annotated[Millimetre, "标题行距"]
    """From line to line of a title."""
    cells: Annotated[int, "标题每行"]
    """At most so many characters a line."""
    kicker: Annotated[Type, "肩题"]
    subtitle: Annotated[Type, "副题"]
    byline: Annotated[Type, "作者"]
    editor_note: Annotated[FaceChoice, "按语"]
    contents_title: Annotated[Type, "目录题"]
    contents: Annotated[FaceChoice, "目录"]
    source_unit: Annotated[FaceChoice, "供稿单位"]


class Matter(Struct, frozen=True, kw_only=True):
    """Tables, figures, notices and notes (图表等)."""

    table: Annotated[Type, "表格"]
    table_pitch: Annotated[Millimetre, "表格行距"]
    """From line to line inside a cell."""
    table_least: Annotated[Point, "表格最小字号"]
    """A wide table is set smaller, down to this."""
    table_head: Annotated[FaceChoice, "表头"]
    caption: Annotated[Type, "图表题"]
    rule: Annotated[Millimetre, "图表线粗"]
    figure_lines: Annotated[int, "图最高行数"]
    """A picture takes at most so many lines of the grid."""
    note: Annotated[Type, "注"]
    notice: Annotated[Type, "公告"]
    """Text of notices."""
    notice_title: Annotated[Type, "公告题"]
    notice_rule: Annotated[Millimetre, "公告线粗"]
    correction: Annotated[Type, "更正"]


class Imprint(Struct, frozen=True, kw_only=True):
    """The imprint (版记) at the foot of the last page."""

    type: Annotated[Type, "版记"]
    """Source: GB/T 9704-2012 §7.4.2, §7.4.3."""
    pitch: Annotated[Millimetre, "版记行距"]
    """Source: GB/T 9704-2012 §3.2."""
    outer_rule: Annotated[Millimetre, "版记首末线"]
    """Source: GB/T 9704-2012 §7.4.1."""
    inner_rule: Annotated[Millimetre, "版记中线"]
    """Source: GB/T 9704-2012 §7.4.1."""
    inset: Annotated[float, "版记左右空"]
    """In characters. Source: GB/T 9704-2012 §7.4.2."""
    copies: Annotated[str, "印数"]
    """Words for the number of copies, × in its place."""


class Folio(Struct, frozen=True, kw_only=True):
    """The page number (页码)."""

    type: Annotated[Type, "页码"]
    """Source: GB/T 9704-2012 §7.5."""
    gap: Annotated[Millimetre, "页码距版心"]
    """From the type area to the dashes. Source: GB/T 9704-2012 §7.5."""
    inset: Annotated[float, "页码左右空"]
    """In characters. Source: GB/T 9704-2012 §7.5."""


class Paper(Struct, frozen=True, kw_only=True):
    """What only a newspaper page has (报纸)."""

    columns: Annotated[int, "栏数"]
    column_gap: Annotated[Millimetre, "栏间"]
    headline: Annotated[Type, "头条标题"]
    """The first article's title, across the page."""
    headline_least: Annotated[Point, "头条最小字号"]
    """A long headline is set smaller, down to this."""
    headline_pitch: Annotated[Millimetre, "头条行距"]
    """From line to line of a headline of several lines."""


class Profile(Struct, frozen=True, kw_only=True):
    """A layout profile, whole."""

    name: str
    """As publications name it: 简报."""
    page: Page
    body: Body
    levels: Levels
    head: Head
    titles: Titles
    matter: Matter
    imprint: Imprint
    folio: Folio
    paper: Paper | None
    """None unless the page is a newspaper's."""
    roles: tuple[Role, ...]
    """字体: each role's faces in order of preference."""

    @property
    def column(self) -> Millimetre:
        """Width of a column of text; the whole type area in a bulletin."""
        if self.paper is None:
            return self.page.measure
        gaps = (self.paper.columns - 1) * self.paper.column_gap
        return Millimetre((self.page.measure - gaps) / self.paper.columns)

    @property
    def pitch(self) -> Millimetre:
        """Distance of the grid's lines, so that the first and last characters touch the type area's edges.

        Rounded down: a pitch that is a hair too long loses the page its last line. Source: GB/T 33476.2-2016 §6.2.
        """
        exact = (self.page.depth - self.body.type.height) / max(self.body.lines - 1, 1)
        return Millimetre(floor(exact * 100) / 100)

    @property
    def leading(self) -> Millimetre:
        """Blank above and below a character in its line: by so much the lines' boxes stand out of the type area."""
        return Millimetre((self.pitch - self.body.type.height) / 2)

    @property
    def letter_spacing(self) -> Point:
        """What brings a line to its number of characters: −0.21 pt for 28 of 16 pt on 156 mm.

        Rounded down, since the exact quotient loses a character to rounding.
        """
        exact = self.column / in_mm(Point(1)) / self.body.cells - self.body.type.size
        return Point(floor(exact * 100) / 100)

    @property
    def cell(self) -> Millimetre:
        """Width of a character of the body with its spacing."""
        return Millimetre(self.column / self.body.cells)

    def line_top(self, line: int) -> Millimetre:
        """Return where the box of a line of the grid begins, from the paper's upper edge; lines count from 0."""
        return Millimetre(self.page.top - self.leading + line * self.pitch)
