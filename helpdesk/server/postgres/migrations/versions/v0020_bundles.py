"""Bundles that came, and which numbers were taken from a paper stub."""

from alembic import op

revision = "0020"
down_revision = "0003"

_SCHEMA = """
CREATE TABLE bundle (
    stream text NOT NULL REFERENCES stream,
    id bytea NOT NULL,
    device text NOT NULL REFERENCES device,
    carrier text NOT NULL,
    made_ms bigint NOT NULL,
    received_ms bigint NOT NULL,
    records bigint NOT NULL,
    taken bigint NOT NULL,
    problem text NOT NULL,
    cursors bytea NOT NULL,
    reply bytea,
    PRIMARY KEY (stream, id)
);
CREATE INDEX bundle_device ON bundle (device, made_ms);
CREATE INDEX bundle_recent ON bundle (received_ms);
ALTER TABLE case_number ADD COLUMN reentered boolean NOT NULL DEFAULT false;
CREATE INDEX case_number_number ON case_number (number);
"""


def upgrade() -> None:
    """Make them."""
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            op.execute(statement)
