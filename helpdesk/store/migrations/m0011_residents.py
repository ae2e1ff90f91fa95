"""Several records of one person, who looks alike, and what the list of residents shows."""

import json

from sqlite_utils import Database

# Digests of values by which residents are taken for one another (`application.lookalikes`); they come
# with the search terms. `root` is the record that stands for one that was merged into it.
_TABLES = """
CREATE TABLE resident_key (
  sort INTEGER NOT NULL, key BLOB NOT NULL, entry INTEGER NOT NULL, PRIMARY KEY (sort, key, entry)
) WITHOUT ROWID;
CREATE INDEX resident_key_entry ON resident_key (entry);
CREATE TABLE resident_link (
  subject BLOB NOT NULL, other BLOB NOT NULL, PRIMARY KEY (subject, other)
) WITHOUT ROWID;
CREATE INDEX resident_link_other ON resident_link (other);
CREATE TABLE resident_apart (
  subject BLOB NOT NULL, other BLOB NOT NULL, PRIMARY KEY (subject, other)
) WITHOUT ROWID;
ALTER TABLE residents ADD COLUMN needs TEXT NOT NULL DEFAULT '';
ALTER TABLE residents ADD COLUMN household TEXT NOT NULL DEFAULT '';
ALTER TABLE residents ADD COLUMN root BLOB;
CREATE INDEX residents_root ON residents (coalesce(root, id));
CREATE INDEX residents_shown ON residents (entry) WHERE root IS NULL;
CREATE INDEX residents_needs ON residents (entry) WHERE root IS NULL AND needs <> '';
CREATE INDEX residents_bare ON residents (entry) WHERE root IS NULL AND document_number = '';
UPDATE residents SET searched = x''
"""


def migrate(db: Database) -> None:
    """Make the tables; the needs come from the events, the search terms follow in quiet moments."""
    for statement in _TABLES.strip().split(";\n"):
        db.execute(statement)
    rows = db.execute(
        "SELECT subject, kind, body FROM event WHERE kind IN ('resident.recorded', 'resident.changed')"
        " ORDER BY position IS NULL, position, stream, arrival"
    ).fetchall()
    needs: dict[bytes, list[str]] = {}
    for subject, kind, raw in rows:
        said = json.loads(raw)
        if kind == "resident.changed":
            said = said.get("changes", {})
        elif subject in needs:
            continue
        if "needs" in said or subject not in needs:
            needs[subject] = list(said.get("needs", ()))
    db.conn.executemany(
        "UPDATE residents SET needs = ? WHERE id = ?",
        [(" ".join(each), subject) for subject, each in needs.items() if each],
    )
