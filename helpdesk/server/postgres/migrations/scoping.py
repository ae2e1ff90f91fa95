"""What each migration that makes a table keyed by `stream` calls, so that nobody reads past their scope."""

from alembic import op

_POLICIES = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen ON {table} FOR SELECT USING (starts_with(stream, (SELECT app_division())));
CREATE POLICY kept ON {table} USING (
    stream = ANY ((SELECT app_streams())::text[]) OR (SELECT app_role()) = 'system')
"""
_COPIED = """
ALTER TABLE {table} RENAME TO {table}_rows;
CREATE TABLE {table} (LIKE {table}_rows INCLUDING ALL) PARTITION BY LIST (stream);
ALTER TABLE {table} ATTACH PARTITION {table}_rows DEFAULT;
CREATE TRIGGER check_scope AFTER INSERT ON {table}_rows REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION check_scope()
"""


def by_stream(table: str) -> None:
    """The table's rows are seen within a person's division, and kept by those who have the stream."""
    _run(_POLICIES, table)


def copied_into(table: str) -> None:
    """Batches may be copied into `{table}_rows`; everything else goes through `table`."""
    _run(_COPIED, table)


def _run(statements: str, table: str) -> None:
    for statement in statements.format(table=table).split(";\n"):
        op.execute(statement)
