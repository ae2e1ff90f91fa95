"""Parts of streams' snapshots, for devices that read a stream for the first time (ADR 0025)."""

from alembic import op

from helpdesk.server.postgres.migrations.scoping import by_stream

revision = "0034"
down_revision = "0039"


def upgrade() -> None:
    """None yet: they are made in quiet moments. What is compressed already lies as it is, so that a piece
    of it is read without the rest."""
    op.execute(
        "CREATE TABLE snapshot_part (stream text NOT NULL, since bigint NOT NULL,"
        " position bigint NOT NULL, full_part boolean NOT NULL, hash bytea NOT NULL,"
        " content bytea NOT NULL, PRIMARY KEY (stream, since))"
    )
    op.execute("ALTER TABLE snapshot_part ALTER COLUMN content SET STORAGE EXTERNAL")
    op.execute("CREATE INDEX snapshot_part_hash ON snapshot_part (hash)")
    by_stream("snapshot_part")
