"""By whose certificates the city certifies its desks and seals what it prints, on PostgreSQL. Any thread.

A loaded key is sealed with the city's secret: neither the database nor a dump of it gives it away.
Each process opens it once; with every answer to a device it only asks whether it is still the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.application.ports import Trust
from helpdesk.domain.problems import Problem
from helpdesk.protocol.authority import Authority, authority_of, signer_of
from helpdesk.protocol.seal_key import Role, SealKey, kept_key, loaded_key, name_of, written
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import SYSTEM, Principal
from helpdesk.server.seals import DAY_MS, Certified, InForce, Known
from helpdesk.server.secrets_box import SecretsBox

_TOLD = 3  # certificates of each role
_COLUMNS = {Role.AUTHORITY: "seal", Role.SIGNER: "signer"}
_ACTS = {Role.AUTHORITY: ("seal-loaded", "seal-dropped")} | {
    Role.SIGNER: ("signer-loaded", "signer-dropped")
}


@dataclass(frozen=True, slots=True)
class _Loaded:
    """What is loaded into the two roles, since when."""

    at_ms: tuple[int, int] = (0, 0)
    authority: Authority | None = None
    signer: SealKey | None = None


@dataclass(slots=True)
class PostgresSealing:
    """`server.seals.Sealing`. `own` is the city as its own authority, `own_signer` as its own signer; `label`
    names a desk by its code."""

    database: Database
    box: SecretsBox
    own: Authority
    own_signer: SealKey
    label: Callable[[str], str]
    now_ms: Callable[[], int]
    _loaded: _Loaded = _Loaded()
    _told_ours: tuple[object, tuple[tuple[bytes, ...], tuple[bytes, ...]]] = (None, ((), ()))
    _issued: dict[bytes, tuple[str, int, Authority, tuple[bytes, ...]]] = field(
        default_factory=dict
    )

    def authority(self) -> Authority:
        """A loaded one until it expires, else the city's own key."""
        with self.database.transaction(SYSTEM) as connection:
            return self._authority(connection)

    def signer(self) -> SealKey:
        """The same."""
        with self.database.transaction(SYSTEM) as connection:
            return self._signer(connection)

    def in_force(self) -> Sequence[InForce]:
        """Signer and authority."""
        with self.database.transaction(SYSTEM) as connection:
            loaded = self._read(connection)
            return (
                self._told(Role.SIGNER, self._signer(connection), loaded.signer, loaded.at_ms[1]),
                self._told(
                    Role.AUTHORITY, self._authority(connection), loaded.authority, loaded.at_ms[0]
                ),
            )

    def load(
        self, content: bytes, password: str, principal: Principal, *, role: Role | None = None
    ) -> Sequence[Role]:
        """From now on, for desks from their next contact on."""
        found = loaded_key(content, password, now=self._now())
        if role is Role.AUTHORITY:
            found = authority_of(found)
        if role is Role.SIGNER:
            found = signer_of(found)
        roles = [each for each in Role if each in found.roles and role in (None, each)]
        if not roles:
            raise Problem("seal-no-use", name=found.name)
        with self.database.transaction(principal) as connection:
            for each in roles:
                self._put(connection, each, found, principal)
        return roles

    def drop(self, role: Role, principal: Principal) -> None:
        """The city's own key again."""
        with self.database.transaction(principal) as connection:
            self._put(connection, role, None, principal)

    def certified(self, principal: Principal) -> Certified:
        """Devices that asked since the last change."""
        with self.database.transaction(principal) as connection:
            since_ms = self._read(connection).at_ms[0]
            row = connection.execute(
                "SELECT count(*) FILTER (WHERE seen_ms > %(since)s),"
                " count(DISTINCT stream) FILTER (WHERE seen_ms > %(since)s), count(*)"
                " FROM device WHERE NOT revoked",
                {"since": since_ms},
            ).fetchone()
        return Certified(*(row or (0, 0, 0)))

    def trust(self) -> Trust:
        """The city's certificates, now and before."""
        with self.database.transaction(SYSTEM) as connection:
            rows = connection.execute(
                "SELECT role, chain[1] FROM city_certificate ORDER BY since_ms"
            ).fetchall()
        kept = {role: [bytes(raw) for name, raw in rows if name == role] for role in Role}
        return Trust(
            issuers=(self.own.certificates[0], *kept[Role.AUTHORITY]),
            signers=(self.own_signer.certificates[0], *kept[Role.SIGNER]),
        )

    def of(
        self, connection: Connection, public_key: bytes, desk: str, day: int
    ) -> tuple[bytes, ...]:
        """The certificate of a device's key (`raw_public`) and what it rests on; the same each time, so made
        once."""
        authority = self._authority(connection)
        known = self._issued.get(public_key)
        if known is None or known[:2] != (desk, day) or known[2] is not authority:
            name = f"{desk} {self.label(desk)}"  # the end of a long name is cut, never the code
            made = authority.certified(public_key, name=name, day=day)
            known = self._issued[public_key] = (desk, day, authority, made)
        return known[3]

    def known(self) -> Sequence[Known]:
        """Every loaded one whose seals count, the newest first."""
        with self.database.transaction(SYSTEM) as connection:
            rows = connection.execute(
                "SELECT role, chain[1], since_ms FROM city_certificate"
                " ORDER BY since_ms DESC, role DESC"
            ).fetchall()
        return [
            Known(Role(role), x509.load_der_x509_certificate(bytes(raw)), since_ms)
            for role, raw, since_ms in rows
        ]

    def distrust(self, fingerprint: str, principal: Principal) -> None:
        """None of its seals counts any more."""
        found = next((each for each in self.known() if each.fingerprint == fingerprint), None)
        if found is None:
            raise Problem("seal-unknown")
        raw = found.certificate.public_bytes(Encoding.DER)
        with self.database.transaction(principal) as connection:
            loaded = self._read(connection)
            for role, key in ((Role.AUTHORITY, loaded.authority), (Role.SIGNER, loaded.signer)):
                if key is not None and key.certificates[0] == raw:
                    self._put(connection, role, None, principal)
            connection.execute("DELETE FROM city_certificate WHERE chain[1] = %s", [raw])
            # So that every process and device hears of it.
            name = _COLUMNS[found.role]
            connection.execute(f"UPDATE city SET {name}_ms = {name}_ms + 1")
            audit.note(
                connection,
                principal.id,
                "seal-distrusted",
                at_ms=self.now_ms(),
                object_id=name_of(found.certificate.subject),
            )

    def ours(self, connection: Connection) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """The certificates of signers, its own first, and of authorities before the one in force, the newest
        last: as desks are told."""
        current, at_ms = self._authority(connection), self._read(connection).at_ms
        if self._told_ours[0] != (at_ms, current.certificates[0]):
            rows = connection.execute(
                "SELECT role, chain[1] FROM city_certificate ORDER BY since_ms"
            ).fetchall()
            signers = [bytes(raw) for role, raw in rows if role == Role.SIGNER]
            issuers = [bytes(raw) for role, raw in rows if role == Role.AUTHORITY]
            issuers = [self.own.certificates[0], *issuers[-_TOLD:]]
            others = tuple(raw for raw in issuers if raw != current.certificates[0])
            told = ((self.own_signer.certificates[0], *signers[-_TOLD:]), others)
            self._told_ours = (at_ms, current.certificates[0]), told
        return self._told_ours[1]

    def _authority(self, connection: Connection) -> Authority:
        loaded = self._read(connection).authority
        return loaded if loaded is not None and loaded.until > self._now() else self.own

    def _signer(self, connection: Connection) -> SealKey:
        loaded = self._read(connection).signer
        if loaded is not None and loaded.until > self._now():
            return loaded
        return self.own_signer

    def _told(self, role: Role, key: SealKey, loaded: SealKey | None, at_ms: int) -> InForce:
        return InForce(
            role,
            key,
            loaded=key is loaded,
            since_ms=at_ms,
            days=(int(key.until.timestamp() * 1000) - self.now_ms()) // DAY_MS,
            expired=None if key is loaded else loaded,
        )

    def _read(self, connection: Connection) -> _Loaded:
        row = connection.execute("SELECT seal_ms, signer_ms FROM city").fetchone()
        at_ms = (row[0], row[1]) if row else (0, 0)
        if at_ms != self._loaded.at_ms:
            row = connection.execute("SELECT seal, signer FROM city").fetchone()
            seal, signer = (self._opened(bytes(each)) for each in row or (b"", b""))
            authority = Authority(seal.key, seal.chain) if seal else None
            self._loaded = _Loaded(at_ms, authority, signer)
        return self._loaded

    def _opened(self, sealed: bytes) -> SealKey | None:
        return kept_key(self.box.unseal(sealed)) if sealed else None

    def _put(
        self, connection: Connection, role: Role, found: SealKey | None, principal: Principal
    ) -> None:
        now_ms, name = self.now_ms(), _COLUMNS[role]
        sealed = self.box.seal(written(found)) if found else b""
        connection.execute(
            f"UPDATE city SET {name} = %s, {name}_ms = greatest(%s, {name}_ms + 1)",
            [sealed, now_ms],
        )
        if found:
            connection.execute(
                "INSERT INTO city_certificate (role, since_ms, chain)"
                f" SELECT %s, {name}_ms, %s FROM city",
                [role.value, list(found.certificates)],
            )
        act = _ACTS[role][0 if found else 1]
        audit.note(
            connection, principal.id, act, at_ms=now_ms, object_id=found.name if found else ""
        )

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)
