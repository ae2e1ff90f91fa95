"""What a subject's events make: a case or a resident as a row of the lists, and back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any

from helpdesk.application.ports import Reference
from helpdesk.application.projection import case_facts
from helpdesk.application.queries import CaseRow, ResidentRow
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Event
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import ENDED, CaseKind, Stage
from helpdesk.protocol.codec import kind_of
from helpdesk.store import certificate_rows, doubts, file_rows, resident_links, search, slip_rows
from helpdesk.store.case_extras import EXTRAS, case_extras
from helpdesk.store.certificate_rows import CertificateNote
from helpdesk.store.doubts import DoubtRow
from helpdesk.store.file_rows import FileNote
from helpdesk.store.resident_links import NONE, Bonds
from helpdesk.store.search_terms import number_key
from helpdesk.store.slip_rows import SlipNote

_CASE_NAMES = tuple(field.name for field in fields(CaseRow))
_RESIDENT_NAMES = tuple(field.name for field in fields(ResidentRow))
CASE_COLUMNS = ", ".join(_CASE_NAMES)
RESIDENT_COLUMNS = ", ".join(_RESIDENT_NAMES)
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
    sorts = [_sort(kind_of(event.body)[0]) for event in events]
    if sorts[:1] == ["device"]:
        return None
    if "resident" in sorts:  # a look at one may have come before the resident
        return _resident_row(subject, events, reference, waits=waits)
    case = fold_case(subject, events)
    facts = case_facts(case, calendar=reference.calendar, events=len(events))
    if facts is None:
        return None
    texts = () if waits else search.case_texts(case, aliases=aliases(reference, case))
    return Row(
        CASES,
        (
            *_case_values(facts),
            *case_extras(case),
            case.stage not in ENDED,
            number_key(case.number),
            WAITING if waits else search.digest(texts),
        ),
        texts,
        doubts.of_case(case),
        file_rows.of_case(case),
        slip_rows.of_case(case),
        certificate_rows.of_case(case),
    )


@cache
def _sort(kind: str) -> str:
    return kind.partition(".")[0]


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


def aliases(reference: Reference, case: Case) -> tuple[str, ...]:
    """What people call the matter of a case."""
    body = case.registered
    matter = reference.catalogue.find(body.matter.code) if body and body.matter else None
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


def _case_values(facts: Sequence[Any]) -> tuple[Any, ...]:
    """`case_facts` as they are stored, in the order of `CASE_COLUMNS`."""
    values = list(facts)
    values[0] = bytes.fromhex(values[0])
    for place in _CONVERTED:
        value = values[place]
        if (convert := _AS_STORED.get(type(value))) is not None:
            values[place] = convert(value)
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


_CONVERTED = tuple(
    place for place, field in enumerate(fields(CaseRow)) if field.type not in (str, int, bool)
)


def _stored(value: Any) -> Any:
    convert = _AS_STORED.get(type(value))
    return convert(value) if convert else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
