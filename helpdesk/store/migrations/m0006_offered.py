"""How far a log was given to the line: what left this computer, whether or not it was acknowledged."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE offered (incarnation BLOB PRIMARY KEY, dseq INTEGER NOT NULL) WITHOUT ROWID"
    )
