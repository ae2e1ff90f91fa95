"""Records kept aside, on PostgreSQL: what a principal sees of them, and what a person says of one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from helpdesk.application.amendments import amend_case
from helpdesk.application.asides import settle_aside
from helpdesk.application.audit import REASON_MAX
from helpdesk.application.notices import NUMBER_SETTLED
from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session
from helpdesk.application.progress import WORDS_MAX, act
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Author, CaseAmended, CaseRegistered, Noted
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.protocol.events import once
from helpdesk.server.asides import PutAside
from helpdesk.server.postgres import audit, notices
from helpdesk.server.postgres.casework import desk_label
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.ledger import events_of
from helpdesk.server.postgres.same_number import (
    REASONS,
    Record,
    Twin,
    record_of,
    registration_in,
    twins_of,
)
from helpdesk.server.postgres.settlements import settlements
from helpdesk.server.postgres.unit_of_work import CityStore, locked
from helpdesk.server.principal import Principal
from helpdesk.server.scrutiny import CLAIMS, day_of

_ASIDES = """
SELECT q.stream, q.incarnation, q.dseq, q.reason, q.noted_ms, coalesce(e.kind, ''),
    coalesce(e.author_name, ''),
    coalesce(d.name, ''), coalesce(d.prefix, ''), coalesce(c.id, ''), coalesce(c.number, ''),
    e.version, CASE WHEN e.kind = 'case.registered' THEN e.body END
FROM quarantine q LEFT JOIN event e USING (stream, position)
LEFT JOIN device d ON d.incarnation = q.incarnation
LEFT JOIN city_case c ON c.stream = q.stream AND c.id = encode(e.subject, 'hex')
WHERE (q.stream, q.incarnation, q.dseq)
    IN (SELECT * FROM unnest(%s::text[], %s::bytea[], %s::bigint[]))
