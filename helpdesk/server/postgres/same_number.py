"""Registrations kept aside because a case of another desk has their number: one case in two streams, when a
lost device's paper was entered again at another desk. A person says so; what is missing in the case that has
the number is filled in from the other record, the rest is noted there, and its own desk reads where it goes
on.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from helpdesk.application.amendments import clean_field, fields_of
from helpdesk.domain.case_fields import value_of
from helpdesk.domain.cases import Case
from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.problems import Problem
from helpdesk.i18n.history import describe
from helpdesk.i18n.words import field_word
from helpdesk.protocol.codec import decode_body
from helpdesk.protocol.events import from_wire
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.ledger import taken_numbers
from helpdesk.server.postgres.records import COLUMNS, from_row

REASONS = frozenset({"number-reentered", "number-arrived"})


@dataclass(frozen=True, slots=True)
class Twin:
    """The case that has the number of a registration kept aside; `case` is empty where who asks does not see
    it."""

    number: str
    stream: str
    case: str = ""


def registration_in(kind: str, version: int, body: bytes) -> CaseRegistered | None:
    """What a record registers; None for every other one."""
    said = decode_body(kind, version, body)
    return said if isinstance(said, CaseRegistered) else None


def twins_of(connection: Connection, numbers: Sequence[str]) -> dict[str, Twin]:
    """Which case has each of these numbers, as the transaction's principal sees it."""
    holders = taken_numbers(connection, numbers)
    cases = [holder.subject.hex() for holder in holders.values()]
    seen = connection.execute("SELECT id FROM city_case WHERE id = ANY(%s)", [cases]).fetchall()
    shown = {case for (case,) in seen}
    return {
        number: Twin(number, holder.stream, case if case in shown else "")
        for number, holder in holders.items()
        if (case := holder.subject.hex())
    }


@dataclass(frozen=True, slots=True)
class Record:
    """What a desk recorded of a case that counts for nothing in the city: a line in words for each act."""

    registered: CaseRegistered
    lines: tuple[str, ...]

    def lacking_in(self, case: Case, *, today: date) -> dict[str, str]:
        """What this registration says, and the other case's does not: field and value."""
        found = {}
        for name, value in self._said(case):
            if not _value(case, name):
                with suppress(Problem):  # another program may have written what cannot be kept
                    found[name] = clean_field(case, name, value, today)
        return found

    def unlike(self, case: Case) -> str:
        """What it says otherwise, masked as everywhere in a history."""
        said = [
            f"{field_word(name)} {_MASKS.get(name, str)(value)}"
            for name, value in self._said(case)
            if _value(case, name) not in ("", value)
        ]
        return " · ".join(said)

    def _said(self, case: Case) -> Iterator[tuple[str, str]]:
        for name in fields_of(case.kind):
            if value := value_of(self.registered, name):
                yield name, value


_MASKS: dict[str, Callable[[str], str]] = {
    "name": mask_name,
    "phone": mask_phone,
    "document_number": mask_id,
}


def record_of(
    connection: Connection, stream: str, subject: bytes, registered: CaseRegistered
) -> Record:
    """All that lies in a stream about a subject."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event WHERE stream = %s AND subject = %s ORDER BY position",
        [stream, subject],
    )
    events = [from_wire(from_row(row), stream=stream) for row in rows]
    return Record(registered, tuple(_line(event) for event in events))


def _line(event: Event) -> str:
    what = describe(event.body)
    if isinstance(event.body, CaseRegistered):
        matter = event.body.matter
        what = f"{what} {matter.name if matter else event.body.title}"
    return f"{event.moment.local:%Y-%m-%d %H:%M} {event.author.name} {what}"


def _value(case: Case, name: str) -> str:
    return value_of(case.registered, name) if case.registered else ""
