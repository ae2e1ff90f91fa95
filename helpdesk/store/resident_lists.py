"""Residents for screens: pages of them, one with household and history, and who looks alike."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from helpdesk.application.lookalikes import Alike, Traits, differ_surely, lookups
from helpdesk.application.queries import CaseRow, ResidentRow
from helpdesk.application.resident_queries import (
    Lookalike,
    Member,
    ResidentFile,
    ResidentGroup,
    ResidentPage,
    Suspicion,
)
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Authorisation, Resident, Validity
from helpdesk.domain.stages import Stage
from helpdesk.store import case_lists, event_log, resident_links, search
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.rows import CASE_COLUMNS, RESIDENT_COLUMNS, case_row, resident_row

_TYPED_MOST = 1_000  # records of each kind of match that a search looks at: nobody scrolls further
_CASES_MOST, _MEMBERS_MOST = 60, 40
_KEYS_MOST = 2_000  # values shared by several records that are looked at
_GROUP_MOST = 8  # records that share one value: with more of them it is no clue
_COLUMNS = ", ".join(f"r.{name}" for name in RESIDENT_COLUMNS.split(", "))
_WHERE = {
    ResidentGroup.ALL: "root IS NULL",
    ResidentGroup.NEEDS: "root IS NULL AND needs <> ''",
    ResidentGroup.BARE: "root IS NULL AND document_number = ''",
}
_INDEX = {
    ResidentGroup.ALL: "residents_shown",
    ResidentGroup.NEEDS: "residents_needs",
    ResidentGroup.BARE: "residents_bare",
}
_PERSON = "coalesce(root, id)"


class SqliteResidents:
    """`application.resident_queries.Residents` on the local store."""

    def __init__(
        self,
        connections: Connections,
        searching: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        """`searching` lends a connection on which no search misses anything."""
        self._connections = connections
        self._searching = searching

    def page(self, text: str, *, group: ResidentGroup, offset: int, limit: int) -> ResidentPage:
        """Residents for what was typed; all, the last taken down first, when nothing was."""
        if not text.strip():
            with self._connections.read() as connection:
                return _all(connection, group, offset=offset, limit=limit)
        with self._searching() as connection:
            return _found(connection, text, group, offset=offset, limit=limit)

    def find(self, text: str, *, limit: int) -> Sequence[ResidentRow]:
        """At most `limit` residents for what was typed, the newest when nothing was."""
        with self._searching() as connection:
            if not text.strip():
                return _all(connection, ResidentGroup.ALL, offset=0, limit=limit).rows
            entries = search.resident_entries(connection, text, limit=limit)
            return rows_of(connection, list(people(connection, entries))[:limit])

    def file(self, resident_id: str) -> ResidentFile | None:
        """Everything about one person; None while nothing is known."""
        with self._searching() as connection:
            return _file(connection, resident_id)

    def shown(self, resident_id: str) -> str:
        """The record that stands for this one."""
        with self._connections.read() as connection:
            return _shown(connection, resident_id).hex()

    def lookalikes(self, traits: Traits, *, limit: int) -> Sequence[Lookalike]:
        """Residents who may be somebody with these traits, the surest first."""
        asked = [each for each in lookups(traits) if Alike(each[0]).suspicious]
        with self._searching() as connection:
            found: dict[str, Lookalike] = {}
            for sort, key in asked:
                for row in _sharing(connection, sort, key):
                    if not differ_surely(row.document_number, traits.document_number.upper()):
                        known = found.get(row.id, Lookalike(row, ()))
                        found[row.id] = replace(known, reasons=(*known.reasons, Alike(sort)))
        return sorted(found.values(), key=lambda each: tuple(each.reasons))[:limit]

    def suspicions(self, *, limit: int) -> Sequence[Suspicion]:
        """Pairs of records that may be one person, the surest first, without those told apart."""
        with self._searching() as connection:
            return _suspicions(connection)[:limit]

    def proxies(self, resident_id: str, *, on: date, matter: str = "") -> Sequence[Authorisation]:
        """The authorisations that hold on a day, for a matter's code or for any."""
        with self._connections.read() as connection:
            group = _records(connection, _shown(connection, resident_id))
            return [
                each
                for each in _authorisations(_folded(connection, group))
                if each.validity(on) is Validity.VALID and (not matter or each.covers(matter))
            ]


