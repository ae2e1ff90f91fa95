"""One transaction on the local store: events, numbers, drafts and print jobs, durable together."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import msgspec
from sqlcipher3 import dbapi2 as sqlcipher

from helpdesk.application.intake import Draft
from helpdesk.application.ports import DeskProfile, PrintJob, Reference
from helpdesk.domain.audit import device_subject
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.events import Author, Body, CaseRegistered, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.protocol.chain import link
from helpdesk.protocol.events import to_wire
from helpdesk.protocol.messages import PlacedEvent
from helpdesk.store import device, event_log, search
from helpdesk.store.connection import Connection
from helpdesk.store.projections import Projector
from helpdesk.store.scan_rows import SqliteScanWriter
from helpdesk.store.shelf import SqliteShelfWriter


class SqliteUnitOfWork:
    """`application.ports.UnitOfWork` inside an open transaction of `connection`."""

    def __init__(self, connection: Connection, reference: Reference) -> None:
        self._connection = connection
        self._reference = reference
        self._incarnation, self._stream, _ = device.log_of(connection)
        self._seen = device.seen(connection)
        self._tip = event_log.tip(connection, self._incarnation)
        self.shelf = SqliteShelfWriter(connection)
        self.scans = SqliteScanWriter(connection)
        self._events: dict[str, list[Event]] = {}
        self._touched: dict[str, None] = {}
        self._outside: set[str] = set()
        self.changed: set[str] = set()

    @property
    def device(self) -> str:
        """The subject of acts on this device itself."""
        return device_subject(self._incarnation.hex())

    @property
    def desk(self) -> DeskProfile:
        """The desk as it is now."""
        return device.load(self._connection).desk

    def append(self, subject: str, body: Body, *, author: Author, moment: Moment) -> Event:
        """Record an event at the end of this device's log."""
        subject = event_log.case_of(self._connection, subject)
        events = self._of(subject)
        # A case stays in its stream, as long as this desk may read that.
        stream = events[0].stream if events and events[0].stream in self._seen else self._stream
        event = Event(
            origin=Origin(self._incarnation.hex(), self._tip.dseq + 1),
            stream=stream,
            subject=subject,
            body=body,
            author=author,
            moment=moment,
            base=self._seen.get(stream, 0),
        )
        wire = to_wire(event)
        head = link(self._tip.head, wire)
        placed = PlacedEvent(self._incarnation, event.origin.dseq, 0, 0, wire)
        event_log.insert(self._connection, placed, stream=stream, head=head)
        self._tip = event_log.Tip(event.origin.dseq, head)
        events.append(event)
        self._touched[subject] = None
        if isinstance(body, CaseRegistered) and body.outside_number:
            self._outside.add(body.outside_number)
        return event

    def case(self, case_id: str) -> Case:
        """The case as of now; incomplete if unknown."""
        case_id = event_log.case_of(self._connection, case_id)
        return fold_case(case_id, self._of(case_id))

    def resident(self, resident_id: str) -> Resident | None:
        """The resident as of now, or None."""
        return fold_resident(resident_id, self._of(resident_id))

    def next_counter(self, prefix: str, day: date) -> int:
        """The next number of this prefix and day, from 1 (C3: drawn inside the transaction).

        Raises Problem `prefix-closed` when the city gave this desk another prefix since (C6).
        """
        if prefix != device.prefix_of(self._connection):
            raise Problem("prefix-closed")
        (last,) = self._connection.execute(
            "INSERT INTO counter VALUES (?, ?, 1)"
            " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (prefix, day.isoformat()),
        ).fetchone()
        return int(last)

    def last_numbered_day(self, prefix: str) -> date | None:
        """The latest day for which this prefix drew a number."""
        (day,) = self._connection.execute(
            "SELECT max(day) FROM counter WHERE prefix = ?", (prefix,)
        ).fetchone()
        return date.fromisoformat(day) if day else None

    def device_acts(self) -> list[Body]:
        """What was recorded about this device itself."""
        return [event.body for event in self._of(self.device)]

    def knows_number(self, number: str) -> bool:
        """Whether a case here has this case number."""
        key = number.replace("-", "")
        found = self._connection.execute("SELECT 1 FROM cases WHERE number_key = ?", (key,))
        return found.fetchone() is not None

    def knows_outside_number(self, number: str) -> bool:
        """Whether a case with this number of another system was registered before."""
        found = self._connection.execute(
            "SELECT 1 FROM cases WHERE outside_number = ? AND outside_number <> ''", (number,)
        ).fetchone()
        return bool(found) or number in self._outside

    def queue_print(
        self, case_id: str, *, paper: str, size: str, copies: int, facts: Sequence[str] = ()
    ) -> int:
        """Queue a paper; answers the job's id."""
        cursor = self._connection.execute(
            "INSERT INTO print_job (case_id, paper, size, copies, state, error, facts)"
            " VALUES (?, ?, ?, ?, 'queued', '', ?)",
            (bytes.fromhex(case_id), paper, size, copies, "\n".join(facts)),
        )
        self.changed.add(case_id)
        return int(cursor.lastrowid)

    def begin_print(self, job: PrintJob, *, since_ms: int) -> bool:
        """Take a job in hand; False when somebody else has it, or had it since it was read."""
        row = self._connection.execute(
            "UPDATE print_job SET state = 'printing', error = '', printer = ?, spooled = '',"
            " since_ms = ? WHERE id = ? AND spooled = ? AND state <> 'done'"
            " AND (state <> 'printing' OR spooled <> '') RETURNING case_id",
            (job.printer, since_ms, job.id, job.spooled),
        ).fetchone()
        if row:
            self.changed.add(row[0].hex())
        return bool(row)

    def hand_over_print(self, job: PrintJob) -> None:
        """Keep that a job is with the print system, with all that its record will need."""
        self._connection.execute(
            "UPDATE print_job SET state = 'printing', error = '', printer = ?, spooled = ?,"
            " since_ms = ?, digest = ?, facts = ?, sheets = ?, emblem = ?, size = ?, copies = ?"
            " WHERE id = ?",
            (
                *(job.printer, job.spooled, job.since_ms, job.digest, "\n".join(job.facts)),
                *(" ".join(map(str, job.sheets)), job.emblem, job.size, job.copies, job.id),
            ),
        )
        self.changed.add(job.case)

    def settle_print(self, job: PrintJob, *, state: str, error: str = "") -> bool:
        """Say how a print job ended; False when it is done already, or was handed over anew since."""
        row = self._connection.execute(
            "UPDATE print_job SET state = ?, error = ?, spooled = '' WHERE id = ? AND spooled = ?"
            " AND state <> 'done' RETURNING case_id",
            (state, error, job.id, job.spooled),
        ).fetchone()
        if row:
            self.changed.add(row[0].hex())
        return bool(row)

    def save_draft(self, draft: Draft) -> None:
        """Keep a draft (C30: found by the search like everything else)."""
        intake = draft.intake
        who, what = self._draft_names(draft)
        (entry,) = self._connection.execute(
            "INSERT INTO draft (entry, id, intake, saved_ms, title, detail)"
            " VALUES ((SELECT max(coalesce(max(entry), 0), ?) + 1 FROM draft), ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET intake = excluded.intake, title = excluded.title,"
            " saved_ms = excluded.saved_ms, detail = excluded.detail RETURNING entry",
            (search.DRAFTS_FROM, draft.id, msgspec.json.encode(intake), draft.saved_ms, who, what),
        ).fetchone()
        document = search.draft_document(intake, who=who, what=what)
        search.index(self._connection, "search_case", [(entry, document)])
        self.changed.add(draft.id)

    def drop_draft(self, draft_id: str) -> None:
        """Forget a draft."""
        row = self._connection.execute(
            "DELETE FROM draft WHERE id = ? RETURNING entry", (draft_id,)
        ).fetchone()
        if row:
            search.forget(self._connection, "search_case", row[0])
            self.changed.add(draft_id)

    def project(self) -> None:
        """Write the rows of every subject touched; the last act before the commit.

        Raises EnvironmentProblem `number-taken` when a number was drawn that a case has already.
        """
        projector = Projector(self._connection, self._reference)
        try:
            projector.project((each, partial(self._of, each)) for each in self._touched)
        except sqlcipher.IntegrityError as error:
            raise EnvironmentProblem("number-taken") from error
        self.changed.update(self._touched)

    def _of(self, subject: str) -> list[Event]:
        events = self._events.get(subject)
        if events is None:
            events = self._events[subject] = event_log.of_subject(self._connection, subject)
        return events

    def _draft_names(self, draft: Draft) -> tuple[str, str]:
        intake = draft.intake
        resident = self.resident(intake.resident) if intake.resident else None
        who = resident.name if resident else intake.new_resident.get("name", "")
        matter = self._reference.catalogue.find(intake.matter) if intake.matter else None
        return who or intake.resident_search, matter.name if matter else intake.title
