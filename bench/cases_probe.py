"""The window on a desk with very many cases, used as a person does, each answer timed until it is painted.

Prints JSON; for `bench.cases`. The window's thread is never slept in while something is due: a frame
is everything from the wish (wheel, key, function key) to the painted window.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench import store as bench
from bench.papers import spread
from helpdesk.application.case_export import Wanted
from helpdesk.bootstrap.desktop import Desktop, application
from helpdesk.bootstrap.settings import Settings
from helpdesk.ui.models.case_table import COLUMNS

PACE = 0.1  # seconds a key, as a quick typist
FRAME = 1 / 60
PATIENCE = 60
TYPED = (
    *("byl", "wgq", "zhangxiuying", "baoyulan", "chengui", "liujianjun"),
    *("包玉兰", "王国庆", "李秀英", "高龄津贴", "低保"),
    *("138", "13800138000", "1505", "0007", "BA150502126"),
)


class Probe:
    """The open workplace."""

    def __init__(self, folder: Path) -> None:
        self.app = application(Settings(folder))
        self.desktop = Desktop(folder)
        self.desktop.show()
        self.until(lambda: QApplication.focusWidget() is not None)
        for key in bench.PASSWORD:
            QTest.keyClicks(QApplication.focusWidget(), key)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        self.until(lambda: self.desktop.workplace is not None)
        assert self.desktop.workplace is not None
        self.workplace = self.desktop.workplace
        self.frame = self.workplace.frame
        self.rest(2)

    def until(self, holds: Callable[[], object]) -> None:
        """Work off events until it holds."""
        end = time.perf_counter() + PATIENCE
        while not holds():
            self.app.processEvents()
            time.sleep(0.0005)
            if time.perf_counter() > end:
                raise SystemExit("in vain")

    def rest(self, seconds: float) -> None:
        """Nobody does anything."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(0.002)

    def painted(self) -> None:
        """Everything due is drawn."""
        self.app.sendPostedEvents()
        self.app.processEvents()

    # -- what is measured

    def screens(self) -> dict[str, dict[str, float]]:
        """From the function key to the painted screen; what it reads follows in the background."""
        names = ("today", "cases", "intake", "cases", "sync", "today", "settings", "cases")
        found: dict[str, list[float]] = {name: [] for name in names}
        for _ in range(12):
            for name in names:
                start = time.perf_counter()
                self.frame.show_screen(name)
                self.painted()
                found[name].append(1000 * (time.perf_counter() - start))
                self.rest(0.25)
        return {name: spread(values[1:]) for name, values in found.items()}

    def scrolling(self) -> dict[str, dict[str, float]]:
        """Frames by wheel, by page and by jumps of the bar anywhere into the list."""
        table = self.cases.table
        bar, dice = table.verticalScrollBar(), random.Random(3)
        middle = bar.maximum() // 2

        def wheel(n: int) -> int:
            return middle + 120 * n

        def page(n: int) -> int:
            return middle + table.viewport().height() * n

        def jump(_n: int) -> int:
            return dice.randrange(bar.maximum())

        return {
            name: spread(self._frames(way, times))
            for name, way, times in (
                ("wheel", wheel, 900),
                ("page", page, 400),
                ("jump", jump, 400),
            )
        }

    def _frames(self, way: Callable[[int], int], times: int) -> list[float]:
        bar, frames = self.cases.table.verticalScrollBar(), []
        for n in range(times):
            start = time.perf_counter()
            bar.setValue(way(n))
            self.painted()
            spent = time.perf_counter() - start
            frames.append(1000 * spent)
            time.sleep(max(0, FRAME - spent))
        return frames

    def filtering(self) -> dict[str, float]:
        """From a key in the table's filter to its first page, painted."""
        field, seconds = self.cases.filter, []
        shown = self.cases.show_listing
        heard: list[str] = []

        def listen(listing: object) -> None:
            shown(listing)  # type: ignore[arg-type]
            heard.append(self.cases.presenter.wish.text)

        self.cases.show_listing = listen  # type: ignore[method-assign]
        self.cases.presenter._view = self.cases
        for text in TYPED:
            for end in range(1, len(text) + 1):
                heard.clear()
                start = time.perf_counter()
                field.setText(text[:end])
                self.until(lambda wanted=text[:end]: wanted in heard)
                self.painted()
                seconds.append(time.perf_counter() - start)
                self.rest(max(0.0, PACE - seconds[-1]))
            field.clear()
            self.rest(0.5)
        return spread([1000 * each for each in seconds])

    def searching(self) -> dict[str, float]:
        """From a key in the window's search to its painted answers."""
        field, seconds = self.frame._search, []
        answered: list[str] = []
        answer = self.frame.set_results

        def listen(hits: object, *, text: str) -> None:
            answer(hits, text=text)  # type: ignore[arg-type]
            answered.append(text)

        self.frame.set_results = listen  # type: ignore[method-assign]
        for text in TYPED:
            for end in range(1, len(text) + 1):
                answered.clear()
                start = time.perf_counter()
                field.setText(text[:end])
                self.until(lambda: answered)
                self.painted()
                seconds.append(time.perf_counter() - start)
                self.rest(max(0.0, PACE - seconds[-1]))
            field.clear()
            self.rest(0.2)
        return spread([1000 * each for each in seconds])

    def ordering(self) -> dict[str, float]:
        """The whole list in another order, from the head to all of it counted."""
        seconds = {}
        for column in COLUMNS:
            if column.sort is None:
                continue
            start = time.perf_counter()
            self.cases.presenter.sort(column.sort)
            self.until(lambda: len(self.cases.presenter.order.rows) <= 100)
            self.until(self.whole)
            seconds[column.id] = round(1000 * (time.perf_counter() - start), 1)
            self.rest(0.2)
        return seconds

    def exporting(self) -> dict[str, float]:
        """Everything to Excel, and by how much memory grows meanwhile."""
        presenter = self.cases.presenter
        ids = [column.id for column in COLUMNS if column.shown]
        wanted = Wanted(presenter.order.rows, ids, "")
        before, start = self.megabytes(), time.perf_counter()
        most = [before]

        def report(_done: int, _total: int) -> None:
            most.append(self.megabytes())

        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "all.xlsx"
            self.workplace._services.lists.papers.export(wanted, path=str(path), report=report)
            size = path.stat().st_size / 1e6
        return {
            "seconds": round(time.perf_counter() - start, 1),
            "file_mb": round(size, 1),
            "memory_grew_mb": round(max(most) - before, 1),
        }

    @property
    def cases(self):  # type: ignore[no-untyped-def]
        return self.workplace._cases

    def whole(self) -> bool:
        """All of the list is known."""
        return bool(len(self.cases.presenter.order.rows) > 100)

    def megabytes(self) -> float:
        """Of this process, resident."""
        return psutil.Process().memory_info().rss / 1e6


def main(folder: Path) -> None:
    """Open, use, print."""
    probe = Probe(folder)
    result: dict[str, object] = {"memory_today_mb": round(probe.megabytes(), 1)}
    start = time.perf_counter()
    probe.frame.show_screen("cases")
    probe.until(lambda: probe.cases.model.rowCount() > 0)
    probe.painted()
    first = time.perf_counter() - start
    probe.until(probe.whole)
    result["cases"] = len(probe.cases.presenter.order.rows)
    result["first_page_ms"] = round(1000 * first, 1)
    result["whole_list_ms"] = round(1000 * (time.perf_counter() - start), 1)
    result["frames_ms"] = probe.scrolling()
    result["filter_to_painted_ms"] = probe.filtering()
    result["search_to_painted_ms"] = probe.searching()
    result["screen_switch_ms"] = probe.screens()
    result["whole_list_by_order_ms"] = probe.ordering()
    result["memory_mb"] = round(probe.megabytes(), 1)
    result["memory_peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    result["export"] = probe.exporting()
    probe.desktop.window.close()
    print(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
