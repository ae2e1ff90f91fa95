"""What the city's people see and do, on PostgreSQL. Any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from helpdesk.application.dispatch import act_in_city
from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session
from helpdesk.application.queries import CaseFile, CaseRow
from helpdesk.domain.cases import fold_case
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.events import Author, Body, Event
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.protocol.events import once
from helpdesk.server.ports import PLAIN, DeskRow, Form
from helpdesk.server.postgres import audit, ledger
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.projection import CASE_COLUMNS, NAMES
from helpdesk.server.postgres.records import storable
from helpdesk.server.postgres.settlements import is_claimed
from helpdesk.server.postgres.unit_of_work import CityStore, locked
from helpdesk.server.principal import Principal

_DAY_MS = 86_400_000
_KIND, _STAGE = NAMES.index("kind"), NAMES.index("stage")


@dataclass(frozen=True, slots=True)
class PostgresCasework:
    """`server.ports.Casework` of one principal."""

    database: Database
    principal: Principal
    history: str
    reference: Reference
    clock: Clock
    ids: Ids
    now_ms: Callable[[], int]

    def case_file(self, case_id: str) -> CaseFile | None:
        """A case with its events, and whether its number is claimed elsewhere."""
        with self.database.transaction(self.principal) as connection:
            row = _find(connection, case_id)
            if row is None:
                return None
            events = ledger.events_of(connection, row.stream, [bytes.fromhex(row.id)])
            kept = tuple(once(events))
            claimed = is_claimed(connection, row.number)
        return CaseFile(fold_case(row.id, kept), row, kept, claimed=claimed)

    def case_files(self, ids: Sequence[str]) -> Sequence[CaseFile]:
        """Several cases with their events, those that the principal sees; one question for each desk."""
        found: list[CaseFile] = []
        with self.database.transaction(self.principal) as connection:
            rows = connection.execute(
                f"SELECT {CASE_COLUMNS} FROM city_case WHERE id = ANY(%s) ORDER BY stream",
                [list(ids)],
            ).fetchall()
            for stream, its in groupby(map(case_row, rows), key=lambda row: row.stream):
                known = {row.id: row for row in its}
                subjects = [bytes.fromhex(each) for each in known]
                events: dict[str, list[Event]] = {each: [] for each in known}
                for event in ledger.events_of(connection, stream, subjects):
                    events[event.subject].append(event)
                for case, said in events.items():
                    kept = tuple(once(said))
                    found.append(CaseFile(fold_case(case, kept), known[case], kept))
        return found

    def case_id(self, number: str) -> str | None:
        """The case with this number, however it was typed."""
        try:
            wanted = str(CaseNumber.parse(number))
        except Problem:
            return None
        with self.database.transaction(self.principal) as connection:
            row = connection.execute(
                "SELECT subject FROM case_number WHERE number = %s", [wanted]
            ).fetchone()
        return row[0].hex() if row else None

    def desks(self) -> Sequence[DeskRow]:
        """Every desk that has a stream."""
        with self.database.transaction(self.principal) as connection:
            rows = connection.execute(
                "SELECT s.stream, (SELECT count(*) FROM device d WHERE d.stream = s.stream),"
                " (SELECT count(*) FROM city_case c WHERE c.stream = s.stream), s.head,"
                " (SELECT count(*) FROM quarantine q WHERE q.stream = s.stream),"
                " (SELECT coalesce(max(seen_ms), 0) FROM device d WHERE d.stream = s.stream)"
                " FROM stream s ORDER BY s.stream"
            ).fetchall()
        divisions = self.reference.divisions
        return [DeskRow(row[0], desk_label(divisions, row[0]), *row[1:]) for row in rows]

    def departments(self) -> Sequence[str]:
        """The departments that the catalogue's matters belong to."""
        return sorted({matter.department for matter in self.reference.catalogue.matters})

    def act(
        self,
        case_id: str,
        body: Body,
        *,
        author: Author,
        form: Form = PLAIN,
        before: Sequence[Body] = (),
    ) -> None:
        """Record an act of the city on a case that the principal sees, and what goes `before` it."""
        with self.database.transaction(self.principal) as connection:
            row = _find(connection, case_id)
        if row is None:
            raise Problem("case-unknown")
        session = self.session(row, author=author, kind=body.KIND, form=form)
        act_in_city(session, case_id, body, before=before)

    def act_on_both(
        self, acts: Sequence[tuple[CaseRow, Body]], *, author: Author, form: Form
    ) -> None:
        """Acts on cases that the principal sees, which may be of two desks: all of them or none. The form
        is about the first."""
        streams = [row.stream for row, _ in acts]
        with locked(self.database, streams, history=self.history) as connection:
            for row, body in acts:
                session = self.session(
                    row, author=author, kind=body.KIND, form=form, connection=connection
                )
                act_in_city(session, row.id, body)
                form = PLAIN

    def session(
        self,
        row: CaseRow,
        *,
        author: Author,
        kind: str,
        form: Form,
        connection: Connection | None = None,
    ) -> Session:
        """Somebody of the city at work on a case that the principal sees; `kind` is what the audit
        log calls what they do. `connection` is a transaction that has locked the case's stream."""
        store = CityStore(
            self.database,
            stream=row.stream,
            history=self.history,
            calendar=self.reference.calendar,
            now_ms=self.now_ms,
            before=lambda link: self._once(link, row, kind, form),
            connection=connection,
        )
        return Session(
            store=store,
            clock=self.clock,
            ids=self.ids,
            reference=self.reference,
            author=author,
            desk=DeskProfile(
                code=row.stream, name=desk_label(self.reference.divisions, row.stream)
            ),
        )

    def _once(self, connection: Connection, row: CaseRow, kind: str, form: Form) -> None:
        """Under the stream's lock: is the case still as it was shown, and is this post the first?"""
        now_ms = self.now_ms()
        if form.once:
            connection.execute(
                "DELETE FROM posted WHERE stream = %s AND at_ms < %s",
                [row.stream, now_ms - _DAY_MS],
            )
            fresh = connection.execute(
                "INSERT INTO posted VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING once",
                [row.stream, storable(form.once), now_ms],
            ).fetchone()
            if fresh is None:
                raise Problem("form-repeated")
        if form.events is not None:
            events = connection.execute(
                "SELECT events FROM city_case WHERE stream = %s AND id = %s", [row.stream, row.id]
            ).fetchone()
            if events is None or events[0] != form.events:
                raise Problem("case-changed")
        audit.note(
            connection,
            self.principal.id,
            kind,
            at_ms=now_ms,
            object_id=row.id,
            stream=row.stream,
        )


def desk_label(divisions: DivisionTree, code: str) -> str:
    """The desk's place with its parent; the code where the list does not know it."""
    return divisions.label(code) if divisions.find(code) else code


def _find(connection: Connection, case_id: str) -> CaseRow | None:
    row = connection.execute(
        f"SELECT {CASE_COLUMNS} FROM city_case WHERE id = %s", [storable(case_id)]
    ).fetchone()
    return case_row(row) if row else None


def case_row(row: Sequence[Any]) -> CaseRow:
    """A row of `CASE_COLUMNS`."""
    values = list(row)
    values[_KIND], values[_STAGE] = CaseKind(row[_KIND]), Stage(row[_STAGE])
    return CaseRow(*values)
