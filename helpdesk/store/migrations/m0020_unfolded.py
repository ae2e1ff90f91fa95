"""Which events came with a snapshot and have no rows yet: arrivals `first` to `last`, of which the subjects
up to `done` have theirs (`store.folding`). One row, or none."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE unfolded (first INTEGER NOT NULL, last INTEGER NOT NULL, done BLOB NOT NULL)"
    )
