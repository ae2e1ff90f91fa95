"""What people attach, as it is kept: upright, stripped, at most 300 KB a page; nonsense is refused."""

import io

import pypdfium2
import pytest
from PIL import Image

from helpdesk.application.files import Box
from helpdesk.domain.problems import Problem
from helpdesk.imaging.preparing import LONG_EDGE, PAGE_MAX, SHORT_EDGE_MIN, THUMBNAIL_MAX
from tests.imaging.pictures import PREPARING, as_bytes, bomb, photo, turned


def pdf(pages: int) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(Problem) as caught:
        PREPARING.prepare(content)
    return caught.value.code


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_photograph_is_turned_stripped_and_shrunk() -> None:
    raw = turned(photo())
    assert len(raw) > 3 * PAGE_MAX
    ready = PREPARING.prepare(raw)
    kept = opened(ready.content)
    assert (ready.media_type, kept.format) == ("image/jpeg", "JPEG")
    assert len(ready.content) <= PAGE_MAX
    assert kept.width < kept.height
    assert max(kept.size) <= LONG_EDGE
    assert min(kept.size) >= SHORT_EDGE_MIN
    assert not kept.getexif()
    assert b"\xe5\x8d\x8e\xe4\xb8\xba" not in ready.content
    small = opened(ready.thumbnail)
    assert len(ready.thumbnail) <= THUMBNAIL_MAX
    assert small.width < small.height


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "WEBP", "GIF"])
def test_other_pictures_become_jpeg(kind: str) -> None:
    ready = PREPARING.prepare(as_bytes(photo(300, 200, noisy=False), kind))
    assert opened(ready.content).size == (300, 200)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA", "I;16"])
def test_every_mode(mode: str) -> None:
    picture = Image.new(mode, (50, 40))
    kind = "TIFF" if mode == "CMYK" else "PNG"
    kept = opened(PREPARING.prepare(as_bytes(picture, kind)).content)
    assert (kept.mode, kept.size) == ("RGB", (50, 40))


def test_transparent_is_white() -> None:
    clear = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    assert opened(PREPARING.prepare(as_bytes(clear, "PNG")).content).getpixel((9, 9)) == (
        255,
        255,
        255,
    )


def test_redacted_regions_are_burned_in() -> None:
    plain = as_bytes(Image.new("RGB", (200, 100), "white"))
    ready = PREPARING.prepare(plain, black=[Box(0.5, 0, 1, 1)])
    kept = opened(ready.content)
    assert max(kept.getpixel((150, 50))) < 20
    assert min(kept.getpixel((40, 50))) > 235
    assert max(opened(ready.thumbnail).getpixel((170, 50))) < 20


def test_a_pdf_is_kept_as_it_is() -> None:
    content = pdf(3)
    ready = PREPARING.prepare(content)
    assert (ready.content, ready.media_type, ready.pages) == (content, "application/pdf", 3)
    assert opened(ready.thumbnail).height > 0
    assert opened(PREPARING.page(content, 2, width=400)).width == pytest.approx(400, abs=1)
    with pytest.raises(Problem):
        PREPARING.page(content, 3, width=400)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "attachment-empty"),
        ("只是文字，叫作 photo.jpg".encode(), "attachment-kind"),
        (b"PK\x03\x04" + bytes(500), "attachment-kind"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "attachment-heic"),
        (b"%PDF-1.7 not really", "attachment-unreadable"),
        (bomb(60_000, 60_000), "attachment-pixels"),
        (bomb(11_000, 11_000), "attachment-pixels"),
        (bomb(3_000, 3_000), "attachment-unreadable"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_cut_photograph_is_refused() -> None:
    raw = as_bytes(photo(800, 600))
    assert refused(raw[: len(raw) // 2]) == "attachment-unreadable"


def test_too_many_pages_and_frames() -> None:
    assert refused(pdf(301)) == "attachment-pdf-pages"
    frames = [Image.new("L", (9, 9)) for _ in range(2)]
    tiff = as_bytes(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert refused(tiff) == "attachment-frames"


def test_a_pdf_with_a_password_is_refused() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(1))))
    writer.encrypt("geheim", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    assert refused(target.getvalue()) == "attachment-pdf-locked"