def _all(connection: Connection, group: ResidentGroup, *, offset: int, limit: int) -> ResidentPage:
    source = f"FROM residents INDEXED BY {_INDEX[group]} WHERE {_WHERE[group]}"
    (count,) = connection.execute(f"SELECT count(*) {source}").fetchone()
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM (SELECT entry {source} ORDER BY entry DESC LIMIT ? OFFSET ?) page"
        " JOIN residents r ON r.entry = page.entry ORDER BY r.entry DESC",
        (limit, offset),
    )
    return ResidentPage([resident_row(row) for row in rows], count)


def _found(
    connection: Connection, text: str, group: ResidentGroup, *, offset: int, limit: int
) -> ResidentPage:
    entries = search.resident_entries(connection, text, limit=_TYPED_MOST)
    shown = list(people(connection, entries, group))
    page = shown[offset : offset + limit]
    return ResidentPage(rows_of(connection, page), len(shown), more=len(entries) >= _TYPED_MOST)


def people(
    connection: Connection, entries: Sequence[int], group: ResidentGroup = ResidentGroup.ALL
) -> Iterable[bytes]:
    """The people of these records, each once by the record that is shown, in the same order."""
    persons = _by_key(
        connection, f"SELECT entry, {_PERSON} FROM residents WHERE entry IN ({{marks}})", entries
    )
    ordered = dict.fromkeys(persons[entry] for entry in entries if entry in persons)
    if group is ResidentGroup.ALL:
        return ordered
    sql = f"SELECT id, 1 FROM residents WHERE {_WHERE[group]} AND id IN ({{marks}})"
    kept = _by_key(connection, sql, list(ordered))
    return [each for each in ordered if each in kept]


def rows_of(connection: Connection, subjects: Sequence[bytes]) -> list[ResidentRow]:
    """Their rows, in the same order."""
    sql = f"SELECT id, {RESIDENT_COLUMNS} FROM residents WHERE id IN ({{marks}})"
    found = _by_key(connection, sql, subjects, whole=True)
    return [resident_row(found[each][1:]) for each in subjects if each in found]


def _by_key(
    connection: Connection, sql: str, keys: Sequence[Any], *, whole: bool = False
) -> dict[Any, Any]:
    marks = ", ".join("?" * len(keys))
    rows = connection.execute(sql.format(marks=marks), list(keys)).fetchall()
    return {row[0]: row if whole else row[1] for row in rows}


def _file(connection: Connection, resident_id: str) -> ResidentFile | None:
    root = _shown(connection, resident_id)
    (row,) = rows_of(connection, [root]) or (None,)
    if row is None:
        return None
    records = _records(connection, root)
    folded = _folded(connection, records)
    resident = next(each for each in folded if each.id == row.id)
    members = _members(connection, Alike.HOUSEHOLD, resident) if resident.household else []
    at_home = _members(connection, Alike.ADDRESS, resident)
    inside = {each.row.id for each in members}
    others = [m.row.id for m in members if m.row.id != row.id]
    cases, count = _cases(connection, [each.hex() for each in records])
    theirs, _all = _cases(connection, _all_records(connection, others))
    called = [row.id for row in (*cases, *theirs) if row.stage is Stage.CALLED_BACK]
    events = [event for each in records for event in event_log.of_subject(connection, each.hex())]
    return ResidentFile(
        resident=resident,
        row=row,
        events=sorted(events, key=lambda each: each.moment.utc_ms),
        merged=[each for each in folded if each.id != row.id],
        links=resident_links.links_around(connection, root),
        cases=cases,
        case_count=count,
        members=members,
        household_cases=theirs,
        to_put_right=case_lists.to_put_right(connection, called),
        neighbours=[m for m in at_home if m.row.id not in inside and m.row.id != row.id],
        authorisations=_authorisations(folded),
    )


def _folded(connection: Connection, records: Sequence[bytes]) -> list[Resident]:
    found = (
        fold_resident(each.hex(), event_log.of_subject(connection, each.hex())) for each in records
    )
    return [each for each in found if each is not None]


def _authorisations(folded: Sequence[Resident]) -> list[Authorisation]:
    known = {each.id: each for resident in folded for each in resident.authorisations}
    return sorted(known.values(), key=lambda each: (each.valid_until, each.id), reverse=True)


