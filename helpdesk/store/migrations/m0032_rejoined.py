"""Registrations under one number that are one case: by the device that gave it, and from its stub."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """A row for each registration of such a case; and one for each record of others that the city keeps
    aside, which counts for nothing here either."""
    db.execute(
        "CREATE TABLE rejoined (subject BLOB PRIMARY KEY, number_key TEXT NOT NULL) WITHOUT ROWID"
    )
    db.execute(
        "CREATE TABLE city_aside"
        " (incarnation BLOB, dseq INTEGER, PRIMARY KEY (incarnation, dseq)) WITHOUT ROWID"
    )
