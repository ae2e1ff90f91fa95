"""The columns of a table, and how they share its width. GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from helpdesk.ui.theme import tokens

PADDING = 8
EDGE_PADDING = 26
_NUMBER_LEAST = 110  # pixels at normal type: the day, the count and the check


class Look(Enum):
    """How the cells of a column are drawn."""

    PLAIN = auto()
    BOLD = auto()
    MUTED = auto()
    NUMBER = auto()  # muted and small: identifiers
    CHIP = auto()
    SENTENCE = auto()  # small, on two lines where it is long


@dataclass(frozen=True)
class Column:
    """`width` in pixels at normal type; `stretch` shares what is left over, 0 keeps the width.

    Columns with a stretch also give way first, down to half their width; where that is not enough,
    `optional` columns are left out.
    """

    look: Look = Look.PLAIN
    width: int = 100
    stretch: int = 0
    optional: bool = False


class Shared(Protocol):
    """The table whose width is shared."""

    columns: tuple[Column, ...]
    edges: bool
    own_widths: dict[int, int]
    left_out: set[int]

    def viewport(self) -> QWidget: ...
    def model(self) -> QAbstractItemModel: ...
    def horizontalHeader(self) -> QHeaderView: ...
    def isColumnHidden(self, column: int, /) -> bool: ...
    def setColumnHidden(self, column: int, hide: bool, /) -> None: ...


class ColumnWidths:
    """Shares the width: own widths first, then the design's, then the rest by stretch."""

    def __init__(self, table: Shared) -> None:
        self._table = table
        self._chips: dict[int, int] = {}  # what chips turned out to need
        self._heads: dict[str, int] = {}  # how wide the words of heads are

    def shared(self, *, all_chosen: bool) -> dict[int, int]:
        """The width of each column; those left out are hidden. Where a person has chosen the columns,
        none gives way."""
        table, widths = self._table, self._wanted_widths()
        self._leave_out(widths, none=all_chosen)
        shown = [n for n in widths if not table.isColumnHidden(n)]
        free = table.viewport().width() - sum(widths[n] for n in shown)
        stretchy = {n: table.columns[n].stretch for n in shown if n not in table.own_widths}
        total = sum(stretchy.values())
        for number in shown:
            share = free * stretchy.get(number, 0) // total if total else 0
            least = widths[number] // 2 if all_chosen else widths[number] * 3 // 4
            widths[number] = max(least, self._least(number), widths[number] + share)
        if not all_chosen:
            self._give_way(widths, shown)
        return {n: widths[n] for n in shown}

    def widen(self, number: int, width: int) -> bool:
        """A chip needs so much; whether that is news."""
        news = width > self._chips.get(number, 0)
        if news:
            self._chips[number] = width
        return news

    def forget(self) -> None:
        """Another type: chips and heads are measured anew."""
        self._chips.clear()
        self._heads.clear()

    def _wanted_widths(self) -> dict[int, int]:
        look = tokens()
        return {
            number: self._table.own_widths.get(
                number, max(look.length(column.width), self._least(number))
            )
            for number, column in enumerate(self._table.columns)
            if not self._table.isColumnHidden(number) or number in self._table.left_out
        }

    def _give_way(self, widths: dict[int, int], shown: Sequence[int]) -> None:
        """Where all is too wide still, numbers show their ends only; in the end words stand on two lines."""
        over = sum(widths[n] for n in shown) - self._table.viewport().width()
        order = (Look.NUMBER, Look.CHIP)  # chips are widened again where their words need it
        numbers_first = sorted(
            shown,
            key=lambda n: (
                order.index(look) if (look := self._table.columns[n].look) in order else 2
            ),
        )
        for number in numbers_first:
            if over <= 0 or number in self._table.own_widths:
                continue
            few = self._table.columns[number].look is Look.NUMBER
            floor = tokens().length(_NUMBER_LEAST) if few else widths[number] * 2 // 3
            narrower = min(over, max(0, widths[number] - max(floor, self._least(number))))
            widths[number] -= narrower
            over -= narrower

    def _least(self, number: int) -> int:
        """What the head and the chips of a column need; words of ours are not cut."""
        model, head = self._table.model(), self._table.horizontalHeader()
        words = str(model.headerData(number, Qt.Orientation.Horizontal) or "")
        left = EDGE_PADDING if self._table.edges and number == 0 else PADDING
        if words not in self._heads:
            self._heads[words] = head.fontMetrics().horizontalAdvance(words)
        needed = self._heads[words] + left + PADDING + 2 if words else 0
        return max(needed, self._chips.get(number, 0))

    def _leave_out(self, widths: dict[int, int], *, none: bool) -> None:
        """Optional columns go, the last one first, until the others fit with the stretchy at 3/4."""
        least = {
            n: max(w * 3 // 4, self._least(n)) if self._table.columns[n].stretch else w
            for n, w in widths.items()
        }
        missing = sum(least.values()) - self._table.viewport().width()
        left_out = set()
        for number in () if none else sorted(widths, reverse=True):
            if missing > 0 and self._table.columns[number].optional:
                left_out.add(number)
                missing -= least[number]
        for number in left_out ^ self._table.left_out:
            self._table.setColumnHidden(number, number in left_out)
        self._table.left_out = left_out
