"""The city's queue: what dispatching has to know of each case, the dispatch catalogue, secrecy.

Lists are read in the order of an index that holds open cases only. With row-level security an index on
anything but plain comparisons is not used, so the search asks `find_cases`, which keeps to the scope
itself; what it finds is read under the policies like everything else.
"""

from typing import cast

import psycopg
from alembic import op

from helpdesk.domain.cases import fold_case
from helpdesk.domain.events import Event
from helpdesk.protocol.events import once
from helpdesk.server.dispatch_row import dispatch_row
from helpdesk.server.postgres.dispatch_columns import DISPATCH_NAMES, dispatch_values, note_secrets
from helpdesk.server.postgres.ledger import events_of
from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0035"
down_revision = "0034"

_SCHEMA = """
ALTER TABLE city_case
    ADD COLUMN urgency smallint NOT NULL DEFAULT 1,
    ADD COLUMN secret boolean NOT NULL DEFAULT false,
    ADD COLUMN special text NOT NULL DEFAULT '',
    ADD COLUMN came_by text NOT NULL DEFAULT '',
    ADD COLUMN category text NOT NULL DEFAULT '',
    ADD COLUMN level text NOT NULL DEFAULT '',
    ADD COLUMN disputed boolean NOT NULL DEFAULT false,
    ADD COLUMN extension_asked boolean NOT NULL DEFAULT false,
    ADD COLUMN raise_proposed boolean NOT NULL DEFAULT false,
    ADD COLUMN in_doubt boolean NOT NULL DEFAULT false,
    ADD COLUMN returned boolean NOT NULL DEFAULT false,
    ADD COLUMN dispatched_at timestamp,
    ADD COLUMN merged_into text NOT NULL DEFAULT '',
    ADD COLUMN outcome text NOT NULL DEFAULT '',
    ADD COLUMN document_number text NOT NULL DEFAULT '',
    ADD COLUMN phone text NOT NULL DEFAULT '',
    ADD COLUMN words text NOT NULL DEFAULT '',
    ADD COLUMN attempts smallint NOT NULL DEFAULT 0,
    ADD COLUMN to_put_right boolean NOT NULL DEFAULT false,
    ADD COLUMN terms text[] NOT NULL DEFAULT '{}',
    ADD COLUMN due_key timestamp GENERATED ALWAYS AS (coalesce(due, 'infinity'::timestamp)) STORED;
CREATE INDEX queue_urgency ON city_case (urgency, due_key, id) WHERE ended_at IS NULL;
CREATE INDEX queue_due ON city_case (due_key, id) WHERE ended_at IS NULL;
CREATE INDEX queue_age ON city_case (registered_at, id) WHERE ended_at IS NULL;
CREATE INDEX queue_stage ON city_case (stage, urgency, due_key, id) WHERE ended_at IS NULL;
CREATE INDEX queue_department ON city_case (department, urgency, due_key, id) WHERE ended_at IS NULL;
CREATE INDEX case_department ON city_case (department, registered_at DESC, id DESC);
CREATE INDEX queue_stream ON city_case (stream, urgency, due_key, id) WHERE ended_at IS NULL;
CREATE INDEX queue_disputed ON city_case (urgency, due_key, id) WHERE disputed;
CREATE INDEX queue_extension ON city_case (urgency, due_key, id) WHERE extension_asked;
CREATE INDEX queue_raise ON city_case (urgency, due_key, id) WHERE raise_proposed;
CREATE INDEX queue_put_right ON city_case (urgency, due_key, id) WHERE to_put_right;
CREATE INDEX queue_doubt ON city_case (urgency, due_key, id) WHERE in_doubt;
CREATE INDEX queue_returned ON city_case (urgency, due_key, id) WHERE returned;
CREATE INDEX queue_secret ON city_case (urgency, due_key, id) WHERE secret;
CREATE INDEX queue_special ON city_case (urgency, due_key, id) WHERE special <> '';
CREATE INDEX queue_blocked ON city_case (urgency, due_key, id) WHERE kind = 'blocked';
CREATE INDEX case_dispatched ON city_case (matter, dispatched_at DESC)
    WHERE dispatched_at IS NOT NULL AND matter <> '';
CREATE INDEX case_document ON city_case (document_number) WHERE document_number <> '';
CREATE INDEX case_phone ON city_case (phone) WHERE phone <> '';
CREATE INDEX case_merged ON city_case (merged_into) WHERE merged_into <> '';
CREATE INDEX case_terms ON city_case USING gin (terms);
CREATE TABLE secret_subject (
    stream text NOT NULL,
    subject bytea NOT NULL,
    level text NOT NULL DEFAULT '',
    PRIMARY KEY (stream, subject)
);
CREATE TABLE dispatch_rule (
    kind text NOT NULL,
    words text NOT NULL,
    department text NOT NULL,
    login text NOT NULL,
    changed_ms bigint NOT NULL,
    PRIMARY KEY (kind, words)
);
ALTER TABLE dispatch_rule ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON dispatch_rule FOR SELECT USING ((SELECT app_role()) IN
    ('dispatcher', 'supervisor', 'auditor', 'administrator', 'system'));
CREATE POLICY kept ON dispatch_rule USING ((SELECT app_role()) IN
    ('dispatcher', 'administrator', 'system'))
"""
# Who may not read what is secret: an agent or auditor never, a township lead unless the case was passed to
# the own level.
_SECRECY = """
CREATE FUNCTION keeps_out(level text) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT app_role() IN ('agent', 'auditor') OR (app_role() = 'township_lead'
        AND (level = '' OR NOT starts_with(level, app_division()))) $$;
CREATE POLICY secrecy ON city_case AS RESTRICTIVE FOR SELECT USING (
    NOT secret OR NOT keeps_out(level));
CREATE FUNCTION kept_secret(of text, what bytea) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT FROM secret_subject s WHERE s.stream = of AND s.subject = what
        AND keeps_out(s.level)) $$;
CREATE POLICY secrecy ON event AS RESTRICTIVE FOR SELECT USING (
    (SELECT app_role()) NOT IN ('agent', 'auditor', 'township_lead')
    OR NOT kept_secret(stream, subject));
CREATE POLICY secrecy ON case_number AS RESTRICTIVE FOR SELECT USING (
    (SELECT app_role()) NOT IN ('agent', 'auditor', 'township_lead')
    OR NOT kept_secret(stream, subject));
CREATE POLICY secrecy ON case_file AS RESTRICTIVE FOR SELECT USING (
    (SELECT app_role()) NOT IN ('agent', 'auditor', 'township_lead')
    OR NOT kept_secret(stream, case_id));
CREATE FUNCTION find_cases(wanted text[], most integer) RETURNS TABLE (stream text, id text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT c.stream, c.id FROM city_case c WHERE c.terms @> wanted
    AND starts_with(c.stream, coalesce(app_division(), app_handled())) LIMIT most $$
"""


def upgrade() -> None:
    """Columns, indexes and policies; the cases that are here are counted once."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
    by_stream("secret_subject")
    for statement in _SECRECY.split(";\nCREATE "):
        op.execute(statement if statement.lstrip().startswith("CREATE") else f"CREATE {statement}")
    count(cast("psycopg.Connection", op.get_bind().connection.driver_connection))


def count(connection: psycopg.Connection) -> None:
    """The new columns of every case that is here already."""
    changes = ", ".join(f"{name} = %s" for name in DISPATCH_NAMES)
    for (stream,) in connection.execute("SELECT stream FROM stream WHERE head > 0").fetchall():
        ids = connection.execute("SELECT id FROM city_case WHERE stream = %s", [stream]).fetchall()
        events: dict[str, list[Event]] = {each: [] for (each,) in ids}
        for event in events_of(connection, stream, [bytes.fromhex(each) for each in events]):
            events[event.subject].append(event)
        cases = [fold_case(subject, once(said)) for subject, said in events.items()]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE city_case SET {changes} WHERE stream = %s AND id = %s",
                [(*dispatch_values(dispatch_row(case)), stream, case.id) for case in cases],
            )
        note_secrets(connection, cases)
