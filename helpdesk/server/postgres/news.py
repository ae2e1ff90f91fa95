"""What others wrote into a stream since a device last asked."""

from helpdesk.protocol.messages import Cursor, StreamPage
from helpdesk.server.postgres.database import Connection, Row
from helpdesk.server.postgres.records import COLUMNS, from_row

_BODY = [name.strip() for name in COLUMNS.split(",")].index("body")
_POSITION = [name.strip() for name in COLUMNS.split(",")].index("position")
_AT_ONCE = 256  # how many events fill a page shows only while they are read
_NEXT = f"""
SELECT {COLUMNS} FROM event
WHERE stream = %(stream)s AND incarnation <> %(incarnation)s
    AND position > %(since)s AND position <= %(head)s
ORDER BY position LIMIT %(limit)s
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
    rows, more = _fitting(connection, wanted, limit=limit, room=room)
    events = [from_row(row) for row in rows]
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


def _fitting(
    connection: Connection, wanted: dict[str, object], *, limit: int, room: int
) -> tuple[list[Row], bool]:
    """The rows of the next events, at most `limit` and as many as have room, but at least one; and whether
    more follow."""
    rows: list[Row] = []
    with connection.cursor(binary=True) as cursor:
        while len(rows) <= limit:
            asked = min(_AT_ONCE, limit + 1 - len(rows))
            some = cursor.execute(_NEXT, {**wanted, "limit": asked}).fetchall()
            for row in some:
                room -= len(row[_BODY])
                if rows and room < 0:
                    return rows, True
                rows.append(row)
            if len(some) < asked:
                return rows, False
            wanted = {**wanted, "since": some[-1][_POSITION]}
    return rows[:limit], True


def kept_aside(connection: Connection, stream: str, since: int, position: int) -> list[int]:
    """The positions behind `since` up to `position` of what counts for nothing."""
    rows = connection.execute(
        "SELECT position FROM quarantine WHERE stream = %s AND position > %s AND position <= %s",
        [stream, since, position],
    )
    return [row[0] for row in rows]
