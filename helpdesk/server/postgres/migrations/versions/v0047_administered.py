"""People are kept and desks enrolled from the console; names for logins; the audit log by who and what.

An administrator writes people and ends their sessions; whoever may write into a stream may leave a one-time
code for its desk. A name is shown where only the login was kept, also to those who do not see all people.
"""

from alembic import op

revision = "0047"
down_revision = "0043"

_STATEMENTS = """
CREATE POLICY added ON person FOR INSERT WITH CHECK ((SELECT app_role()) = 'administrator');
CREATE POLICY changed ON person FOR UPDATE USING ((SELECT app_role()) = 'administrator');
CREATE POLICY seen ON session FOR SELECT USING ((SELECT app_role()) = 'administrator');
CREATE POLICY ended ON session FOR DELETE USING ((SELECT app_role()) = 'administrator');
CREATE POLICY issued ON enrolment_code FOR INSERT WITH CHECK (
    stream = ANY ((SELECT app_streams())::text[]));
CREATE FUNCTION names_of(logins text[]) RETURNS TABLE (login text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
    $$ SELECT p.login, p.name FROM person p WHERE p.login = ANY (logins) $$;
CREATE INDEX audit_of ON audit (login, at_ms DESC, id DESC);
CREATE INDEX audit_what ON audit (act, at_ms DESC, id DESC)
"""


def upgrade() -> None:
    """Policies, the function, the index."""
    for statement in _STATEMENTS.split(";\n"):
        op.execute(statement)
