"""Registrations kept aside because a case of another desk has their number: one case in two streams, when a
lost device's paper was entered again at another desk. A person says so; what the other record knows goes into
the case that has the number, as notes, and its own desk reads where it goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helpdesk.domain.events import CaseRegistered, Event
from helpdesk.i18n import _
from helpdesk.i18n.history import describe
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


def number_of(kind: str, version: int, body: bytes) -> str:
    """The case number of a registration; empty for every other record."""
    said = decode_body(kind, version, body)
    return said.number if isinstance(said, CaseRegistered) else ""


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


def recorded_of(connection: Connection, stream: str, subject: bytes) -> str:
    """What was recorded of a case that counts for nothing here, in words: one line for each record."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM event WHERE stream = %s AND subject = %s ORDER BY position",
        [stream, subject],
    )
    events = [from_wire(from_row(row), stream=stream) for row in rows]
    return "\n".join(line for event in events for line in _lines(event))


def _lines(event: Event) -> Iterator[str]:
    said = event.body
    yield f"{event.moment.local:%Y-%m-%d %H:%M} {event.author.name} {describe(said)}"
    if isinstance(said, CaseRegistered):
        applicant = said.applicant
        what = said.matter.name if said.matter else said.title
        facts = (
            (_("Applicant"), applicant.name),
            (_("Telephone"), applicant.phone),
            (_("Address"), applicant.address),
            (_("About"), what),
            (_("Received at the desk"), f"{said.received_at:%Y-%m-%d %H:%M}"),
        )
        yield " · ".join(f"{name} {value}" for name, value in facts if value)
