"""Reads papers back: text without spaces, fonts, boxes of words, QR codes."""

import io
from collections.abc import Iterator
from itertools import combinations

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from helpdesk.printing.preview import page_images

Box = tuple[float, float, float, float]


def text(pdf: bytes) -> str:
    """All text in reading order, without white space (line breaks fall where the paper is full)."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def squeezed(words: str) -> str:
    return "".join(words.split())


def fonts(pdf: bytes) -> dict[str, bool]:
    """Base name of every font used on the pages -> whether it is embedded."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            descriptor = font.get("/FontDescriptor", {})
            found[str(font["/BaseFont"])] = "/FontFile2" in descriptor
    return found


def codes(pdf: bytes) -> list[str]:
    """The text of every QR code, page by page."""
    found = []
    for image in page_images(pdf, dpi=200):
        picture = Image.frombytes("RGB", (image.width, image.height), image.rgb)
        found += [
            code.text
            for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        ]
    return found


def words(pdf: bytes) -> Iterator[tuple[tuple[float, float], list[Box]]]:
    """For each page its size and the boxes (left, bottom, right, top) of its runs of text."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            content = page.get_textpage()
            boxes = [content.get_rect(n) for n in range(content.count_rects())]
            content.close()
            yield page.get_size(), boxes


def overlapping(boxes: list[Box], *, tolerance: float = 0.8) -> list[tuple[Box, Box]]:
    """Pairs of boxes that cover each other by more than `tolerance` points both ways."""
    return [
        (a, b)
        for a, b in combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > tolerance
        and min(a[3], b[3]) - max(a[1], b[1]) > tolerance
    ]
