"""The year tables of the city, as it signed them."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """One row at most."""
    db.execute(
        "CREATE TABLE city_calendar"
        " (id INTEGER PRIMARY KEY CHECK (id = 1), payload BLOB NOT NULL, signature BLOB NOT NULL)"
    )
