"""The city's queue on PostgreSQL. Any thread."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from helpdesk.domain.calendar import ONE_DAY
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.similarity import pairs
from helpdesk.server.dispatch_row import terms_of
from helpdesk.server.postgres.casework import PostgresCasework, case_row
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.projection import CASE_COLUMNS, NAMES
from helpdesk.server.postgres.records import storable
from helpdesk.server.queue import COUNT_MOST, QueuePage, QueueRow, QueueWish, Sort, View

_MORE = (
    "urgency, secret, special, came_by, category, level, disputed, extension_asked, raise_proposed,"
    " in_doubt, returned, merged_into, outcome, words, attempts, to_put_right"
)
_OPEN = "ended_at IS NULL"
_VIEWS: dict[View, str] = {
    View.TO_DISPATCH: f"{_OPEN} AND stage = 'registered' AND NOT disputed",
    View.TO_SIGN: f"{_OPEN} AND stage = 'dispatched' AND NOT disputed",
    View.WORKING: f"{_OPEN} AND stage IN ('handed_over', 'signed_for', 'accepted', 'in_progress')",
    View.OVERDUE: f"{_OPEN} AND due_key < %(now)s",
    View.DUE_SOON: f"{_OPEN} AND due_key >= %(now)s AND due_key < %(soon)s",
    View.PAUSED: f"{_OPEN} AND stage IN ('correction_asked', 'suspended')",
    View.ANSWERED: f"{_OPEN} AND stage IN ('answered', 'delivered', 'called_back')",
    View.TO_CALL: f"{_OPEN} AND stage IN ('answered', 'delivered')",
    View.TO_PUT_RIGHT: "to_put_right",
    View.DISPUTED: f"{_OPEN} AND disputed",
    View.EXTENSIONS: f"{_OPEN} AND extension_asked",
    View.TO_RAISE: f"{_OPEN} AND raise_proposed",
    View.IN_DOUBT: "in_doubt",
    View.BLOCKED: "kind = 'blocked'",
    View.SECRET: "secret",
    View.OPEN: _OPEN,
    View.ALL: "true",
}
_MARKS = {"urgent": "urgency = 0", "returned": "returned"}
_KEYS: dict[Sort, tuple[tuple[str, ...], str]] = {
    Sort.URGENCY: (("urgency", "due_key", "id"), ">"),
    Sort.DUE: (("due_key", "id"), ">"),
    Sort.AGE: (("registered_at", "id"), ">"),
    Sort.NEWEST: (("registered_at", "id"), "<"),
}
_WORDS = 5  # of a search
# Plain comparisons, so that an index is used under row-level security as well.
_WITHIN = "stream >= %(division)s AND stream < %(beyond)s"
# What many cases have is found soon by whoever reads the list in its order; the planner thinks that several
# pairs of characters together are rare, and would read and sort all of it.
_IN_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"
_NARROW = 9  # digits: a township has so few cases that all of them are looked at
_TYPES = {"urgency": "smallint", "due_key": "timestamp", "registered_at": "timestamp", "id": "text"}


@dataclass(frozen=True, slots=True)
class PostgresQueue:
    """`server.queue.Queue` of whoever has this casework."""

    casework: PostgresCasework

    def page(self, wish: QueueWish, *, limit: int) -> QueuePage:
        """A page of a list, and how many it has in all."""
        wanted = self._moments()
        sort = Sort.NEWEST if wish.text.strip() or wish.view is View.ALL else wish.sort
        with self.casework.database.transaction(self.casework.principal) as connection:
            where = _conditions(connection, _in_scope(connection, wish), wanted)
            total = _count(connection, where, wanted)
            keys, sign = _KEYS[sort]
            if ended := _cursor(wish.after, keys):
                places = ", ".join(f"%(after_{key})s::{_TYPES[key]}" for key in keys)
                where = f"{where} AND ({', '.join(keys)}) {sign} ({places})"
                wanted |= {f"after_{key}": value for key, value in ended.items()}
            order = ", ".join(f"{key}{' DESC' if sign == '<' else ''}" for key in keys)
            texts = ", ".join(f"{key}::text AS after_{key}" for key in keys)
            rows = connection.execute(
                f"SELECT {CASE_COLUMNS}, {_MORE}, {texts} FROM city_case WHERE {where}"
                f" ORDER BY {order} LIMIT %(limit)s",
                {**wanted, "limit": limit + 1},
            ).fetchall()
        shown = rows[:limit]
        after = _token(shown[-1][-len(keys) :]) if len(rows) > limit else ""
        return QueuePage([_row(each, len(keys)) for each in shown], total, after)

    def counts(self, views: Sequence[View], wish: QueueWish) -> Mapping[View, int]:
        """How many cases each list has with the wish's filters."""
        wanted = self._moments()
        with self.casework.database.transaction(self.casework.principal) as connection:
            scope = replace(_in_scope(connection, wish), text="")
            return {
                view: _count(
                    connection, _conditions(connection, replace(scope, view=view), wanted), wanted
                )
                for view in views
            }

    def _moments(self) -> dict[str, Any]:
        now = Moment(self.casework.now_ms()).local
        soon, left = now.date(), 2
        while left:
            soon += ONE_DAY
            left -= self.casework.reference.calendar.day(soon).is_working
        return {"now": now, "soon": datetime.combine(soon + ONE_DAY, datetime.min.time())}


def _in_scope(connection: Connection, wish: QueueWish) -> QueueWish:
    """The wish with the principal's own scope said plainly: the policies keep everybody in anyway, but
    row by row, where a plain comparison leads to an index."""
    own, department = connection.execute(
        "SELECT coalesce(app_division(), app_handled(), ''), coalesce(app_department(), '')"
    ).fetchone() or ("", "")
    division = wish.division if wish.division.startswith(own) else own
    return replace(wish, division=division, department=department or wish.department)


