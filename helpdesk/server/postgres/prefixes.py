"""Device prefixes: drawn once from one counter, closed, and never issued again (C6)."""

from collections.abc import Iterable, Mapping

from helpdesk.domain.numbering import nth_prefix
from helpdesk.server.postgres.database import Connection


def draw(connection: Connection, device: str | None, *, now_ms: int) -> str:
    """A prefix that nobody ever had, for a device that exists, or for the city itself (None)."""
    while True:
        row = connection.execute(
            "UPDATE city SET prefixes = prefixes + 1 RETURNING prefixes"
        ).fetchone()
        prefix = nth_prefix(row[0] if row else 0)
        drawn = connection.execute(
            "INSERT INTO prefix (prefix, device, issued_ms) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            [prefix, device, now_ms],
        )
        if drawn.rowcount:
            return prefix


def adopt(connection: Connection, device: str, found: Iterable[str]) -> None:
    """After the city was restored: prefixes that it issued and forgot belong to who draws with them."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO prefix (prefix, device, issued_ms, closed_ms) VALUES (%s, %s, 0, 0)"
            " ON CONFLICT DO NOTHING",
            [(prefix, device) for prefix in found],
        )


def close_others(connection: Connection, device: str, *, kept: Iterable[str], now_ms: int) -> None:
    """No further numbers are drawn with the device's other prefixes."""
    connection.execute(
        "UPDATE prefix SET closed_ms = %s"
        " WHERE device = %s AND closed_ms IS NULL AND prefix <> ALL(%s)",
        [now_ms, device, list(kept)],
    )


def of_device(connection: Connection, device: str) -> frozenset[str]:
    """All that the device ever had: what it numbered before a loss may arrive after it."""
    rows = connection.execute("SELECT prefix FROM prefix WHERE device = %s", [device])
    return frozenset(row[0] for row in rows)


def last_counters(
    connection: Connection, stream: str, days: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The highest counter that arrived, by prefix and day."""
    wanted = list(days)
    if not wanted:
        return {}
    rows = connection.execute(
        "SELECT prefix, day, last FROM day_counter"
        " JOIN unnest(%s::text[], %s::text[]) AS wanted (prefix, day) USING (prefix, day)"
        " WHERE stream = %s",
        [[prefix for prefix, _ in wanted], [day for _, day in wanted], stream],
    )
    return {(row[0], row[1]): row[2] for row in rows}


def note_counters(
    connection: Connection, stream: str, counters: Mapping[tuple[str, str], int]
) -> None:
    """Remember the highest counters."""
    if not counters:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO day_counter (stream, prefix, day, last) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (stream, prefix, day)"
            " DO UPDATE SET last = greatest(day_counter.last, excluded.last)",
            [(stream, prefix, day, last) for (prefix, day), last in counters.items()],
        )
