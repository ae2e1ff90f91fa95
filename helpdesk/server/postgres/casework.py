"""What the city's people see and do, on PostgreSQL. Any thread."""

from collections.abc import Callable, Sequence
from typing import Any

from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session
from helpdesk.application.progress import act
from helpdesk.application.queries import CaseFile, CaseRow
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Author, Body
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.server.ports import CasePage, CaseWish, DeskRow
from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.projection import CASE_COLUMNS, NAMES
from helpdesk.server.postgres.records import storable
from helpdesk.server.postgres.unit_of_work import CityStore

_KIND, _STAGE = NAMES.index("kind"), NAMES.index("stage")


class PostgresCasework:
    """`server.ports.Casework`."""

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

    def cases(self, wish: CaseWish, *, offset: int, limit: int) -> CasePage:
        """The cases wished for, newest first."""
        where, values = _conditions(wish)
        staged = where + (["stage = %s"] if wish.stage else [])
        with self._database.transaction() as connection:
            counts = connection.execute(
                f"SELECT stage, count(*) FROM city_case WHERE {' AND '.join(where)} GROUP BY stage",
                values,
            ).fetchall()
            rows = connection.execute(
                f"SELECT {CASE_COLUMNS} FROM city_case WHERE {' AND '.join(staged)}"
                " ORDER BY registered_at DESC, id DESC OFFSET %s LIMIT %s",
                [*values, *([wish.stage.value] if wish.stage else []), offset, limit],
            ).fetchall()
        stages = {Stage(stage): count for stage, count in counts}
        total = stages.get(wish.stage, 0) if wish.stage else sum(stages.values())
        return CasePage(rows=[_case_row(row) for row in rows], total=total, stages=stages)

    def case_file(self, case_id: str) -> CaseFile | None:
        """A case with its events."""
        with self._database.transaction() as connection:
            row = _find(connection, case_id)
            if row is None:
                return None
            events = ledger.events_of(connection, row.stream, [bytes.fromhex(row.id)])
            kept = tuple(events)
        return CaseFile(case=fold_case(row.id, kept), row=row, events=kept)

    def case_id(self, number: str) -> str | None:
        """The case with this number, however it was typed."""
        try:
            wanted = str(CaseNumber.parse(number))
        except Problem:
            return None
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT subject FROM case_number WHERE number = %s", [wanted]
            ).fetchone()
        return row[0].hex() if row else None

    def desks(self) -> Sequence[DeskRow]:
        """Every desk that has a stream."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT s.stream, (SELECT count(*) FROM device d WHERE d.stream = s.stream),"
                " (SELECT count(*) FROM city_case c WHERE c.stream = s.stream), s.head,"
                " (SELECT count(*) FROM quarantine q WHERE q.stream = s.stream),"
                " (SELECT coalesce(max(seen_ms), 0) FROM device d WHERE d.stream = s.stream)"
                " FROM stream s ORDER BY s.stream"
            ).fetchall()
        return [DeskRow(row[0], self.desk_label(row[0]), *row[1:]) for row in rows]

    def departments(self) -> Sequence[str]:
        """The departments that the catalogue's matters belong to."""
        return sorted({matter.department for matter in self._reference.catalogue.matters})

    def desk_label(self, code: str) -> str:
        """The desk's place with its parent; the code where the list does not know it."""
        known = self._reference.divisions.find(code)
        return self._reference.divisions.label(code) if known else code

    def act(self, case_id: str, body: Body, *, author: Author) -> None:
        """Record an act of the city on a case."""
        with self._database.transaction() as connection:
            row = _find(connection, case_id)
        if row is None:
            raise Problem("case-unknown")
        store = CityStore(
            self._database,
            stream=row.stream,
            history=self._history,
            calendar=self._reference.calendar,
            now_ms=self._now_ms,
        )
        session = Session(
            store=store,
            clock=self._clock,
            ids=self._ids,
            reference=self._reference,
            author=author,
            desk=DeskProfile(code=row.stream, name=self.desk_label(row.stream)),
        )
        act(session, case_id, body)


def _conditions(wish: CaseWish) -> tuple[list[str], list[Any]]:
    """What a wish asks for, the stage left out."""
    where, values = ["true"], []
    if wish.desk:
        where.append("stream = %s")
        values.append(storable(wish.desk))
    if wish.department:
        where.append("department = %s")
        values.append(storable(wish.department))
    text = str(storable(wish.text)).strip()
    if text:
        where.append(
            "(position(%s IN applicant) > 0 OR position(%s IN title) > 0"
            " OR position(%s IN replace(number, '-', '')) > 0 OR department_number = %s"
            " OR outside_number = %s)"
        )
        values += [text, text, text.upper().replace("-", ""), text, text]
    return where, values


def _find(connection: Connection, case_id: str) -> CaseRow | None:
    row = connection.execute(
        f"SELECT {CASE_COLUMNS} FROM city_case WHERE id = %s", [storable(case_id)]
    ).fetchone()
    return _case_row(row) if row else None


def _case_row(row: Sequence[Any]) -> CaseRow:
    values = list(row)
    values[_KIND], values[_STAGE] = CaseKind(row[_KIND]), Stage(row[_STAGE])
    return CaseRow(*values)
