"""What others wrote into a device's streams since it last asked."""

from helpdesk.protocol.messages import MAX_BYTES, MAX_EVENTS, Cursor, StreamPage, SyncRequest
from helpdesk.server.postgres.database import Connection
from helpdesk.server.postgres.records import COLUMNS, from_row

_HEAD = (
    "SELECT s.head, s.grant_number FROM stream s JOIN device d USING (stream)"
    " WHERE d.id = %s AND s.stream = %s"
)
_PAGE = f"""
WITH page AS (
    SELECT {", ".join("e." + name.strip() for name in COLUMNS.split(","))}
    FROM event e JOIN device d USING (stream)
    WHERE d.id = %(device)s AND stream = %(stream)s AND e.incarnation <> d.incarnation
        AND e.position > %(since)s AND e.position <= %(head)s
    ORDER BY e.position LIMIT %(limit)s
), sized AS (
    SELECT *, sum(octet_length(body)) OVER (ORDER BY position) AS bytes FROM page
)
SELECT {COLUMNS}, (SELECT count(*) FROM page) FROM sized
WHERE bytes <= %(room)s OR position = (SELECT min(position) FROM page)
ORDER BY position
"""


def pages(connection: Connection, device: str, request: SyncRequest) -> list[StreamPage]:
    """A page for each cursor, within the request's limit and the protocol's for all together.

    A stream that is not the device's gives no page: scope is part of the question.
    """
    left, room = max(1, min(request.limit, MAX_EVENTS)), MAX_BYTES
    found = []
    for cursor in request.cursors:
        page = _page(connection, device, cursor, limit=max(left, 1), room=room)
        if page is not None:
            found.append(page)
            left -= len(page.events)
            room -= sum(len(each.event.body) for each in page.events)
    return found


def _page(
    connection: Connection, device: str, cursor: Cursor, *, limit: int, room: int
) -> StreamPage | None:
    state = connection.execute(_HEAD, [device, cursor.stream]).fetchone()
    if state is None:
        return None
    # Read before the events: everything up to this head is committed, so no event is passed over.
    head, grant = state
    since = cursor.position
    if since >= head:
        return StreamPage(cursor.stream, grant, since, position=since, more=False, events=[])
    wanted = {"device": device, "stream": cursor.stream, "since": since, "head": head}
    rows = connection.execute(_PAGE, {**wanted, "limit": limit + 1, "room": room}).fetchall()
    events = [from_row(row[:-1]) for row in rows[:limit]]
    more = bool(rows) and len(events) < rows[0][-1]
    position = events[-1].position if more else head
    return StreamPage(cursor.stream, grant, since, position=position, more=more, events=events)
