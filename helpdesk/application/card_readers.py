"""The plug-in point for card readers: what a driver offers, and what a card says.

A driver is a package of its own with an entry point in the group `helpdesk.card_readers`, which names
a callable that takes the place typed in the settings (a port, an address, a folder; may be empty) and
answers a `CardReader`. docs/readers.md is for whoever writes one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from helpdesk.domain.problems import EnvironmentProblem

GROUP = "helpdesk.card_readers"


class CardFault(StrEnum):
    """Why there is no card. `UNPLUGGED`: the reader does not answer. `ABSENT`: nobody laid a card on it
    in time. `UNREADABLE`: the card was taken away or is worn. `WRONG`: it is no identity card."""

    UNPLUGGED = "unplugged"
    ABSENT = "absent"
    UNREADABLE = "unreadable"
    WRONG = "wrong"


class CardFailed(Exception):  # noqa: N818  said to people
    """What a driver raises; anything else counts as a mistake of the driver."""

    def __init__(self, fault: CardFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Card:
    """What an identity card says; only the number must be there, the rest may be empty.

    `number` is the 18 characters of GB 11643. `sex` is `male` or `female`, or 男 or 女. `ethnic_group` and
    `address` are as written on the card. `photo` is a picture file (JPEG, PNG or BMP, at most 5 MB).
    `valid_until` is the last day, None for 长期 or when the reader does not say.
    """

    number: str
    name: str = ""
    sex: str = ""
    ethnic_group: str = ""
    birth: date | None = None
    address: str = ""
    photo: bytes = b""
    valid_until: date | None = None


class CardReader(Protocol):
    """One reader. Made, read and closed on one thread that is not the window's; never two at once."""

    def read(self, given_up: Callable[[], bool]) -> Card:
        """Wait for a card and read it; may take seconds.

        Look at `given_up()` at least twice a second and raise `CardFailed(ABSENT)` once it is true.
        Raises CardFailed.
        """
        ...

    def close(self) -> None:
        """Give the device free; called after every reading, also a failed one."""
        ...


CardDriver = Callable[[str], CardReader]
"""What the entry point names; takes the place, raises CardFailed when there is no reader there."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A driver that is installed: its entry point's name and the package it came with."""

    name: str
    package: str = ""


class CardDesk(Protocol):
    """The reader of this computer, as the program uses it."""

    def installed(self) -> tuple[Installed, ...]:
        """The drivers there are; quick, none of them is loaded."""
        ...

    def chosen(self) -> tuple[str, str]:
        """Driver and place as set; the driver is empty where there is none."""
        ...

    def choose(self, driver: str, place: str) -> None:
        """Use this one from now on; an empty driver uses none."""
        ...

    def read(self, given_up: Callable[[], bool], /) -> Card:
        """A card from the chosen reader; background work, at most half a minute.

        Raises EnvironmentProblem `card-reader-none`, `card-reader-missing`, `card-reader-faulty`,
        `card-reader-busy`, `card-unplugged`, `card-absent`, `card-unreadable` or `card-wrong`, and
        Problem `cancelled` once `given_up()` is true.
        """
        ...


class NoCardDesk:
    """A computer where no reader can be used."""

    def installed(self) -> tuple[Installed, ...]:
        """None."""
        return ()

    def chosen(self) -> tuple[str, str]:
        """None."""
        return "", ""

    def choose(self, driver: str, place: str) -> None:
        """There is nothing to choose."""

    def read(self, _given_up: Callable[[], bool], /) -> Card:
        """Raises EnvironmentProblem `card-reader-none`."""
        raise EnvironmentProblem("card-reader-none")
