"""Registrations that were kept aside for their number before 0056 have it beside their reason, too.

Only rows of `quarantine` are gone through: each one's event is found by its key, however many there are. What
cannot be read stays without a number. The index answers whether a case's number is claimed elsewhere.
"""

from alembic import op
from sqlalchemy import text

from helpdesk.domain.events import CaseRegistered
from helpdesk.protocol.codec import decode_body
from helpdesk.server.scrutiny import day_of

revision = "0057"
down_revision = "0056"

_REASONS = ["number-reentered", "number-arrived", "number-reused"]
# OFFSET: without it all events might be read for a join with a few.
CLAIMS = text("""
SELECT q.stream, q.position, e.version, e.body FROM quarantine q CROSS JOIN LATERAL (
    SELECT version, body FROM event
    WHERE stream = q.stream AND position = q.position AND kind = :kind OFFSET 0) e
WHERE q.reason = ANY (:reasons) AND q.number = ''
""")
_FILL = text(
    "UPDATE quarantine SET number = :number WHERE stream = :stream AND position = :position"
)
_INDEX = "CREATE INDEX quarantine_number ON quarantine (number) WHERE number <> ''"


def upgrade() -> None:
    """The numbers, and an index of them."""
    connection, kind = op.get_bind(), CaseRegistered.KIND
    found = []
    for stream, position, version, body in connection.execute(
        CLAIMS, {"kind": kind, "reasons": _REASONS}
    ):
        said = decode_body(kind, version, bytes(body))
        if isinstance(said, CaseRegistered) and day_of(said.number):
            found.append({"stream": stream, "position": position, "number": said.number})
    if found:
        connection.execute(_FILL, found)
    op.execute(_INDEX)
