"""What lies at hand: favourites, last used matters, phrases, by owner (an agent, or the desk)."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE shelf (owner TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,"
        " used_ms INTEGER NOT NULL, times INTEGER NOT NULL,"
        " PRIMARY KEY (owner, kind, key)) WITHOUT ROWID"
    )
