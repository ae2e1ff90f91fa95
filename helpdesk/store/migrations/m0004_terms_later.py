"""Schema 4: search terms may wait for a quiet moment; those of older programs are written again once.

`searched` was a digest of the terms; now it is one of the texts that they are made of.
"""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Find at once what waits; let everything wait."""
    for table in ("cases", "residents"):
        db.execute(f"UPDATE {table} SET searched = x''")
        db.execute(f"CREATE INDEX {table}_waiting ON {table} (entry) WHERE searched = x''")
