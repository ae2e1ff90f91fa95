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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench import store as bench
from bench.papers import spread
from helpdesk.application.case_export import Wanted
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.dressing import application
from helpdesk.bootstrap.safekeeping import Safety, note_state, now_ms
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


class Watch:
    """Times of one kind: `ms` by the clock, `cpu` of this thread or, where workers answer, of the process:
    what the clock would show on a machine that does nothing else."""

    def __init__(self, cpu: Callable[[], float] = time.thread_time) -> None:
        self._cpu = cpu
        self._ms: list[float] = []
        self._spent: list[float] = []

    @contextmanager
    def once(self) -> Iterator[None]:
        """One of them."""
        start, spent = time.perf_counter(), self._cpu()
        yield
        self._spent.append(1000 * (self._cpu() - spent))
        self._ms.append(1000 * (time.perf_counter() - start))

    @property
    def last(self) -> float:
        """The latest, in seconds by the clock."""
        return self._ms[-1] / 1000

    def figures(self) -> dict[str, dict[str, float]]:
        """All of them."""
        return {"ms": spread(self._ms), "cpu": spread(self._spent)}


class Probe:
    """The open workplace."""

    def __init__(self, folder: Path) -> None:
        self.app = application(Settings(folder))
        at = now_ms()  # a backup and a rehearsal in the middle would be measured, too
        note_state(folder, Safety(made_ms=at, tried_ms=at, rehearsed_ms=at))
        self.desktop = Desktop(folder)
        self.desktop.show()
        self.until(lambda: QApplication.focusWidget() is not None)
        for key in bench.PASSWORD:
            QTest.keyClicks(QApplication.focusWidget(), key)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        self.until(lambda: self.desktop.workplace is not None)
        assert self.desktop.workplace is not None
        assert self.desktop.care is not None
        self.desktop.care._keeper._checked = True  # nor the check of the pages
        self.workplace = self.desktop.workplace
        self.frame: Any = self.workplace.frame
        self.rest(2)

    def until(self, holds: Callable[[], object]) -> None:
        """Work off events until it holds."""
        end = time.perf_counter() + PATIENCE
        while not holds():
            self.app.processEvents()
            time.sleep(0.0003)
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

    def screens(self) -> dict[str, object]:
        """From the function key to the painted screen; what it reads follows in the background."""
        names = ("today", "cases", "intake", "cases", "sync", "today", "settings", "cases")
        found = {name: Watch() for name in names}
        for name in names:  # each is built when it is shown first
            self.frame.show_screen(name)
            self.rest(0.3)
        for _ in range(12):
            for name in names:
                with found[name].once():
                    self.frame.show_screen(name)
                    self.painted()
                self.rest(0.25)
        return {name: watch.figures() for name, watch in found.items()}

    def scrolling(self) -> dict[str, object]:
        """Frames by wheel, by page and by jumps of the bar anywhere into the list."""
        table = self.cases.table
        bar, dice = table.verticalScrollBar(), random.Random(3)
        middle = bar.maximum() // 2
        ways: tuple[tuple[str, Callable[[int], int], int], ...] = (
            ("wheel", lambda n: middle + 120 * n, 900),
            ("page", lambda n: middle + table.viewport().height() * n, 400),
            ("jump", lambda _n: dice.randrange(bar.maximum()), 400),
        )
        return {name: self._frames(way, times) for name, way, times in ways}

    def _frames(self, way: Callable[[int], int], times: int) -> dict[str, dict[str, float]]:
        bar, watch = self.cases.table.verticalScrollBar(), Watch()
        for n in range(times):
            with watch.once():
                bar.setValue(way(n))
                self.painted()
            time.sleep(max(0.0, FRAME - watch.last))
        return watch.figures()

    def filtering(self) -> dict[str, dict[str, float]]:
        """From a key in the table's filter to its first page, painted."""
        shown, heard = self.cases.show_listing, []

        def listen(listing: object) -> None:
            shown(listing)
            heard.append(self.cases.presenter.wish.text)

        self.cases.show_listing = listen
        return self._typed(self.cases.filter, heard, lambda text: text in heard)

    def searching(self) -> dict[str, dict[str, float]]:
        """From a key in the window's search to its painted answers."""
        answer, answered = self.frame.set_results, []

        def listen(hits: object, *, text: str) -> None:
            answer(hits, text=text)
            answered.append(text)

        self.frame.set_results = listen
        return self._typed(self.frame._search, answered, lambda text: text in answered)

    def _typed(
        self, field: Any, heard: list[str], answered: Callable[[str], bool]
    ) -> dict[str, dict[str, float]]:
        watch = Watch(time.process_time)
        for text in TYPED:
            for end in range(1, len(text) + 1):
                typed = text[:end]
                heard.clear()
                with watch.once():
                    field.setText(typed)
                    self.until(lambda typed=typed: answered(typed))
                    self.painted()
                self.rest(max(0.0, PACE - watch.last))
            field.clear()
            self.rest(1.0)  # until the whole list is there again
        return watch.figures()

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
    def cases(self) -> Any:
        """The screen."""
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
