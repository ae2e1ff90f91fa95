"""The card reader of this computer: a driver by entry point, read on a thread of its own.

A driver is other people's code: whatever it does, nobody waits longer than half a minute for it, and
the program ends without it.
"""

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from helpdesk.application.card_readers import (
    GROUP,
    Card,
    CardFailed,
    CardFault,
    Installed,
)
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain.problems import EnvironmentProblem, Problem

DRIVER, PLACE = "card_reader", "card_reader_place"  # settings
LONGEST_S = 30.0
_LOOK_S = 0.05  # between two looks at whether it was given up
_FAREWELL_S = 2.0  # for a driver to notice that it was given up
_CODES = {
    CardFault.UNPLUGGED: "card-unplugged",
    CardFault.ABSENT: "card-absent",
    CardFault.UNREADABLE: "card-unreadable",
    CardFault.WRONG: "card-wrong",
}

_log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Reading:
    """One reading on its way."""

    ended: threading.Event = field(default_factory=threading.Event)
    given_up: threading.Event = field(default_factory=threading.Event)
    card: object = None
    problem: Problem | None = None


class CardReaders:
    """`application.card_readers.CardDesk` over the installed drivers. Any thread."""

    def __init__(self, settings: Settings, *, longest_s: float = LONGEST_S) -> None:
        self._settings = settings
        self._longest_s = longest_s
        self._alone = threading.Lock()
        self._under_way: _Reading | None = None

    def installed(self) -> tuple[Installed, ...]:
        """The drivers there are; none of them is loaded."""
        found = {each.name: Installed(each.name, _package(each)) for each in _entry_points()}
        return tuple(found[name] for name in sorted(found))

    def chosen(self) -> tuple[str, str]:
        """Driver and place as set."""
        return self._settings.get(DRIVER), self._settings.get(PLACE)

    def choose(self, driver: str, place: str) -> None:
        """Use this one from now on; an empty driver uses none."""
        self._settings.set(DRIVER, driver)
        self._settings.set(PLACE, place.strip())

    def read(self, given_up: Callable[[], bool]) -> Card:
        """A card from the chosen reader, as the driver said it; see the port for what is raised."""
        driver, place = self.chosen()
        if not driver:
            raise EnvironmentProblem("card-reader-none")
        reading = self._begin(driver, place)
        waited = 0.0
        while not reading.ended.wait(_LOOK_S):
            waited += _LOOK_S
            if given_up():
                self._give_up(reading)
                raise Problem("cancelled")
            if waited >= self._longest_s:
                self._give_up(reading)
                raise EnvironmentProblem("card-absent")
        if reading.problem is not None:
            raise reading.problem
        if not isinstance(reading.card, Card):
            raise EnvironmentProblem("card-reader-faulty", reader=driver)
        return reading.card

    def _begin(self, driver: str, place: str) -> _Reading:
        """Raises EnvironmentProblem `card-reader-busy`, `card-reader-missing`."""
        with self._alone:
            before = self._under_way
            if before is not None and not before.ended.is_set():
                raise EnvironmentProblem("card-reader-busy", reader=driver)
            entry = next((each for each in _entry_points() if each.name == driver), None)
            if entry is None:
                raise EnvironmentProblem("card-reader-missing", reader=driver)
            reading = self._under_way = _Reading()
        threading.Thread(
            target=_work, args=(reading, entry, place), name="card-reader", daemon=True
        ).start()
        return reading

    def _give_up(self, reading: _Reading) -> None:
        """A good driver ends now; one that hangs is left alone, and is busy as long as it hangs."""
        reading.given_up.set()
        reading.ended.wait(_FAREWELL_S)


def _work(reading: _Reading, entry: EntryPoint, place: str) -> None:
    """The driver's thread, from the first line of its code to the last."""
    reader: Any = None
    try:
        reader = entry.load()(place)
        reading.card = reader.read(reading.given_up.is_set)
    except CardFailed as failed:
        reading.problem = EnvironmentProblem(_CODES[failed.fault])
    except Exception as error:  # noqa: BLE001  other people's code may raise anything
        reading.problem = _mistake(entry, error)
    try:
        if reader is not None:
            reader.close()
    except Exception as error:  # noqa: BLE001  a card that was read stays read
        _mistake(entry, error)
    reading.ended.set()


def _mistake(entry: EntryPoint, error: Exception) -> EnvironmentProblem:
    """A driver's mistake, logged without its message: that may hold what stands on a card."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("card reader %s failed: %s\n%s", entry.name, type(error).__name__, frames)
    return EnvironmentProblem("card-reader-faulty", reader=entry.name)


def _entry_points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=GROUP))


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist is not None else ""
