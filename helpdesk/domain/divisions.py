"""Divisions: city, counties, townships and villages, with names that cannot be mistaken.

Village names repeat (胜利村委会 six times in one city), so whatever is shown alone carries a parent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from helpdesk.domain.problems import Problem


class Level(StrEnum):
    """The four levels below the region."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


_CODE = re.compile("[0-9]{12}")
# The list names committees; people live in places. First match counts.
_PLACES = (
    ("村村民委员会", "村"),
    ("村村委会", "村"),
    ("嘎查村委会", "嘎查"),
    ("村民委员会", "村"),
    ("村委会", "村"),
    ("嘎查委员会", "嘎查"),
    ("嘎查委会", "嘎查"),
    ("嘎查村", "嘎查"),
    ("社区居民委员会", "社区"),
    ("社区居委会", "社区"),
    ("街道办事处", "街道"),
)
_DESKS = {
    Level.VILLAGE: "便民服务站",
    Level.TOWNSHIP: "便民服务中心",
    Level.COUNTY: "政务服务中心",
    Level.CITY: "政务服务中心",
}


@dataclass(frozen=True, slots=True)
class Division:
    """One division: `code` has 12 digits (2+2+2+3+3), `name` is the statistical list's.

    Raises Problem `division-code` for a code or parent of another shape.
    """

    code: str
    name: str
    level: Level
    parent: str

    def __post_init__(self) -> None:
        for code in (self.code, self.parent):
            if not _CODE.fullmatch(code):
                raise Problem("division-code", code=code)

    @property
    def place(self) -> str:
        """The place rather than its committee: 保安村 for 保安村委会, 中信社区, 民主嘎查."""
        for ending, kept in _PLACES:
            if self.name.endswith(ending):
                return self.name.removesuffix(ending) + kept
        return self.name

    @property
    def desk_name(self) -> str:
        """The desk that serves it: 保安村便民服务站, 大林镇便民服务中心."""
        return self.place + _DESKS[self.level]


_ASKED_MOST = 5_000


@dataclass(frozen=True, slots=True)
class DivisionTree:
    """All divisions of the city. Only the topmost has a parent that is not among them.

    Raises Problem `division-duplicate` and `division-parent` (unknown, or not of a higher level).
    """

    divisions: tuple[Division, ...] = ()
    _by_code: dict[str, Division] = field(init=False, repr=False, compare=False)
    _children: dict[str, list[Division]] = field(init=False, repr=False, compare=False)
    _asked: dict[str, tuple[Division, ...]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        by_code: dict[str, Division] = {}
        children: dict[str, list[Division]] = {}
        for division in self.divisions:
            if division.code in by_code:
                raise Problem("division-duplicate", code=division.code)
            by_code[division.code] = division
            children.setdefault(division.parent, []).append(division)
        _check_parents(self.divisions, by_code)
        object.__setattr__(self, "_by_code", by_code)
        object.__setattr__(self, "_children", children)

    def __iter__(self) -> Iterator[Division]:
        return iter(self.divisions)

    def __len__(self) -> int:
        return len(self.divisions)

    def find(self, code: str) -> Division | None:
        """The division with `code`, if it is in the list."""
        return self._by_code.get(code)

    def get(self, code: str) -> Division:
        """The division with `code`. Raises Problem `division-unknown`."""
        division = self.find(code)
        if division is None:
            raise Problem("division-unknown", code=code)
        return division

    def children(self, code: str) -> tuple[Division, ...]:
        """What lies directly below `code`, in the list's order."""
        return tuple(self._children.get(code, ()))

    def chain(self, code: str) -> tuple[Division, ...]:
        """From the city down to the division itself. Raises Problem `division-unknown`."""
        chain = [self.get(code)]
        while parent := self.find(chain[-1].parent):
            chain.append(parent)
        return tuple(reversed(chain))

    def named(self, text: str) -> tuple[Division, ...]:
        """All divisions whose name, place or full name is `text`; villages often share theirs."""
        wanted = "".join(text.split())
        found = self._asked.get(wanted)
        if found is None:
            found = tuple(
                division
                for division in self.divisions
                if wanted in (division.name, division.place)
                or (wanted.endswith(division.place) and wanted == self.full_name(division.code))
            )
            if len(self._asked) < _ASKED_MOST:  # a table names the same few again and again
                self._asked[wanted] = found
        return found

    def full_name(self, code: str) -> str:
        """市, 旗县, 苏木乡镇, 嘎查村 in one: 通辽市科尔沁区大林镇…. Raises `division-unknown`."""
        return "".join(division.place for division in self.chain(code))

    def label(self, code: str) -> str:
        """Short and always with a parent: 大林镇 保安村, 科尔沁区 大林镇; the city stands alone.

        Raises Problem `division-unknown`.
        """
        return " ".join(division.place for division in self.chain(code)[-2:])

    def above(self, code: str) -> str:
        """Where it lies within the city: 科尔沁区 大林镇 for a village of it; empty for the city.

        Raises Problem `division-unknown`.
        """
        return " ".join(division.place for division in self.chain(code)[1:-1])


def _check_parents(divisions: Iterable[Division], by_code: dict[str, Division]) -> None:
    order = {level: rank for rank, level in enumerate(Level)}
    tops = 0
    for division in divisions:
        parent = by_code.get(division.parent)
        tops += parent is None
        if tops > 1 or (parent and order[parent.level] >= order[division.level]):
            raise Problem("division-parent", code=division.code, parent=division.parent)
