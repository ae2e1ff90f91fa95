"""The certificate that the city's own PDFs are sealed by, and every one that was ever in force.

Of `city_certificate` only the certificates are kept, no key: what was sealed under an earlier one is still
known as the city's.
"""

from alembic import op

revision = "0052"
down_revision = "0050"

_STATEMENTS = """
ALTER TABLE city ADD COLUMN signer bytea NOT NULL DEFAULT '';
ALTER TABLE city ADD COLUMN signer_ms bigint NOT NULL DEFAULT 0;
CREATE INDEX case_file_hash ON case_file (hash);
CREATE TABLE city_certificate (role text NOT NULL, since_ms bigint NOT NULL, chain bytea[] NOT NULL,
    PRIMARY KEY (role, since_ms));
ALTER TABLE city_certificate ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON city_certificate FOR SELECT USING ((SELECT app_role()) <> '');
CREATE POLICY added ON city_certificate FOR INSERT WITH CHECK (
    (SELECT app_role()) IN ('administrator', 'system'));
CREATE POLICY dropped ON city_certificate FOR DELETE USING (
    (SELECT app_role()) IN ('administrator', 'system'))
"""


def upgrade() -> None:
    """The signer as `seal` is: sealed, empty where there is none, and since when; files by their hash."""
    for statement in _STATEMENTS.split(";\n"):
        op.execute(statement)
