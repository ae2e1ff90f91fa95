"""Door plates, the prefix of the numbers that each desk's plates give, and what was left at them."""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0043"
down_revision = "0044"

# A prefix without a device is one of the city's own.
_SCHEMA = """
ALTER TABLE prefix ALTER COLUMN device DROP NOT NULL;
CREATE TABLE plate_desk (
    stream text PRIMARY KEY,
    prefix text NOT NULL
);
CREATE TABLE plate (
    stream text NOT NULL,
    code text NOT NULL,
    place text NOT NULL,
    made_ms bigint NOT NULL,
    revoked boolean NOT NULL DEFAULT false,
    PRIMARY KEY (stream, code)
);
CREATE TABLE plate_left (
    stream text NOT NULL,
    once text NOT NULL,
    code text NOT NULL,
    number text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (stream, once)
);
CREATE INDEX plate_left_recent ON plate_left (stream, code, at_ms)
"""
# As `people.PLATES` has it.
_MADE = """
CREATE POLICY made ON {table} FOR INSERT WITH CHECK (
    (SELECT app_role()) IN ('township_lead', 'dispatcher')
    AND starts_with(stream, (SELECT app_division())));
CREATE POLICY changed ON {table} FOR UPDATE USING (
    (SELECT app_role()) IN ('township_lead', 'dispatcher')
    AND starts_with(stream, (SELECT app_division())))
"""


def upgrade() -> None:
    """Tables and policies."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
    for table in ("plate_desk", "plate", "plate_left"):
        by_stream(table)
    for table in ("plate_desk", "plate"):
        for statement in _MADE.format(table=table).split(";\n"):
            op.execute(statement)
