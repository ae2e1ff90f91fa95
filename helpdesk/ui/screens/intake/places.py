"""Picking a division by name, pinyin or initials; always shown with what it lies in. No Qt."""

import threading
from collections.abc import Sequence

from helpdesk.application.search_keys import SearchKeys, fold, matches_initials, text_keys
from helpdesk.domain.divisions import Division, DivisionTree
from helpdesk.ui.screens.intake.state import PickLine

MOST = 8
_PREFIXES = (12, 9, 6, 4, 2)  # digits of township, county, city: the nearer, the sooner

_Entry = tuple[Division, SearchKeys, str]


class Places:
    """The divisions, the nearest to the desk first. Background threads: the keys take a moment, once."""

    def __init__(self, divisions: DivisionTree, *, desk: str) -> None:
        self._divisions = divisions
        self._desk = desk
        self._making = threading.Lock()
        self._made: Sequence[_Entry] = ()

    def find(self, text: str) -> Sequence[PickLine]:
        """At most 8 places whose name, or name with what they lie in, begins or contains `text`."""
        wanted = "".join(fold(text).split())
        if not wanted:
            return ()
        found = []
        for division, keys, label in self.prepare():
            if wanted in label or matches_initials(wanted, keys):
                found.append(division)
                if len(found) == MOST:
                    break
        return tuple(self.line(division) for division in found)

    def line(self, division: Division) -> PickLine:
        """A division as it is picked from."""
        return PickLine(division.code, division.place, self._divisions.above(division.code))

    def prepare(self) -> Sequence[_Entry]:
        """Make the keys, unless they are there."""
        with self._making:
            if not self._made:
                near = sorted(self._divisions, key=lambda each: self._distance(each.code))
                self._made = tuple(
                    (each, text_keys(each.place), fold(self._divisions.full_name(each.code)))
                    for each in near
                )
            return self._made

    def _distance(self, code: str) -> int:
        return next(
            (n for n, digits in enumerate(_PREFIXES) if code[:digits] == self._desk[:digits]),
            len(_PREFIXES),
        )
