"""A case is named by its id, with its stream or without: one key serves both.

An index less to write for each new case. Whoever asks for a stream's cases reads `case_counts` (0046).
"""

from alembic import op

revision = "0054"
down_revision = "0055"

_KEY = """
DROP INDEX city_case_id_idx;
ALTER TABLE city_case DROP CONSTRAINT city_case_pkey1;
ALTER TABLE city_case ADD CONSTRAINT city_case_key PRIMARY KEY (id, stream)
"""


def upgrade() -> None:
    """The key's columns the other way round; an index less."""
    for statement in _KEY.split(";\n"):
        op.execute(statement)
