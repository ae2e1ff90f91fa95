"""Marks and digests, grants that end, the city's histories in their order."""

from sqlite_utils import Database

from helpdesk.protocol.digest import mark
from helpdesk.protocol.messages import WireEvent

_CURSOR = """
CREATE TABLE reading (
  stream TEXT PRIMARY KEY,
  grant_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  digest INTEGER NOT NULL DEFAULT 0,
  "whole" INTEGER NOT NULL DEFAULT 0,
  ended INTEGER NOT NULL DEFAULT 0,
  dropped INTEGER NOT NULL DEFAULT 0,
  safe INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""
_WIRE = (
    "kind, version, subject, author_id, author_name, device_ms, correction_ms, offset_minutes, "
    "zone, base, body"
)

_AT_ONCE = 2_000  # events


def migrate(db: Database) -> None:
    """Every event gets its mark (`protocol.digest`); streams are counted anew at the next sync."""
    db.execute("ALTER TABLE event ADD COLUMN mark INTEGER NOT NULL DEFAULT 0")
    _mark_events(db)
    db.execute("ALTER TABLE device ADD COLUMN era INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE device ADD COLUMN abilities INTEGER NOT NULL DEFAULT 0")
    db.execute(_CURSOR)
    db.execute(
        "INSERT INTO reading (stream, grant_id, position, digest) SELECT stream, grant_id, position,"
        " (SELECT coalesce(sum(event.position * mark % 4294967296), 0) % 4294967296 FROM event"
        " WHERE event.stream = cursor.stream AND event.position <= cursor.position) FROM cursor"
    )
    db.execute("DROP TABLE cursor")
    db.execute("ALTER TABLE reading RENAME TO cursor")


def _mark_events(db: Database) -> None:
    """Some at a time: a log may have more than fits into memory."""
    after = 0
    while rows := db.execute(
        f"SELECT arrival, incarnation, dseq, {_WIRE} FROM event WHERE arrival > ?"
        " ORDER BY arrival LIMIT ?",
        (after, _AT_ONCE),
    ).fetchall():
        marks = [
            (mark(incarnation, dseq, WireEvent(*wire)), arrival)
            for arrival, incarnation, dseq, *wire in rows
        ]
        db.conn.executemany("UPDATE event SET mark = ? WHERE arrival = ?", marks)
        after = rows[-1][0]
