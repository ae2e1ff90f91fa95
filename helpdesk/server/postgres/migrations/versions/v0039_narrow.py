"""Blocking a device by whoever may, and nothing else of it; administrators see what was put aside."""

from alembic import op

revision = "0039"
down_revision = "0033"

# As `people.REVOKE` has it, in one's division; the program's own rows of `device` stay closed to people.
_BLOCK = """CREATE FUNCTION block_device(device text, blocked boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE device d SET revoked = blocked WHERE d.id = block_device.device AND (
        app_role() IN ('system', 'administrator')
        OR (app_role() = 'dispatcher' AND starts_with(d.stream, app_division())));
    RETURN FOUND;
END $$"""
_ADMINISTRATOR = """CREATE POLICY administrator ON quarantine FOR SELECT USING (
    (SELECT app_role()) = 'administrator')"""
# Words between desk and city about a record put aside: of no resident, and of no case.
_SETTLED = """CREATE POLICY administrator ON event FOR SELECT USING (
    (SELECT app_role()) = 'administrator' AND kind = 'device.aside_settled')"""


def upgrade() -> None:
    """One function, two policies."""
    for statement in (_BLOCK, _ADMINISTRATOR, _SETTLED):
        op.execute(statement)
