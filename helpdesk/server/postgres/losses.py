"""Lost devices on PostgreSQL: what was on one, what of it arrived, and cases re-entered from paper."""

from collections.abc import Callable, Sequence

from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session
from helpdesk.application.reentry import Stub, reenter_case
from helpdesk.domain.events import Author, CaseRegistered
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.protocol.codec import decode_body
from helpdesk.server.losses import Aside, Loss
from helpdesk.server.ports import DeviceRow
from helpdesk.server.postgres import audit, grants
from helpdesk.server.postgres.database import Connection, Database, until_first
from helpdesk.server.postgres.records import storable
from helpdesk.server.postgres.unit_of_work import CityStore, locked
from helpdesk.server.principal import Principal

_COLUMNS = "d.id, d.prefix, d.stream, d.name, d.revoked, d.enrolled_ms, d.seen_ms"
_DEVICE = (
    f"SELECT {_COLUMNS} FROM device d"
    " WHERE d.id = coalesce((SELECT device FROM prefix WHERE prefix.prefix = upper(%s)), %s)"
)
# Every log that ever wrote numbers with one of the device's prefixes is one of this device.
_NUMBERS = (
    "SELECT number, reentered, encode(subject, 'hex') FROM case_number"
    " WHERE split_part(number, '-', 3) = ANY(%s) ORDER BY number"
)
_ASIDE = (
    "SELECT q.reason, e.kind, e.version, e.body FROM quarantine q JOIN event e USING (stream, position)"
    " WHERE q.stream = %s AND e.kind = 'case.registered' ORDER BY q.position"
)


class PostgresLosses:
    """`server.ports.Losses`."""

    def __init__(
        self,
        database: Database,
        *,
        history: str,
        reference: Reference,
        clock: Clock,
        ids: Ids,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._history = history
        self._reference = reference
        self._clock = clock
        self._ids = ids
        self._now_ms = now_ms

    def devices(self, principal: Principal) -> Sequence[DeviceRow]:
        """The devices that `principal` may see, by desk."""
        with self._database.transaction(principal) as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM device d ORDER BY d.stream, d.prefix"
            )
            return [DeviceRow(*row) for row in rows]

    def matters(self) -> Sequence[tuple[str, str]]:
        """Code and name of each matter that a stub can be about."""
        return [(matter.code, matter.name) for matter in self._reference.catalogue.matters]

    def of(self, name: str, principal: Principal) -> Loss:
        """What was on a device, by id or prefix, and what of it the city has."""
        with self._database.transaction(principal) as connection:
            device = _device(connection, name)
            prefixes = [
                row[0]
                for row in connection.execute(
                    "SELECT prefix FROM prefix WHERE device = %s ORDER BY issued_ms", [device.id]
                )
            ]
            numbers = connection.execute(_NUMBERS, [prefixes]).fetchall()
            acked = connection.execute(
                "SELECT coalesce((SELECT acked FROM log l WHERE l.stream = d.stream"
                "  AND l.incarnation = d.incarnation), 0) FROM device d WHERE d.id = %s",
                [device.id],
            ).fetchone() or (0,)
            desks = _desks(connection, device.desk)
            aside = _aside(connection, device.desk, prefixes)
        return Loss(
            device=device,
            prefixes=prefixes,
            desks=desks,
            acked=acked[0],
            arrived=[number for number, reentered, _ in numbers if not reentered],
            reentered={number: case for number, reentered, case in numbers if reentered},
            aside=aside,
        )

    def reenter(self, stub: Stub, *, author: Author, principal: Principal) -> str:
        """Register a stub's case in the stream of the desk whose device gave the number."""
        prefix = CaseNumber.parse(stub.number).prefix
        with self._database.transaction(principal) as connection:
            row = connection.execute(
                "SELECT d.stream FROM prefix p JOIN device d ON d.id = p.device WHERE p.prefix = %s",
                [prefix],
            ).fetchone()
        if row is None:
            raise Problem("stub-device", prefix=prefix)
        stream = row[0]

        def record() -> str:
            with locked(self._database, [stream], history=self._history) as connection:
                case = reenter_case(self._session(stream, author, connection), stub).case
                audit.note(
                    connection,
                    principal.id,
                    "case.reentered",
                    at_ms=self._now_ms(),
                    object_id=case,
                    stream=stream,
                )
            return case

        # The device may be found, and bring the same number, in this moment.
        return until_first(record)

    def _session(self, stream: str, author: Author, connection: Connection) -> Session:
        """Somebody of the city at work in a stream that the transaction has locked."""
        store = CityStore(
            self._database,
            stream=stream,
            history=self._history,
            calendar=self._reference.calendar,
            now_ms=self._now_ms,
            connection=connection,
        )
        return Session(
            store=store,
            clock=self._clock,
            ids=self._ids,
            reference=self._reference,
            author=author,
            desk=DeskProfile(code=stream, name=""),
        )


def _device(connection: Connection, name: str) -> DeviceRow:
    row = connection.execute(_DEVICE, [storable(name)] * 2).fetchone()
    if row is None:
        raise Problem("device-missing", name=name)
    return DeviceRow(*row)


def _desks(connection: Connection, desk: str) -> dict[str, int]:
    """The desk's own cases and those that it was granted, also once: they may still lie on the device."""
    streams = [grant.stream for grant in grants.of_desk(connection, desk)] or [desk]
    counted = connection.execute(
        "SELECT stream, count(*) FROM city_case WHERE stream = ANY(%s) GROUP BY stream", [streams]
    )
    found: dict[str, int] = dict(counted.fetchall())
    return {stream: found.get(stream, 0) for stream in streams}


def _aside(connection: Connection, stream: str, prefixes: Sequence[str]) -> list[Aside]:
    """Registrations with the device's numbers that arrived and are kept aside."""
    found = []
    for reason, kind, version, raw in connection.execute(_ASIDE, [stream]):
        body = decode_body(kind, version, raw)
        if not isinstance(body, CaseRegistered):
            continue
        parts = body.number.split("-")
        if len(parts) > 2 and parts[2] in prefixes:
            title = body.matter.name if body.matter else body.title
            found.append(Aside(body.number, body.applicant.name, title, reason=reason))
    return found
