"""The city's year tables on the desk: kept as they were signed; open cases are counted by them at once."""

from dataclasses import dataclass

from helpdesk.application.ports import Reference
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.divisions import DivisionTree
from helpdesk.domain.matters import Catalogue
from helpdesk.protocol.calendars import SignedTables, decoded, verified
from helpdesk.protocol.calendars import word as word_of
from helpdesk.store import device, event_log
from helpdesk.store.connection import Connection, Connections
from helpdesk.store.projections import Projector


@dataclass(frozen=True, slots=True)
class _Counted:
    """`application.ports.Reference` with another calendar than the stored one, before it is committed."""

    known: Reference
    calendar: WorkCalendar

    @property
    def catalogue(self) -> Catalogue:
        """The matters in force."""
        return self.known.catalogue

    @property
    def divisions(self) -> DivisionTree:
        """The divisions."""
        return self.known.divisions


def take(
    connections: Connections, signed: SignedTables | None, reference: Reference
) -> frozenset[str] | None:
    """Other year tables of the city, from now on and for what is open, in one transaction; answers the
    cases that were counted anew, None where no table changed."""
    if signed is None:
        return None
    with connections.write() as connection:
        return _kept(connection, signed, reference)


def _kept(
    connection: Connection, signed: SignedTables, reference: Reference
) -> frozenset[str] | None:
    """Take the tables in, and write the rows of open cases anew; answers which those are. Nothing happens
    for tables that are not the city's word, or are here already."""
    tables = verified(signed, server_key=device.load(connection).server_key)
    if tables is None or _payload(connection) == signed.payload:
        return None
    connection.execute(
        "INSERT OR REPLACE INTO city_calendar (id, payload, signature) VALUES (1, ?, ?)",
        (signed.payload, signed.signature),
    )
    calendar = reference.calendar
    for table in tables:
        calendar = calendar.with_table(table)
    rows = connection.execute("SELECT id FROM cases WHERE open ORDER BY id").fetchall()
    subjects = [row[0].hex() for row in rows]
    counted = Projector(connection, _Counted(reference, calendar), lenient=True)
    counted.project(event_log.readers(connection, subjects))
    return frozenset(subjects)


def overlaid(calendar: WorkCalendar, connection: Connection) -> WorkCalendar:
    """The program's calendar with the city's tables."""
    for table in decoded(_payload(connection)) or ():
        calendar = calendar.with_table(table)
    return calendar


def word(connection: Connection) -> bytes:
    """By which the city knows which tables are here."""
    return word_of(_payload(connection))


def _payload(connection: Connection) -> bytes:
    row = connection.execute("SELECT payload FROM city_calendar").fetchone()
    return row[0] if row else b""
