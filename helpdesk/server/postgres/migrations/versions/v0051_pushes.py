"""What a desk's push pays for the city's lists: an index less, one look at the scope, terms later.

Search terms find their places in the index in quiet moments. PostgreSQL puts new ones on a list first and
sorts them in when that is full, in whoever's transaction it is then; the list may be twice as long now,
and is emptied every minute, as each search has to read it.
"""

from alembic import op

revision = "0051"
down_revision = "0052"

_LIST = """DO $$ BEGIN
    EXECUTE (SELECT format('ALTER INDEX %s SET (gin_pending_list_limit = 8192)', inhrelid::regclass)
        FROM pg_inherits WHERE inhparent = 'case_terms'::regclass);
END $$"""
# Only the index's owner may.
_SETTLE = """CREATE FUNCTION settle_terms() RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT gin_clean_pending_list(inhrelid::regclass) FROM pg_inherits
    WHERE inhparent = 'case_terms'::regclass $$"""
# As in 0021; the streams are looked up once for all rows, not for each.
_SCOPE = """CREATE OR REPLACE FUNCTION check_scope() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_role() <> 'system' AND EXISTS (
        SELECT FROM fresh WHERE (fresh.stream = ANY ((SELECT app_streams())::text[])) IS NOT TRUE
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'rows of a foreign stream';
    END IF;
    RETURN NULL;
END $$"""
# A place's open cases are all in `queue_counts`, which takes as long.
_INDEX = "DROP INDEX queue_stream"


def upgrade() -> None:
    """The list's length, and a function that empties it; a trigger; an index less."""
    for statement in (_LIST, _SETTLE, _SCOPE, _INDEX):
        op.execute(statement)
