"""People, sessions, the audit log; and who may see which rows, enforced by PostgreSQL (ADR 0023).

`act_as` tells a transaction on whose behalf it runs. It looks the scope up itself, so that the program
cannot claim another one. Each table has the policies of `scoping`; without `act_as` nothing is
visible, but for `number_holders`, which says who in the city has a number that is named exactly.

COPY does not go into a table with row-level security. The tables that batches are copied into are
therefore partitioned, with one partition: the parent has the policies, and the partition takes
nothing but inserts, whose streams a trigger checks.
"""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream, copied_into

revision = "0021"
down_revision = "0020"

_PEOPLE = """
CREATE TABLE person (
    login text PRIMARY KEY,
    name text NOT NULL,
    role text NOT NULL,
    division text NOT NULL DEFAULT '',
    department text NOT NULL DEFAULT '',
    password text NOT NULL DEFAULT '',
    totp bytea NOT NULL DEFAULT '',
    totp_step bigint NOT NULL DEFAULT 0,
    setup_hash bytea UNIQUE,
    setup_until_ms bigint NOT NULL DEFAULT 0,
    disabled boolean NOT NULL DEFAULT false,
    made_ms bigint NOT NULL,
    seen_ms bigint NOT NULL DEFAULT 0
);
CREATE TABLE session (
    hash bytea PRIMARY KEY,
    login text NOT NULL REFERENCES person,
    kind text NOT NULL,
    made_ms bigint NOT NULL,
    seen_ms bigint NOT NULL,
    until_ms bigint NOT NULL
);
CREATE INDEX session_login ON session (login);
CREATE TABLE audit (
    stream text NOT NULL DEFAULT '',
    at_ms bigint NOT NULL,
    id bigint GENERATED ALWAYS AS IDENTITY,
    login text NOT NULL,
    act text NOT NULL,
    object text NOT NULL DEFAULT '',
    PRIMARY KEY (stream, at_ms, id)
);
CREATE INDEX audit_recent ON audit (at_ms DESC, id DESC);
CREATE TABLE posted (
    stream text NOT NULL,
    once text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (stream, once)
)
"""
_SETTINGS = r"""
CREATE FUNCTION act_as(kind text, id text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE streams text := ''; division text := ''; handled text := ''; department text := ''; who person;
BEGIN
    CASE kind
    WHEN 'device' THEN
        SELECT coalesce(string_agg(d.stream, ','), '') INTO streams FROM device d WHERE d.id = act_as.id;
    WHEN 'stream' THEN streams := act_as.id;
    WHEN 'system' THEN division := '/';
    WHEN 'door' THEN NULL;
    WHEN 'person' THEN
        SELECT p.* INTO who FROM person p WHERE p.login = act_as.id AND NOT p.disabled;
        kind := coalesce(who.role, '');
        IF kind = 'department_handler' THEN
            handled := '/' || who.division; department := who.department;
        ELSIF kind IN ('agent', 'township_lead', 'dispatcher', 'supervisor', 'auditor') THEN
            division := '/' || who.division;
        END IF;
    ELSE RAISE EXCEPTION 'unknown principal';
    END CASE;
    PERFORM set_config('app.role', kind, true), set_config('app.id', act_as.id, true),
        set_config('app.streams', streams, true), set_config('app.division', division, true),
        set_config('app.handled', handled, true), set_config('app.department', department, true);
END $$;
CREATE FUNCTION app_role() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT coalesce(current_setting('app.role', true), '') $$;
CREATE FUNCTION app_id() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT coalesce(current_setting('app.id', true), '') $$;
CREATE FUNCTION app_streams() RETURNS text[] LANGUAGE sql STABLE AS
    $$ SELECT string_to_array(nullif(current_setting('app.streams', true), ''), ',') $$;
CREATE FUNCTION app_division() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT substr(nullif(current_setting('app.division', true), ''), 2) $$;
CREATE FUNCTION app_handled() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT substr(nullif(current_setting('app.handled', true), ''), 2) $$;
CREATE FUNCTION app_department() RETURNS text LANGUAGE sql STABLE AS
    $$ SELECT nullif(current_setting('app.department', true), '') $$;
CREATE FUNCTION number_holders(numbers text[])
RETURNS TABLE (number text, subject bytea, reentered boolean) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS
    $$ SELECT n.number, n.subject, n.reentered FROM case_number n WHERE n.number = ANY (numbers) $$;
CREATE FUNCTION check_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_role() <> 'system' AND EXISTS (
        SELECT FROM fresh WHERE (fresh.stream = ANY (app_streams())) IS NOT TRUE
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'rows of a foreign stream';
    END IF;
    RETURN NULL;
END $$
"""
_DEPARTMENTS = """
CREATE POLICY department ON city_case FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND department = (SELECT app_department()));
CREATE POLICY department ON event FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND EXISTS (
        SELECT FROM city_case c WHERE c.stream = event.stream AND c.id = encode(event.subject, 'hex')));
CREATE POLICY department ON case_number FOR SELECT USING (
    starts_with(stream, (SELECT app_handled())) AND EXISTS (
        SELECT FROM city_case c WHERE c.stream = case_number.stream
        AND c.id = encode(case_number.subject, 'hex')));
CREATE POLICY department ON stream FOR SELECT USING (starts_with(stream, (SELECT app_handled())))
"""
_OTHERS = """
CREATE POLICY door ON log FOR INSERT WITH CHECK ((SELECT app_role()) = 'door');
CREATE POLICY door ON stream FOR SELECT USING ((SELECT app_role()) = 'door');
CREATE POLICY administrator ON stream FOR SELECT USING ((SELECT app_role()) = 'administrator');
ALTER TABLE device ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON device USING (
    (SELECT app_role()) IN ('door', 'system')
    OR ((SELECT app_role()) = 'device' AND id = (SELECT app_id())));
CREATE POLICY seen ON device FOR SELECT USING (
    starts_with(stream, (SELECT app_division())) OR (SELECT app_role()) = 'administrator');
ALTER TABLE prefix ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON prefix USING (
    (SELECT app_role()) IN ('door', 'system')
    OR ((SELECT app_role()) = 'device' AND device = (SELECT app_id())));
ALTER TABLE enrolment_code ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON enrolment_code USING ((SELECT app_role()) IN ('door', 'system'));
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON person USING ((SELECT app_role()) IN ('door', 'system'));
CREATE POLICY seen ON person FOR SELECT USING (
    (SELECT app_role()) IN ('administrator', 'auditor') OR login = (SELECT app_id()));
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON session USING ((SELECT app_role()) IN ('door', 'system'));
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY written ON audit FOR INSERT WITH CHECK ((SELECT app_role()) <> '');
CREATE POLICY seen ON audit FOR SELECT USING (
    (SELECT app_role()) IN ('administrator', 'auditor', 'system'))
"""
_STREAMED = (
    *("stream", "log", "batch", "event", "quarantine", "case_number", "city_case"),
    *("day_counter", "revoked_agent", "posted", "bundle"),
)


def upgrade() -> None:
    """Tables, settings, policies."""
    for statement in (_PEOPLE + ";" + _SETTINGS).split(";\nCREATE "):
        op.execute(statement if statement.lstrip().startswith("CREATE") else f"CREATE {statement}")
    for table in ("event", "case_number", "city_case"):
        copied_into(table)
    for table in _STREAMED:
        by_stream(table)
    for statement in (_DEPARTMENTS + ";" + _OTHERS).split(";\n"):
        op.execute(statement)
