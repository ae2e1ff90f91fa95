"""The city's queue: what dispatching has to know of each case, the dispatch catalogue, secrecy.

Lists are read in the order of an index that holds open cases only. With row-level security an index on
anything but plain comparisons is not used, so the search asks `find_cases`, which keeps to the scope
itself; what it finds is read under the policies like everything else.
"""

from alembic import op
from sqlalchemy import Connection, text

from helpdesk.domain.cases import fold_case
from helpdesk.protocol.events import from_wire, once
from helpdesk.server.dispatch_row import dispatch_row
from helpdesk.server.postgres.dispatch_columns import DISPATCH_NAMES, dispatch_values
from helpdesk.server.postgres.migrations.scoping import by_stream
from helpdesk.server.postgres.records import COLUMNS, from_row

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
    _count(op.get_bind())


def _count(connection: Connection) -> None:
    streams = connection.execute(text("SELECT stream FROM stream WHERE head > 0")).scalars().all()
    changes = ", ".join(f"{name} = :{name}" for name in DISPATCH_NAMES)
    for stream in streams:
        rows = connection.execute(
            text(
                f"SELECT {COLUMNS} FROM event e WHERE stream = :stream AND NOT EXISTS (SELECT FROM"
                " quarantine q WHERE q.stream = e.stream AND q.position = e.position)"
                " AND kind NOT LIKE 'resident.%' AND kind NOT LIKE 'device.%' ORDER BY position"
            ),
            {"stream": stream},
        )
        cases: dict[str, list[object]] = {}
        for row in rows:
            event = from_wire(from_row(tuple(row)), stream=stream)
            cases.setdefault(event.subject, []).append(event)
        for subject, events in cases.items():
            case = fold_case(subject, once(events))  # type: ignore[arg-type]
            if case.registered is not None:
                values = dict(zip(DISPATCH_NAMES, dispatch_values(dispatch_row(case)), strict=True))
                connection.execute(
                    text(f"UPDATE city_case SET {changes} WHERE stream = :stream AND id = :id"),
                    {**values, "stream": stream, "id": subject},
                )
