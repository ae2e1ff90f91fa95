"""What the Sync screen shows: counts, what waits and why, what was refused, what the city did."""

from bisect import bisect_left
from dataclasses import replace
from itertools import groupby
from typing import Any

from helpdesk.application.queries import (
    UNBACKED_MAX,
    CityNews,
    PastExchange,
    SyncState,
    Waiting,
)
from helpdesk.store import asides, device, event_log, folding, indexing
from helpdesk.store.connection import Connection
from helpdesk.store.files import PENDING

_UNSENT = "position IS NULL AND head IS NOT NULL"
_WHO = (
    "coalesce(cases.applicant, residents.name, '') AS name, coalesce(cases.title, '') AS title,"
    " CASE WHEN residents.id IS NULL THEN 'case' ELSE 'resident' END AS kind"
)


def sync_state(connection: Connection) -> SyncState:
    """Counts from the log itself; times and sizes from the last attempts."""
    known = device.load(connection)
    own = (known.incarnation,)

    def count(sql: str) -> int:
        return int(connection.execute(sql, own).fetchone()[0])

    present = event_log.tip(connection, known.incarnation).dseq
    # After a restore these go once the city has said where the logs part; until then they wait, too.
    closed = count(f"SELECT count(*) FROM event WHERE incarnation <> ? AND {_UNSENT}")
    unsent = count(f"SELECT count(*) FROM event WHERE incarnation = ? AND {_UNSENT}")
    refused = count("SELECT count(*) FROM refusal WHERE incarnation = ?")
    refused_placed = count(
        # CROSS: the planner would walk the whole log beside the few that were refused.
        "SELECT count(*) FROM refusal CROSS JOIN event USING (incarnation, dseq)"
        " WHERE incarnation = ? AND position IS NOT NULL"
    )
    (waiting_cases,) = connection.execute(
        "SELECT count(*) FROM cases INDEXED BY cases_unsent WHERE unsent > 0"
    ).fetchone()
    (waiting_files,) = connection.execute(
        f"SELECT count(*) FROM file WHERE {PENDING} AND thumbnail = 0"
    ).fetchone()
    (notices,) = connection.execute("SELECT count(*) FROM notice WHERE read_ms = 0").fetchone()
    return SyncState(
        recorded=present + closed,
        notices=notices,
        acknowledged=present - unsent - refused_placed,
        refused=refused,
        unsettled=sum(each.is_open for each in asides.refusals(connection, limit=asides.MOST)),
        waiting_cases=waiting_cases,
        waiting_files=waiting_files,
        unprepared=max(indexing.waiting(connection), folding.waiting(connection)),
        server=known.server,
        **_attempts(connection),
    )


def unbacked(connection: Connection) -> int:
    """Own records with a receipt that lie above what the city said to be safe; counted up to one more
    than `UNBACKED_MAX`, so that a city that never makes backups costs no more than another."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM cursor CROSS JOIN event INDEXED BY event_own"
        " ON event.stream = cursor.stream AND event.position > cursor.safe AND head IS NOT NULL"
        " LIMIT ?)",
        (UNBACKED_MAX + 1,),
    ).fetchone()
    return int(count)


def _attempts(connection: Connection) -> dict[str, Any]:
    last = connection.execute(
        "SELECT at_ms, error, sent, received, bytes_out, bytes_in, seconds, next_ms, reached_head"
        " FROM attempt ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if last is None:
        return {}
    at_ms, error, sent, received, bytes_out, bytes_in, seconds, next_ms, reached_head = last
    success_id, success_ms = connection.execute(
        "SELECT id, at_ms FROM attempt WHERE error = '' ORDER BY id DESC LIMIT 1"
    ).fetchone() or (0, 0)
    (failed,) = connection.execute(
        "SELECT count(*) FROM attempt WHERE id > ?", (success_id,)
    ).fetchone()
    return {
        "reached_head": bool(reached_head),
        "last_success_ms": success_ms,
        "last_attempt_ms": at_ms,
        "next_attempt_ms": next_ms,
        "attempts": failed,
        "last_error": error,
        "sent": sent,
        "received": received,
        "bytes_out": bytes_out,
        "bytes_in": bytes_in,
        "seconds": seconds,
    }


def waiting(connection: Connection, *, limit: int) -> list[Waiting]:
    """Events without a receipt, by subject, the one that waits longest first."""
    rows = connection.execute(
        f"SELECT unsent.subject, {_WHO}, unsent.events, unsent.bytes, unsent.since_ms,"
        "  unsent.device, unsent.given FROM ("
        "  SELECT subject, count(*) AS events, sum(length(body)) AS bytes, min(dseq) AS first,"
        "    min(device_ms + correction_ms) AS since_ms,"
        "    max(kind LIKE 'device.%' OR kind = 'data.exported') AS device,"
        "    sum(dseq <= coalesce((SELECT offered.dseq FROM offered"
        "      WHERE offered.incarnation = event.incarnation), 0)) AS given"
        f" FROM event INDEXED BY event_unsent WHERE {_UNSENT} GROUP BY subject ORDER BY first LIMIT ?"
        f") unsent LEFT JOIN cases ON cases.id = {event_log.CASE_OF.format('unsent.subject')}"
        " LEFT JOIN residents ON residents.id = unsent.subject ORDER BY unsent.first",
        (limit,),
    ).fetchall()
    tried = sorted(
        at_ms for (at_ms,) in connection.execute("SELECT at_ms FROM attempt WHERE error <> ''")
    )
    return [
        Waiting(
            subject.hex(),
            "device" if device_acts else kind,
            name,
            title,
            events=events,
            bytes=size,
            since_ms=since_ms,
            attempts=len(tried) - bisect_left(tried, since_ms),
            given=given,
        )
        for subject, name, title, kind, events, size, since_ms, device_acts, given in rows
    ]


def exchanges(connection: Connection, *, limit: int) -> list[PastExchange]:
    """The last exchanges, the newest first; of failures in a row, and of those in a row that found
    nothing new, only the newest."""
    rows = connection.execute(
        "SELECT at_ms, error, sent, received, bytes_out + bytes_in FROM attempt ORDER BY id DESC"
    )
    found: list[PastExchange] = []
    for is_alike, group in groupby((PastExchange(*row) for row in rows), key=_likeness):
        several = list(group)
        found += [replace(several[0], times=len(several))] if is_alike else several
        if len(found) >= limit:
            break
    return found[:limit]


def _likeness(past: PastExchange) -> str:
    if past.error:
        return "failed"
    return "" if past.sent or past.received else "quiet"


def city_news(connection: Connection, *, since_ms: int, limit: int) -> list[CityNews]:
    """Others' events on cases that are complete here, the last first."""
    events = event_log.select(
        connection,
        # EXISTS, not IN: with IN the planner walks all cases instead of the index of news.
        "WHERE head IS NULL AND received_ms > ? AND kind NOT LIKE 'data.%'"
        f" AND {event_log.SHOWN}"
        f" AND EXISTS (SELECT 1 FROM cases WHERE cases.id = {event_log.CASE_OF.format('event.subject')})"
        " ORDER BY received_ms DESC, position DESC LIMIT ?",
        (since_ms, limit),
    )
    news = []
    for event in events:
        number, applicant, title = connection.execute(
            f"SELECT number, applicant, title FROM cases WHERE id = {event_log.CASE_OF.format('?1')}",
            (bytes.fromhex(event.subject),),
        ).fetchone()
        news.append(CityNews(event.subject, number, applicant, title=title, event=event))
    return news
