"""What the public status page may read: one case by its exact number, and who certified devices are."""

from alembic import op

revision = "0038"
down_revision = "0035"

_FUNCTIONS = """
CREATE FUNCTION public_case(wanted text) RETURNS SETOF city_case LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT c.* FROM case_number n JOIN city_case c
        ON c.stream = n.stream AND c.id = encode(n.subject, 'hex')
    WHERE n.number = wanted
$$;
CREATE FUNCTION public_events(wanted text) RETURNS SETOF event LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT e.* FROM case_number n JOIN event e ON e.stream = n.stream AND e.subject = n.subject
        LEFT JOIN quarantine q ON q.stream = e.stream AND q.position = e.position
    WHERE n.number = wanted AND q.position IS NULL ORDER BY e.position
$$
"""


def upgrade() -> None:
    """Two functions; each answers for the number that it is given and for nothing else."""
    for statement in _FUNCTIONS.split(";\nCREATE "):
        text = statement.strip()
        op.execute(text if text.startswith("CREATE") else f"CREATE {text}")
