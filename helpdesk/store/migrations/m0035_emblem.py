"""Which emblem a paper of a print job bears: what its record will say, also after a restart."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add the column; papers of older jobs are taken to bear none."""
    db.execute("ALTER TABLE print_job ADD COLUMN emblem TEXT NOT NULL DEFAULT ''")
