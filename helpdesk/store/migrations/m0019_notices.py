"""The city's words to the people at this desk, and which own records no checked backup holds yet."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """`number` is the moment in seconds; a notice is read once, by somebody."""
    db.execute(
        "CREATE TABLE notice (number INTEGER PRIMARY KEY, code TEXT NOT NULL, value TEXT NOT NULL,"
        " giver TEXT NOT NULL, read_ms INTEGER NOT NULL DEFAULT 0, reader TEXT NOT NULL DEFAULT '')"
    )
    db.execute("CREATE INDEX notice_unread ON notice (number) WHERE read_ms = 0")
    db.execute(
        "CREATE INDEX event_own ON event (stream, position)"
        " WHERE head IS NOT NULL AND position IS NOT NULL"
    )
