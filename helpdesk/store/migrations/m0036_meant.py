"""For which stream an own record was made, where the city keeps it in another."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add the column; it is empty where a record lies in the stream that it was made for, as nearly all."""
    db.execute("ALTER TABLE event ADD COLUMN meant TEXT")
