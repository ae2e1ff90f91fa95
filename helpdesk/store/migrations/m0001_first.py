"""Schema 1: the event log, its projections, drafts, print jobs, reference data and the exchange."""

from sqlite_utils import Database

# `arrival` is the order in which events came to this device. `head` is the chain's head behind an
# event of this device's log; events that came from elsewhere have none.
_EVENT = """
CREATE TABLE event (
  arrival INTEGER PRIMARY KEY,
  incarnation BLOB NOT NULL,
  dseq INTEGER NOT NULL,
  stream TEXT NOT NULL,
  subject BLOB NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  device_ms INTEGER NOT NULL,
  correction_ms INTEGER NOT NULL,
  offset_minutes INTEGER NOT NULL,
  zone TEXT NOT NULL,
  base INTEGER NOT NULL,
  body BLOB NOT NULL,
  head BLOB,
  position INTEGER,
  received_ms INTEGER
);
CREATE UNIQUE INDEX event_origin ON event (incarnation, dseq);
CREATE UNIQUE INDEX event_position ON event (stream, position) WHERE position IS NOT NULL;
CREATE INDEX event_subject ON event (subject);
CREATE INDEX event_unsent ON event (incarnation, dseq)
  WHERE position IS NULL AND head IS NOT NULL;
CREATE INDEX event_news ON event (received_ms) WHERE head IS NULL;
"""

# `entry` is the row's number in the search index. `twin` is 0 but where a number came a second time
# from elsewhere: both cases stay visible.
_CASES = """
CREATE TABLE cases (
  entry INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  stream TEXT NOT NULL,
  number TEXT NOT NULL,
  outside_number TEXT NOT NULL,
  kind TEXT NOT NULL,
  stage TEXT NOT NULL,
  applicant TEXT NOT NULL,
  resident TEXT NOT NULL,
  title TEXT NOT NULL,
  matter TEXT NOT NULL,
  department TEXT NOT NULL,
  department_number TEXT NOT NULL,
  registered_at TEXT NOT NULL,
  due TEXT,
  provisional INTEGER NOT NULL,
  respond_due TEXT,
  responded INTEGER NOT NULL,
  deferred_until TEXT,
  ended_at TEXT,
  anomalies INTEGER NOT NULL,
  events INTEGER NOT NULL,
  unsent INTEGER NOT NULL,
  changed_ms INTEGER NOT NULL,
  open INTEGER NOT NULL,
  number_key TEXT NOT NULL,
  twin INTEGER NOT NULL DEFAULT 0,
  searched BLOB NOT NULL
);
CREATE UNIQUE INDEX cases_number ON cases (number_key, twin);
CREATE INDEX cases_registered ON cases (registered_at, entry, stage, kind, open);
CREATE INDEX cases_due ON cases (due) WHERE open = 1;
CREATE INDEX cases_unsent ON cases (registered_at) WHERE unsent > 0;
CREATE INDEX cases_stage ON cases (stage, registered_at);
CREATE INDEX cases_resident ON cases (resident, registered_at) WHERE resident <> '';
CREATE INDEX cases_matter ON cases (matter, registered_at) WHERE matter <> '';
CREATE INDEX cases_outside ON cases (outside_number) WHERE outside_number <> '';
"""

_RESIDENTS = """
CREATE TABLE residents (
  entry INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sex TEXT NOT NULL,
  birth TEXT,
  document_number TEXT NOT NULL,
  phone TEXT NOT NULL,
  division TEXT NOT NULL,
  address TEXT NOT NULL,
  searched BLOB NOT NULL
);
CREATE INDEX residents_document ON residents (document_number) WHERE document_number <> '';
"""

# Words are cut in `search_terms`: the tokenizer only splits at blanks and folds ASCII letters.
# Segments are merged by `upkeep`, not by whoever happens to write when many have gathered.
_SEARCH = "".join(
    f"""
CREATE VIRTUAL TABLE {table} USING fts5(
  who, what, keys, content='', contentless_delete=1, tokenize='ascii', prefix='1 2 3 4 6 8 10'
);
INSERT INTO {table} ({table}, rank) VALUES ('automerge', 0);
INSERT INTO {table} ({table}, rank) VALUES ('crisismerge', 200);
"""
    for table in ("search_case", "search_resident")
)

_DESK = """
CREATE TABLE draft (
  entry INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  intake BLOB NOT NULL,
  saved_ms INTEGER NOT NULL,
  title TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE TABLE print_job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id BLOB NOT NULL,
  paper TEXT NOT NULL,
  size TEXT NOT NULL,
  copies INTEGER NOT NULL,
  state TEXT NOT NULL,
  error TEXT NOT NULL
);
CREATE INDEX print_job_case ON print_job (case_id);
CREATE INDEX print_job_state ON print_job (state) WHERE state <> 'done';
CREATE TABLE counter (
  prefix TEXT NOT NULL,
  day TEXT NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (prefix, day)
) WITHOUT ROWID;
CREATE TABLE reference (
  name TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  content BLOB NOT NULL
);
"""

_EXCHANGE = """
CREATE TABLE device (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  incarnation BLOB NOT NULL,
  private_key BLOB NOT NULL,
  device TEXT NOT NULL DEFAULT '',
  server TEXT NOT NULL DEFAULT '',
  server_key BLOB NOT NULL DEFAULT x'',
  history TEXT NOT NULL DEFAULT '',
  desk BLOB NOT NULL,
  stream TEXT NOT NULL DEFAULT '',
  safe_position INTEGER NOT NULL DEFAULT 0,
  correction_ms INTEGER NOT NULL DEFAULT 0,
  good_ms INTEGER NOT NULL DEFAULT 0,
  problem TEXT NOT NULL DEFAULT ''
);
CREATE TABLE cursor (
  stream TEXT PRIMARY KEY,
  grant_id INTEGER NOT NULL,
  position INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  error TEXT NOT NULL,
  sent INTEGER NOT NULL,
  received INTEGER NOT NULL,
  bytes_out INTEGER NOT NULL,
  bytes_in INTEGER NOT NULL,
  seconds REAL NOT NULL,
  next_ms INTEGER NOT NULL,
  reached_head INTEGER NOT NULL
);
CREATE TABLE refusal (
  incarnation BLOB NOT NULL,
  dseq INTEGER NOT NULL,
  reason TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (incarnation, dseq)
) WITHOUT ROWID;
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  incarnation BLOB NOT NULL,
  dseq INTEGER NOT NULL,
  subject BLOB NOT NULL,
  kind TEXT NOT NULL,
  digest BLOB NOT NULL,
  reason TEXT NOT NULL,
  placed BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  UNIQUE (incarnation, dseq, digest, reason)
);
"""


def migrate(db: Database) -> None:
    """Make every table."""
    for script in (_EVENT, _CASES, _RESIDENTS, _SEARCH, _DESK, _EXCHANGE):
        for statement in script.split(";\n"):
            if statement.strip():
                db.execute(statement)