def _members(connection: Connection, sort: Alike, resident: Resident) -> list[Member]:
    """The people who share the resident's household or address, the head first, then by age."""
    traits = Traits(place=resident.division, address=resident.address, household=resident.household)
    key = dict(lookups(traits)).get(sort)
    if key is None:
        return []
    rows = _sharing(connection, sort, key)[:_MEMBERS_MOST]
    folded = {
        each.id: each for each in _folded(connection, [bytes.fromhex(row.id) for row in rows])
    }
    members = [
        Member(row, folded[row.id].household_relation, _open_cases(connection, row.id))
        for row in rows
    ]
    return sorted(
        members, key=lambda each: (each.relation != "head", each.row.birth or date.max, each.row.id)
    )


def _sharing(connection: Connection, sort: int, key: bytes) -> list[ResidentRow]:
    entries = connection.execute(
        "SELECT entry FROM resident_key WHERE sort = ? AND key = ? LIMIT 200", (int(sort), key)
    )
    found = list(people(connection, [entry for (entry,) in entries]))
    return rows_of(connection, found)


def _cases(connection: Connection, residents: Sequence[str]) -> tuple[list[CaseRow], int]:
    where = f"FROM cases WHERE resident <> '' AND resident IN ({', '.join('?' * len(residents))})"
    rows = connection.execute(
        f"SELECT {CASE_COLUMNS} {where} ORDER BY registered_at DESC, entry DESC LIMIT ?",
        (*residents, _CASES_MOST),
    ).fetchall()
    (count,) = connection.execute(f"SELECT count(*) {where}", residents).fetchone()
    return [case_row(row) for row in rows], count


def _open_cases(connection: Connection, resident: str) -> int:
    records = _all_records(connection, [resident])
    (count,) = connection.execute(
        "SELECT count(*) FROM cases WHERE resident <> '' AND open = 1"
        f" AND resident IN ({', '.join('?' * len(records))})",
        records,
    ).fetchone()
    return int(count)


def _all_records(connection: Connection, residents: Sequence[str]) -> list[str]:
    return [
        record.hex() for each in residents for record in _records(connection, bytes.fromhex(each))
    ]


def _records(connection: Connection, person: bytes) -> list[bytes]:
    """All records of a person, by the one that is shown."""
    rows = connection.execute(
        f"SELECT id FROM residents WHERE {_PERSON} = ? ORDER BY id", (person,)
    )
    return [each for (each,) in rows]


def _shown(connection: Connection, resident_id: str) -> bytes:
    try:
        subject = bytes.fromhex(resident_id)
    except ValueError:
        return b""
    row = connection.execute(f"SELECT {_PERSON} FROM residents WHERE id = ?", (subject,)).fetchone()
    return row[0] if row else subject


def _suspicions(connection: Connection) -> list[Suspicion]:
    keys = connection.execute(
        "SELECT sort, key, count(*) AS n FROM resident_key WHERE sort < ? GROUP BY sort, key"
        " HAVING n > 1 AND n <= ? ORDER BY sort LIMIT ?",
        (Alike.HOUSEHOLD.value, _GROUP_MOST, _KEYS_MOST),
    ).fetchall()
    apart = {
        frozenset(pair) for pair in connection.execute("SELECT subject, other FROM resident_apart")
    }
    found: dict[frozenset[bytes], tuple[Alike, ...]] = {}
    for sort, key, _count in keys:
        entries = connection.execute(
            "SELECT entry FROM resident_key WHERE sort = ? AND key = ?", (sort, key)
        )
        persons = people(connection, [entry for (entry,) in entries])
        for pair in map(frozenset, combinations(persons, 2)):
            if pair not in apart:
                found[pair] = (*found.get(pair, ()), Alike(sort))
    rows = {
        bytes.fromhex(row.id): row
        for row in rows_of(connection, list({each for pair in found for each in pair}))
    }
    pairs = [
        Suspicion(rows[one], rows[other], reasons)
        for pair, reasons in found.items()
        for one, other in (sorted(pair),)
    ]
    likely = [
        each
        for each in pairs
        if not differ_surely(each.one.document_number, each.other.document_number)
    ]
    return sorted(likely, key=lambda each: (*each.reasons, 99, each.one.id, each.other.id))
