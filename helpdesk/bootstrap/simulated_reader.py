"""A card reader without a device: made-up cards from a folder, for tests and for practising.

A card is a JSON file with the fields of `Card` (dates as 2035-01-31, `photo` a picture's file name beside
it), and may say how many `seconds` it takes and which `fault` comes of it instead. The place is such a
file, or a folder whose cards are laid on one after the other; empty means the cards that come with the
program.
"""

import json
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from helpdesk.application.card_readers import Card, CardFailed, CardFault
from helpdesk.bootstrap.reference import RESOURCES

CARDS = RESOURCES / "cards"
_LOOK_S = 0.02
_last: dict[Path, str] = {}  # which card of a folder lay on the reader before


class SimulatedReader:
    """`application.card_readers.CardReader` on files. Raises CardFailed where there is no such place."""

    def __init__(self, place: str) -> None:
        self._place = Path(place) if place else CARDS
        if not self._place.exists():
            raise CardFailed(CardFault.UNPLUGGED)

    def read(self, given_up: Callable[[], bool]) -> Card:
        """The next card, after as long as it says."""
        path = self._next()
        said = _said(path)
        left = float(said.pop("seconds", 0.0))
        pause = threading.Event()
        while left > 0:
            if given_up():
                raise CardFailed(CardFault.ABSENT)
            pause.wait(min(left, _LOOK_S))
            left -= _LOOK_S
        fault = said.pop("fault", "")
        if fault:
            raise CardFailed(CardFault(fault))
        return _card(said, beside=path.parent)

    def close(self) -> None:
        """There is nothing to give free."""

    def _next(self) -> Path:
        if self._place.is_file():
            return self._place
        cards = sorted(self._place.glob("*.json"))
        if not cards:
            raise CardFailed(CardFault.ABSENT)
        before = _last.get(self._place, "")
        path = next((each for each in cards if each.name > before), cards[0])
        _last[self._place] = path.name
        return path


def _said(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CardFailed(CardFault.UNREADABLE) from error
    if not isinstance(said, dict):
        raise CardFailed(CardFault.UNREADABLE)
    return said


def _card(said: dict[str, Any], *, beside: Path) -> Card:
    for name in ("birth", "valid_until"):
        if said.get(name):
            said[name] = date.fromisoformat(said[name])
    if said.get("photo"):
        said["photo"] = (beside / said["photo"]).read_bytes()
    return Card(**said)
