"""The Mongolian of the papers, an edition a row."""

from alembic import op

revision = "0045"
down_revision = "0036"

# Everybody may know it; as `people.SET_RULES` has it, editions are added and never changed.
_SCHEMA = """
CREATE TABLE mongolian_edition (
    version integer PRIMARY KEY,
    words bytea NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    at_ms bigint NOT NULL
);
ALTER TABLE mongolian_edition ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON mongolian_edition FOR SELECT USING ((SELECT app_role()) <> '');
CREATE POLICY edited ON mongolian_edition FOR INSERT WITH CHECK (
    (SELECT app_role()) IN ('supervisor', 'administrator'))
"""


def upgrade() -> None:
    """A table and its policies."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
