"""Files of cases, and which of them are whole."""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0025"
down_revision = "0021"


def upgrade() -> None:
    """`blob` knows no desk: the same bytes are kept once for all, and are reached through `case_file`."""
    op.execute(
        "CREATE TABLE case_file (stream text NOT NULL, hash bytea NOT NULL, case_id bytea NOT NULL,"
        " size bigint NOT NULL, thumbnail boolean NOT NULL, noted_ms bigint NOT NULL,"
        " PRIMARY KEY (stream, hash, case_id))"
    )
    op.execute("CREATE INDEX case_file_case ON case_file (case_id)")
    op.execute(
        "CREATE TABLE blob (hash bytea PRIMARY KEY, size bigint NOT NULL,"
        " arrived_ms bigint NOT NULL)"
    )
    by_stream("case_file")
    op.execute(
        "CREATE POLICY department ON case_file FOR SELECT USING ("
        " starts_with(stream, (SELECT app_handled())) AND EXISTS ("
        " SELECT FROM city_case c WHERE c.stream = case_file.stream"
        " AND c.id = encode(case_file.case_id, 'hex')))"
    )