ORDER BY q.noted_ms DESC, q.stream, q.position DESC
"""
_EACH = (
    "SELECT stream, incarnation, dseq FROM quarantine ORDER BY noted_ms DESC, stream, position DESC"
)
_REGISTRATION = (
    "SELECT e.version, e.body, e.subject FROM quarantine q JOIN event e USING (stream, position)"
    " WHERE q.stream = %s AND q.incarnation = %s AND q.dseq = %s AND q.reason = ANY(%s)"
    f" AND e.kind = '{CaseRegistered.KIND}'"
)
_OF_CASES = (
    "SELECT q.stream, q.incarnation, q.dseq, encode(e.subject, 'hex')"
    " FROM quarantine q JOIN event e USING (stream, position)"
    " WHERE e.stream = ANY (%s) AND e.subject = ANY (%s)"
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
            every = connection.execute(_EACH).fetchall()
            settled = settlements(connection, {(stream, log) for stream, log, _ in every})
            over = {key for key, said in settled.items() if said.solved}
            # However many were settled since: what still needs somebody is among those that are shown.
            every.sort(key=lambda each: (each[0], each[1].hex(), each[2]) in over)
            some = zip(*every[:limit], strict=True) if every else ((), (), ())
            rows = connection.execute(_ASIDES, [list(each) for each in some]).fetchall()
            numbers = [_number(row[5], row[-2], row[-1]) for row in rows]
            twins = twins_of(connection, [number for number in numbers if day_of(number)])
        found = []
        for (stream, log, *rest, _version, _body), number in zip(rows, numbers, strict=True):
            aside = PutAside(stream, self._label(stream), log.hex(), *rest)
            aside = replace(aside, settled=settled.get((stream, log.hex(), aside.dseq)))
            if number:
                aside = self._with_twin(replace(aside, number=number), twins.get(number))
            found.append(aside)
        return sorted(found, key=lambda each: not each.is_open)

    def _with_twin(self, aside: PutAside, twin: Twin | None) -> PutAside:
        """The case that has the number; one that was given twice is no matter of joining."""
        if twin is None or aside.reason not in CLAIMS:
            return aside
        elsewhere = self._label(twin.stream) if aside.reason in REASONS else ""
        return replace(aside, elsewhere=elsewhere, case=twin.case)

    def _label(self, stream: str) -> str:
        return desk_label(self.reference.divisions, stream)

    def concern(self, stream: str, case: str) -> bool:
        """Whether a record of this case is put aside and needs a person."""
        with self.database.transaction(self.principal) as connection:
            return bool(open_of(connection, [(stream, case)]))

    def join(self, stream: str, incarnation: str, dseq: int, *, words: str, author: Author) -> None:
        """Say that a registration is the same case as the one of another desk that has its number."""
        with self.database.transaction(self.principal) as connection:
            twin, record = _twin(connection, stream, _bytes(incarnation), dseq)
        where = _("{number} is the same case, and goes on at {desk}.").format(
            number=twin.number, desk=self._label(twin.stream)
        )
        with locked(self.database, [stream, twin.stream], history=self.history) as connection:
            said = settlements(connection, {(stream, _bytes(incarnation))})
            before = said.get((stream, incarnation, dseq))
            if before is not None and before.solved:
                return
            self._take_over(record, twin, stream, author=author, connection=connection)
            about = (AsideSettled.KIND, f"{incarnation}-{dseq}")
            here = self._session(stream, author, about, connection)
            settle_aside(here, incarnation, dseq, words=f"{where} {words}".strip()[:REASON_MAX])
            self._tell_holder(connection, incarnation, dseq)

    def _take_over(
        self, record: Record, twin: Twin, stream: str, *, author: Author, connection: Connection
    ) -> None:
        """Fill in what the case lacks, and note the rest."""
        found = events_of(connection, twin.stream, [bytes.fromhex(twin.case)])
        case = fold_case(twin.case, once(found))
        lacking = record.lacking_in(case, today=self.clock.now().local.date())
        if lacking:
            session = self._session(twin.stream, author, (CaseAmended.KIND, twin.case), connection)
            amend_case(session, twin.case, lacking, shown={})
        head = _("Recorded at {desk} under this number, kept aside until now:").format(
            desk=self._label(stream)
        )
        unlike = record.unlike(case)
        more = [_("Said otherwise there: {fields}").format(fields=unlike)] if unlike else []
        words = "\n".join((head, *record.lines, *more))[:WORDS_MAX]
        session = self._session(twin.stream, author, (Noted.KIND, twin.case), connection)
        act(session, twin.case, Noted(words))

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
        session = self._session(stream, author, (AsideSettled.KIND, f"{incarnation}-{dseq}"))
        settle_aside(session, incarnation, dseq, words=words, solved=solved)
        if solved:
            with self.database.transaction(self.principal) as connection:
                self._tell_holder(connection, incarnation, dseq)

    def _tell_holder(self, connection: Connection, incarnation: str, dseq: int) -> None:
        """The desk that has the number which this registration claimed hears that it was settled."""
        told = (NUMBER_SETTLED, _bytes(incarnation), [dseq])
        notices.tell_of_numbers(connection, *told, now_ms=self.now_ms())

    def _session(
        self,
        stream: str,
        author: Author,
        about: tuple[str, str],
        connection: Connection | None = None,
    ) -> Session:
        """Somebody of the city at work in a stream; the audit log has the kind of act and the object."""
        kind, object_id = about
        store = CityStore(
            self.database,
            stream=stream,
            history=self.history,
            calendar=self.reference.calendar,
            now_ms=self.now_ms,
            before=lambda link: audit.note(
                link,
                self.principal.id,
                kind,
                at_ms=self.now_ms(),
                object_id=object_id,
                stream=stream,
            ),
            connection=connection,
        )
        return Session(
            store=store,
            clock=self.clock,
            ids=self.ids,
            reference=self.reference,
            author=author,
            desk=DeskProfile(code=stream, name=""),
        )


def open_of(connection: Connection, cases: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Those of these cases, each named by its stream and id, with a record put aside that needs a person."""
    streams, subjects = {stream for stream, _ in cases}, [bytes.fromhex(case) for _, case in cases]
    rows = connection.execute(_OF_CASES, [list(streams), subjects]).fetchall()
    settled = settlements(connection, {(stream, log) for stream, log, _, _ in rows}) if rows else {}
    over = {key for key, said in settled.items() if said.solved}
    return frozenset(
        case for stream, log, dseq, case in rows if (stream, log.hex(), dseq) not in over
    )


def _number(kind: str, version: int, body: bytes | None) -> str:
    registered = registration_in(kind, version, body) if body else None
    return registered.number if registered else ""


def _twin(
    connection: Connection, stream: str, incarnation: bytes, dseq: int
) -> tuple[Twin, Record]:
    """The case that has the number of a registration kept aside, and what was recorded with the latter."""
    row = connection.execute(_REGISTRATION, [stream, incarnation, dseq, list(REASONS)]).fetchone()
    registered = registration_in(CaseRegistered.KIND, row[0], row[1]) if row else None
    if row and registered:
        twin = twins_of(connection, [registered.number]).get(registered.number)
        if twin is not None and twin.case:
            return twin, record_of(connection, stream, row[2], registered)
    raise Problem("page-unknown")


def _bytes(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal)
    except ValueError:
        return b""
