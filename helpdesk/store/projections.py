"""Cases and residents as rows for lists and search, written anew from the subject's events."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import islice
from operator import attrgetter, methodcaller
from typing import Any, TypeAlias

from helpdesk.application.ports import Reference
from helpdesk.application.projection import project_case
from helpdesk.application.queries import CaseRow, ResidentRow
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Event
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import ENDED, CaseKind, Stage
from helpdesk.protocol.codec import kind_of
from helpdesk.store import (
    certificate_rows,
    doubts,
    event_log,
    file_rows,
    rejoined,
    resident_links,
    search,
    slip_rows,
)
from helpdesk.store.case_extras import EXTRAS, case_extras
from helpdesk.store.certificate_rows import CertificateNote
from helpdesk.store.connection import Connection
from helpdesk.store.doubts import DoubtRow
from helpdesk.store.file_rows import FileNote
from helpdesk.store.resident_links import NONE, Bonds
from helpdesk.store.search_terms import number_key
from helpdesk.store.slip_rows import SlipNote

_CASE_NAMES = tuple(field.name for field in fields(CaseRow))
_RESIDENT_NAMES = tuple(field.name for field in fields(ResidentRow))
CASE_COLUMNS = ", ".join(_CASE_NAMES)
RESIDENT_COLUMNS = ", ".join(_RESIDENT_NAMES)
_VALUES = attrgetter(*_CASE_NAMES)
_CONVERTED = tuple(
    place for place, field in enumerate(fields(CaseRow)) if field.type not in (str, int, bool)
)
_AT_ONCE = 2_000  # rows asked for in one question
WAITING = b""  # in `searched`: the search index has to be written; see `indexing`


@dataclass(frozen=True, slots=True)
class Table:
    """A projection: its columns, the last of them `searched`, and its search index."""

    name: str
    columns: tuple[str, ...]
    index: str


CASES = Table("cases", (*_CASE_NAMES, *EXTRAS, "open", "number_key", "searched"), "search_case")
RESIDENTS = Table("residents", (*_RESIDENT_NAMES, "searched"), "search_resident")
TABLES = (CASES, RESIDENTS)


@dataclass(frozen=True, slots=True)
class Row:
    """What a subject's events make: `values` of the table's columns, the id first, and the texts it
    is found by; `doubts` is what a person must decide about it, `files` what it refers to,
    `slips` where its slips stand, `certificates` what it issued with a last day, `bonds` to which
    residents it is bound. `place` names a resident's division, `photo` their picture."""

    table: Table
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    doubts: Sequence[DoubtRow] = ()
    files: Sequence[FileNote] = ()
    slips: Sequence[SlipNote] = ()
    certificates: Sequence[CertificateNote] = ()
    bonds: Bonds = NONE
    place: str = ""
    photo: str = ""

    @property
    def id(self) -> bytes:
        """The subject."""
        return self.values[0]  # type: ignore[no-any-return]

    @property
    def number_key(self) -> str:
        """A case's number, of which no other case has the same."""
        return self.values[-2]  # type: ignore[no-any-return]

    @property
    def searched(self) -> bytes:
        """What the search index holds when it is up to date."""
        return self.values[-1]  # type: ignore[no-any-return]

    def document(self) -> search.Document:
        """Its terms."""
        if self.table is CASES:
            return search.case_document(self.texts)
        return search.resident_document(self.texts, self.place)


def row_of(
    subject: str, events: Sequence[Event], reference: Reference, *, waits: bool = False
) -> Row | None:
    """The row of `subject`; None where its first event has not arrived, and for a device. What `waits` is
    found by nothing yet."""
    kinds = [kind_of(event.body)[0].partition(".")[0] for event in events]
    if kinds[:1] == ["device"]:
        return None
    if "resident" in kinds:  # a look at one may have come before the resident
        return _resident_row(subject, events, reference, waits=waits)
    case = fold_case(subject, events)
    row = project_case(case, calendar=reference.calendar, events=len(events))
    if row is None:
        return None
    texts = () if waits else search.case_texts(case, aliases=aliases(reference, row))
    written = (
        *case_extras(case),
        row.stage not in ENDED,
        number_key(row.number),
        WAITING if waits else search.digest(texts),
    )
    return Row(
        CASES,
        (*case_values(row), *written),
        texts,
        doubts.of_case(case),
        file_rows.of_case(case),
        slips=slip_rows.of_case(case),
        certificates=certificate_rows.of_case(case),
    )


