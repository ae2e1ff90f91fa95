"""Files of cases, what they are sealed with, and what they cost."""

from sqlite_utils import Database

# `case_id` is the first case that refers to the file, NULL while only a draft does. `kept_ms` is since
# when it is on this desk, 0 = it is not; `done` counts bytes that are across, whichever way it goes.
_FILE = """
CREATE TABLE file (
  hash BLOB PRIMARY KEY,
  size INTEGER NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  thumbnail INTEGER NOT NULL DEFAULT 0,
  case_id BLOB,
  kept_ms INTEGER NOT NULL DEFAULT 0,
  arrived INTEGER NOT NULL DEFAULT 0,
  wanted INTEGER NOT NULL DEFAULT 0,
  done INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  next_ms INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID
"""


def migrate(db: Database) -> None:
    """Make the tables."""
    db.execute(_FILE)
    db.execute(
        "CREATE INDEX file_waiting ON file (thumbnail DESC, size)"
        " WHERE (kept_ms > 0 AND arrived = 0 AND case_id IS NOT NULL)"
        " OR (kept_ms = 0 AND wanted = 1)"
    )
    db.execute("CREATE INDEX file_unknown ON file (hash) WHERE kept_ms = 0 AND arrived = 0")
    db.execute("CREATE INDEX file_loose ON file (kept_ms) WHERE case_id IS NULL")
    db.execute(
        "CREATE TABLE file_key"
        " (generation INTEGER PRIMARY KEY, mark BLOB NOT NULL UNIQUE, key BLOB NOT NULL)"
    )
    db.execute(
        "CREATE TABLE file_traffic (month TEXT NOT NULL, metered INTEGER NOT NULL,"
        " bytes INTEGER NOT NULL, PRIMARY KEY (month, metered)) WITHOUT ROWID"
    )
