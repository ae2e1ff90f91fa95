"""Who may see a device may see which prefixes it had."""

from alembic import op

revision = "0032"
down_revision = "0030"


def upgrade() -> None:
    """The policy of `device` decides: its own security holds inside the question."""
    op.execute(
        "CREATE POLICY seen ON prefix FOR SELECT USING"
        " (EXISTS (SELECT FROM device d WHERE d.id = prefix.device))"
    )
