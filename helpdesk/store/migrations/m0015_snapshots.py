"""Pieces of a part of a snapshot that is on its way (`protocol.snapshots`)."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE snapshot_piece (part BLOB NOT NULL, offset INTEGER NOT NULL,"
        " piece BLOB NOT NULL, PRIMARY KEY (part, offset))"
    )
