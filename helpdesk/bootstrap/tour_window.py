"""What the steps of the tour share: the window, the city, ways to act, to look and to wait."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from helpdesk.bootstrap.city_process import CityProcess
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence

WAIT_SECONDS = 30
STILL_SECONDS = 0.25  # longer than any pause after which the window looks again at what was typed


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

    def settle(self) -> None:
        """Until nothing is under way and the picture does not change any more."""
        end, shown, since = time.monotonic() + WAIT_SECONDS, QImage(), time.monotonic()
        while time.monotonic() < since + STILL_SECONDS:
            if time.monotonic() > end:
                raise TourFailure("in vain: a window at rest")
            QTest.qWait(20)
            before, shown = shown, self._shown().grab().toImage()
            if shown != before or not self._idle:
                since = time.monotonic()

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
        self._shown().grab().save(str(self.out / record.picture))

    @property
    def _idle(self) -> bool:
        workplace = self.desktop.workplace
        return self.desktop.tasks.idle and (workplace is None or workplace.tasks.idle)

    def _shown(self) -> QWidget:
        return QApplication.activeModalWidget() or self.desktop.window

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