def _resident_row(
    subject: str, events: Sequence[Event], reference: Reference, *, waits: bool
) -> Row | None:
    resident = fold_resident(subject, events)
    if resident is None:
        return None
    texts = () if waits else search.resident_texts(resident)
    return Row(
        RESIDENTS,
        (*resident_values(resident), WAITING if waits else search.digest(texts)),
        texts,
        doubts.of_resident(resident),
        bonds=resident_links.bonds_of(resident),
        place=_place(reference, resident.division),
        photo=resident.photo,
    )


Known: TypeAlias = dict[bytes, tuple[int, bytes]]  # entry and `searched` of rows by their ids


@dataclass(frozen=True, slots=True)
class Projector:
    """Writes the rows of subjects. `lenient` keeps a case whose number came twice from elsewhere
    beside the first one; a device's own registration must fail instead. `later` leaves the terms of
    new texts to `indexing`."""

    connection: Connection
    reference: Reference
    lenient: bool = False
    later: bool = False

    def project(self, subjects: Iterable[tuple[str, Sequence[Event]]]) -> list[str]:
        """Write what lists show of these subjects, new ones in this order; answers the cases whose
        number another case has, and that are not one case with it."""
        twins: list[str] = []
        waiting = iter(subjects)
        while some := list(islice(waiting, _AT_ONCE)):
            ids = [bytes.fromhex(subject) for subject, _ in some]
            known = {table: self._known(table, ids) for table in TABLES}
            here = set().union(*known.values())
            rows = [
                row_of(subject, events, self.reference, waits=self.later and each not in here)
                for each, (subject, events) in zip(ids, some, strict=True)
            ]
            self._remove(
                [each for each, row in zip(ids, rows, strict=True) if not row and each in here]
            )
            for table in TABLES:
                of_table = [row for row in rows if row is not None and row.table is table]
                if of_table:
                    twins += self._write(table, of_table, known[table])
        joined = rejoined.join(self.connection, twins)
        if joined:
            self.project(event_log.of_subjects(self.connection, sorted(joined)))
            rejoined.follow(self.connection, joined)
        return [subject for subject in twins if subject not in joined]

    def _remove(self, subjects: list[bytes]) -> None:
        """No row without its first event: it was put aside, or the desk may not read it any more."""
        for table in TABLES if subjects else ():
            gone = self.connection.execute(
                f"DELETE FROM {table.name} WHERE id IN ({_marks(subjects)}) RETURNING entry",
                subjects,
            ).fetchall()
            for (entry,) in gone:
                search.forget(self.connection, table.index, entry)
            if gone and table is RESIDENTS:
                resident_links.forget(self.connection, subjects)
            elif gone:
                doubts.write(self.connection, [(each, ()) for each in subjects])
                slip_rows.write(self.connection, [(each, ()) for each in subjects])
                certificate_rows.write(self.connection, [(each, ()) for each in subjects])

    def _write(self, table: Table, rows: list[Row], known: Known) -> list[str]:
        fresh = [row for row in rows if row.id not in known]
        twins = self._twins(fresh) if table is CASES and self.lenient else {}
        (last,) = self.connection.execute(
            f"SELECT coalesce(max(entry), 0) FROM {table.name}"
        ).fetchone()
        entries = {row.id: last + place for place, row in enumerate(fresh, 1)}
        entries |= {subject: entry for subject, (entry, _) in known.items()}
        stale = [row for row in rows if known.get(row.id, (0, WAITING))[1] != row.searched]
        waiting = {row.id for row in stale} if self.later else set()
        written = [
            (*row.values[:-1], WAITING if row.id in waiting else row.searched) for row in rows
        ]
        self._insert(table, [v for v in written if v[0] not in known], entries, twins)
        self._update(table, [v for v in written if v[0] in known], entries)
        doubts.write(self.connection, [(row.id, row.doubts) for row in rows])
        file_rows.write(self.connection, [note for row in rows for note in row.files])
        if table is CASES:
            slip_rows.write(self.connection, [(row.id, row.slips) for row in rows])
            notes = [(row.id, row.certificates) for row in rows]
            certificate_rows.write(self.connection, notes)
        if table is RESIDENTS:
            resident_links.write(self.connection, [(row.id, row.bonds) for row in rows])
            file_rows.write_photos(self.connection, [(row.id, row.photo) for row in rows])
        if not self.later:
            search.index(
                self.connection, table.index, [(entries[row.id], row.document()) for row in stale]
            )
        return [subject.hex() for subject in twins]

    def _known(self, table: Table, ids: list[bytes]) -> Known:
        found = self.connection.execute(
            f"SELECT id, entry, searched FROM {table.name} WHERE id IN ({_marks(ids)})", ids
        )
        return {subject: (entry, searched) for subject, entry, searched in found}

    def _twins(self, fresh: list[Row]) -> dict[bytes, int]:
        """Which new cases carry a number that another case has, each with its place behind it."""
        taken = dict(
            self.connection.execute(
                "SELECT number_key, max(twin) FROM cases"
                f" WHERE number_key IN ({_marks(fresh)}) GROUP BY number_key",
                [row.number_key for row in fresh],
            ).fetchall()
        )
        twins = {}
        for row in fresh:
            twin = taken.get(row.number_key, -1) + 1
            taken[row.number_key] = twin
            if twin:
                twins[row.id] = twin
        return twins

    def _insert(
        self,
        table: Table,
        values: list[tuple[Any, ...]],
        entries: dict[bytes, int],
        twins: dict[bytes, int],
    ) -> None:
        columns = (*table.columns, "entry", *(("twin",) if table is CASES else ()))
        self.connection.executemany(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({_marks(columns)})",
            [
                (*each, entries[each[0]], *((twins.get(each[0], 0),) if table is CASES else ()))
                for each in values
            ],
        )

    def _update(
        self, table: Table, values: list[tuple[Any, ...]], entries: dict[bytes, int]
    ) -> None:
        changes = ", ".join(f"{column} = ?" for column in table.columns)
        self.connection.executemany(
            f"UPDATE {table.name} SET {changes} WHERE entry = ?",
            [(*each, entries[each[0]]) for each in values],
        )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def aliases(reference: Reference, row: CaseRow) -> tuple[str, ...]:
    """What people call the matter of a case."""
    matter = reference.catalogue.find(row.matter) if row.matter else None
    return matter.aliases if matter else ()


