"""Lists and counts of cases, each on an index that fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from helpdesk.application.queries import CaseFilter, CaseRow, Figures
from helpdesk.domain.callbacks import is_bad
from helpdesk.domain.case_events import CalledBack
from helpdesk.domain.cases import fold_case
from helpdesk.domain.stages import ENDED, Stage
from helpdesk.store import event_log
from helpdesk.store.asides import CASES_ASIDE
from helpdesk.store.connection import Connection
from helpdesk.store.rows import CASE_COLUMNS, case_row
from helpdesk.store.search_terms import number_beginnings, question

_FROM = ", ".join(f"cases.{name}" for name in CASE_COLUMNS.split(", "))
_HITS = "SELECT rowid AS entry FROM search_case WHERE search_case MATCH ?"
_NUMBERED = "number_key BETWEEN ? AND ?"
_OF_VILLAGE = (
    "resident <> '' AND resident IN (SELECT lower(hex(id)) FROM residents WHERE division = ?)"
)
_CALL_BACK = "(stage = 'delivered' OR stage = 'answered' AND kind <> 'matter')"
# Cases of records that were merged are the person's: the one who is shown, and any of the others.
_OF_PERSON = (
    "resident <> '' AND resident IN (SELECT ? UNION SELECT lower(hex(id)) FROM residents"
    " WHERE coalesce(root, id) IN (SELECT coalesce(root, id) FROM residents WHERE id = unhex(?)))"
)

_BY_ID = "sqlite_autoindex_cases_1"  # that of UNIQUE

Condition: TypeAlias = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter as SQL: where its cases come from, and in which order they are walked and shown."""

    source: str
    values: tuple[Any, ...]
    walked: str = "registered_at DESC, entry DESC"
    shown: str = "cases.registered_at DESC, cases.entry DESC"


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


def called_back(connection: Connection, cases: Sequence[str]) -> frozenset[str]:
    """Those of these cases in which somebody called the applicant back."""
    ids = [bytes.fromhex(each) for each in cases]
    rows = connection.execute(
        f"SELECT DISTINCT subject FROM event WHERE kind = ? AND {event_log.SHOWN}"
        f" AND subject IN ({', '.join('?' * len(ids))})",
        (CalledBack.KIND, *ids),
    )
    return frozenset(subject.hex() for (subject,) in rows)


def to_put_right(connection: Connection, cases: Sequence[str]) -> frozenset[str]:
    """Those of these cases whose applicant was not served well, and nothing was done about it yet."""
    ids = [bytes.fromhex(each) for each in cases]
    clause = f"WHERE kind = ? AND subject IN ({', '.join('?' * len(ids))}) {event_log.IN_ORDER}"
    calls = event_log.select(connection, clause, (CalledBack.KIND, *ids)) if ids else ()
    last = {call.subject: call.body for call in calls}
    bad = [case for case, body in last.items() if isinstance(body, CalledBack) and is_bad(body)]
    return frozenset(
        case for case in bad if fold_case(case, event_log.of_subject(connection, case)).to_put_right
    )


def page(connection: Connection, wanted: CaseFilter, *, offset: int, limit: int) -> list[CaseRow]:
    """A page, the last registered first; of those found by a text, the last that came first.

    Only an index is walked to reach it; rows are read for the page alone.
    """
    found = chosen(connection, wanted)
    if found is None:
        return []
    rows = connection.execute(
        f"SELECT {_FROM} FROM (SELECT cases.entry FROM {found.source}"
        f" ORDER BY {found.walked} LIMIT ? OFFSET ?) JOIN cases USING (entry)"
        f" ORDER BY {found.shown}",
        (*found.values, limit, offset),
    )
    return [case_row(row) for row in rows]


def count(connection: Connection, wanted: CaseFilter) -> int:
    """How many cases the filter lets through."""
    found = chosen(connection, wanted)
    if found is None:
        return 0
    sql = f"SELECT count(*) FROM {found.source}"
    return int(connection.execute(sql, found.values).fetchone()[0])


