"""The use cases' store over the city's PostgreSQL: events that the city itself writes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from helpdesk.domain.audit import device_subject
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.copies import replace
from helpdesk.domain.events import Author, Body, CaseRegistered, Event, Origin, SlipIssued
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.protocol.chain import heads
from helpdesk.protocol.digest import mark
from helpdesk.protocol.events import once, to_wire
from helpdesk.server.postgres import ledger, open_clocks
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.projection import project
from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class CityStore:
    """`application.ports.Store` for one stream: the city's own log there.

    `before` looks at the database once the stream is locked, and may raise to stop it all. With a
    `connection` the acts belong to a transaction that has locked the stream already (`locked`).
    """

    database: Database
    stream: str
    history: str
    calendar: WorkCalendar
    now_ms: Callable[[], int]
    before: Callable[[Connection], None] = lambda _: None
    connection: Connection | None = None

    @contextmanager
    def unit_of_work(self) -> Iterator["CityUnitOfWork"]:
        """A transaction that has the stream to itself, so that a stage checked stays so."""
        if self.connection is not None:
            yield self._unit(self.connection)
            return
        with locked(self.database, [self.stream], history=self.history) as connection:
            yield self._unit(connection)

    def _unit(self, connection: Connection) -> "CityUnitOfWork":
        self.before(connection)
        return CityUnitOfWork(self, connection, _incarnation(self.history, self.stream))


@contextmanager
def locked(database: Database, streams: Sequence[str], *, history: str) -> Iterator[Connection]:
    """A transaction that has these streams to itself: what is recorded in them stands or falls together."""
    places = sorted(set(streams))
    with database.transaction(Principal.stream(*places)) as connection:
        for stream in places:
            log = _incarnation(history, stream)
            ledger.make_log(connection, stream, log)
            ledger.log_state(connection, stream, log, lock=True)
        for stream in places:
            ledger.take_positions(connection, stream, [])
        yield connection


def _incarnation(history: str, stream: str) -> bytes:
    """The city's own in a stream follows from both names: it never meets a device's."""
    return sha256(f"{history}/{stream}".encode()).digest()[:8]


def _desk_only(*_: object, **__: object) -> Any:
    raise Problem("desk-only")


class CityUnitOfWork:
    """`application.ports.UnitOfWork` in the city. What only a desk has raises `desk-only`."""

    def __init__(self, store: CityStore, connection: Connection, incarnation: bytes) -> None:
        self._store = store
        self._connection = connection
        self.connection = connection
        self.stream = store.stream
        self._incarnation = incarnation

    @property
    def device(self) -> str:
        """The subject of acts on the city's own log in this stream."""
        return device_subject(self._incarnation.hex())

    def append(self, subject: str, body: Body, *, author: Author, moment: Moment) -> Event:
        """Record an event of the city in this stream; a slip gets its number here."""
        return self.append_all([(subject, body)], author=author, moment=moment)[0]

    def append_all(
        self, said: Sequence[tuple[str, Body]], *, author: Author, moment: Moment
    ) -> Sequence[Event]:
        """The same for several, in order."""
        if not said:
            return ()
        connection, stream, now_ms = self._connection, self._store.stream, self._store.now_ms()
        log = self._incarnation
        acked, head = ledger.log_state(connection, stream, log, lock=True) or (0, b"")
        # The stream's row is locked since the beginning: nobody takes a position in between.
        position = ledger.take_positions(connection, stream, [])
        events = [
            Event(
                origin=Origin(log.hex(), acked + place),
                stream=stream,
                subject=subject,
                body=self._numbered(body),
                author=author,
                moment=moment,
                base=position + place - 2,
                position=position + place - 1,
                received_ms=now_ms,
            )
            for place, (subject, body) in enumerate(said, 1)
        ]
        wires = [to_wire(event) for event in events]
        placed = ledger.place(
            wires, incarnation=log, first=acked + 1, position=position, received_ms=now_ms
        )
        marks = [mark(log, acked + place, wire) for place, wire in enumerate(wires, 1)]
        ledger.take_positions(connection, stream, marks)
        with ledger.written(connection, stream, placed):
            links = heads(head, wires)
        ledger.move_log(connection, stream, log, acked=acked + len(wires), head=links[-1])
        _take_numbers(connection, events)
        project(connection, stream, events, calendar=self._store.calendar)
        return events

    def _numbered(self, body: Body) -> Body:
        if not isinstance(body, SlipIssued) or body.n:
            return body
        number = open_clocks.draw_number(self._connection, body.level, body.year)
        return replace(body, n=number)

    def case(self, case_id: str) -> Case:
        """The case as of now."""
        return fold_case(case_id, self._events(case_id))

    def cases(self, case_ids: Sequence[str]) -> dict[str, Case]:
        """Several cases as of now, read at once."""
        events = ledger.events_of(
            self._connection, self._store.stream, [bytes.fromhex(each) for each in case_ids]
        )
        found: dict[str, list[Event]] = {case_id: [] for case_id in case_ids}
        for event in events:
            found[event.subject].append(event)
        return {case_id: fold_case(case_id, once(each)) for case_id, each in found.items()}

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
    next_counter = save_draft = drop_draft = last_numbered_day = device_acts = _desk_only
    queue_print = begin_print = hand_over_print = settle_print = _desk_only
    desk = shelf = scans = property(_desk_only)

    def _events(self, subject: str) -> Sequence[Event]:
        events = ledger.events_of(self._connection, self._store.stream, [bytes.fromhex(subject)])
        return once(events)


def _take_numbers(connection: Connection, events: Sequence[Event]) -> None:
    """Numbers are drawn at desks: what is registered here is re-entered."""
    for event in events:
        if isinstance(event.body, CaseRegistered):
            connection.execute(
                "INSERT INTO case_number (stream, number, subject, reentered)"
                " VALUES (%s, %s, %s, true)",
                [event.stream, event.body.number, bytes.fromhex(event.subject)],
            )
