"""What was put aside here is looked up by its case: lists mark such cases."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """An index."""
    db.execute("CREATE INDEX quarantine_subject ON quarantine (subject)")
