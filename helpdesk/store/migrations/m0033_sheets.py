"""How many sheets the copies of a print job have: what its record will say, also after a restart."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add the column; of older jobs it is not known."""
    db.execute("ALTER TABLE print_job ADD COLUMN sheets TEXT NOT NULL DEFAULT ''")
