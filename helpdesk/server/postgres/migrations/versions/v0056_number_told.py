"""Who has a case number hears that somebody else claims it, and that this was settled.

A registration that is kept aside for its number keeps that number beside its reason. The holder's desk gets a
notice by its code, whose words are the numbers; nothing of whoever claims them is in it. A function says it,
since a device may not speak to another desk.
"""

from alembic import op

revision = "0056"
down_revision = "0054"

_COLUMNS = (
    "ALTER TABLE quarantine ADD COLUMN number text NOT NULL DEFAULT ''",
    "ALTER TABLE notice ADD COLUMN code text NOT NULL DEFAULT 'words'",
)
# In parts, so that a desk whose folder was copied gets no notice longer than it keeps.
_TELL = """CREATE FUNCTION tell_of_numbers(
    said text, log bytea, dseqs bigint[], now_ms bigint, until bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told record;
BEGIN
    FOR told IN
        SELECT stream, string_agg(number, ' ' ORDER BY number) AS numbers FROM (
            SELECT c.stream, c.number,
                (row_number() OVER (PARTITION BY c.stream ORDER BY c.number) - 1) / 40 AS part
            FROM (SELECT DISTINCT q.number FROM quarantine q
                WHERE q.incarnation = log AND q.dseq = ANY (dseqs) AND q.number <> '') claimed
            JOIN case_number c USING (number)
        ) held GROUP BY stream, part ORDER BY stream, part
    LOOP
        INSERT INTO notice (number, division, words, giver, until_ms, code)
        VALUES (greatest(now_ms / 1000, last_notice() + 1), told.stream, told.numbers, '', until, said);
    END LOOP;
END $$"""


def upgrade() -> None:
    """Two columns and a function."""
    for statement in (*_COLUMNS, _TELL):
        op.execute(statement)