def _count(connection: Connection, where: str, wanted: Mapping[str, Any]) -> int:
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT FROM city_case WHERE {where} LIMIT {COUNT_MOST + 1}) found",
        wanted,
    ).fetchone()
    return int(row[0]) if row else 0


def _conditions(connection: Connection, wish: QueueWish, wanted: dict[str, Any]) -> str:
    """What a wish asks for; its values go into `wanted`."""
    text = str(storable(wish.text)).strip()
    where = []
    if wish.division.isascii() and wish.division.isdigit():
        where.append(_WITHIN)
        wanted |= {"division": wish.division, "beyond": str(int(wish.division) + 1)}
    narrow = bool(where) and len(wish.division) >= _NARROW
    where.append(_found(connection, text, wanted, narrow) if text else _VIEWS[wish.view])
    if wish.department:
        where.append("department = %(department)s")
        wanted["department"] = storable(wish.department)
    if wish.kind is not None:
        where.append("kind = %(kind)s")
        wanted["kind"] = wish.kind.value
    if wish.stage is not None:
        where.append("stage = %(stage)s")
        wanted["stage"] = wish.stage.value
    if wish.category:
        where.append("category = %(category)s")
        wanted["category"] = storable(wish.category)
    if wish.mark in _MARKS:
        where.append(_MARKS[wish.mark])
    elif wish.mark:
        where.append("special <> '' AND special = %(mark)s")
        wanted["mark"] = storable(wish.mark)
    return " AND ".join(where)


def _found(connection: Connection, text: str, wanted: dict[str, Any], narrow: bool) -> str:
    """The condition for a text: a number names its case; what few cases have is looked up, what many
    have is read past in the list's own order. A township is small enough to look at each of its cases."""
    try:
        wanted["number"] = str(CaseNumber.parse(text))
    except Problem:
        pass
    else:
        return "number = %(number)s"
    wanted |= {"terms": terms_of(text), "text": text, "digits": text.upper().replace("-", "")}
    holds = " AND ".join(
        _holds(place, word, wanted) for place, word in enumerate(text.split()[:_WORDS])
    )
    told = all(pairs(word) for word in text.split()) and not text.isascii()
    if narrow and not told:  # parts of numbers and single characters are no terms
        found, condition = _among_all(connection, holds, wanted), holds
    else:
        found, condition = _by_terms(connection, wanted), f"terms @> %(terms)s AND {holds}"
    if len(found) > COUNT_MOST:
        connection.execute(_IN_ORDER)
        return condition
    wanted["ids"] = found
    return f"id = ANY(%(ids)s) AND {holds}"


def _by_terms(connection: Connection, wanted: dict[str, Any]) -> list[str]:
    """Which cases have all the terms, or a number as a whole; more than are counted where many have."""
    rows = connection.execute(
        "SELECT id FROM find_cases(%(terms)s, %(most)s)", {**wanted, "most": COUNT_MOST + 1}
    ).fetchall()
    if len(rows) > COUNT_MOST:
        return [row[0] for row in rows]
    direct = connection.execute(
        "SELECT id FROM city_case WHERE phone = %(text)s AND phone <> ''"
        " UNION SELECT id FROM city_case WHERE document_number = %(digits)s AND document_number <> ''"
        " LIMIT 200",
        wanted,
    ).fetchall()
    return list({row[0] for row in (*direct, *rows)})


def _among_all(connection: Connection, holds: str, wanted: dict[str, Any]) -> list[str]:
    """Which cases of a township hold the words, each of them looked at, once."""
    rows = connection.execute(
        f"SELECT id FROM city_case WHERE {_WITHIN} AND {holds} LIMIT %(most)s",
        {**wanted, "most": COUNT_MOST + 1},
    ).fetchall()
    return [row[0] for row in rows]


def _holds(place: int, word: str, wanted: dict[str, Any]) -> str:
    """Whether a case really has a word somewhere."""
    wanted |= {f"w{place}": word, f"d{place}": word.upper().replace("-", "")}
    texts = f"position(%(w{place})s IN applicant) > 0 OR position(%(w{place})s IN title) > 0"
    numbers = f"department_number = %(w{place})s OR outside_number = %(w{place})s"
    own = f"position(%(d{place})s IN replace(number, '-', '')) > 0"
    person = f"phone = %(w{place})s OR document_number = %(d{place})s"
    return f"({texts} OR {numbers} OR {own} OR {person})"


def _cursor(token: str, keys: Sequence[str]) -> dict[str, str]:
    """Where the page before ended; empty for what is no token of ours."""
    try:
        values = json.loads(base64.urlsafe_b64decode(token.encode()))
    except (ValueError, binascii.Error):
        return {}
    if not isinstance(values, list) or len(values) != len(keys):
        return {}
    if not all(isinstance(each, str) and len(each) <= 40 for each in values):
        return {}
    ended = dict(zip(keys, values, strict=True))
    try:
        for key, value in ended.items():
            if _TYPES[key] == "timestamp" and value != "infinity":
                datetime.fromisoformat(value)
            elif _TYPES[key] == "smallint":
                int(value)
    except ValueError:
        return {}
    return ended if "\0" not in token else {}


def _token(values: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode()


def _row(values: Sequence[Any], keys: int) -> QueueRow:
    urgency, *more = values[len(NAMES) : -keys]
    return QueueRow(case_row(values[: len(NAMES)]), urgency == 0, *more)
