"""Slips of this desk's cases: what is to be signed for and answered."""

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """Make the table; its rows come with the slips' events."""
    db.execute(
        "CREATE TABLE slip (subject BLOB NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL,"
        " to_desk INTEGER NOT NULL, addressee TEXT NOT NULL, problem TEXT NOT NULL,"
        " demand TEXT NOT NULL, issued_at TEXT NOT NULL, answer_by TEXT,"
        " PRIMARY KEY (subject, key)) WITHOUT ROWID"
    )
    db.execute(
        "CREATE INDEX slip_open ON slip (to_desk DESC, answer_by)"
        " WHERE state IN ('issued', 'signed_for')"
    )
