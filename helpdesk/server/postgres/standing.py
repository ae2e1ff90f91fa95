"""How devices stand with the city, on PostgreSQL: policy and revocations, signed for each device."""

from collections.abc import Callable, Sequence

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.evidence import certificate_bytes
from helpdesk.protocol.standing import (
    Certificate,
    Policy,
    SignedStanding,
    Standing,
    sign_standing,
    word,
)
from helpdesk.server.ports import DeviceRow
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.postgres.records import storable
from helpdesk.server.postgres.sealing import PostgresSealing
from helpdesk.server.principal import SYSTEM, Principal

DAY_MS = 86_400_000
_OFFLINE_DAYS = range(1, 3651)
_IDLE_MINUTES = range(24 * 60 + 1)
_PIN_DIGITS = range(4, 13)


class PostgresStandings:
    """`server.ports.Standings`. `sign` is the city's Ed25519 key, `recovery_key` its X25519 public one,
    `seals` certifies a device's key, with its desk and the day of its enrolment, and names the city's."""

    def __init__(
        self,
        database: Database,
        *,
        sign: Callable[[bytes], bytes],
        recovery_key: bytes,
        seals: PostgresSealing,
        now_ms: Callable[[], int],
    ) -> None:
        self._database = database
        self._sign = sign
        self._recovery_key = recovery_key
        self._seals = seals
        self._now_ms = now_ms
        self._certificates: dict[bytes, Certificate] = {}

    def of(self, device: str, *, held: bytes = b"") -> SignedStanding | None:
        """What the city says to this device now; None for one that nobody enrolled, or that holds the
        same already. Its key for PDFs it names later, in a request."""
        with self._database.transaction(Principal.device(device)) as connection:
            return self.within(connection, device, held=held)

    def within(
        self, connection: Connection, device: str, *, held: bytes = b"", pdf_key: bool = False
    ) -> SignedStanding | None:
        """The same in a transaction of the device's; with `pdf_key` it can seal with its key for PDFs, if it
        has named one. A program of before, put back, seals with the Ed25519 key."""
        row = connection.execute(
            "SELECT device.revoked, (SELECT policy FROM city),"
            " ARRAY(SELECT agent FROM revoked_agent"
            " WHERE revoked_agent.stream = device.stream ORDER BY agent)"
            " , stream, enrolled_ms, public_key, pdf_key FROM device WHERE id = %s",
            [device],
        ).fetchone()
        if row is None:
            return None
        revoked, policy, agents, desk, enrolled_ms, public_key, for_pdfs = row
        day, (signers, issuers) = enrolled_ms // DAY_MS, self._seals.ours(connection)
        standing = Standing(
            device=device,
            at_ms=self._now_ms(),
            policy=_decoded(policy),
            recovery_key=self._recovery_key,
            revoked=revoked,
            revoked_agents=tuple(agents),
            certificate=self._certificate(public_key, desk, day),
            seals=self._seals.of(connection, (pdf_key and for_pdfs) or public_key, desk, day),
            signers=signers,
            issuers=issuers,
        )
        return sign_standing(standing, self._sign) if word(standing) != held else None

    def _certificate(self, public_key: bytes, desk: str, day: int) -> Certificate:
        """What the city says of a device's key; the same each time, so it is signed once."""
        known = self._certificates.get(public_key)
        if known is None or (known.desk, known.day) != (desk, day):
            vouched = certificate_bytes(public_key, desk=desk, day=day)
            known = self._certificates[public_key] = Certificate(desk, day, self._sign(vouched))
        return known

    @property
    def policy(self) -> Policy:
        """The rules for logins at all desks."""
        with self._database.transaction(SYSTEM) as connection:
            row = connection.execute("SELECT policy FROM city").fetchone()
        return _decoded(row[0] if row else b"")

    def set_policy(self, policy: Policy) -> None:
        """Rules for all desks from their next contact on. Raises Problem `policy-range`."""
        if (
            policy.offline_days not in _OFFLINE_DAYS
            or policy.idle_minutes not in _IDLE_MINUTES
            or policy.pin_digits not in _PIN_DIGITS
        ):
            raise Problem("policy-range")
        with self._database.transaction(SYSTEM) as connection:
            connection.execute("UPDATE city SET policy = %s", [msgspec.msgpack.encode(policy)])

    def devices(self) -> Sequence[DeviceRow]:
        """Every device, by desk."""
        with self._database.transaction(SYSTEM) as connection:
            rows = connection.execute(
                "SELECT id, prefix, stream, name, revoked, enrolled_ms, seen_ms FROM device"
                " ORDER BY stream, enrolled_ms"
            ).fetchall()
        return [DeviceRow(*row) for row in rows]

    def revoke_device(self, name: str, principal: Principal, *, revoked: bool = True) -> DeviceRow:
        """Block a device, or take it back; `name` is its id or a prefix of its case numbers.

        Raises Problem `device-missing` also for one that `principal` may not block.
        """
        with self._database.transaction(principal) as connection:
            row = connection.execute(
                "SELECT id, prefix, stream, name, %s, enrolled_ms, seen_ms FROM device"
                " WHERE id = %s OR id = (SELECT device FROM prefix WHERE prefix.prefix = upper(%s))",
                [revoked, storable(name), storable(name)],
            ).fetchone()
            if row is not None and not _block(connection, row[0], revoked):
                row = None
            if row is not None:
                act = "device-revoked" if revoked else "device-restored"
                at_ms, login = self._now_ms(), principal.id
                audit.note(connection, login, act, at_ms=at_ms, object_id=row[0], stream=row[2])
        if row is None:
            raise Problem("device-missing", name=name)
        return DeviceRow(*row)

    def revoke_agent(self, desk: str, agent: str, *, revoked: bool = True) -> None:
        """Keep an agent out at a desk's devices, or let the desk take them in again.

        Raises Problem `desk-unknown`.
        """
        with self._database.transaction(SYSTEM) as connection:
            _check_desk(connection, desk)
            if revoked:
                connection.execute(
                    "INSERT INTO revoked_agent VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                    [desk, agent, self._now_ms()],
                )
            else:
                connection.execute(
                    "DELETE FROM revoked_agent WHERE stream = %s AND agent = %s", [desk, agent]
                )


def _block(connection: Connection, device: str, revoked: bool) -> bool:
    """The one thing that people may change of a device; whether these may, PostgreSQL decides."""
    row = connection.execute("SELECT block_device(%s, %s)", [device, revoked]).fetchone()
    return bool(row and row[0])


def _check_desk(connection: Connection, desk: str) -> None:
    if connection.execute("SELECT 1 FROM stream WHERE stream = %s", [desk]).fetchone() is None:
        raise Problem("desk-unknown", code=desk)


def _decoded(raw: bytes) -> Policy:
    return msgspec.msgpack.decode(raw, type=Policy) if raw else Policy()
