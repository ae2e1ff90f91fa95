"""Answers to the questions of screens, papers and scripts: read-only, from any thread."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import PrintJob
from helpdesk.application.queries import (
    CaseFile,
    CaseFilter,
    CaseRow,
    CityNews,
    Figures,
    PastExchange,
    Refusal,
    ResidentRow,
    SearchHit,
    SyncState,
    Waiting,
)
from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import CaseRegistered
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.store import asides, case_lists, event_log, exchange_state, notices, search
from helpdesk.store.case_table import SqliteCaseTable
from helpdesk.store.certificate_rows import SqliteCertificates
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.doubts import SqliteDoubts
from helpdesk.store.preferences import SqlitePreferences
from helpdesk.store.resident_lists import SqliteResidents
from helpdesk.store.rows import CASE_COLUMNS, case_row
from helpdesk.store.scan_rows import SqliteScans
from helpdesk.store.search_terms import number_key
from helpdesk.store.shelf import SqliteShelf
from helpdesk.store.slip_rows import SqliteSlips

_JOB = (
    "SELECT id, case_id, paper, size, copies, state, error, printer, spooled, since_ms, digest, facts,"
    " sheets, emblem"
    " FROM print_job"
)
_NUMBER = CASE_COLUMNS.split(", ").index("number")


class SqliteQueries:
    """`application.queries.Queries` on the local store."""

    def __init__(
        self,
        connections: Connections,
        searching: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        """`searching` lends a connection on which no search misses anything."""
        self._connections = connections
        self.doubts = SqliteDoubts(connections)
        self.case_table = SqliteCaseTable(connections, searching)
        self.preferences = SqlitePreferences(connections)
        self.slips = SqliteSlips(connections)
        self.certificates = SqliteCertificates(connections)
        self.residents = SqliteResidents(connections, searching)
        self.shelf = SqliteShelf(connections)
        self.scans = SqliteScans(connections)
        self._searching = searching

    def figures(self, *, now: datetime, soon: datetime) -> Figures:
        """Today's five figures."""
        with self._connections.read() as connection:
            return case_lists.figures(connection, now=now, soon=soon)

    def work_list(self, *, limit: int) -> Sequence[CaseRow]:
        """Open cases, those due first in front, those without a due time behind."""
        with self._connections.read() as connection:
            return case_lists.work_list(connection, limit=limit)

    def cases(self, wanted: CaseFilter, *, offset: int, limit: int) -> Sequence[CaseRow]:
        """A page of cases, the last registered first."""
        with self._searching() if wanted.text else self._connections.read() as connection:
            return case_lists.page(connection, wanted, offset=offset, limit=limit)

    def count_cases(self, wanted: CaseFilter) -> int:
        """How many cases the filter lets through."""
        with self._searching() if wanted.text else self._connections.read() as connection:
            return case_lists.count(connection, wanted)

    def called_back(self, cases: Sequence[str]) -> frozenset[str]:
        """Those of these cases in which somebody called the applicant back, however long ago."""
        with self._connections.read() as connection:
            return case_lists.called_back(connection, cases)

    def case_file(self, case_id: str) -> CaseFile | None:
        """A case with its events and print jobs; None for one unknown or not yet complete."""
        with self._connections.read() as connection:
            case_id = event_log.case_of(connection, case_id)
            row = connection.execute(
                f"SELECT {CASE_COLUMNS} FROM cases WHERE id = ?", (_key(case_id),)
            ).fetchone()
            if row is None:
                return None
            events = event_log.of_subject(connection, case_id)
            jobs = connection.execute(f"{_JOB} WHERE case_id = ? ORDER BY id", (_key(case_id),))
            subjects = event_log.with_rejoined(connection, [_key(case_id)])
            put_aside = asides.refusals(connection, limit=asides.MOST, of=subjects)
            return CaseFile(
                case=fold_case(case_id, events),
                row=case_row(row),
                events=tuple(events),
                jobs=tuple(_job(job) for job in jobs),
                asides=tuple(put_aside),
                claimed=notices.is_claimed(connection, row[_NUMBER]),
            )

    def case_id(self, number: str) -> str | None:
        """The case with this number, in whatever grouping it was typed; of two, not the one that the city
        keeps aside."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT id FROM cases WHERE number_key = ? ORDER BY id IN (SELECT subject FROM refusal"
                " CROSS JOIN event USING (incarnation, dseq) WHERE kind = ?), twin",
                (number_key(number), CaseRegistered.KIND),
            ).fetchone()
        return row[0].hex() if row else None

    def find(self, text: str, *, limit: int) -> Sequence[SearchHit]:
        """Cases, drafts and residents for what was typed."""
        with self._searching() as connection:
            return search.hits(connection, text, limit=limit)

    def find_residents(self, text: str, *, limit: int) -> Sequence[ResidentRow]:
        """Residents for what was typed; the last ones taken down when nothing was."""
        return self.residents.find(text, limit=limit)

    def resident(self, resident_id: str) -> Resident | None:
        """The resident with conflicts still open."""
        with self._connections.read() as connection:
            return fold_resident(resident_id, event_log.of_subject(connection, resident_id))

    def drafts(self) -> Sequence[Draft]:
        """All drafts, the last saved first."""
        with self._connections.read() as connection:
            rows = connection.execute(
                "SELECT id, intake, saved_ms FROM draft ORDER BY saved_ms DESC"
            )
            return [_draft(row) for row in rows]

    def draft(self, draft_id: str) -> Draft | None:
        """One draft."""
        with self._connections.read() as connection:
            row = connection.execute(
                "SELECT id, intake, saved_ms FROM draft WHERE id = ?", (draft_id,)
            ).fetchone()
        return _draft(row) if row else None

    def city_news(self, *, since_ms: int, limit: int) -> Sequence[CityNews]:
        """What others did to cases of this desk after `since_ms`, the last first."""
        with self._connections.read() as connection:
            return exchange_state.city_news(connection, since_ms=since_ms, limit=limit)

    def sync_state(self) -> SyncState:
        """How far this device and the city are together."""
        with self._connections.read() as connection:
            return exchange_state.sync_state(connection)

    def unbacked(self) -> int:
        """How many own records the city has in no checked backup yet, up to `UNBACKED_MAX` + 1."""
        with self._connections.read() as connection:
            return exchange_state.unbacked(connection)

    def waiting(self, *, limit: int) -> Sequence[Waiting]:
        """What has no receipt yet, by subject, the oldest first."""
        with self._connections.read() as connection:
            return exchange_state.waiting(connection, limit=limit)

    def exchanges(self, *, limit: int) -> Sequence[PastExchange]:
        """The last exchanges, the newest first; failures in a row are one."""
        with self._connections.read() as connection:
            return exchange_state.exchanges(connection, limit=limit)

    def refusals(self, *, limit: int) -> Sequence[Refusal]:
        """What the city or this store put aside, the last first (C10)."""
        with self._connections.read() as connection:
            return asides.refusals(connection, limit=limit)

    def print_jobs(self, *, state: str) -> Sequence[PrintJob]:
        """Print jobs in this state, in the order in which they were asked for."""
        with self._connections.read() as connection:
            rows = connection.execute(f"{_JOB} WHERE state = ? ORDER BY id", (state,))
            return [_job(row) for row in rows]


def _key(subject: str) -> bytes:
    try:
        return bytes.fromhex(subject)
    except ValueError:
        return b""


def _job(row: tuple[Any, ...]) -> PrintJob:
    identifier, case, *rest, facts, sheets, emblem = row
    job = PrintJob(identifier, case.hex(), *rest)
    told = tuple(filter(None, facts.split("\n")))
    return replace(job, facts=told, sheets=tuple(map(int, sheets.split())), emblem=emblem)


def _draft(row: tuple[str, bytes, int]) -> Draft:
    return Draft(row[0], msgspec.json.decode(row[1], type=Intake), row[2])
