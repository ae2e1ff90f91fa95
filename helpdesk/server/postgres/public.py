"""Cases for the public page, by functions of the database that answer for one number. Any thread."""

from dataclasses import dataclass

from helpdesk.domain.cases import fold_case
from helpdesk.protocol.events import from_wire, once
from helpdesk.server.postgres.database import Database
from helpdesk.server.postgres.records import COLUMNS, from_row
from helpdesk.server.principal import DOOR
from helpdesk.server.public import PublicCase


@dataclass(frozen=True, slots=True)
class PostgresPublicCases:
    """`server.public.PublicCases`."""

    database: Database

    def find(self, number: str) -> PublicCase | None:
        """The case with exactly this number."""
        if "\0" in number:
            return None
        with self.database.transaction(DOOR) as connection:
            row = connection.execute("SELECT stream, id FROM public_case(%s)", [number]).fetchone()
            if row is None:
                return None
            stream, case_id = row
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM public_events(%s)", [number]
            ).fetchall()
        kept = tuple(once([from_wire(from_row(each), stream=stream) for each in rows]))
        return PublicCase(fold_case(case_id, kept), kept)

    def is_revoked(self, public_key: bytes) -> bool:
        """Whether the device with this key, of either kind, was reported lost."""
        with self.database.transaction(DOOR) as connection:
            row = connection.execute(
                "SELECT bool_or(revoked) FROM device WHERE %s IN (public_key, pdf_key)",
                [public_key],
            ).fetchone()
        return bool(row and row[0])
