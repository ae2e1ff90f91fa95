"""A device's key for PDFs, which the city certifies beside its Ed25519 key."""

from alembic import op

revision = "0055"
down_revision = "0053"


def upgrade() -> None:
    """The compressed point on P-256; null until the device has named it."""
    op.execute("ALTER TABLE device ADD COLUMN pdf_key bytea")
