"""Print jobs that are with the print system: where, since when, and what their record will need."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Add the columns; older jobs were never handed over to be followed."""
    for name in ("printer", "spooled", "digest", "facts"):
        db.execute(f"ALTER TABLE print_job ADD COLUMN {name} TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE print_job ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0")
