"""Schema 5: what only a person can decide, one row each."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table; its rows come with the next event of a subject or with a rebuild."""
    db.execute(
        "CREATE TABLE doubt (subject BLOB NOT NULL, sort TEXT NOT NULL, key TEXT NOT NULL,"
        " author TEXT NOT NULL, owner TEXT NOT NULL, since_ms INTEGER NOT NULL,"
        " PRIMARY KEY (subject, sort, key)) WITHOUT ROWID"
    )