def chosen(connection: Connection, wanted: CaseFilter) -> Chosen | None:
    """The filter as SQL; None when its text can find nothing."""
    conditions = _conditions(wanted)
    if not wanted.text.strip():
        index = _index(wanted)
        source = f"cases INDEXED BY {index}" if index else "cases"
        return Chosen(f"{source}{_where(conditions)}", _values(conditions))
    expression = question(wanted.text)
    if not expression:
        return None
    numbers = _numbers(connection, wanted.text)
    if numbers and not connection.execute(f"{_HITS} LIMIT 1", (expression,)).fetchone():
        conditions += [(" OR ".join([_NUMBERED] * (len(numbers) // 2)), numbers)]
        order = "cases.number_key DESC"
        return Chosen(f"cases{_where(conditions)}", _values(conditions), order, order)
    hits = _HITS + f" UNION SELECT entry FROM cases WHERE {_NUMBERED}" * (len(numbers) // 2)
    # The cross join keeps the hits in front: they come newest first and the page stops them early.
    source = f"({hits}) hit CROSS JOIN cases ON cases.entry = hit.entry{_where(conditions)}"
    values = (expression, *numbers, *_values(conditions))
    return Chosen(source, values, walked="hit.entry DESC", shown="cases.entry DESC")


def _index(wanted: CaseFilter) -> str:
    """The index for a filter, where the planner, which knows no counts, may take a far worse one: that of
    what is rarest among cases, else one that answers every question by itself."""
    rare = (
        (wanted.resident, "cases_resident"),
        (wanted.in_doubt or wanted.aside_only, _BY_ID),
        (wanted.unsent_only, "cases_unsent"),
        (wanted.anomalies_only, "cases_anomalies"),
        (wanted.missing_only, "cases_missing"),
        (wanted.deferred_before, "cases_deferred"),
        (wanted.due_from or wanted.due_before, "cases_due"),
        (wanted.call_back, ""),
        (wanted.village and not wanted.open_only, "cases_resident"),
        (wanted.stages and not ENDED & set(wanted.stages), "cases_stage"),
        (wanted.matter, "cases_matter"),
        (wanted.open_only, "cases_open"),
    )
    for wished, index in rare:
        if wished:
            return index
    asked = (wanted.department, wanted.agent, wanted.desk, wanted.kinds, wanted.stages)
    return "cases_registered" if sum(map(bool, asked)) > 1 else ""


def _numbers(connection: Connection, text: str) -> tuple[str, ...]:
    """First and last key of each range of case numbers that is meant and not empty."""
    ranges = [(beginning, beginning + "~") for beginning in number_beginnings(text)]
    some = f"SELECT 1 FROM cases WHERE {_NUMBERED} LIMIT 1"
    return tuple(
        key for each in ranges if connection.execute(some, each).fetchone() for key in each
    )


def _where(conditions: list[Condition]) -> str:
    return " WHERE " + " AND ".join(f"({sql})" for sql, _ in conditions) if conditions else ""


def _values(conditions: list[Condition]) -> tuple[Any, ...]:
    return tuple(value for _, values in conditions for value in values)


def _conditions(wanted: CaseFilter) -> list[Condition]:
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
        (wanted.in_doubt, "cases.id IN (SELECT subject FROM doubt)", ()),
        (wanted.aside_only, f"cases.id IN ({CASES_ASIDE})", ()),
        (wanted.call_back, _CALL_BACK, ()),
        (bool(since), "due >= ?", (since,)),
        (bool(before), "due < ?", (before,)),
        (bool(deferred), "deferred_until < ?", (deferred,)),
        (bool(wanted.resident), _OF_PERSON, (wanted.resident, wanted.resident)),
        (bool(wanted.matter), "matter = ? AND matter <> ''", (wanted.matter,)),
        (bool(wanted.department), "department = ?", (wanted.department,)),
        (bool(wanted.agent), "owner = ?", (wanted.agent,)),
        (bool(wanted.desk), "stream = ?", (wanted.desk,)),
        (bool(wanted.village), _OF_VILLAGE, (wanted.village,)),
        (wanted.missing_only, "missing > 0", ()),
    )
    return [(condition, values) for wished, condition, values in possible if wished]


def _iso(bound: date | None) -> str:
    if isinstance(bound, datetime):
        return bound.isoformat(sep=" ")
    return bound.isoformat() if bound else ""


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))
