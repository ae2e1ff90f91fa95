"""Comparisons that found a difference, on PostgreSQL, as one principal sees them. Any thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.domain.comparing_events import PaperCompared
from helpdesk.protocol.events import from_wire
from helpdesk.server.altered import AlteredPaper
from helpdesk.server.postgres.casework import PostgresCasework, desk_label
from helpdesk.server.postgres.records import COLUMNS, from_row

# What has its default is not written: a body that names `differing` has some.
_FOUND = f"""
WITH found AS (
    SELECT {COLUMNS}, stream FROM event
    WHERE kind = 'paper.compared' AND position('"differing"'::bytea in body) > 0
    ORDER BY received_ms DESC LIMIT %s)
SELECT found.*, city_case.id, city_case.number, city_case.title
FROM found JOIN city_case
    ON city_case.stream = found.stream AND city_case.id = encode(found.subject, 'hex')
ORDER BY found.received_ms DESC
"""


@dataclass(frozen=True, slots=True)
class PostgresAltered:
    """`server.altered.Altered` of one principal."""

    casework: PostgresCasework

    def found(self, *, limit: int) -> Sequence[AlteredPaper]:
        """The newest first."""
        with self.casework.database.transaction(self.casework.principal) as connection:
            rows = connection.execute(_FOUND, [limit]).fetchall()
        divisions, papers = self.casework.reference.divisions, []
        for *columns, stream, case, number, title in rows:
            event = from_wire(from_row(columns), stream=stream)
            body = event.body
            if not isinstance(body, PaperCompared):  # of a newer program
                continue
            papers.append(
                AlteredPaper(
                    case,
                    number,
                    title,
                    desk_label(divisions, stream),
                    body.paper,
                    body.copy,
                    body.differing,
                    body.words,
                    event.author.name,
                    event.moment.utc_ms,
                )
            )
        return papers
