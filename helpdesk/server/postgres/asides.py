"""Records kept aside, on PostgreSQL: what a principal sees of them, and what a person says of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from helpdesk.application.asides import Settlement, settle_aside
from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.protocol.events import from_wire
from helpdesk.server.asides import PutAside
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.casework import desk_label
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.records import COLUMNS, from_row
from helpdesk.server.postgres.unit_of_work import CityStore
from helpdesk.server.principal import Principal

_ASIDES = """
SELECT q.stream, q.incarnation, q.dseq, q.reason, q.noted_ms, coalesce(e.kind, ''),
    coalesce(e.author_name, ''),
    coalesce(d.name, ''), coalesce(d.prefix, ''), coalesce(c.id, ''), coalesce(c.number, '')
FROM quarantine q LEFT JOIN event e USING (stream, position)
LEFT JOIN device d ON d.incarnation = q.incarnation
LEFT JOIN city_case c ON c.stream = q.stream AND c.id = encode(e.subject, 'hex')
ORDER BY q.noted_ms DESC, q.stream, q.position DESC LIMIT %s
"""
_SETTLED = (
    f"SELECT {COLUMNS}, stream FROM event WHERE stream = ANY(%s) AND subject = ANY(%s)"
    " AND kind = %s ORDER BY stream, position"
)


@dataclass(frozen=True, slots=True)
class PostgresAsides:
    """`server.asides.Asides` of one principal."""

    database: Database
    principal: Principal
    history: str
    reference: Reference
    clock: Clock
    ids: Ids
    now_ms: Callable[[], int]

    def asides(self, *, limit: int) -> Sequence[PutAside]:
        """What nobody has settled first, then the newest."""
        with self.database.transaction(self.principal) as connection:
            rows = connection.execute(_ASIDES, [limit]).fetchall()
            settled = _settlements(connection, {(row[0], row[1]) for row in rows})
        divisions = self.reference.divisions
        found = [
            replace(
                PutAside(stream, desk_label(divisions, stream), log.hex(), *rest),
                settled=settled.get((stream, log.hex(), rest[0])),
            )
            for stream, log, *rest in rows
        ]
        return sorted(found, key=lambda each: not each.is_open)

    def settle(
        self, stream: str, incarnation: str, dseq: int, *, words: str, solved: bool, author: Author
    ) -> None:
        """Say what came of one; the desk reads it with its next sync."""
        with self.database.transaction(self.principal) as connection:
            known = connection.execute(
                "SELECT 1 FROM quarantine WHERE stream = %s AND incarnation = %s AND dseq = %s",
                [stream, _bytes(incarnation), dseq],
            ).fetchone()
        if known is None:
            raise Problem("page-unknown")
        store = CityStore(
            self.database,
            stream=stream,
            history=self.history,
            calendar=self.reference.calendar,
            now_ms=self.now_ms,
            before=lambda connection: audit.note(
                connection,
                self.principal.id,
                AsideSettled.KIND,
                at_ms=self.now_ms(),
                object_id=f"{incarnation}-{dseq}",
                stream=stream,
            ),
        )
        session = Session(
            store=store,
            clock=self.clock,
            ids=self.ids,
            reference=self.reference,
            author=author,
            desk=DeskProfile(code=stream, name=""),
        )
        settle_aside(session, incarnation, dseq, words=words, solved=solved)


def _settlements(
    connection: Connection, logs: set[tuple[str, bytes]]
) -> dict[tuple[str, str, int], Settlement]:
    """The last word about each record of these logs, by stream, log and number."""
    streams = sorted({stream for stream, _ in logs})
    subjects = [bytes.fromhex(device_subject(log.hex())) for log in {log for _, log in logs}]
    found = {}
    for *columns, stream in connection.execute(_SETTLED, [streams, subjects, AsideSettled.KIND]):
        event = from_wire(from_row(columns), stream=stream)
        body = event.body
        if isinstance(body, AsideSettled):
            found[stream, body.incarnation, body.dseq] = Settlement(
                event.author.name, body.words, body.solved, event.moment.utc_ms
            )
    return found


def _bytes(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""
