"""Clocks that run, slips, the numbers they have, the ladder's limits, year tables, and who runs rounds."""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0036"
down_revision = "0038"

_SCHEMA = """
CREATE TABLE open_clock (
    stream text NOT NULL,
    case_id text NOT NULL,
    at timestamp,
    epoch integer NOT NULL DEFAULT 0,
    PRIMARY KEY (stream, case_id)
);
CREATE INDEX open_clock_at ON open_clock (at) WHERE at IS NOT NULL;
CREATE INDEX open_clock_epoch ON open_clock (epoch);
CREATE TABLE ladder_step (
    stream text NOT NULL,
    case_id text NOT NULL,
    step text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (stream, case_id, step)
);
CREATE TABLE slip (
    stream text NOT NULL,
    case_id text NOT NULL,
    id text NOT NULL,
    level text NOT NULL,
    year integer NOT NULL,
    n integer NOT NULL,
    state text NOT NULL,
    cause text NOT NULL,
    addressee text NOT NULL,
    to_desk boolean NOT NULL,
    problem text NOT NULL,
    issued_at timestamp NOT NULL,
    answer_by timestamp,
    PRIMARY KEY (stream, case_id, id)
);
CREATE INDEX slip_recent ON slip (issued_at DESC);
CREATE INDEX slip_state ON slip (state, answer_by);
CREATE TABLE slip_number (
    level text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (level, year)
);
CREATE TABLE ladder_limits (
    version integer PRIMARY KEY,
    limits bytea NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    at_ms bigint NOT NULL
);
CREATE TABLE year_table (
    year integer NOT NULL,
    version integer NOT NULL,
    days bytea NOT NULL,
    source text NOT NULL,
    provisional boolean NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (year, version)
);
CREATE TABLE runner (
    name text PRIMARY KEY,
    holder text NOT NULL DEFAULT '',
    until timestamptz NOT NULL DEFAULT '-infinity',
    rules text NOT NULL DEFAULT '',
    epoch integer NOT NULL DEFAULT 1,
    began_ms bigint NOT NULL DEFAULT 0,
    took_ms bigint NOT NULL DEFAULT 0,
    steps integer NOT NULL DEFAULT 0,
    backlog bigint NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT ''
);
INSERT INTO runner (name) VALUES ('ladder');
INSERT INTO open_clock (stream, case_id) SELECT stream, id FROM city_case WHERE ended_at IS NULL
"""
# What belongs to no desk: numbers are drawn by whoever writes into a stream; the rest everybody may know.
_SHARED = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON {table} FOR SELECT USING ((SELECT app_role()) <> '');
CREATE POLICY kept ON {table} USING ((SELECT app_role()) = 'system')
"""
# As `people.SET_RULES` has it; editions are added and never changed.
_EDITED = """
CREATE POLICY edited ON {table} FOR INSERT WITH CHECK (
    (SELECT app_role()) IN ('supervisor', 'administrator'))
"""
_NUMBERS = """
ALTER TABLE slip_number ENABLE ROW LEVEL SECURITY;
CREATE POLICY drawn ON slip_number USING ((SELECT app_role()) IN ('stream', 'system', 'device'))
"""
_DEPARTMENT = """
CREATE POLICY department ON slip FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND EXISTS (
        SELECT FROM city_case c WHERE c.stream = slip.stream AND c.id = slip.case_id))
"""


def upgrade() -> None:
    """Tables and policies; every open case is looked at in the first rounds."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
    for table in ("open_clock", "ladder_step", "slip"):
        by_stream(table)
    for table in ("ladder_limits", "year_table", "runner"):
        for statement in _SHARED.format(table=table).split(";\n"):
            op.execute(statement)
    for table in ("ladder_limits", "year_table"):
        op.execute(_EDITED.format(table=table))
    for statement in (_NUMBERS.rstrip() + ";\n" + _DEPARTMENT).split(";\n"):
        op.execute(statement)
