"""Cases and residents as rows for lists and search, written anew from the subject's events."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from helpdesk.application.ports import Reference
from helpdesk.application.projection import project_case
from helpdesk.application.queries import CaseRow, ResidentRow
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Event
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import ENDED, CaseKind, Stage
from helpdesk.protocol.codec import kind_of
from helpdesk.store import search
from helpdesk.store.connection import Connection
from helpdesk.store.search_terms import number_key

_CASE_NAMES = tuple(field.name for field in fields(CaseRow))
_RESIDENT_NAMES = tuple(field.name for field in fields(ResidentRow))
CASE_COLUMNS = ", ".join(_CASE_NAMES)
RESIDENT_COLUMNS = ", ".join(_RESIDENT_NAMES)
_WRITTEN = (*_CASE_NAMES, "open", "number_key", "twin", "searched")
_INSERT_CASE = (
    f"INSERT INTO cases ({', '.join(_WRITTEN)}) VALUES ({', '.join('?' * len(_WRITTEN))})"
)
_UPDATE_CASE = f"UPDATE cases SET {', '.join(f'{c} = ?' for c in _WRITTEN)} WHERE entry = ?"
CASE_WRITTEN = ", ".join(name for name in _WRITTEN if name != "twin")
_RESIDENT = (*_RESIDENT_NAMES, "searched")
RESIDENT_WRITTEN = ", ".join(_RESIDENT)
_INSERT_RESIDENT = (
    f"INSERT INTO residents ({', '.join(_RESIDENT)}) VALUES ({', '.join('?' * len(_RESIDENT))})"
)
_UPDATE_RESIDENT = (
    f"UPDATE residents SET {', '.join(f'{c} = ?' for c in _RESIDENT)} WHERE entry = ?"
)


@dataclass(frozen=True, slots=True)
class Projector:
    """Writes the rows of subjects. `lenient` keeps a case whose number came twice from elsewhere
    beside the first one; a device's own registration must fail instead."""

    connection: Connection
    reference: Reference
    lenient: bool = False

    def project(self, subject: str, events: Sequence[Event]) -> bool:
        """Write what lists show of `subject`; answers whether its number stood alone."""
        if is_device(events):
            return True
        if is_resident(events):
            resident = fold_resident(subject, events)
            if resident is not None:
                self._write_resident(resident)
            return True
        case = fold_case(subject, events)
        row = project_case(case, calendar=self.reference.calendar, events=len(events))
        return row is None or self._write_case(case, row)

    def _write_case(self, case: Case, row: CaseRow) -> bool:
        document = search.case_document(case, aliases=aliases(self.reference, row))
        known = self.connection.execute(
            "SELECT entry, searched, twin FROM cases WHERE id = ?", (bytes.fromhex(row.id),)
        ).fetchone()
        entry, searched, twin = known or (None, b"", 0)
        key = number_key(row.number)
        if known is None and self.lenient:
            (twin,) = self.connection.execute(
                "SELECT coalesce(max(twin) + 1, 0) FROM cases WHERE number_key = ?", (key,)
            ).fetchone()
        open_ = row.stage not in ENDED
        values = (*case_values(row), open_, key, twin, document.digest)
        if entry is None:
            entry = self.connection.execute(_INSERT_CASE, values).lastrowid
        else:
            self.connection.execute(_UPDATE_CASE, (*values, entry))
        if searched != document.digest:
            search.index(self.connection, "search_case", entry, document)
        return not twin

    def _write_resident(self, resident: Resident) -> None:
        document = search.resident_document(resident)
        known = self.connection.execute(
            "SELECT entry, searched FROM residents WHERE id = ?", (bytes.fromhex(resident.id),)
        ).fetchone()
        entry, searched = known or (None, b"")
        values = (*resident_values(resident), document.digest)
        if entry is None:
            entry = self.connection.execute(_INSERT_RESIDENT, values).lastrowid
        else:
            self.connection.execute(_UPDATE_RESIDENT, (*values, entry))
        if searched != document.digest:
            search.index(self.connection, "search_resident", entry, document)


def aliases(reference: Reference, row: CaseRow) -> tuple[str, ...]:
    """What people call the matter of a case."""
    matter = reference.catalogue.find(row.matter) if row.matter else None
    return matter.aliases if matter else ()


def is_resident(events: Sequence[Event]) -> bool:
    """Whether these events speak of a resident; a look at one may have come before the resident."""
    return any(kind_of(event.body)[0].startswith("resident.") for event in events)


def is_device(events: Sequence[Event]) -> bool:
    """Whether these events speak of a device: they are in no list of cases or residents."""
    return bool(events) and kind_of(events[0].body)[0].startswith("device.")


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
    identifier, *rest = (getattr(row, name) for name in _CASE_NAMES)
    return (bytes.fromhex(identifier), *map(_stored, rest))


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
    )


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, CaseKind | Stage) else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
