"""Scanned papers that are not with their cases yet: as they came (`whole`), or page by page."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE scan (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,"
        " whole INTEGER NOT NULL, thumbnail BLOB NOT NULL, thumbnail_size INTEGER NOT NULL,"
        " code TEXT NOT NULL, reason TEXT NOT NULL, near BLOB NOT NULL, taken_ms INTEGER NOT NULL)"
    )
