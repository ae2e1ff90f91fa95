"""The city's queue on PostgreSQL. Any thread.

Statements are planned for their values each time (`prepare=False`): a plan for any stage, place or department
reads a hundred times as much as the one for this.
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from helpdesk.domain.calendar import ONE_DAY
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.similarity import pairs
from helpdesk.server.dispatch_row import terms_of
from helpdesk.server.postgres.asides import open_of
from helpdesk.server.postgres.casework import PostgresCasework, case_row
from helpdesk.server.postgres.database import Connection, Row
from helpdesk.server.postgres.projection import CASE_COLUMNS, NAMES
from helpdesk.server.postgres.records import storable
from helpdesk.server.queue import COUNT_MOST, QueuePage, QueueRow, QueueWish, Sort, View

_MORE = (
    "urgency, secret, special, came_by, category, level, disputed, extension_asked, raise_proposed,"
    " in_doubt, returned, merged_into, outcome, words, attempts, to_put_right"
)
_OPEN = "ended_at IS NULL"
_AMONG_OPEN: dict[View, str] = {
    View.TO_DISPATCH: "stage = 'registered' AND NOT disputed",
    View.TO_SIGN: "stage = 'dispatched' AND NOT disputed",
    View.WORKING: "stage IN ('handed_over', 'signed_for', 'accepted', 'in_progress')",
    View.OVERDUE: "due_key < %(now)s",
    View.DUE_SOON: "due_key >= %(now)s AND due_key < %(soon)s",
    View.PAUSED: "stage IN ('correction_asked', 'suspended')",
    View.ANSWERED: "stage IN ('answered', 'delivered', 'called_back')",
    View.TO_CALL: "stage IN ('answered', 'delivered')",
    View.DISPUTED: "disputed",
    View.EXTENSIONS: "extension_asked",
    View.TO_RAISE: "raise_proposed",
    View.OPEN: "true",
}
_AMONG_ALL: dict[View, str] = {
    View.TO_PUT_RIGHT: "to_put_right",
    View.IN_DOUBT: "in_doubt",
    View.BLOCKED: "kind = 'blocked'",
    View.SECRET: "secret",
    View.ALL: "true",
}
_VIEWS = _AMONG_ALL | {view: f"{_OPEN} AND {holds}" for view, holds in _AMONG_OPEN.items()}
_MARKS = {"urgent": ("urgency", "0"), "returned": ("returned", "true")}
# Said as the indexes that hold only such cases say it.
_SAID = {
    "urgency": "urgency = 0",
    "returned": "returned",
    "category": "category <> '' AND category = %(category)s",
    "special": "special <> '' AND special = %(special)s",
}
_KEYS: dict[Sort, tuple[tuple[str, ...], str]] = {
    Sort.URGENCY: (("urgency", "due_key", "id"), ">"),
    Sort.DUE: (("due_key", "id"), ">"),
    Sort.AGE: (("registered_at", "id"), ">"),
    Sort.NEWEST: (("registered_at", "id"), "<"),
}
_WORDS = 5  # of a search
# Plain comparisons, so that an index is used under row-level security as well.
_WITHIN = "stream >= %(division)s AND stream < %(beyond)s"
# Cases that are named, each looked up by its key, whatever the planner thinks of so many.
_NAMED = (
    "unnest(%(streams)s::text[], %(ids)s::text[]) AS named(place, name), LATERAL (SELECT * FROM city_case"
    " WHERE stream = named.place AND id = named.name OFFSET 0) AS city_case"
)
# What many cases have is found soon by whoever reads the list in its order; the planner, who knows neither
# how many the policies let through nor that pairs of characters come together, would read and sort all.
_IN_ORDER = "SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off"
_LOOKED_AT = (
    5000  # cases with the terms of a search; where more have them a list's order finds some soon
)
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
            source, where = _conditions(connection, _in_scope(connection, wish), wanted)
            total = _total(connection, source, where, wanted)
            if total > COUNT_MOST and sort is Sort.NEWEST and source != _NAMED:
                connection.execute(_IN_ORDER)
            keys, sign = _KEYS[sort]
            if ended := _cursor(wish.after, keys):
                places = ", ".join(f"%(after_{key})s::{_TYPES[key]}" for key in keys)
                where = f"{where} AND ({', '.join(keys)}) {sign} ({places})"
                wanted |= {f"after_{key}": value for key, value in ended.items()}
            order = ", ".join(f"{key}{' DESC' if sign == '<' else ''}" for key in keys)
            texts = ", ".join(f"{key}::text AS after_{key}" for key in keys)
            rows = connection.execute(
                f"SELECT {CASE_COLUMNS}, {_MORE}, {texts} FROM {source} WHERE {where}"
                f" ORDER BY {order} LIMIT %(limit)s",
                {**wanted, "limit": limit + 1},
                prepare=False,
            ).fetchall()
            shown = rows[:limit]
            listed = [_row(each, len(keys)) for each in shown]
            aside = open_of(connection, [(each.row.stream, each.row.id) for each in listed])
        listed = [replace(each, aside=each.row.id in aside) for each in listed]
        after = _token(shown[-1][-len(keys) :]) if len(rows) > limit else ""
        return QueuePage(listed, total, after)

    def counts(self, views: Sequence[View], wish: QueueWish) -> Mapping[View, int]:
        """How many cases each list has with the wish's filters."""
        wanted = self._moments()
        with self.casework.database.transaction(self.casework.principal) as connection:
            where = " AND ".join(_filters(_in_scope(connection, wish), wanted)) or "true"
            counted = _count_open(connection, [v for v in views if v in _AMONG_OPEN], where, wanted)
            for view in views:
                if view in _AMONG_ALL:
                    every = f"{_AMONG_ALL[view]} AND {where}"
                    counted[view] = _count(connection, "city_case", every, wanted)
            return counted

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


