"""Every prefix that was ever issued, a spare one for each device, and the highest counters seen."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SCHEMA = """
CREATE TABLE prefix (
    prefix text PRIMARY KEY,
    device text NOT NULL REFERENCES device DEFERRABLE INITIALLY DEFERRED,
    issued_ms bigint NOT NULL,
    closed_ms bigint
);
CREATE INDEX prefix_device ON prefix (device);
INSERT INTO prefix (prefix, device, issued_ms) SELECT prefix, id, enrolled_ms FROM device;
ALTER TABLE device ADD COLUMN spare text NOT NULL DEFAULT '';
CREATE TABLE day_counter (
    stream text NOT NULL,
    prefix text NOT NULL,
    day text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (stream, prefix, day)
);
INSERT INTO day_counter (stream, prefix, day, last)
SELECT stream, split_part(number, '-', 3), split_part(number, '-', 4),
    max(split_part(number, '-', 5)::bigint)
FROM case_number WHERE split_part(number, '-', 5) ~ '^[0-9]{1,7}$' GROUP BY 1, 2, 3
"""


def upgrade() -> None:
    """Make the tables, with what is known already."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
