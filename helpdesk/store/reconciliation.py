"""Reads the day sheet out of the log itself; `application.day_sheet.Reconciliation`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from helpdesk.application.day_sheet import Counts, Reckoned, SheetLine
from helpdesk.domain.events import CaseRegistered, PaperPrinted
from helpdesk.domain.numbering import CaseNumber
from helpdesk.protocol.codec import decode_body
from helpdesk.store import device, event_log
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.search_terms import number_key

FILE, UNCONFIRMED = "file", "unconfirmed"
_OWN_LOGS = """
WITH RECURSIVE logs (name) AS (
  SELECT min(incarnation) FROM event UNION ALL
  SELECT (SELECT min(incarnation) FROM event WHERE incarnation > name) FROM logs
  WHERE name IS NOT NULL
)
SELECT name, coalesce(offered.dseq, 0) FROM logs LEFT JOIN offered ON offered.incarnation = name
WHERE (SELECT head IS NOT NULL FROM event WHERE incarnation = name ORDER BY dseq LIMIT 1)
"""
_RECORDS = """
SELECT dseq, subject, kind, version, CASE WHEN kind = ? THEN body ELSE x'' END,
  position IS NOT NULL,
  EXISTS (SELECT 1 FROM refusal r
    WHERE r.incarnation = event.incarnation AND r.dseq = event.dseq)
FROM event WHERE incarnation = ? AND head IS NOT NULL
  AND device_ms + correction_ms >= ? AND device_ms + correction_ms < ? ORDER BY dseq
"""
# The city has the number when it has the registration, and did not put it aside.
_REGISTRATION = """
SELECT position IS NOT NULL AND NOT EXISTS (SELECT 1 FROM refusal r
  WHERE r.incarnation = event.incarnation AND r.dseq = event.dseq)
FROM event WHERE subject = ? AND kind = ? ORDER BY arrival LIMIT 1
"""


@dataclass(slots=True)
class _Tally:
    """What one case has in the span."""

    counts: Counts = field(default_factory=Counts)
    given: bool = False
    printed: int = 0
    unconfirmed: int = 0
    saved: int = 0


class SqliteReconciliation:
    """Any thread."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def left_device(self, last: int) -> None:
        """The present log up to record `last` left this device, on a stick: sent, not acknowledged."""
        with self._connections.write() as connection:
            note_offered(connection, last)

    def reckon(self, *, since_ms: int, until_ms: int, first: date, last: date) -> Reckoned:
        """Everything of this device from `since_ms` on and before `until_ms`; numbers of these days."""
        with self._connections.read() as connection:
            found: dict[bytes, _Tally] = {}
            cases: dict[bytes, bytes] = {}  # of a subject, once asked for
            for subject, part in _records(connection, since_ms, until_ms):
                if subject not in cases:
                    cases[subject] = bytes.fromhex(event_log.case_of(connection, subject.hex()))
                tally = found.setdefault(cases[subject], _Tally())
                tally.counts += part.counts
                tally.given |= part.given
                tally.printed += part.printed
                tally.unconfirmed += part.unconfirmed
                tally.saved += part.saved
            lines, others, files = [], Counts(), _files(connection)
            for subject, tally in found.items():
                line = _line(connection, subject, tally, files.get(subject, (0, 0)))
                if line is None:
                    others += tally.counts
                else:
                    lines.append(line)
            lost = tuple(_lost(connection, first, last))
        return Reckoned(tuple(lines), others, lost)


def note_offered(connection: Connection, last: int) -> None:
    """The present log left this device up to record `last`, in the open transaction; never less."""
    connection.execute(
        "INSERT INTO offered SELECT incarnation, ? FROM device WHERE true"
        " ON CONFLICT DO UPDATE SET dseq = max(dseq, excluded.dseq)",
        (last,),
    )


def _records(
    connection: Connection, since_ms: int, until_ms: int
) -> Iterator[tuple[bytes, _Tally]]:
    """Each own record of the span as a tally of one."""
    for log, offered in connection.execute(_OWN_LOGS).fetchall():
        rows = connection.execute(_RECORDS, (PaperPrinted.KIND, log, since_ms, until_ms))
        for dseq, subject, kind, version, body, placed, refused in rows:
            counts = Counts(
                recorded=1,
                sent=int(placed or refused or dseq <= offered),
                acknowledged=int(placed and not refused),
                refused=int(refused),
            )
            given = kind == CaseRegistered.KIND
            yield subject, _Tally(counts, given, *_copies(kind, version, body))


def _copies(kind: str, version: int, body: bytes) -> tuple[int, int, int]:
    """Copies that came out of a printer, those of them that it did not confirm, and those saved."""
    read = decode_body(kind, version, body) if kind == PaperPrinted.KIND else None
    if not isinstance(read, PaperPrinted):
        return 0, 0, 0
    if read.output == FILE:
        return 0, 0, read.copies
    return read.copies, read.copies if read.output == UNCONFIRMED else 0, 0


def _files(connection: Connection) -> dict[bytes, tuple[int, int]]:
    """How many files each case has, and how many of them the city lacks."""
    rows = connection.execute(
        "SELECT case_id, count(*), sum(arrived = 0) FROM file"
        " WHERE case_id IS NOT NULL AND thumbnail = 0 GROUP BY case_id"
    )
    return {case: (files, missing) for case, files, missing in rows}


def _line(
    connection: Connection, subject: bytes, tally: _Tally, files: tuple[int, int]
) -> SheetLine | None:
    """The case of these records; None where they are about something else."""
    row = connection.execute(
        "SELECT number, applicant, title FROM cases WHERE id = ?", (subject,)
    ).fetchone()
    if row is None:
        return None
    registered = connection.execute(_REGISTRATION, (subject, CaseRegistered.KIND)).fetchone()
    (not_out,) = connection.execute(
        "SELECT coalesce(sum(copies), 0) FROM print_job WHERE case_id = ? AND state <> 'done'",
        (subject,),
    ).fetchone()
    number, applicant, title = row
    return SheetLine(
        subject.hex(),
        number,
        applicant,
        title,
        given=tally.given,
        at_city=bool(registered and registered[0]),
        counts=tally.counts,
        printed=tally.printed,
        unconfirmed=tally.unconfirmed,
        saved=tally.saved,
        not_out=int(not_out),
        files=files[0],
        files_missing=files[1],
    )


def _lost(connection: Connection, first: date, last: date) -> Iterator[str]:
    """Numbers that were drawn on these days and have no case here."""
    code = device.load(connection).desk.code
    rows = connection.execute(
        "SELECT prefix, day, last FROM counter WHERE day BETWEEN ? AND ? ORDER BY day, prefix",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    for prefix, day, drawn in rows:
        numbers = [
            str(
                CaseNumber.make(
                    division=code, prefix=prefix, day=date.fromisoformat(day), counter=n
                )
            )
            for n in range(1, drawn + 1)
        ]
        begin = number_key(numbers[0].rsplit("-", 2)[0])
        known = {
            key
            for (key,) in connection.execute(
                "SELECT number_key FROM cases WHERE number_key >= ? AND number_key < ?",
                (begin, begin + "~"),
            )
        }
        yield from (number for number in numbers if number_key(number) not in known)
