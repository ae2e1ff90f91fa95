"""An answer of the city taken in: the log first, then the rows of what it changed, in one transaction."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from helpdesk.protocol import intake
from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.outbox import Applied
from helpdesk.store import calendars, device, event_log, mongolian, notices, receipts
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.device_log import SqliteDeviceLog
from helpdesk.store.projections import Projector
from helpdesk.store.reference import StoredReference
from helpdesk.store.standing import StoredStanding

_MANY = 50  # subjects in an answer, from which on their search terms are written in a quiet moment


def everything(_: Connection, subjects: set[bytes]) -> set[bytes]:
    """All that changed gets its rows at once."""
    return subjects


@dataclass(frozen=True, slots=True)
class Taking:
    """Takes answers. `told` hears which subjects look different after one."""

    connections: Connections
    reference: StoredReference
    standing: StoredStanding
    told: Callable[[frozenset[str]], None]

    def take(
        self,
        answer: SyncAnswer,
        at_once: Callable[[Connection, set[bytes]], set[bytes]] = everything,
    ) -> Applied:
        """Standing, receipts, news, quarantine and cursors of one answer; applying it again changes
        nothing. `at_once` says which of the changed subjects get their rows in this transaction."""
        self.standing.heed(answer.standing)
        counted = calendars.take(self.connections, answer.tables, self.reference)
        if counted is not None:
            self.reference.forget()
            self.told(counted)
        with self.connections.write() as connection:
            log = SqliteDeviceLog(connection, now_ms=answer.server_ms)
            taken = intake.take(log, answer)
            notices.keep(connection, answer.notices)
            mongolian.take(connection, answer.mongolian)
            if not taken.problem:
                receipts.keep(connection, device.load(connection), answer)
            changed = at_once(connection, taken.changed)
            projector = Projector(
                connection, self.reference, lenient=True, later=len(changed) > _MANY
            )
            for subject in projector.project(_told(connection, log, answer, changed)):
                log.note_reused_number(subject)
            changed = event_log.with_rejoined(connection, changed)
        shown = frozenset(each.hex() for each in changed | taken.settled)
        if shown:
            self.told(shown)
        return Applied(
            taken.acknowledged,
            taken.received,
            shown,
            reached_head=taken.complete,
            problem=taken.problem,
            advanced=taken.advanced,
            restarted=taken.restarted,
        )


def _told(
    connection: Connection, log: SqliteDeviceLog, answer: SyncAnswer, changed: set[bytes]
) -> Iterator[tuple[str, event_log.Reader]]:
    """What is known of the subjects that changed. What has just come is not read again, where one page
    brought it and all of it counts."""
    pages = [page for page in answer.streams if page.events]
    first = log.first_heard_of() if len(pages) == 1 and not pages[0].aside else {}
    yield from event_log.readers(
        connection, sorted(each.hex() for each in changed if each not in first)
    )
    yield from ((each.hex(), read) for each, read in first.items() if each in changed)
