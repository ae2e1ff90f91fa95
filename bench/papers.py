"""Papers measured: `python -m bench papers` prints JSON. Times in milliseconds, sizes in bytes.

Every paper on every size: warm here, the first one of a fresh process (cold), and how large it is; the
picture for a thermal printer; a thousand receipts in one PDF.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from helpdesk.printing import Size

WARM, COLD, BATCH = 40, 3, 1000
FIRST = (
    "import sys, time; import reportlab.pdfgen.canvas; import bench.papers as b;"
    " from helpdesk.printing import Size; from helpdesk.printing.papers import render_receipt;"
    " from tests.printing.samples import receipt; paper = receipt(); start = time.perf_counter();"
    " render_receipt(paper, size=Size[sys.argv[1]]); print(time.perf_counter() - start)"
)


def papers(folder: Path) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Every paper in every size, two copies: its name, and what draws it."""
    from tests.printing.every import every_paper

    with every_paper(folder / "desk") as every:
        for name, size, draw in every.each():
            yield f"{name}-{size.name}", partial(draw, size, 2)


def measure() -> dict[str, object]:
    """Everything."""
    result: dict[str, object] = {}
    with TemporaryDirectory() as folder:
        for name, draw in papers(Path(folder)):
            size = len(draw())
            result[name] = {"warm_ms": spread(timed(draw, times=WARM)), "bytes": size}
    result["first_ms"] = {
        size: spread([1000 * _first(size) for _n in range(COLD)]) for size in ("A5", "ROLL80")
    }
    result["bitmap_80mm_ms"] = bitmap()
    result["batch_of_1000"] = batch()
    return result


def _first(size: str) -> float:
    return float(subprocess.check_output([sys.executable, "-c", FIRST, size]))


def bitmap() -> dict[str, float]:
    """The picture and the bands of a usual receipt for an 80 mm printer."""
    from helpdesk.printing.papers import render_receipt
    from helpdesk.printing.preview import page_images
    from helpdesk.printing.thermal import DPI, bands, raster
    from tests.printing.samples import receipt

    pdf = render_receipt(receipt(), size=Size.ROLL80)
    return spread(
        timed(lambda: [list(bands(raster(page))) for page in page_images(pdf, dpi=DPI)], times=WARM)
    )


def batch() -> dict[str, object]:
    """A thousand receipts of a real desk into one PDF, recorded."""
    from helpdesk.application.cases import open_case
    from helpdesk.application.intake import Intake
    from helpdesk.bootstrap.drawing import Drawing
    from helpdesk.bootstrap.receipts import save_receipts
    from tests.desk import desk_in

    with TemporaryDirectory() as folder, desk_in(Path(folder) / "desk") as desk:
        intake = Intake(new_resident={"name": "包玉兰"}, matter="TL-0014")
        cases = [open_case(desk.session, intake).case for _n in range(BATCH)]
        saved: list[bytes] = []
        start = time.perf_counter()
        drawing = Drawing(desk.queries)
        save_receipts(desk.session, drawing, cases, size="A5", save=saved.append)
        return {"seconds": round(time.perf_counter() - start, 2), "bytes": len(saved[0])}


def timed(do: Callable[[], object], *, times: int) -> list[float]:
    """How long it takes, so many times."""
    found = []
    for _n in range(times):
        start = time.perf_counter()
        do()
        found.append(1000 * (time.perf_counter() - start))
    return found


def spread(values: list[float]) -> dict[str, float]:
    """Median, p99 and worst."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 2),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
        "max": round(ordered[-1], 2),
        "times": len(ordered),
    }
