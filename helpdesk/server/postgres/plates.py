"""Door plates on PostgreSQL, and the requests that were left at them. Any thread."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.errors import InsufficientPrivilege

from helpdesk.application.deadlines import response_clock
from helpdesk.application.plates import Left, LeftRequest, leave_request
from helpdesk.application.ports import Clock, DeskProfile, Ids, Reference, Session, UnitOfWork
from helpdesk.domain.event import CITY
from helpdesk.domain.events import Author
from helpdesk.domain.moments import Moment
from helpdesk.domain.numbering import ALPHABET, CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.i18n.texts import N_, _
from helpdesk.i18n.words import CATEGORIES
from helpdesk.server.plates import (
    AT_ONCE,
    HOUR_MS,
    PLACE_MAX,
    PLATE_MOST,
    Plate,
    parts_of,
)
from helpdesk.server.ports import Guesses
from helpdesk.server.postgres import audit, prefixes
from helpdesk.server.postgres.casework import desk_label
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.unit_of_work import CityStore, CityUnitOfWork
from helpdesk.server.principal import DOOR, Principal

NAME = N_("Door plate")
_CODE_LENGTH = 10
_PLATES = (
    "SELECT p.stream, p.code, p.place, p.made_ms, p.revoked,"
    " (SELECT count(*) FROM plate_left l WHERE l.stream = p.stream AND l.code = p.code)"
    " FROM plate p WHERE p.stream = %s"
)


@dataclass(frozen=True, slots=True)
class PostgresPlates:
    """`server.plates.Plates`."""

    database: Database
    history: str
    reference: Reference
    clock: Clock
    ids: Ids
    now_ms: Callable[[], int]
    guesses: Guesses

    def make(self, desk: str, places: Sequence[str], principal: Principal) -> Sequence[Plate]:
        """New plates of a desk."""
        cleaned = [clean_text(each, field_name="place", limit=PLACE_MAX) for each in places]
        wanted = list(dict.fromkeys(each for each in cleaned if each))
        if not wanted:
            raise Problem("plates-none")
        if len(wanted) > AT_ONCE:
            raise Problem("plates-many", limit=AT_ONCE)
        made = [Plate(desk, _new_code(), place, self.now_ms()) for place in wanted]
        try:
            with self.database.transaction(principal) as connection:
                known = connection.execute("SELECT 1 FROM stream WHERE stream = %s", [desk])
                if known.fetchone() is None:
                    raise Problem("plate-desk")
                connection.cursor().executemany(
                    "INSERT INTO plate (stream, code, place, made_ms) VALUES (%s, %s, %s, %s)",
                    [(each.stream, each.code, each.place, each.made_ms) for each in made],
                )
                audit.note(
                    connection,
                    principal.id,
                    "plates.made",
                    at_ms=self.now_ms(),
                    object_id=wanted[0],
                    stream=desk,
                )
        except InsufficientPrivilege as error:
            raise Problem("plate-desk") from error
        self._numbers_for(desk)
        return made

    def of_desk(self, desk: str, principal: Principal) -> Sequence[Plate]:
        """The desk's plates as `principal` sees them, by place."""
        with self.database.transaction(principal) as connection:
            rows = connection.execute(f"{_PLATES} ORDER BY p.made_ms, p.place", [desk])
            return [Plate(*row) for row in rows]

    def counts(self, principal: Principal) -> dict[str, int]:
        """How many plates in use each desk has."""
        with self.database.transaction(principal) as connection:
            rows = connection.execute(
                "SELECT stream, count(*) FROM plate WHERE NOT revoked GROUP BY stream"
            )
            return {row[0]: row[1] for row in rows}

    def revoke(self, desk: str, code: str, principal: Principal, *, revoked: bool) -> None:
        """Take a plate out of use, or back into it."""
        with self.database.transaction(principal) as connection:
            changed = connection.execute(
                "UPDATE plate SET revoked = %s WHERE stream = %s AND code = %s",
                [revoked, desk, code],
            )
            if not changed.rowcount:
                raise Problem("page-unknown")

    def find(self, address: str) -> Plate:
        """The plate of a page's address."""
        stream, code = parts_of(address)
        with self.database.transaction(Principal.stream(stream)) as connection:
            row = connection.execute(f"{_PLATES} AND p.code = %s", [stream, code]).fetchone()
        if row is None or row[4]:
            raise Problem("plate-unknown")
        return Plate(*row)

    def leave(self, plate: Plate, left: LeftRequest, *, once: str, source: str) -> Left:
        """Register a request. The same form sent again gets the same answer."""
        if known := self._again(plate, once):
            return known
        place = f"plate {source}"
        self.guesses.check(place)
        session = self._session(plate, once)

        def number(uow: UnitOfWork, now: datetime) -> CaseNumber:
            assert isinstance(uow, CityUnitOfWork)
            drawn = self._draw(uow.connection, plate, now)
            uow.connection.execute(
                "UPDATE plate_left SET number = %s WHERE stream = %s AND once = %s",
                [str(drawn), plate.stream, once],
            )
            return drawn

        try:
            done = leave_request(session, left, categories=frozenset(CATEGORIES), number=number)
        except Problem as problem:
            known = self._again(plate, once) if problem.code == "form-repeated" else None
            if known is None:
                raise
            return known
        self.guesses.count(place)
        return done

    def _again(self, plate: Plate, once: str) -> Left | None:
        with self.database.transaction(Principal.stream(plate.stream)) as connection:
            row = connection.execute(
                "SELECT number, at_ms FROM plate_left WHERE stream = %s AND once = %s",
                [plate.stream, once],
            ).fetchone()
        if row is None:
            return None
        clock = response_clock(Moment(row[1]).local, self.reference.calendar)
        return Left(row[0], clock.due)

    def _session(self, plate: Plate, once: str) -> Session:
        store = CityStore(
            self.database,
            stream=plate.stream,
            history=self.history,
            calendar=self.reference.calendar,
            now_ms=self.now_ms,
            before=lambda connection: self._check(connection, plate, once),
        )
        return Session(
            store=store,
            clock=self.clock,
            ids=self.ids,
            reference=self.reference,
            author=Author(f"{CITY}/plate", _(NAME)),
            desk=DeskProfile(
                code=plate.stream, name=desk_label(self.reference.divisions, plate.stream)
            ),
        )

    def _check(self, connection: Connection, plate: Plate, once: str) -> None:
        """Under the stream's lock: not twice, not too often."""
        now_ms = self.now_ms()
        row = connection.execute(
            "SELECT count(*) FROM plate_left WHERE stream = %s AND code = %s AND at_ms > %s",
            [plate.stream, plate.code, now_ms - HOUR_MS],
        ).fetchone()
        if row and row[0] >= PLATE_MOST:
            raise Problem("left-often")
        fresh = connection.execute(
            "INSERT INTO plate_left (stream, once, code, number, at_ms) VALUES (%s, %s, %s, '', %s)"
            " ON CONFLICT DO NOTHING RETURNING once",
            [plate.stream, once, plate.code, now_ms],
        ).fetchone()
        if fresh is None:
            raise Problem("form-repeated")

    def _draw(self, connection: Connection, plate: Plate, now: datetime) -> CaseNumber:
        """The next number of this desk's plates today; the stream is locked."""
        row = connection.execute(
            "SELECT prefix FROM plate_desk WHERE stream = %s", [plate.stream]
        ).fetchone()
        if row is None:
            raise Problem("plate-unknown")
        (prefix,) = row
        counter = connection.execute(
            "INSERT INTO day_counter (stream, prefix, day, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (stream, prefix, day) DO UPDATE SET last = day_counter.last + 1"
            " RETURNING last",
            [plate.stream, prefix, f"{now:%y%m%d}"],
        ).fetchone()
        return CaseNumber.make(
            division=plate.stream,
            prefix=prefix,
            day=now.date(),
            counter=int(counter[0]) if counter else 1,
        )

    def _numbers_for(self, desk: str) -> None:
        """The prefix of the desk's plates, drawn with its first one like a device's."""
        with self.database.transaction(Principal.stream(desk)) as connection:
            known = connection.execute("SELECT 1 FROM plate_desk WHERE stream = %s", [desk])
            if known.fetchone():
                return
        with self.database.transaction(DOOR) as connection:
            prefix = prefixes.draw(connection, None, now_ms=self.now_ms())
        with self.database.transaction(Principal.stream(desk)) as connection:
            connection.execute(
                "INSERT INTO plate_desk (stream, prefix) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                [desk, prefix],
            )


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(_CODE_LENGTH))
