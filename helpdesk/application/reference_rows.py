"""The rows of a reference table, with what is wrong named by line and column. Pure."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TypeVar

from helpdesk.domain.clocks import Limit, Unit
from helpdesk.domain.problems import Problem

LIMIT_MAX = 1000

_FLAGS = {"yes": True, "no": False}

Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table: its cells by column, without blanks around them."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def key(self, column: str) -> str:
        """A cell that must not be empty."""
        if not self.cells[column]:
            raise self.wrong(column)
        return self.cells[column]

    def number(self, column: str, *, low: int, high: int) -> int:
        """A whole number in ASCII digits, `low` to `high`."""
        text = self.cells[column]
        if not (text.isascii() and text.isdecimal() and low <= int(text) <= high):
            raise self.wrong(column)
        return int(text)

    def flag(self, column: str) -> bool:
        """`yes` or `no`."""
        if self.cells[column] not in _FLAGS:
            raise self.wrong(column)
        return _FLAGS[self.cells[column]]

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        """One of the words of an enumeration."""
        try:
            return choices(self.cells[column])
        except ValueError:
            raise self.wrong(column) from None

    def day(self, column: str) -> date | None:
        """A day in ISO form, or none."""
        try:
            return date.fromisoformat(self.cells[column]) if self.cells[column] else None
        except ValueError:
            raise self.wrong(column) from None

    def limit(self, name: str) -> Limit | None:
        """A number of days with its unit, from `name_days` and `name_unit`."""
        if not self.cells[f"{name}_days"]:
            return None
        days = self.number(f"{name}_days", low=1, high=LIMIT_MAX)
        return Limit(days, self.choice(f"{name}_unit", Unit))

    def wrong(self, column: str) -> Problem:
        """That a cell cannot be what it says."""
        return Problem("table-value", line=self.line, column=column, value=self.cells[column])

    def repeated(self, column: str) -> Problem:
        """That a cell says what another row said."""
        return Problem("table-repeated", line=self.line, column=column, value=self.cells[column])


def table_rows(text: str, columns: Sequence[str]) -> Iterator[TableRow]:
    """The rows that are not blank. Raises `table-columns`, `table-cells` and `table-broken`."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if absent := [column for column in columns if column not in header]:
            raise Problem("table-columns", columns=", ".join(absent))
        for cells in reader:
            if not any(map(str.strip, cells)):
                continue
            if len(cells) != len(header):
                raise Problem(
                    "table-cells", line=reader.line_num, count=len(cells), expected=len(header)
                )
            yield TableRow(reader.line_num, dict(zip(header, map(str.strip, cells), strict=True)))
    except csv.Error:
        raise Problem("table-broken", line=reader.line_num) from None


def unique_rows(rows: Iterator[TableRow], column: str) -> Iterator[TableRow]:
    """The rows, of which no two may say the same in `column`."""
    seen: set[str] = set()
    for row in rows:
        if row[column] in seen:
            raise row.repeated(column)
        seen.add(row[column])
        yield row
