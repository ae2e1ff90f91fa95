"""How many cases each list of the queue has is read from an index alone; words are found within
a place and the lists' filters.

`queue_counts` has all that the lists of open cases, their filters and the policies ask, by place: one pass
over it counts all lists at once. `case_counts` is the same for the lists that ended cases are in.
"""

from alembic import op

revision = "0046"
down_revision = "0047"

_INDEXES = """
CREATE INDEX queue_counts ON city_case (stream, department) INCLUDE (stage, kind, category, urgency,
    due_key, disputed, extension_asked, raise_proposed, returned, in_doubt, to_put_right, special, secret,
    level) WHERE ended_at IS NULL;
CREATE INDEX case_counts ON city_case (stream, department) INCLUDE (stage, kind, category, urgency,
    returned, in_doubt, to_put_right, special, secret, level);
CREATE INDEX case_category ON city_case (category, registered_at DESC, id DESC) WHERE category <> ''
"""
# As in 0044; who asks may narrow it to a place within their own, and to what the lists are filtered by.
_FIND = """CREATE FUNCTION find_cases(
    wanted text[], most integer, within text DEFAULT '', filters jsonb DEFAULT '{}')
RETURNS TABLE (stream text, id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own text := coalesce(app_division(), app_handled());
    place text := CASE WHEN starts_with(within, own) THEN within ELSE own END;
    narrow text := '';
    name text;
    value text;
BEGIN
    IF own IS NULL THEN
        RETURN;
    END IF;
    IF place ~ '^[0-9]{1,12}$' THEN
        narrow := format(' AND c.stream >= %L AND c.stream < %L', place, (place::bigint + 1)::text);
    END IF;
    IF app_department() IS NOT NULL THEN
        narrow := narrow || format(' AND c.department = %L', app_department());
    END IF;
    FOR name, value IN SELECT * FROM jsonb_each_text(filters) LOOP
        IF name NOT IN ('department', 'kind', 'stage', 'category', 'urgency', 'returned', 'special') THEN
            RAISE EXCEPTION 'no such filter';
        END IF;
        narrow := narrow || format(' AND c.%I = %L', name, value);
    END LOOP;
    RETURN QUERY EXECUTE 'SELECT c.stream, c.id FROM city_case c WHERE c.terms @> $1'
        || ' AND starts_with(c.stream, $2)' || narrow || ' LIMIT $3' USING wanted, place, most;
END $$"""
# Old rows of a great table stay seen as settled for index scans only when they are looked after early.
_LOOKED_AFTER = (
    "ALTER TABLE city_case_rows SET (autovacuum_vacuum_scale_factor = 0.02,"
    " autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)"
)


def upgrade() -> None:
    """Three indexes, a function, and when the table is looked after."""
    for statement in (
        *_INDEXES.split(";\n"),
        "DROP FUNCTION find_cases(text[], integer)",
        _FIND,
        _LOOKED_AFTER,
    ):
        op.execute(statement)
