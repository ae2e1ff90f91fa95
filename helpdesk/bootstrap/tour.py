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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from helpdesk import __version__
from helpdesk.bootstrap import practice
from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.bootstrap.desktop import Desktop, application
from helpdesk.bootstrap.settings import Settings
from helpdesk.bootstrap.tour_walk import STEPS
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.ui import fonts

WAIT_SECONDS = 30
SIZE = (1366, 768)


class TourFailure(Exception):  # noqa: N818  said to people
    """A step that did not hold; the message says which expectation."""


@dataclass(slots=True)
class StepRecord:
    """How one step went: its picture, its time, what did not hold."""

    name: str
    ok: bool = False
    seconds: float = 0.0
    picture: str = ""
    problem: str = ""
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Tour:
    """What the steps share: the window, the city, and ways to act and to look."""

    out: Path
    desktop: Desktop
    city: CityProcess
    url: str
    records: list[StepRecord] = field(default_factory=list)
    case: str = ""
    number: str = ""

    @property
    def workplace(self) -> Workplace:
        """The workplace; a failure before anybody unlocked it."""
        if self.desktop.workplace is None:
            raise TourFailure("the desk is not unlocked")
        return self.desktop.workplace

    @property
    def focus(self) -> QWidget:
        """The widget that has the keyboard."""
        return QApplication.focusWidget() or self.desktop.window

    def type(self, text: str) -> None:
        """Key by key into whatever has the focus."""
        QTest.keyClicks(self.focus, text)

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key, into whatever has the focus."""
        QTest.keyClick(self.focus, key, modifier)

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Until `holds`, or the step fails with `what`."""
        end = time.monotonic() + WAIT_SECONDS
        while not holds():
            if time.monotonic() > end:
                raise TourFailure(f"in vain: {what}")
            QTest.qWait(20)

    def expect(self, holds: object, what: str) -> None:
        """The step fails with `what` unless it holds."""
        if not holds:
            raise TourFailure(f"not so: {what}")

    def fact(self, name: str, value: object) -> None:
        """Something for the summary."""
        self.records[-1].facts[name] = value

    def picture(self) -> None:
        """The window as it is now, numbered."""
        record = self.records[-1]
        number = 1 + sum(bool(each.picture) for each in self.records)
        record.picture = f"{number:02d}-{record.name}.png"
        shown = QApplication.activeModalWidget() or self.desktop.window
        shown.grab().save(str(self.out / record.picture))

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step: timed, pictured, its failure written down and raised on."""
        record = StepRecord(name)
        self.records.append(record)
        start = time.perf_counter()
        try:
            yield
            record.ok = True
        except Problem as problem:
            record.problem = sentence(problem)
            raise
        except Exception as error:
            record.problem = str(error) or type(error).__name__
            raise
        finally:
            record.seconds = round(time.perf_counter() - start, 3)
            self.picture()


def main(out: Path) -> int:
    """Walk the tour into the folder `out`; answers the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out = out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    data, city = out / "data", CityProcess(out / "city")
    application(Settings(data))
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
