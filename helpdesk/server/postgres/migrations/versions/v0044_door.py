"""A device's request in one statement: its number is used, and that it was here is noted. When the last
backup was made. How cases are found by words."""

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

# As in 0035, with the scope as plain comparisons that PostgreSQL sees when it plans: a frequent word of a
# small scope is found where two indexes meet.
_FIND = """CREATE OR REPLACE FUNCTION find_cases(wanted text[], most integer)
RETURNS TABLE (stream text, id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE scope text := coalesce(app_division(), app_handled()); place text := '';
BEGIN
    IF scope IS NULL THEN
        RETURN;
    END IF;
    IF scope ~ '^[0-9]{1,12}$' THEN
        place := format(' AND c.stream >= %L AND c.stream < %L', scope, (scope::bigint + 1)::text);
    END IF;
    RETURN QUERY EXECUTE 'SELECT c.stream, c.id FROM city_case c WHERE c.terms @> $1'
        || ' AND starts_with(c.stream, $2)' || place || ' LIMIT $3' USING wanted, scope, most;
END $$"""


def upgrade() -> None:
    """Two functions and a moment."""
    op.execute(_USE)
    op.execute(_FIND)
    op.execute("ALTER TABLE city ADD COLUMN backup_ms bigint NOT NULL DEFAULT 0")
