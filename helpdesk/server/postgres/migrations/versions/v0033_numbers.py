"""Which numbers a device's requests have used, the highest first (ADR 0022)."""

from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """None yet; rows stay in their page where it has room."""
    op.execute("ALTER TABLE device ADD COLUMN numbers bigint[] NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE device SET (fillfactor = 50)")
