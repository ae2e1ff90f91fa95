"""Grants of streams, the city's histories, digests and what lies in a verified backup."""

from alembic import op
from sqlalchemy import text

from helpdesk.protocol.digest import digest, mark
from helpdesk.server.postgres.migrations.scoping import by_stream
from helpdesk.server.postgres.records import COLUMNS, from_row

revision = "0030"
down_revision = "0025"

_SCHEMA = """
ALTER TABLE city ADD COLUMN era bigint NOT NULL DEFAULT 0;
ALTER TABLE stream ADD COLUMN digest bigint NOT NULL DEFAULT 0;
ALTER TABLE stream ADD COLUMN safe bigint NOT NULL DEFAULT 0;
CREATE TABLE stream_grant (
    desk text NOT NULL,
    stream text NOT NULL,
    number integer NOT NULL,
    granted_ms bigint NOT NULL,
    ended_ms bigint,
    PRIMARY KEY (desk, stream, number)
);
CREATE TABLE parting (
    history text NOT NULL,
    stream text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (history, stream)
)
"""

# A device has the streams of its desk: its own, and those that the desk may or once might write; what
# was written before a grant ended arrives after it. Which of them it reads, `server/exchange.py` decides.
_OWN = "SELECT coalesce(string_agg(d.stream, ','), '') INTO streams FROM device d WHERE d.id = act_as.id;"
_GRANTED = """SELECT coalesce(string_agg(s.stream, ','), '') INTO streams FROM device d, LATERAL (
            SELECT d.stream UNION SELECT g.stream FROM stream_grant g WHERE g.desk = d.stream
        ) s WHERE d.id = act_as.id;"""


def upgrade() -> None:
    """The digest of every stream is counted once; from then on it grows with the stream."""
    for statement in _SCHEMA.split(";\n"):
        op.execute(statement)
    for table in ("stream_grant", "parting"):
        by_stream(table)
    connection = op.get_bind()
    acting = "SELECT pg_get_functiondef('act_as(text,text)'::regprocedure)"
    definition = str(connection.exec_driver_sql(acting).scalar_one())
    if _OWN not in definition:
        raise AssertionError("the scope of a device is not as it was")
    connection.exec_driver_sql(definition.replace(_OWN, _GRANTED))
    streams = connection.execute(text("SELECT stream FROM stream WHERE head > 0")).scalars().all()
    for stream in streams:
        rows = connection.execute(
            text(f"SELECT {COLUMNS} FROM event WHERE stream = :stream"), {"stream": stream}
        )
        placed = (from_row(tuple(row)) for row in rows)
        total = digest((one.position, mark(one.incarnation, one.dseq, one.event)) for one in placed)
        connection.execute(
            text("UPDATE stream SET digest = :digest WHERE stream = :stream"),
            {"digest": total, "stream": stream},
        )
