"""Schema 3: the city's signed receipts, the newest of each log and history of the city."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table. `signature` is the city's, `own` the device's signature of the same head."""
    db.execute(
        "CREATE TABLE receipt (incarnation BLOB NOT NULL, history TEXT NOT NULL,"
        " device TEXT NOT NULL, dseq INTEGER NOT NULL, head BLOB NOT NULL, at_ms INTEGER NOT NULL,"
        " signature BLOB NOT NULL, own BLOB NOT NULL, PRIMARY KEY (incarnation, history))"
        " WITHOUT ROWID"
    )
