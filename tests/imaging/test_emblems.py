"""Emblems for papers: any picture becomes a few dots in black and white, or is refused with a sentence."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFile

from helpdesk.domain.problems import Problem
from helpdesk.i18n import set_language
from helpdesk.i18n.problems import sentence
from helpdesk.imaging.emblems import HEIGHT, WIDTH, emblem_of, read_emblem
from tests.imaging.pictures import as_bytes, seal


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    return as_bytes(picture, kind, **options)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(emblem_of(content)))
    assert picture.mode == "1"
    assert picture.width <= WIDTH
    assert picture.height <= HEIGHT
    return picture.convert("L")


def deep() -> Image.Image:
    """Sixteen bits a dot: a dark disc of 9,000 of 65,535."""
    greys = seal().convert("L").tobytes()
    deep = [65_535 if grey == 255 else 9_000 if grey < 100 else 60_000 for grey in greys]
    return Image.frombytes("I;16", (600, 400), struct.pack(f"<{len(deep)}H", *deep))


def cmyk() -> Image.Image:
    return seal().convert("CMYK")


@pytest.mark.parametrize(
    "content",
    [
        saved(seal()),
        saved(seal(), "JPEG", quality=90),
        saved(cmyk(), "JPEG", quality=90),
        saved(seal("RGBA", (0, 0, 0, 0))),
        saved(
            seal("RGB", (0, 0, 0)).quantize(),
            transparency=seal("RGB", (0, 0, 0)).quantize().getpixel((0, 0)),
        ),
        saved(seal().convert("P"), "GIF"),
        saved(seal(), "BMP"),
        saved(seal("RGBA", (0, 0, 0, 0)), "WEBP", lossless=True),
        saved(deep()),
    ],
    ids=["png", "jpeg", "cmyk", "clear", "clear-palette", "gif", "bmp", "webp", "16-bit"],
)
def test_a_drawing_is_cut_out_and_parted_into_black_and_white(content: bytes) -> None:
    """Whatever the file is, the disc fills the height, and what is light in it stays light."""
    picture = opened(content)
    assert abs(picture.width - HEIGHT) <= 1
    assert picture.height == HEIGHT
    corner, ring, middle = ((2, 2), (14, HEIGHT // 2), (HEIGHT // 2, HEIGHT // 2))
    assert [picture.getpixel(at) for at in (corner, ring, middle)] == [255, 0, 255]


def test_a_pale_drawing_is_black_and_many_tones_are_dithered() -> None:
    pale = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(pale).ellipse((20, 20, 280, 280), fill=(190, 215, 235))
    assert opened(saved(pale)).getpixel((HEIGHT // 2, HEIGHT // 2)) == 0
    shaded = opened(saved(Image.linear_gradient("L")))
    rows = [shaded.crop((0, top, shaded.width, top + 10)) for top in (5, 35, 70)]
    dark = [row.histogram()[0] / (row.width * row.height) for row in rows]
    assert dark[0] > 0.8
    assert 0.3 < dark[1] < 0.8
    assert dark[2] < 0.3


def test_a_photograph_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter to the right
    wide = Image.new("L", (400, 200), 0)
    picture = opened(saved(wide, "JPEG", exif=exif))
    assert picture.size == (42, 85)


def bomb(edge: int) -> bytes:
    """A whole PNG of a few kilobytes that says and holds edge x edge dots."""
    return saved(Image.new("1", (edge, edge)))


def head(edge: int) -> bytes:
    """A PNG that only says how large it is."""
    fields = b"IHDR" + struct.pack(">IIBBBBB", edge, edge, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + fields + struct.pack(">I", zlib.crc32(fields))
    return b"\x89PNG\r\n\x1a\n" + chunk + chunk.replace(b"IHDR", b"IDAT")


def moving(kind: str) -> bytes:
    frames = [seal(), seal().rotate(20)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (bomb(6_000), "emblem-pixels"),
        (bomb(9_900), "emblem-pixels"),
        (head(60_000), "emblem-pixels"),
        (moving("GIF"), "emblem-moving"),
        (moving("PNG"), "emblem-moving"),
        (moving("WEBP"), "emblem-moving"),
        (b"", "emblem-kind"),
        (b"%PDF-1.7\n" + b"0" * 500, "emblem-kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "emblem-kind"),
        (saved(seal(), "TIFF"), "emblem-kind"),
    ],
)
def test_what_cannot_be_used_is_refused_before_it_is_decoded(
    content: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_arguments: object) -> None:
        raise AssertionError("decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", never)
    with pytest.raises(Problem) as caught:
        emblem_of(content)
    assert caught.value.code == code
    for language in ("zh_CN", "en"):
        set_language(language)
        assert "{" not in sentence(caught.value)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (saved(seal())[:900], "attachment-unreadable"),
        (saved(seal(), "JPEG")[:2_000], "attachment-unreadable"),
        (saved(Image.new("RGB", (300, 300), "white")), "emblem-empty"),
        (saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0))), "emblem-empty"),
        (saved(Image.new("L", (20, 20), 0)), "emblem-small"),
        (saved(Image.new("L", (2_000, 100), 0)), "emblem-small"),
    ],
    ids=["half-png", "half-jpeg", "white", "clear", "tiny", "strip"],
)
def test_what_shows_nothing_or_half_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Problem) as caught:
        emblem_of(content)
    assert caught.value.code == code


def test_of_a_logo_of_50_mb_no_more_is_read_than_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "logo.bmp"
    Image.new("RGB", (4_096, 4_096), "white").save(path)
    assert path.stat().st_size > 50_000_000
    with pytest.raises(Problem) as caught:
        read_emblem(path)
    assert (caught.value.code, caught.value.params) == ("emblem-large", {"limit": 10})


def test_a_file_that_is_gone_or_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.png"):
        with pytest.raises(Problem) as caught:
            read_emblem(path)
        assert caught.value.code == "attachment-gone"
