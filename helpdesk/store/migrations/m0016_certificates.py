"""Certificates from cases, with their last days."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table: no event before this schema names a last day."""
    db.execute(
        "CREATE TABLE certificate (subject BLOB PRIMARY KEY, document TEXT NOT NULL,"
        " valid_until TEXT NOT NULL, settled TEXT NOT NULL) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX certificate_open ON certificate (valid_until) WHERE settled = ''")
