"""Registrations that are one case with another of the same number, re-entered from its stub.

`rejoined.holder` is the case that both go by. Whoever may see that case sees what belongs to it. A number is
one case's in the whole city, also where two desks claim it at the same moment.
"""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0050"
down_revision = "0048"

_TABLE = """
CREATE TABLE rejoined (
    stream text NOT NULL,
    subject bytea NOT NULL,
    holder bytea NOT NULL,
    PRIMARY KEY (stream, subject)
);
CREATE INDEX rejoined_holder ON rejoined (stream, holder);
DROP FUNCTION number_holders(text[]);
CREATE FUNCTION number_holders(numbers text[])
RETURNS TABLE (number text, subject bytea, reentered boolean, stream text, joined bytea[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT n.number, n.subject, n.reentered, n.stream, ARRAY(
        SELECT r.subject FROM rejoined r WHERE r.stream = n.stream AND r.holder = n.subject)
    FROM case_number n WHERE n.number = ANY (numbers) $$
"""
_ONE_EACH = "CREATE UNIQUE INDEX case_number_once ON case_number_rows (number)"
_POLICIES = """
CREATE POLICY department ON rejoined FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND EXISTS (
        SELECT FROM city_case c WHERE c.stream = rejoined.stream
        AND c.id = encode(rejoined.holder, 'hex')));
CREATE OR REPLACE FUNCTION kept_secret(of text, what bytea) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT FROM secret_subject s WHERE s.stream = of AND keeps_out(s.level)
        AND (s.subject = what OR s.subject = (SELECT r.holder FROM rejoined r
            WHERE r.stream = of AND r.subject = what))) $$;
CREATE POLICY department_rejoined ON event FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND EXISTS (
        SELECT FROM rejoined r WHERE r.stream = event.stream AND r.subject = event.subject))
"""


def upgrade() -> None:
    """A table, its policies, an index in place of one that let two be, a function that tells more."""
    op.execute("DROP INDEX case_number_number_idx")
    op.execute(_ONE_EACH)
    for statement in _TABLE.split(";\n"):
        op.execute(statement)
    by_stream("rejoined")
    for statement in _POLICIES.split(";\n"):
        op.execute(statement)
