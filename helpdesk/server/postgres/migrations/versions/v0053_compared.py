"""Comparisons of papers are found without reading every event."""

from alembic import op

revision = "0053"
down_revision = "0051"


def upgrade() -> None:
    """An index of the few events that are comparisons."""
    op.execute("CREATE INDEX event_compared ON event (received_ms) WHERE kind = 'paper.compared'")
