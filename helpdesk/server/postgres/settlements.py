"""What persons said of records kept aside, and whether somebody still claims a case's number."""

from helpdesk.application.asides import Settlement
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject
from helpdesk.protocol.events import from_wire
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import COLUMNS, from_row

_SETTLED = (
    f"SELECT {COLUMNS}, stream FROM event WHERE stream = ANY(%s) AND subject = ANY(%s)"
    " AND kind = %s ORDER BY stream, position"
)
# The index has no rows without a number.
_CLAIMS = "SELECT stream, incarnation, dseq FROM quarantine WHERE number = %s AND number <> ''"


def settlements(
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


def is_claimed(connection: Connection, number: str) -> bool:
    """Whether another record with a case's number is kept aside that the transaction's principal sees, and
    nobody has settled it."""
    rows = connection.execute(_CLAIMS, [number]).fetchall()
    said = settlements(connection, {(stream, log) for stream, log, _ in rows}) if rows else {}
    over = {key for key, each in said.items() if each.solved}
    return any((stream, log.hex(), dseq) not in over for stream, log, dseq in rows)
