"""Of files elsewhere that the city lacks some are asked about at a time, each in its turn."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Another index in the place of one."""
    db.execute("DROP INDEX file_unknown")
    db.execute(
        "CREATE INDEX file_asked ON file (next_ms) WHERE kept_ms = 0 AND arrived = 0 AND wanted = 0"
    )
