"""`helpdesk tour`: the main job walked in the real window, leaving pictures, papers and a summary.

Real widgets, real keys, a real encrypted store, a real city server that is really stopped and started
again. Exit code 1 if any step does not hold.
"""

import json
import os
import platform
import shutil
import sys
import time
import traceback
from dataclasses import asdict
from pathlib import Path

from helpdesk import __version__
from helpdesk.bootstrap import practice
from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.dressing import application
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.tour_walk import STEPS
from helpdesk.bootstrap.tour_window import Tour
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui import fonts

SIZE = (1366, 768)


def main(out: Path) -> int:
    """Walk the tour into the folder `out`; answers the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    data, city = out / "data", CityProcess(out / "city")
    application(Settings(data)).setCursorFlashTime(0)  # or no picture would rest
    fonts.load_rare()
    start, tour, failure = time.perf_counter(), None, ""
    try:
        url = practice.start(data, city)
        tour = Tour(out, Desktop(data), city, url)
        walk(tour)
    except Exception as error:  # noqa: BLE001  whatever it is, the summary and exit code say so
        traceback.print_exc()
        failure = sentence(error) if isinstance(error, Problem) else str(error)
    finally:
        if tour is not None:
            tour.desktop.close()
            tour.desktop.window.close()
        city.stop()
    _write_summary(out, tour, failure=failure, seconds=time.perf_counter() - start)
    print(f"{'FAILED: ' + failure if failure else 'ok'} · {out}")
    return 1 if failure else 0


def walk(tour: Tour) -> None:
    """All steps in order."""
    tour.desktop.window.resize(*SIZE)
    tour.desktop.show()
    for name, step in STEPS:
        with tour.step(name):
            step(tour)


def _write_summary(out: Path, tour: Tour | None, *, failure: str, seconds: float) -> None:
    summary = {
        "ok": not failure,
        "problem": failure,
        "version": __version__,
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "seconds": round(seconds, 1),
        "number": tour.number if tour else "",
        "steps": [asdict(record) for record in tour.records] if tour else [],
        "papers": sorted(path.name for path in out.glob("*.pdf")),
    }
    text = json.dumps(summary, ensure_ascii=False, indent=1, default=str)
    (out / "summary.json").write_text(text, encoding="utf-8")
