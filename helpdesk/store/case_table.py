"""Lists of cases as the numbers of their rows, in any order that an index serves."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import msgspec

from helpdesk.application.case_table import (
    FOUND_MOST,
    Choices,
    Order,
    PersonLine,
    SortBy,
    Sorting,
    TableLine,
)
from helpdesk.application.queries import CaseFilter
from helpdesk.domain.stages import MATTER_PATH, REQUEST_PATH, Stage
from helpdesk.store import asides as aside_rows
from helpdesk.store import case_lists
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.rows import CASE_COLUMNS, case_row

_AT_ONCE = 500  # lines asked for in one question
_PIECE = 50_000  # characters that are read at once
_STAGES = tuple(dict.fromkeys((*MATTER_PATH[:-1], *REQUEST_PATH[:-1], *Stage)))
_ORDERS = {
    SortBy.REGISTERED: "registered_at DESC, cases.entry DESC",
    SortBy.NUMBER: "number_key DESC, twin DESC",
    SortBy.STATE: "registered_at DESC, cases.entry DESC",
    SortBy.DEPARTMENT: "department ASC, registered_at ASC, cases.entry ASC",
    SortBy.AGENT: "owner ASC, registered_at ASC, cases.entry ASC",
}
_SOONEST = "coalesce(due, '9999') ASC, cases.entry ASC"


class SqliteCaseTable:
    """`application.case_table.CaseTable` on the local store."""

    def __init__(
        self,
        connections: Connections,
        searching: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        """`searching` lends a connection on which no search misses anything."""
        self._connections = connections
        self._searching = searching

    def order(self, wanted: CaseFilter, sorting: Sorting) -> Order:
        """The whole list; of a text, the newest `FOUND_MOST`."""
        with self._lend(wanted) as connection:
            return _order(connection, wanted, sorting, most=0)

    def top(self, wanted: CaseFilter, sorting: Sorting, *, most: int) -> Order:
        """Its beginning."""
        with self._lend(wanted) as connection:
            return _order(connection, wanted, sorting, most=most)

    def lines(self, rows: Sequence[int]) -> Sequence[TableLine]:
        """The lines of these rows."""
        with self._connections.read() as connection:
            found = {line.entry: line for line in _lines(connection, rows)}
        return [found[entry] for entry in rows if entry in found]

    def entries(self, cases: Sequence[str]) -> Sequence[int]:
        """The rows of these cases."""
        keys = [bytes.fromhex(each) for each in cases]
        sql = f"SELECT id, entry FROM cases WHERE id IN ({', '.join('?' * len(keys))})"
        with self._connections.read() as connection:
            found = dict(connection.execute(sql, keys).fetchall())
        return [found[key] for key in keys if key in found]

    def people(self, residents: Sequence[str]) -> dict[str, PersonLine]:
        """Those of these residents who are here."""
        keys = [bytes.fromhex(each) for each in residents if each]
        sql = "SELECT id, document_number, phone, division, address FROM residents WHERE id IN ({})"
        with self._connections.read() as connection:
            rows = connection.execute(sql.format(", ".join("?" * len(keys))), keys).fetchall()
        return {identifier.hex(): PersonLine(*rest) for identifier, *rest in rows}

    def choices(self) -> Choices:
        """What occurs in the cases here."""
        with self._connections.read() as connection:
            return Choices(
                departments=list(_distinct(connection, "department")),
                agents=[
                    (owner, _one(connection, "owner_name", "owner", owner))
                    for owner in _distinct(connection, "owner")
                ],
                matters=[
                    (code, _one(connection, "title", "matter", code))
                    for code in _distinct(connection, "matter")
                ],
                desks=list(_distinct(connection, "stream")),
                villages=list(_distinct(connection, "division", table="residents")),
            )

    def _lend(self, wanted: CaseFilter) -> AbstractContextManager[Connection]:
        return self._searching() if wanted.text.strip() else self._connections.read()


def _order(connection: Connection, wanted: CaseFilter, sorting: Sorting, *, most: int) -> Order:
    chosen = case_lists.chosen(connection, wanted)
    if chosen is None:
        return Order(array("q"))
    source, values, more = chosen.source, chosen.values, False
    if wanted.text.strip():
        first = most or FOUND_MOST + 1
        newest = f"SELECT cases.entry FROM {source} ORDER BY {chosen.walked} LIMIT {first}"
        found = _numbers(connection, newest, values)
        more = not most and len(found) > FOUND_MOST
        found = found[:FOUND_MOST]
        if sorting == Sorting() or len(found) < 2:
            return Order(found, more)
        source, values = f"cases WHERE entry IN ({', '.join(map(str, found))})", ()
    rows = array("q")
    for condition, order in _parts(sorting):
        where = " AND " if " WHERE " in source else " WHERE "
        narrowed = f"{source}{where}{condition}" if condition else source
        limit = f" LIMIT {most - len(rows)}" if most else ""
        sql = f"SELECT cases.entry FROM {narrowed} ORDER BY {order}{limit}"
        rows += _numbers(connection, sql, values)
        if most and len(rows) >= most:
            break
    return Order(rows, more)


def _parts(sorting: Sorting) -> list[tuple[str, str]]:
    """Conditions one after the other, each with an order that an index serves."""
    if sorting.by is SortBy.LIMIT:
        parts = [("open = 1", _SOONEST), ("open = 0", _ORDERS[SortBy.REGISTERED])]
    elif sorting.by is SortBy.STATE:
        parts = [(f"stage = '{stage.value}'", _ORDERS[SortBy.STATE]) for stage in _STAGES]
    else:
        parts = [("", _ORDERS[sorting.by])]
    if not sorting.backwards:
        return parts
    return [(condition, _turned(order)) for condition, order in reversed(parts)]


def _turned(order: str) -> str:
    return order.replace(" ASC", " +").replace(" DESC", " ASC").replace(" +", " DESC")


def _numbers(connection: Connection, sql: str, values: Sequence[Any]) -> "array[int]":
    """The first column of every row. It comes as one text: half a million rows fetched one by one would
    stop and start the interpreter, and with it the window, as often. Taken apart in pieces, since
    nobody else runs during one."""
    (text,) = connection.execute(
        f"SELECT group_concat(entry) FROM ({sql})", tuple(values)
    ).fetchone()
    rows, first = array("q"), 0
    while text and first < len(text):
        comma = text.find(",", first + _PIECE)
        last = len(text) if comma < 0 else comma
        rows.extend(msgspec.json.decode(f"[{text[first:last]}]", type=list[int]))
        first = last + 1
    return rows


def _lines(connection: Connection, rows: Sequence[int]) -> Iterator[TableLine]:
    for first in range(0, len(rows), _AT_ONCE):
        some = rows[first : first + _AT_ONCE]
        found = connection.execute(
            f"SELECT {CASE_COLUMNS}, entry, owner_name, missing FROM cases"
            f" WHERE entry IN ({', '.join('?' * len(some))})",
            tuple(some),
        )
        lines = [
            TableLine(entry, case_row(values), agent, missing)
            for *values, entry, agent, missing in found
        ]
        called = [line.case.id for line in lines if line.case.stage is Stage.CALLED_BACK]
        bad = case_lists.to_put_right(connection, called)
        asides = aside_rows.asides_of(connection, [line.case.id for line in lines])
        for line in lines:
            case = line.case.id
            more = case in bad or case in asides
            yield replace(line, to_put_right=case in bad, aside=asides.get(case)) if more else line


def _distinct(connection: Connection, column: str, *, table: str = "cases") -> Iterator[str]:
    """The values of an indexed column, each found by one step in its index: not every row is read."""
    last = ""
    sql = f"SELECT min({column}) FROM {table} WHERE {column} > ? AND {column} <> ''"
    while (value := connection.execute(sql, (last,)).fetchone()[0]) is not None:
        yield value
        last = value


def _one(connection: Connection, column: str, by: str, value: str) -> str:
    sql = (
        f"SELECT {column} FROM cases WHERE {by} = ? AND {by} <> ''"
        " ORDER BY registered_at DESC LIMIT 1"
    )
    return str(connection.execute(sql, (value,)).fetchone()[0])
