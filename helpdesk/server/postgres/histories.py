"""The city's histories: a database that was restored begins a new one, and says where it parted.

Devices that know an earlier history learn up to which position each stream is still the same; what lies
above, the city has lost, and they send their own again (C13).
"""

import secrets
from collections.abc import Mapping, Sequence

from helpdesk.protocol.messages import Parted
from helpdesk.server.postgres.database import Connection

_LOST_PREFIXES = 200  # more than were drawn between any backup and its loss


def era(connection: Connection) -> int:
    """0 for the first history; grows with each."""
    row = connection.execute("SELECT era FROM city").fetchone()
    return int(row[0]) if row else 0


def begin(connection: Connection, *, now_ms: int) -> str:
    """Begin a new history from the database as it is; answers its id, which belongs into the data folder.

    To be called once after every restore, before the city serves. The era is no count but a moment
    (seconds since 1970), so that two restores of one backup differ. Prefixes that may have been drawn
    since the backup are passed over.
    """
    connection.execute(
        "UPDATE parting SET position = least(parting.position, stream.head)"
        " FROM stream WHERE stream.stream = parting.stream"
    )
    connection.execute(
        "INSERT INTO parting (history, stream, position)"
        " SELECT history, stream, head FROM city, stream"
    )
    connection.execute("DELETE FROM snapshot_part")  # made anew from what is here
    history = secrets.token_hex(8)
    connection.execute(
        "UPDATE city SET history = %s, era = greatest(era + 1, %s), prefixes = prefixes + %s",
        [history, now_ms // 1000, _LOST_PREFIXES],
    )
    return history


def parted(connection: Connection, history: str, streams: Sequence[str]) -> list[Parted]:
    """Up to where these streams are those of an earlier history; empty for an unknown one."""
    rows = connection.execute(
        "SELECT stream, position FROM parting WHERE history = %s AND stream = ANY(%s)"
        " ORDER BY stream",
        [history, list(streams)],
    )
    return [Parted(*row) for row in rows]


def note_safe(connection: Connection, heads: Mapping[str, int]) -> None:
    """A backup that was verified holds each stream up to its position; devices are told."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE stream SET safe = greatest(safe, least(head, %s)) WHERE stream = %s",
            [(position, stream) for stream, position in heads.items()],
        )


def note_backup(connection: Connection, at_ms: int) -> None:
    """A backup that was verified was made at this moment."""
    connection.execute("UPDATE city SET backup_ms = greatest(backup_ms, %s)", [at_ms])