def _total(connection: Connection, source: str, where: str, wanted: Mapping[str, Any]) -> int:
    """How many there are; of what very many have, those that were looked up are enough to know it."""
    if "ids" in wanted:
        total = _count(connection, _NAMED, where, wanted)
        if source == _NAMED or total > COUNT_MOST:
            return total
    return _count(connection, source, where, wanted)


def _count(connection: Connection, source: str, where: str, wanted: Mapping[str, Any]) -> int:
    row = connection.execute(
        f"SELECT count(*) FROM (SELECT FROM {source} WHERE {where} LIMIT {COUNT_MOST + 1}) found",
        wanted,
        prepare=False,
    ).fetchone()
    return int(row[0]) if row else 0


def _count_open(
    connection: Connection, views: Sequence[View], where: str, wanted: Mapping[str, Any]
) -> dict[View, int]:
    """All lists of open cases in one pass over an index that has all that they ask."""
    each = ", ".join(f"count(*) FILTER (WHERE {_AMONG_OPEN[view]})" for view in views)
    counted = connection.execute(
        f"SELECT {each} FROM city_case WHERE {_OPEN} AND {where}", wanted, prepare=False
    ).fetchone()
    return {view: min(n, COUNT_MOST + 1) for view, n in zip(views, counted or (), strict=True)}


def _conditions(connection: Connection, wish: QueueWish, wanted: dict[str, Any]) -> tuple[str, str]:
    """Where to look and what a wish asks for; its values go into `wanted`."""
    text = str(storable(wish.text)).strip()
    where = _filters(wish, wanted)
    source, holds = "city_case", _VIEWS[wish.view]
    if text:
        source, holds = _found(connection, wish, text, wanted)
    return source, " AND ".join((*where, holds))


def _filters(wish: QueueWish, wanted: dict[str, Any]) -> list[str]:
    """What narrows every list."""
    where = []
    if _is_place(wish.division):
        where.append(_WITHIN)
        wanted |= {"division": wish.division, "beyond": str(int(wish.division) + 1)}
    for column, value in _equal(wish).items():
        where.append(_SAID.get(column) or f"{column} = %({column})s")
        wanted[column] = value
    return where


def _equal(wish: QueueWish) -> dict[str, str]:
    """Columns with the only value that is let through."""
    column, value = _MARKS.get(wish.mark) or ("special", wish.mark)
    asked = {
        "department": wish.department,
        "kind": wish.kind or "",
        "stage": wish.stage or "",
        "category": wish.category,
        column: value,
    }
    return {name: str(storable(each)) for name, each in asked.items() if each}


def _is_place(division: str) -> bool:
    return division.isascii() and division.isdigit()


def _found(
    connection: Connection, wish: QueueWish, text: str, wanted: dict[str, Any]
) -> tuple[str, str]:
    """Where to look for a text, and how: a number names its case; what few cases have is looked up, what
    many have is read past in the list's own order. A township is small enough to look at each of its
    cases."""
    try:
        wanted["number"] = str(CaseNumber.parse(text))
    except Problem:
        pass
    else:
        return "city_case", "number = %(number)s"
    wanted |= {"terms": terms_of(text), "text": text, "digits": text.upper().replace("-", "")}
    words = text.split()
    holds = " AND ".join(_holds(place, word, wanted) for place, word in enumerate(words[:_WORDS]))
    narrow = _is_place(wish.division) and len(wish.division) >= _NARROW
    told = all(pairs(word) for word in words) and not text.isascii()
    if narrow and not told:  # parts of numbers and single characters are no terms
        found, most = _among_all(connection, holds, wanted), COUNT_MOST
    else:
        found, most = _by_terms(connection, wish, wanted), _LOOKED_AT
    wanted |= {"streams": [stream for stream, _ in found], "ids": [each for _, each in found]}
    if len(found) <= most:
        return _NAMED, holds
    return "city_case", holds if narrow and not told else f"terms @> %(terms)s AND {holds}"


def _by_terms(connection: Connection, wish: QueueWish, wanted: dict[str, Any]) -> list[Row]:
    """Which cases have all the terms, or a number as a whole; more than are looked at where many have."""
    place = wish.division if _is_place(wish.division) else ""
    rows = connection.execute(
        "SELECT stream, id FROM find_cases(%s, %s, %s, %s)",
        [wanted["terms"], _LOOKED_AT + 1, place, Jsonb(_equal(wish))],
    ).fetchall()
    if len(rows) > _LOOKED_AT:
        return rows
    direct = connection.execute(
        "SELECT stream, id FROM city_case WHERE phone = %(text)s AND phone <> ''"
        " UNION SELECT stream, id FROM city_case"
        " WHERE document_number = %(digits)s AND document_number <> '' LIMIT 200",
        wanted,
    ).fetchall()
    return list({*direct, *rows})


def _among_all(connection: Connection, holds: str, wanted: dict[str, Any]) -> list[Row]:
    """Which cases of a township hold the words, each of them looked at, once."""
    return connection.execute(
        f"SELECT stream, id FROM city_case WHERE {_WITHIN} AND {holds} LIMIT %(most)s",
        {**wanted, "most": COUNT_MOST + 1},
        prepare=False,
    ).fetchall()


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
