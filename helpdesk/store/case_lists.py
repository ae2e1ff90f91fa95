"""Lists and counts of cases, each on an index that fits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from helpdesk.application.queries import CaseFilter, CaseRow, Figures
from helpdesk.domain.stages import Stage
from helpdesk.store.connection import Connection
from helpdesk.store.projections import CASE_COLUMNS, case_row
from helpdesk.store.search_terms import number_beginnings, question

_FROM = ", ".join(f"cases.{name}" for name in CASE_COLUMNS.split(", "))
_CALL_BACK = "(stage = 'delivered' OR stage = 'answered' AND kind <> 'matter')"


@dataclass(frozen=True, slots=True)
class _Where:
    clause: str
    values: tuple[Any, ...]


def figures(connection: Connection, *, now: datetime, soon: datetime) -> Figures:
    """Today's five figures over the open cases."""
    at, until = now.isoformat(sep=" "), soon.isoformat(sep=" ")

    def count(condition: str, *values: object) -> int:
        sql = f"SELECT count(*) FROM cases WHERE {condition}"
        return int(connection.execute(sql, values).fetchone()[0])

    return Figures(
        overdue=count("open = 1 AND due < ?", at),
        due_soon=count("open = 1 AND due >= ? AND due < ?", at, until),
        to_correct=count("stage = ?", Stage.CORRECTION_ASKED.value),
        to_deliver=count("stage = ? AND kind = 'matter'", Stage.ANSWERED.value),
        to_call_back=count(_CALL_BACK),
    )


def work_list(connection: Connection, *, limit: int) -> list[CaseRow]:
    """Open cases by due time, then those that have none, the oldest first."""
    due = "SELECT {} FROM cases WHERE open = 1 AND due IS NOT NULL ORDER BY due, entry LIMIT ?"
    rest = "SELECT {} FROM cases WHERE open = 1 AND due IS NULL ORDER BY entry LIMIT ?"
    rows = connection.execute(due.format(CASE_COLUMNS), (limit,)).fetchall()
    if len(rows) < limit:
        rows += connection.execute(rest.format(CASE_COLUMNS), (limit - len(rows),)).fetchall()
    return [case_row(row) for row in rows]


def page(connection: Connection, wanted: CaseFilter, *, offset: int, limit: int) -> list[CaseRow]:
    """A page, the last registered first. Only the index is walked to reach it; rows are read for the
    page alone."""
    where = _where(wanted)
    if where is None:
        return []
    rows = connection.execute(
        f"SELECT {_FROM} FROM (SELECT entry FROM cases {where.clause}"
        " ORDER BY registered_at DESC, entry DESC LIMIT ? OFFSET ?) found"
        " JOIN cases USING (entry) ORDER BY cases.registered_at DESC, cases.entry DESC",
        (*where.values, limit, offset),
    )
    return [case_row(row) for row in rows]


def count(connection: Connection, wanted: CaseFilter) -> int:
    """How many cases the filter lets through."""
    where = _where(wanted)
    if where is None:
        return 0
    sql = f"SELECT count(*) FROM cases {where.clause}"
    return int(connection.execute(sql, where.values).fetchone()[0])


def _where(wanted: CaseFilter) -> _Where | None:
    """The filter as SQL; None when its text can find nothing."""
    conditions = _conditions(wanted)
    if wanted.text.strip():
        expression = question(wanted.text)
        if not expression:
            return None
        conditions.append(_found(wanted.text, expression))
    clause = " AND ".join(condition for condition, _ in conditions)
    values = tuple(value for _, given in conditions for value in given)
    return _Where(f"WHERE {clause}" if clause else "", values)


def _conditions(wanted: CaseFilter) -> list[tuple[str, tuple[Any, ...]]]:
    stages = tuple(stage.value for stage in wanted.stages)
    kinds = tuple(kind.value for kind in wanted.kinds)
    bounds = (wanted.due_from, wanted.due_before, wanted.deferred_before)
    since, before, deferred = map(_iso, bounds)
    possible = (
        (bool(stages), f"stage IN ({_marks(stages)})", stages),
        (bool(kinds), f"kind IN ({_marks(kinds)})", kinds),
        (wanted.open_only or any(bounds), "open = 1", ()),
        (wanted.unsent_only, "unsent > 0", ()),
        (wanted.anomalies_only, "anomalies > 0", ()),
        (wanted.call_back, _CALL_BACK, ()),
        (bool(since), "due >= ?", (since,)),
        (bool(before), "due < ?", (before,)),
        (bool(deferred), "deferred_until < ?", (deferred,)),
        (bool(wanted.resident), "resident = ? AND resident <> ''", (wanted.resident,)),
        (bool(wanted.matter), "matter = ? AND matter <> ''", (wanted.matter,)),
    )
    return [(condition, values) for wished, condition, values in possible if wished]


def _found(text: str, expression: str) -> tuple[str, tuple[str, ...]]:
    condition = "entry IN (SELECT rowid FROM search_case WHERE search_case MATCH ?)"
    values = [expression]
    for beginning in number_beginnings(text):
        condition += " OR entry IN (SELECT entry FROM cases WHERE number_key BETWEEN ? AND ?)"
        values += [beginning, beginning + "~"]
    return f"({condition})", tuple(values)


def _iso(bound: date | None) -> str:
    if isinstance(bound, datetime):
        return bound.isoformat(sep=" ")
    return bound.isoformat() if bound else ""


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
