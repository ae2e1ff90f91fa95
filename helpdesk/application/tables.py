"""Tables out of files that people bring: CSV and Excel, as bytes in, rows with their line numbers out.

Pure: reading the file is the caller's. Nothing is guessed that could garble a text silently.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from helpdesk.application.encodings import decode_text
from helpdesk.application.rows import Row
from helpdesk.domain.problems import Problem

BYTES_MAX = 64_000_000
HEADER_WITHIN = 20  # lines at the top among which the headers are looked for
DELIMITERS = (",", "\t", ";")
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")

ColumnOf = Callable[[str], str]
"""From a header as it stands in a file to the field it means, or to nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headers as they stand in the file, and the rows below them that are not empty."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(
    content: bytes,
    *,
    suffix: str,
    column_of: ColumnOf,
    check: Callable[[], object] = lambda: None,
) -> Table:
    """The table in a file whose name ends in `suffix`.

    The headers are the line among the first twenty that means most fields (titles above it are
    skipped); two lines are read as one where cells were merged. Of several sheets the one with the
    best headers counts. `check` is called for every row and may raise to give up.

    Raises Problem `file-large`, `file-kind`, `file-empty`, `file-encoding`, `file-not-csv`,
    `file-not-xlsx`, `file-xls` or `file-damaged`.
    """
    if len(content) > BYTES_MAX:
        raise Problem("file-large", megabytes=BYTES_MAX // 1_000_000)
    if suffix.lower() not in SUFFIXES:
        raise Problem("file-kind", suffix=suffix or "—")
    if not content.strip():
        raise Problem("file-empty")
    if suffix.lower().startswith(".xls"):
        # Loading openpyxl takes longer than reading most CSV files.
        from helpdesk.application.workbooks import sheet_rows

        rows = sheet_rows(
            content,
            top=HEADER_WITHIN,
            score=lambda rows: _headers(rows, column_of).rank[0],
            check=check,
        )
    else:
        rows = _csv_rows(content, column_of, check)
    found = _headers(rows[:HEADER_WITHIN], column_of)
    if not found.names:
        raise Problem("file-empty")
    below = (row for row in rows if row.line > found.line)
    return Table(found.names, tuple(row for row in below if not row.empty))


@dataclass(frozen=True, slots=True)
class _Headers:
    """`rank` is how many fields they mean, and whether they stand in one line."""

    rank: tuple[int, bool] = (0, False)
    names: tuple[str, ...] = ()
    line: int = 0


def _headers(top: Sequence[Row], column_of: ColumnOf) -> _Headers:
    """The best headers among these rows; where none means anything, the first row with cells."""
    best = _Headers()
    for index, row in enumerate(top):
        if row.empty or row.broken:
            continue
        below = top[index + 1] if index + 1 < len(top) else Row(row.line)
        for plain, names in ((True, row.cells), (False, _merged(row, below))):
            rank = (len({column_of(name) for name in names} - {""}), plain)
            if rank > best.rank and (rank[0] or not best.names):
                line = row.line if plain else below.line
                best = _Headers(rank, tuple(name.strip() for name in names), line)
    return best


def _merged(upper: Row, lower: Row) -> tuple[str, ...]:
    """Two lines as one: a cell merged downwards has its text above, a group's title gives way."""
    width = max(len(upper.cells), len(lower.cells))
    pairs = ((_at(lower, column), _at(upper, column)) for column in range(width))
    return tuple(below if below.strip() else above for below, above in pairs)


def _at(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _csv_rows(content: bytes, column_of: ColumnOf, check: Callable[[], object]) -> list[Row]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Problem("file-not-csv")
    lines = list(io.StringIO(decode_text(content), newline=""))

    def quality(delimiter: str) -> tuple[int, int]:
        top = list(_records(lines[:HEADER_WITHIN], delimiter))
        return _headers(top, column_of).rank[0], max((len(row.cells) for row in top), default=0)

    rows = []
    for row in _records(lines, max(DELIMITERS, key=quality)):
        check()
        rows.append(row)
    return rows


def _records(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """The rows of a CSV text. A line whose quotes do not close is a broken row by itself: reading
    goes on with the next line, so that one quote too many never swallows the lines behind it."""
    reader_of = partial(csv.reader, delimiter=delimiter, strict=True)
    start, before = 0, 0
    reader = reader_of(_behind(lines, start))
    while True:
        line = start + before
        try:
            yield Row(line + 1, tuple(next(reader)))
            before = reader.line_num
        except StopIteration:
            return
        except csv.Error:
            yield Row(line + 1, (lines[line],), {-1: Problem("row-quotes")})
            start, before = line + 1, 0
            reader = reader_of(_behind(lines, start))


def _behind(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[index] for index in range(start, len(lines)))
