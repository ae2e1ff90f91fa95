"""Schema 2: how the device stands with the city, and the agents' PINs as verifiers."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make both tables."""
    db.execute("CREATE TABLE standing (id INTEGER PRIMARY KEY CHECK (id = 1), said BLOB NOT NULL)")
    db.execute(
        "CREATE TABLE pin (agent TEXT PRIMARY KEY, salt BLOB NOT NULL, stretching BLOB NOT NULL,"
        " verifier BLOB NOT NULL) WITHOUT ROWID"
    )
