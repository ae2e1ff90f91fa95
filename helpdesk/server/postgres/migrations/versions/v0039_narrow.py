"""Blocking a device by whoever may, and nothing else of it; what was put aside, for administrators; words
to the people at desks."""

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

# To the desks whose codes begin with `division`; `number` is the moment in seconds, and tells devices
# which they have. `device.noticed` is the last one that a device said to have.
_NOTICE = """
CREATE TABLE notice (
    number bigint PRIMARY KEY,
    division text NOT NULL,
    words text NOT NULL,
    giver text NOT NULL,
    until_ms bigint NOT NULL
);
ALTER TABLE device ADD COLUMN noticed bigint NOT NULL DEFAULT 0;
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON notice FOR SELECT USING (
    (SELECT app_role()) IN ('system', 'administrator')
    OR starts_with(division, (SELECT app_division()))
    OR starts_with((SELECT app_division()), division)
    OR EXISTS (SELECT FROM unnest((SELECT app_streams())::text[]) own WHERE starts_with(own, division)));
CREATE POLICY given ON notice FOR INSERT WITH CHECK (
    (SELECT app_role()) IN ('system', 'administrator')
    OR ((SELECT app_role()) IN ('township_lead', 'dispatcher', 'supervisor')
        AND starts_with(division, (SELECT app_division()))))
"""
_LAST = """CREATE FUNCTION last_notice() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7237970);
    RETURN coalesce((SELECT max(number) FROM notice), 0);
END $$"""


def upgrade() -> None:
    """Two functions, a table, and who sees it."""
    for statement in (_BLOCK, _ADMINISTRATOR, _SETTLED, *_NOTICE.split(";\n"), _LAST):
        op.execute(statement)
