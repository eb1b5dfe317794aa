"""Pictures leave an issue's folder clean, upright and no larger than they are shown, on the page and in the print."""

from __future__ import annotations

import base64
import shutil
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pikepdf
import pytest
import tinyhtml5  # type: ignore[import-untyped] # it comes with WeasyPrint, untyped
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from bulletin_gen.pictures.bare import bare, is_picture
from bulletin_gen.pictures.opening import BadPicture, Extent, opened
from bulletin_gen.pictures.plain import plain
from bulletin_gen.pictures.plate import plate
from bulletin_gen.pictures.web import clean, web_picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Maker = Callable[..., Path]
    Builder = Callable[..., dict[str, Any]]

HERE = "bulletins/shifan/2023/7/"
MAKER = "TATTLECAM"
"""What no file of an edition may hold."""
ROOM = Extent(4000, 4000)


def drawing(width: int = 60, height: int = 40) -> Image.Image:
    """Return a picture whose four corners differ."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 3, height // 3), fill=(200, 40, 30))
    return picture


def coloured(many: int) -> Image.Image:
    """Return a picture of so many colours, in no order that could be packed."""
    values = [*range(many)]
    for _ in range(9999 - many):
        values.append((values[-1] * 7919 + len(values) ** 2 // 7) % 65_521)
    picture = Image.new("RGB", (101, 99))
    picture.putdata([(value % many % 256, value % many * 7 % 256, value % many // 256) for value in values])
    return picture


def told(orientation: int = 1) -> Image.Exif:
    """Return what a telephone writes into a picture: its name, its place, how it was held."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, MAKER, MAKER
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 7.0)
    return exif


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:  # noqa: ANN401 - the library's options
    file = BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb() -> bytes:
    """Return a PNG of a few hundred bytes that says that it has two and a half milliards of pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def with_text(png: bytes) -> bytes:
    return png[:33] + chunk(b"tEXt", b"Author\0" + MAKER.encode()) + png[33:]


ARITHMETIC = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wCDEAAoABwAHgAjAB4AGQAoACMAIQAjAC0AKwAoADAAPABkAEEAPAA3ADcAPAB7AFgAXQBJ"
    "AGQAkQCAAJkAlgCPAIAAjACKAKAAtADmAMMAoACqANoArQCKAIwAyAERAMsA2gDuAPUBAgEEAQIAmwDBARsBLwEYAPoBLADmAP0B"
    "AgD4/9sAQwErLS08NTx2QUF2+KWMpfj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4/8kA"
    "EQgADAAQAwEiAAIRAQMRAf/MAAoAEBAFARARBf/aAAwDAQACEQMRAD8A2o+UmM4/JN1+u8y6D1Xf5r7+kOj0oC9N1LNNcvbCU5kX"
    "donyyAC0QmD/ABw3ncvQqbpTQss/TO2bjSS5JV9ffsD/2Q=="
)
"""A JPEG whose values are coded arithmetically: no browser and no viewer of PDFs reads it."""
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{MAKER}</x:xmpmeta>".encode()
SPOKEN = {
    "jpeg": saved(drawing(), "JPEG", exif=told(), xmp=XMP, comment=MAKER.encode()) + b"\0\0\0\x18ftypmp42" + XMP,
    "progressive": saved(drawing(), "JPEG", exif=told(), progressive=True),
    "grey": saved(drawing().convert("L"), "JPEG", exif=told()),
    "inks": saved(drawing().convert("CMYK"), "JPEG", exif=told()),
    "two": saved(drawing(), "MPO", exif=told(), save_all=True, append_images=[drawing().rotate(90)]),
    "png": with_text(saved(drawing(), "PNG", exif=told())),
    "clear": with_text(saved(drawing().convert("RGBA"), "PNG", exif=told())),
    "palette": with_text(saved(drawing().convert("P"), "PNG", transparency=3, exif=told())),
    "gif": saved(drawing(), "GIF", comment=MAKER.encode()) + XMP,
    "moving": saved(
        drawing(), "GIF", save_all=True, append_images=[drawing().rotate(90)], loop=0, comment=MAKER.encode()
    ),
    "webp": saved(drawing(), "WEBP", exif=told(), xmp=XMP, icc_profile=MAKER.encode()),
    "lossless": saved(drawing().convert("RGBA"), "WEBP", lossless=True, exif=told(), xmp=XMP),
}
"""Pictures that tell more than they show."""


def alike(one: Image.Image, other: Image.Image, off: float = 6) -> bool:
    """Tell whether two pictures look the same."""
    pair = one.convert("RGB"), other.convert("RGB")
    return one.size == other.size and max(ImageStat.Stat(ImageChops.difference(*pair)).mean) < off


def image(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


# ------------------------------------------------------------------------------------------------------- clean files


@pytest.mark.parametrize("name", SPOKEN)
def test_nothing_but_the_picture_is_left_and_it_is_the_same_picture(name: str) -> None:
    content = SPOKEN[name]
    assert MAKER.encode() in content
    left = bare(content)
    assert MAKER.encode() not in left
    assert not set(image(left).info) & {"exif", "xmp", "comment", "icc_profile", "photoshop", "Author"}
    assert image(left).convert("RGBA").tobytes() == image(content).convert("RGBA").tobytes()
    assert bare(left) == left


def test_a_moving_picture_still_moves_when_it_is_clean() -> None:
    left = image(bare(SPOKEN["moving"]))
    assert (left.n_frames, left.info["loop"]) == (2, 0)  # type: ignore[attr-defined]  # of a GIF


def test_a_thumbnail_in_a_picture_goes_with_the_rest() -> None:
    small = b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x02\x01" + b"\xaa\xbb\xcc" * 2
    content = saved(drawing(), "JPEG")
    head = b"\xff\xd8\xff\xe0" + (len(small) + 2).to_bytes(2) + small
    given_one = head + content[20:]
    assert b"\xaa\xbb\xcc" not in bare(given_one)
    assert alike(image(bare(given_one)), drawing())


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF"]
)
def test_what_is_hardly_a_file_is_cleaned_without_complaint(content: bytes) -> None:
    assert bare(bare(content)) == bare(content)


@settings(max_examples=300)
@given(st.sampled_from(sorted(SPOKEN)), st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=3)), max_size=6))
def test_a_damaged_picture_is_shown_or_refused_and_never_stops_the_program(
    name: str, damage: list[tuple[int, bytes]]
) -> None:
    content = bytearray(SPOKEN[name])
    for place, put in damage:
        content[place : place + len(put) + 1] = put
    bare(bytes(content))
    for use in (web_picture, clean, lambda given_one: plate(given_one, Extent(20, 20), archival=True)):
        with suppress(BadPicture):
            use(bytes(content))


# -------------------------------------------------------------------------------------------------- what a page shows


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright_however_the_camera_was_held(form: str, orientation: int) -> None:
    content = saved(drawing(1000, 600), form, exif=told(orientation))
    wanted = ImageOps.exif_transpose(image(content))
    made = web_picture(content)
    assert (made.extent.width, made.extent.height) == wanted.size
    assert made.shown.width == min(760, wanted.width)
    for shown in (made.full, *(copy.content for copy in (*made.copies, *made.webp))):
        assert 0x0112 not in image(shown).getexif()
        assert alike(image(shown), wanted.resize(image(shown).size))


@pytest.mark.parametrize(
    ("width", "own", "webp"),
    [(4000, [760, 1520], [760, 1520]), (1000, [760], [760, 1000]), (760, [], [760]), (200, [], [200])],
)
def test_a_page_has_copies_as_wide_as_screens_need(width: int, own: list[int], webp: list[int]) -> None:
    noisy = Image.effect_noise((400, 300), 50).convert("RGB").resize((width, width * 3 // 4))
    made = web_picture(saved(noisy, "JPEG", quality=95))
    assert [copy.width for copy in made.copies] == own
    assert [copy.width for copy in made.webp] == webp
    assert [image(copy.content).format for copy in made.copies] == ["JPEG"] * len(own)
    assert all(len(copy.content) < len(made.full) for copy in made.copies)


def test_a_picture_of_few_colours_loses_none_in_its_copies() -> None:
    flat = Image.new("RGB", (300, 200), "white")
    ImageDraw.Draw(flat).text((20, 20), "图表 2023", fill=(200, 0, 0))
    (copy,) = web_picture(saved(flat, "PNG", compress_level=0)).webp
    assert image(copy.content).convert("RGB").tobytes() == flat.tobytes()


def test_a_copy_that_would_be_larger_is_not_made() -> None:
    flat = Image.new("P", (2000, 1500), 3)
    made = web_picture(saved(flat, "PNG"))
    assert all(len(copy.content) < len(made.full) for copy in made.copies)


def test_a_moving_picture_stands_still_on_the_page() -> None:
    made = web_picture(SPOKEN["moving"])
    assert made.moving
    assert not made.serves
    assert [getattr(image(copy.content), "n_frames", 1) for copy in (*made.copies, *made.webp)] == [1, 1]
    assert not web_picture(SPOKEN["gif"]).moving


@pytest.mark.parametrize("size", [(1, 1), (5000, 3), (3, 9000), (20, 20_000)])
def test_the_oddest_shape_keeps_at_least_a_pixel(size: tuple[int, int]) -> None:
    made = web_picture(saved(Image.new("RGB", size, "#369"), "PNG"))
    assert min(made.shown.width, made.shown.height) >= 1
    assert all(min(image(copy.content).size) >= 1 for copy in (*made.copies, *made.webp))


@pytest.mark.parametrize("bits", [8, 16])
def test_what_a_grey_png_calls_transparent_is_transparent(bits: int) -> None:
    row = struct.pack(">4H", 0, 5000, 40_000, 65_535) if bits == 16 else bytes((0, 19, 156, 255))
    head = struct.pack(">IIBBBBB", 4, 1, bits, 0, 0, 0, 0)
    clear = struct.pack(">H", 5000 if bits == 16 else 19)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tRNS", clear)
    png += chunk(b"IDAT", zlib.compress(b"\0" + row)) + chunk(b"IEND", b"")
    with opened(png) as picture:
        assert list(plain(picture).get_flattened_data()) == [(0, 255), (19, 0), (156, 255), (255, 255)]


def test_a_moving_picture_that_a_camera_turned_still_moves() -> None:
    frames = [drawing().rotate(90)]
    made = web_picture(saved(drawing(), "WEBP", save_all=True, append_images=frames, exif=told(6), lossless=True))
    assert made.moving
    assert image(made.full).n_frames == 2  # type: ignore[attr-defined]  # of a WebP
    assert MAKER.encode() not in made.full


def test_a_photo_that_few_programs_can_read_is_written_anew() -> None:
    assert web_picture(ARITHMETIC).full[:2] == b"\xff\xd8"
    for left in (web_picture(ARITHMETIC).full, clean(ARITHMETIC), plate(ARITHMETIC, ROOM, archival=True).colours):
        assert b"\xff\xc9" not in left
        assert alike(image(left), image(ARITHMETIC))


def test_inks_become_the_colours_of_screens() -> None:
    made = web_picture(SPOKEN["inks"])
    assert image(made.full).mode == "RGB"
    assert alike(image(made.full), drawing(), off=12)


# ------------------------------------------------------------------------------------------------- what a print takes


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_plate_is_upright_and_no_finer_than_its_room(orientation: int) -> None:
    content = saved(drawing(1000, 600), "JPEG", exif=told(orientation))
    wanted = ImageOps.exif_transpose(image(content))
    made = plate(content, Extent(wanted.width // 3, wanted.height // 3), archival=True)
    assert (made.extent.width, made.extent.height) == (wanted.width // 3, wanted.height // 3)
    assert alike(image(made.colours), wanted.resize(image(made.colours).size))


def test_a_photo_that_needs_no_change_goes_into_the_print_as_it_is() -> None:
    made = plate(SPOKEN["jpeg"], ROOM, archival=True)
    assert made.colours == bare(SPOKEN["jpeg"])


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("archival", [True, False])
def test_a_plate_tells_nothing_but_its_picture(name: str, *, archival: bool) -> None:
    made = plate(SPOKEN[name], ROOM, archival=archival)
    assert MAKER.encode() not in made.colours
    assert made.mode in ({"L", "RGB"} if archival else {"L", "RGB", "CMYK"})


@pytest.mark.parametrize("many", [2, 3, 16, 17, 256, 257])
def test_a_drawing_of_few_colours_takes_few_bits(many: int) -> None:
    made = plate(saved(coloured(many), "PNG"), ROOM, archival=True)
    assert made.bits == {2: 1, 3: 2, 16: 4}.get(many, 8)
    assert len(made.palette) == (3 * many if many <= 256 else 0)


def test_a_palette_is_not_used_where_it_would_not_be_smaller() -> None:
    slope = Image.linear_gradient("L").convert("RGB")
    assert plate(saved(slope, "PNG"), ROOM, archival=True).palette == b""


def test_black_and_white_takes_a_bit_a_dot() -> None:
    lines = drawing(400, 300).convert("1")
    for content in (saved(lines, "PNG"), saved(lines.convert("L"), "PNG")):
        made = plate(content, ROOM, archival=True)
        assert (made.mode, made.bits, made.palette) == ("L", 1, b"")
    assert plate(saved(drawing().convert("L"), "PNG"), ROOM, archival=True).bits == 8


def test_what_is_opaque_all_over_needs_no_mask() -> None:
    assert plate(SPOKEN["clear"], ROOM, archival=True).alpha == b""
    half = drawing().convert("RGBA")
    half.putalpha(Image.linear_gradient("L").resize(half.size))
    assert plate(saved(half, "PNG"), ROOM, archival=True).alpha != b""


# ------------------------------------------------------------------------------------------------------ a whole build


def issue(body: str, *head: str) -> str:
    fields = "\n".join(("期号: 7", "日期: 2023-03-20", *head))
    return f"---\n{fields}\n---\n\n# 示例区开展演练\n\n前文。\n\n{body}\n\n后文。（示例局）\n"


PICTURES: dict[str, str | bytes] = {
    f"{HERE}issue.md": issue(
        "![现场](图%20一,大.jpg)\n\n![走势](图/表.png)\n\n![](动.gif)\n\n见[原片](原片.webp)。",
        "附件: [底片.jpg, 说明.txt, 名不副实.dat]",
    ),
    f"{HERE}图 一,大.jpg": saved(drawing(2400, 1800), "JPEG", exif=told(6), xmp=XMP, comment=MAKER.encode()),
    f"{HERE}图/表.png": with_text(saved(drawing(900, 500), "PNG")),
    f"{HERE}动.gif": SPOKEN["moving"],
    f"{HERE}原片.webp": SPOKEN["webp"],
    f"{HERE}底片.jpg": saved(drawing(90, 60), "JPEG", exif=told(6)),
    f"{HERE}名不副实.dat": SPOKEN["jpeg"],
    f"{HERE}说明.txt": "说明。",
}


def files_of(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_no_byte_of_an_edition_tells_where_when_and_by_whom_a_picture_was_taken(site: Maker, build: Builder) -> None:
    folder = site(PICTURES)
    assert build(folder)["exit"] == 0
    files = files_of(folder / "public")
    assert {name for name, content in files.items() if MAKER.encode() in content} == set()
    pictures = [content for content in files.values() if is_picture(content)]
    assert len(pictures) > 10
    assert not any(image(content).getexif() for content in pictures)
    pdf = files["shifan/2023/7/shifan-2023-007.pdf"]
    with pikepdf.open(BytesIO(pdf)) as opened:
        streams = [one.read_raw_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)]
    assert not any(MAKER.encode() in stream or b"Exif" in stream for stream in streams)


def test_an_attached_picture_is_upright_and_its_size_is_that_of_the_file_offered(site: Maker, build: Builder) -> None:
    folder = site(PICTURES)
    build(folder, "--no-pdf")
    offered = (folder / "public/shifan/2023/7/files/底片.jpg").read_bytes()
    assert image(offered).size == (60, 90)
    data = (folder / "public/shifan/2023/7/issue.json").read_text("utf-8")
    assert f'"size": {len(offered)}' in data or str(len(offered)) in data


def test_a_page_gives_every_picture_its_box_and_its_choice(site: Maker, build: Builder) -> None:
    folder = site(PICTURES)
    build(folder, "--no-pdf")
    here = folder / "public/shifan/2023/7"
    page = tinyhtml5.parse((here / "index.html").read_text("utf-8"), namespace_html_elements=False)
    photo, chart, moving = page.findall(".//figure[@class='picture']")
    shown = photo.find(".//picture/img")
    assert [shown.get(name) for name in ("width", "height", "loading", "decoding")] == ["760", "1013", "lazy", "async"]
    assert photo.find(".//source").get("type") == "image/webp"
    assert photo.find("a").get("href") == "files/%E5%9B%BE%20%E4%B8%80%2C%E5%A4%A7.jpg"
    assert photo.find("a").get("aria-label") == "查看原图：现场"
    assert chart.find(".//img").get("width") == "760"
    assert moving.find(".//img").get("src").endswith(".png")
    assert moving.find("a").get("href").endswith(".gif")
    choices = [one.get("srcset").split(", ") for one in page.iter() if one.get("srcset")]
    assert len(choices) == 5
    for name, width in (one.split(" ") for choice in choices for one in choice):
        assert image((here / unquote(name)).read_bytes()).width == int(width.removesuffix("w"))


def test_a_print_has_pictures_of_300_dots_an_inch_at_the_most(site: Maker, build: Builder) -> None:
    folder = site(PICTURES)
    build(folder)
    with pikepdf.open(folder / "public/shifan/2023/7/shifan-2023-007.pdf") as pdf:
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        sizes = sorted(int(one.Width) for one in streams)
    assert sizes == [60, 900, pytest.approx(1090, abs=15)]


def test_a_drawing_has_the_same_colours_in_the_print(site: Maker, build: Builder) -> None:
    lines = coloured(2).convert("L").point(lambda value: 255 if value else 0, "1")
    drawn = {"三色": coloured(3), "多色": coloured(200), "黑白": lines}
    body = "\n\n".join(f"![]({name}.png)" for name in drawn)
    pictures = {f"{HERE}{name}.png": saved(one, "PNG") for name, one in drawn.items()}
    folder = site(pictures | {f"{HERE}issue.md": issue(body)})
    assert build(folder)["exit"] == 0
    with pikepdf.open(next(folder.rglob("*.pdf"))) as pdf:
        shown = [pikepdf.PdfImage(one) for page in pdf.pages for one in page.get_images().values()]
        kept = {one.as_pil_image().convert("RGB").tobytes(): one.bits_per_component for one in shown}
    assert kept == {one.convert("RGB").tobytes(): bits for one, bits in zip(drawn.values(), (2, 8, 1), strict=True)}


def test_pictures_are_the_same_from_any_number_of_processes_and_from_the_store(site: Maker, build: Builder) -> None:
    eighth = {name.replace("2023/7/", "2023/8/"): content for name, content in PICTURES.items()}
    text = str(PICTURES[f"{HERE}issue.md"]).replace("期号: 7", "期号: 8")
    folder = site(PICTURES | eighth | {"bulletins/shifan/2023/8/issue.md": text})
    assert build(folder)["exit"] == 0
    first, kept = files_of(folder / "public"), set(files_of(folder / ".cache"))
    shutil.rmtree(folder / "public")
    assert build(folder, "-j", "2")["exit"] == 0
    assert files_of(folder / "public") == first
    assert set(files_of(folder / ".cache")) == kept
    shutil.rmtree(folder / "public")
    shutil.rmtree(folder / ".cache")
    assert build(folder, "-j", "2")["exit"] == 0
    assert files_of(folder / "public") == first


FLAWED = {
    "空": b"",
    "文字": b"no picture",
    "炸弹": bomb(),
    "矢量": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "手机": b"\0\0\0\x18ftypheic" + bytes(40),
    "半张": saved(drawing(600, 400), "JPEG")[:2000],
    "半表": saved(drawing(600, 400), "PNG")[:-60],
}


@pytest.mark.parametrize("options", [[], ["--no-pdf"]], ids=["print", "pages"])
def test_what_is_no_whole_picture_is_an_error_at_its_name(site: Maker, build: Builder, options: list[str]) -> None:
    body = "\n\n".join(f"![图题]({name}.jpg)" for name in FLAWED)
    folder = site({f"{HERE}issue.md": issue(body), **{f"{HERE}{name}.jpg": given for name, given in FLAWED.items()}})
    answer = build(folder, *options)
    assert answer["exit"] == 1
    found = [(one["line"], one["column"], one["code"]) for one in answer["diagnostics"]]
    assert found == [(10 + 2 * number, 7, "bad-picture") for number in range(len(FLAWED))]
    assert not (folder / "public").exists()


def test_a_picture_under_the_name_of_another_format_is_shown_all_the_same(site: Maker, build: Builder) -> None:
    folder = site({f"{HERE}issue.md": issue("![图](a.png)"), f"{HERE}a.png": SPOKEN["jpeg"]})
    assert build(folder)["exit"] == 0
    assert MAKER.encode() not in (folder / "public/shifan/2023/7/files/a.png").read_bytes()
