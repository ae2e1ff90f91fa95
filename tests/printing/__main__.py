"""`python -m tests.printing OUT`: every paper in every size, and with Mongolian beside it, as PDF and as
pictures, with a sheet of all of them for each size (`all-A5.png`), to be looked at."""

import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

from helpdesk.application.mongolian import PAPERS as BILINGUAL
from helpdesk.printing import Size
from helpdesk.printing.preview import page_images
from tests.printing.every import Draw, every_paper

DPI = 100
ACROSS = 6
GREY, EDGE = 160, 6  # around a page on the sheet of all


def main(out: Path) -> None:
    """Draw, write, say how many."""
    out.mkdir(parents=True, exist_ok=True)
    sheets: dict[str, list[Image.Image]] = {}
    with tempfile.TemporaryDirectory() as folder, every_paper(Path(folder) / "desk") as every:
        for name, size, draw in every.each():
            sheets.setdefault(size.name, []).extend(written(out, f"{name}-{size.name}", draw, size))
        with every.bilingual():
            for name, size, draw in every.each():
                if name in BILINGUAL:
                    pages = written(out, f"{name}-{size.name}-mongolian", draw, size)
                    sheets.setdefault(f"{size.name}-mongolian", []).extend(pages)
    for name, pages in sheets.items():
        together(pages).save(out / f"all-{name}.png", optimize=True)
    sys.stdout.write(f"{len(list(out.glob('*.pdf')))} papers · {out}\n")


def written(out: Path, name: str, draw: Draw, size: Size) -> list[Image.Image]:
    """One paper as PDF and a picture of each of its pages."""
    pdf = draw(size, 1)
    name = name.replace("_", "-")
    (out / f"{name}.pdf").write_bytes(pdf)
    pages = []
    for n, page in enumerate(page_images(pdf, dpi=DPI), start=1):
        picture = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
        picture.save(out / f"{name}-{n}.png", optimize=True)
        pages.append(ImageOps.expand(picture, EDGE, GREY))
    return pages


def together(pages: list[Image.Image]) -> Image.Image:
    """The pages side by side in rows."""
    wide, high = max(p.width for p in pages), max(p.height for p in pages)
    rows = -(-len(pages) // ACROSS)
    whole = Image.new("L", (wide * min(ACROSS, len(pages)), high * rows), GREY)
    for n, page in enumerate(pages):
        whole.paste(page, (n % ACROSS * wide, n // ACROSS * high))
    return whole


if __name__ == "__main__":
    main(Path(sys.argv[1]))
