"""The Mongolian of the papers, as the city signed it."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """One row at most."""
    db.execute(
        "CREATE TABLE city_mongolian"
        " (id INTEGER PRIMARY KEY CHECK (id = 1), payload BLOB NOT NULL, signature BLOB NOT NULL)"
    )
