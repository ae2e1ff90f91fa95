"""What others wrote into a stream since a device last asked."""

from helpdesk.protocol.messages import Cursor, StreamPage
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import COLUMNS, from_row

_PAGE = f"""
WITH page AS (
    SELECT {COLUMNS} FROM event
    WHERE stream = %(stream)s AND incarnation <> %(incarnation)s
        AND position > %(since)s AND position <= %(head)s
    ORDER BY position LIMIT %(limit)s
), sized AS (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY position) AS bytes FROM page
)
SELECT {COLUMNS}, (SELECT count(*) FROM page) FROM sized
WHERE bytes <= %(room)s OR position = (SELECT min(position) FROM page)
ORDER BY position
"""


def page(
    connection: Connection,
    cursor: Cursor,
    incarnation: bytes,
    *,
    limit: int,
    room: int,
    fresh: int = 0,
) -> StreamPage:
    """The next page of a stream, without the events of one log; whoever asks may read the stream. The
    last `fresh` ones are known to be that log's."""
    stream, since = cursor.stream, cursor.position
    # Read before the events: everything up to this head is committed, so no event is passed over.
    head, digest, safe = connection.execute(
        "SELECT head, digest, safe FROM stream WHERE stream = %s", [stream]
    ).fetchone() or (0, 0, 0)
    if since >= head:  # above it: the city has less than the device was told, and says so
        told = digest if since == head else -1
        return StreamPage(stream, cursor.grant, since, head, False, [], told, safe)
    if since >= head - fresh:
        return StreamPage(stream, cursor.grant, since, head, False, [], digest, safe)
    wanted = {"stream": stream, "incarnation": incarnation, "since": since, "head": head}
    rows = connection.execute(_PAGE, {**wanted, "limit": limit + 1, "room": room}).fetchall()
    events = [from_row(row[:-1]) for row in rows[:limit]]
    more = bool(rows) and len(events) < rows[0][-1]
    position = events[-1].position if more else head
    return StreamPage(
        stream,
        cursor.grant,
        since,
        position,
        more,
        events,
        -1 if more else digest,
        safe,
        aside=kept_aside(connection, stream, since, position) if events else [],
    )


def kept_aside(connection: Connection, stream: str, since: int, position: int) -> list[int]:
    """The positions behind `since` up to `position` of what counts for nothing."""
    rows = connection.execute(
        "SELECT position FROM quarantine WHERE stream = %s AND position > %s AND position <= %s",
        [stream, since, position],
    )
    return [row[0] for row in rows]
