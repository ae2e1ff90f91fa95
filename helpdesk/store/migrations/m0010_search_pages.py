"""The search index in pages that fit: FTS5's own 4,050 bytes spill over an encrypted page of 4,096, of
which 80 belong to its seal, and each would take a second one to be read and deciphered."""

from sqlite_utils import Database

_BYTES = 3_900


def migrate(db: Database) -> None:
    """For whatever is written from now on; merging brings the rest along."""
    for table in ("search_case", "search_resident"):
        db.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('pgsz', {_BYTES})")
