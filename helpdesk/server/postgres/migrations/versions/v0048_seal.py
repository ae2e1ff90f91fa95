"""The certificate by which the city certifies its desks, sealed with the city's secret."""

from alembic import op

revision = "0048"
down_revision = "0046"


def upgrade() -> None:
    """Empty where there is none; `seal_ms` tells the processes that it changed."""
    op.execute("ALTER TABLE city ADD COLUMN seal bytea NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE city ADD COLUMN seal_ms bigint NOT NULL DEFAULT 0")
