"""Streams, events, devices, enrolment and the projection of cases.

Every table that grows is keyed by `stream` first, so that Citus can spread them by it; `city`,
`device`, `enrolment_code` and `guess` stay small and would be reference tables.
"""

from alembic import op

revision = "0001"
down_revision = None

_SCHEMA = """
CREATE TABLE city (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    history text NOT NULL,
    prefixes bigint NOT NULL DEFAULT 0
);
CREATE TABLE stream (
    stream text PRIMARY KEY,
    head bigint NOT NULL DEFAULT 0,
    grant_number integer NOT NULL DEFAULT 1,
    phone text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    practice boolean NOT NULL DEFAULT false
);
CREATE TABLE device (
    id text PRIMARY KEY,
    stream text NOT NULL REFERENCES stream,
    name text NOT NULL,
    public_key bytea NOT NULL,
    prefix text NOT NULL UNIQUE,
    incarnation bytea NOT NULL UNIQUE,
    revoked boolean NOT NULL DEFAULT false,
    enrolled_ms bigint NOT NULL,
    seen_ms bigint NOT NULL DEFAULT 0
);
CREATE TABLE log (
    stream text NOT NULL REFERENCES stream,
    incarnation bytea NOT NULL,
    acked bigint NOT NULL DEFAULT 0,
    head bytea NOT NULL,
    PRIMARY KEY (stream, incarnation)
);
CREATE TABLE event (
    stream text NOT NULL,
    position bigint NOT NULL,
    incarnation bytea NOT NULL,
    dseq bigint NOT NULL,
    subject bytea NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    author_id text NOT NULL,
    author_name text NOT NULL,
    device_ms bigint NOT NULL,
    correction_ms bigint NOT NULL,
    offset_minutes bigint NOT NULL,
    zone text NOT NULL,
    base bigint NOT NULL,
    body bytea NOT NULL,
    original bytea,
    received_ms bigint NOT NULL,
    PRIMARY KEY (stream, position),
    UNIQUE (stream, incarnation, dseq)
);
CREATE INDEX event_subject ON event (stream, subject, position);
CREATE TABLE batch (
    stream text NOT NULL,
    incarnation bytea NOT NULL,
    last bigint NOT NULL,
    first bigint NOT NULL,
    head bytea NOT NULL,
    signature bytea NOT NULL,
    received_ms bigint NOT NULL,
    PRIMARY KEY (stream, incarnation, last)
);
CREATE TABLE quarantine (
    stream text NOT NULL,
    position bigint NOT NULL,
    incarnation bytea NOT NULL,
    dseq bigint NOT NULL,
    reason text NOT NULL,
    noted_ms bigint NOT NULL,
    PRIMARY KEY (stream, position)
);
CREATE INDEX quarantine_log ON quarantine (stream, incarnation, dseq);
CREATE TABLE case_number (
    stream text NOT NULL,
    number text NOT NULL,
    subject bytea NOT NULL,
    PRIMARY KEY (stream, number)
);
CREATE TABLE city_case (
    stream text NOT NULL,
    id text NOT NULL,
    number text NOT NULL,
    outside_number text NOT NULL,
    kind text NOT NULL,
    stage text NOT NULL,
    applicant text NOT NULL,
    resident text NOT NULL,
    title text NOT NULL,
    matter text NOT NULL,
    department text NOT NULL,
    department_number text NOT NULL,
    registered_at timestamp NOT NULL,
    due timestamp,
    provisional boolean NOT NULL,
    respond_due timestamp,
    responded boolean NOT NULL,
    deferred_until date,
    ended_at timestamp,
    anomalies integer NOT NULL,
    events integer NOT NULL,
    unsent integer NOT NULL,
    changed_ms bigint NOT NULL,
    PRIMARY KEY (stream, id)
);
CREATE INDEX city_case_id ON city_case (id);
CREATE INDEX city_case_stage ON city_case (stage, registered_at DESC);
CREATE INDEX city_case_recent ON city_case (registered_at DESC);
CREATE TABLE enrolment_code (
    hash bytea PRIMARY KEY,
    stream text NOT NULL REFERENCES stream,
    expires_ms bigint NOT NULL,
    device text REFERENCES device
);
CREATE TABLE guess (
    source text NOT NULL,
    window_ms bigint NOT NULL,
    count integer NOT NULL,
    PRIMARY KEY (source, window_ms)
);
"""


def upgrade() -> None:
    """The first schema."""
    op.execute(_SCHEMA)
