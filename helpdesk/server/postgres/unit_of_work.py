"""The use cases' store over the city's PostgreSQL: events that the city itself writes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from helpdesk.domain.audit import device_subject
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Author, Body, CaseRegistered, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.protocol.chain import link
from helpdesk.protocol.digest import mark
from helpdesk.protocol.events import once, to_wire
from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.projection import project
from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class CityStore:
    """`application.ports.Store` for one stream: the city's own log there.

    `before` looks at the database once the stream is locked, and may raise to stop it all.
    """

    database: Database
    stream: str
    history: str
    calendar: WorkCalendar
    now_ms: Callable[[], int]
    before: Callable[[Connection], None] = lambda _: None

    @contextmanager
    def unit_of_work(self) -> Iterator["CityUnitOfWork"]:
        """A transaction that has the stream to itself, so that a stage checked stays so."""
        # The city's incarnation in a stream follows from both names: it never meets a device's.
        incarnation = sha256(f"{self.history}/{self.stream}".encode()).digest()[:8]
        with self.database.transaction(Principal.stream(self.stream)) as connection:
            ledger.make_log(connection, self.stream, incarnation)
            ledger.log_state(connection, self.stream, incarnation, lock=True)
            ledger.take_positions(connection, self.stream, [])
            self.before(connection)
            yield CityUnitOfWork(self, connection, incarnation)


def _desk_only(*_: object, **__: object) -> Any:
    raise Problem("desk-only")


class CityUnitOfWork:
    """`application.ports.UnitOfWork` in the city. What only a desk has raises `desk-only`."""

    def __init__(self, store: CityStore, connection: Connection, incarnation: bytes) -> None:
        self._store = store
        self._connection = connection
        self._incarnation = incarnation

    @property
    def device(self) -> str:
        """The subject of acts on the city's own log in this stream."""
        return device_subject(self._incarnation.hex())

    def append(self, subject: str, body: Body, *, author: Author, moment: Moment) -> Event:
        """Record an event of the city in this stream."""
        connection, stream, now_ms = self._connection, self._store.stream, self._store.now_ms()
        state = ledger.log_state(connection, stream, self._incarnation, lock=True)
        acked, head = state or (0, b"")
        # The stream's row is locked since the beginning: nobody takes a position in between.
        position = ledger.take_positions(connection, stream, [])
        event = Event(
            origin=Origin(self._incarnation.hex(), acked + 1),
            stream=stream,
            subject=subject,
            body=body,
            author=author,
            moment=moment,
            base=position - 1,
            position=position,
            received_ms=now_ms,
        )
        wire = to_wire(event)
        placed = ledger.place(
            [wire],
            incarnation=self._incarnation,
            first=acked + 1,
            position=position,
            received_ms=now_ms,
        )
        value = mark(self._incarnation, acked + 1, wire)
        ledger.take_positions(connection, stream, [value])
        ledger.write_events(connection, stream, placed)
        ledger.move_log(
            connection, stream, self._incarnation, acked=acked + 1, head=link(head, wire)
        )
        if isinstance(body, CaseRegistered):  # re-entered: numbers are drawn at desks
            connection.execute(
                "INSERT INTO case_number (stream, number, subject, reentered)"
                " VALUES (%s, %s, %s, true)",
                [stream, body.number, bytes.fromhex(subject)],
            )
        project(connection, stream, [event], calendar=self._store.calendar)
        return event

    def case(self, case_id: str) -> Case:
        """The case as of now."""
        return fold_case(case_id, self._events(case_id))

    def resident(self, resident_id: str) -> Resident | None:
        """The resident as of now, or None."""
        return fold_resident(resident_id, self._events(resident_id))

    def knows_number(self, number: str) -> bool:
        """Whether a case of the city has this case number."""
        row = self._connection.execute("SELECT 1 FROM number_holders(%s)", [[number]]).fetchone()
        return row is not None

    def knows_outside_number(self, number: str) -> bool:
        """Whether a case of this stream has this number of another system."""
        row = self._connection.execute(
            "SELECT 1 FROM city_case WHERE stream = %s AND outside_number = %s LIMIT 1",
            [self._store.stream, number],
        ).fetchone()
        return row is not None

    # Numbers are drawn, papers printed and drafts and phrases kept at desks.
    next_counter = queue_print = hand_over_print = settle_print = save_draft = drop_draft = (
        _desk_only
    )
    last_numbered_day = device_acts = _desk_only
    desk = shelf = property(_desk_only)

    def _events(self, subject: str) -> Sequence[Event]:
        events = ledger.events_of(self._connection, self._store.stream, [bytes.fromhex(subject)])
        return once(events)
