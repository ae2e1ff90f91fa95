"""A device's request in one statement: its number is used, and that it was here is noted. When the last
backup was made."""

from alembic import op

revision = "0044"
down_revision = "0045"

# As `PostgresDoor.use_number` has it. The commit is not waited for: see ADR 0022.
_USE = """CREATE FUNCTION use_number(device text, number bigint, most int, now_ms bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE highest bigint;
BEGIN
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE device d SET
        numbers = (SELECT array_agg(n ORDER BY n DESC) FROM (
            SELECT n FROM unnest(d.numbers || number) AS n ORDER BY n DESC LIMIT most) AS kept),
        seen_ms = CASE WHEN now_ms - d.seen_ms > 60000 THEN now_ms ELSE d.seen_ms END
    WHERE d.id = device AND number <> ALL (d.numbers)
        AND (cardinality(d.numbers) < most OR number > d.numbers[most]);
    IF FOUND THEN
        RETURN NULL;
    END IF;
    SELECT d.numbers[1] INTO highest FROM device d WHERE d.id = device;
    RETURN coalesce(highest, 0);
END $$"""


def upgrade() -> None:
    """A function and a moment."""
    op.execute(_USE)
    op.execute("ALTER TABLE city ADD COLUMN backup_ms bigint NOT NULL DEFAULT 0")