def _place(reference: Reference, code: str) -> str:
    """What a resident's village is called; a code of another list names nothing."""
    division = reference.divisions.find(code) if code else None
    return reference.divisions.label(code) if division else ""


def case_row(values: Sequence[Any]) -> CaseRow:
    """A row of the table `cases`, read in the order of `CASE_COLUMNS`."""
    row = dict(zip(_CASE_NAMES, values, strict=True))
    return CaseRow(
        **row
        | {
            "id": row["id"].hex(),
            "kind": CaseKind(row["kind"]),
            "stage": Stage(row["stage"]),
            "registered_at": datetime.fromisoformat(row["registered_at"]),
            "due": _moment(row["due"]),
            "provisional": bool(row["provisional"]),
            "respond_due": _moment(row["respond_due"]),
            "responded": bool(row["responded"]),
            "deferred_until": _day(row["deferred_until"]),
            "ended_at": _moment(row["ended_at"]),
        }
    )


def resident_row(values: Sequence[Any]) -> ResidentRow:
    """A row of the table `residents`, read in the order of `RESIDENT_COLUMNS`."""
    identifier, name, sex, birth, *rest = values
    return ResidentRow(identifier.hex(), name, sex, _day(birth), *rest)


def case_values(row: CaseRow) -> tuple[Any, ...]:
    """The row as it is stored, in the order of `CASE_COLUMNS`."""
    values = list(_VALUES(row))
    values[0] = bytes.fromhex(row.id)
    for place in _CONVERTED:
        values[place] = _stored(values[place])
    return tuple(values)


def resident_values(resident: Resident) -> tuple[Any, ...]:
    """The same of a resident."""
    return (
        bytes.fromhex(resident.id),
        resident.name,
        resident.sex,
        _stored(resident.birth),
        resident.document_number,
        resident.phone,
        resident.division,
        resident.address,
        " ".join(resident.needs),
        resident.household,
    )


_AS_STORED: dict[type, Callable[[Any], str]] = {
    datetime: methodcaller("isoformat", sep=" "),
    date: methodcaller("isoformat"),
    CaseKind: attrgetter("_value_"),
    Stage: attrgetter("_value_"),
}


def _stored(value: Any) -> Any:
    convert = _AS_STORED.get(type(value))
    return convert(value) if convert else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
