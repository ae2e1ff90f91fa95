"""The login policy, and agents whom the city revoked."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """An empty policy means the defaults."""
    op.execute("ALTER TABLE city ADD COLUMN policy bytea NOT NULL DEFAULT ''")
    op.execute(
        "CREATE TABLE revoked_agent (stream text NOT NULL, agent text NOT NULL,"
        " revoked_ms bigint NOT NULL, PRIMARY KEY (stream, agent))"
    )
