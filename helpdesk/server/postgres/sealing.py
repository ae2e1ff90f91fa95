"""Whose certificate the city certifies its desks by, on PostgreSQL. Any thread.

A loaded one is sealed with the city's secret: neither the database nor a dump of it gives the key away.
Each process opens it once; with every answer to a device it only asks whether it is still the same.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from helpdesk.protocol.authority import Authority, kept_authority, loaded_authority, written
from helpdesk.server.postgres import audit
from helpdesk.server.postgres.database import Connection, Database
from helpdesk.server.principal import SYSTEM, Principal
from helpdesk.server.secrets_box import SecretsBox


@dataclass(slots=True)
class PostgresSealing:
    """`own` is the city as its own authority; `label` names a desk by its code."""

    database: Database
    box: SecretsBox
    own: Authority
    label: Callable[[str], str]
    now_ms: Callable[[], int]
    _loaded: tuple[int, Authority | None] = (0, None)
    _issued: dict[bytes, tuple[str, int, Authority, tuple[bytes, ...]]] = field(
        default_factory=dict
    )

    def authority(self) -> Authority:
        """The one in force: a loaded one until it expires, else the city's own key."""
        with self.database.transaction(SYSTEM) as connection:
            return self._current(connection)

    @property
    def is_loaded(self) -> bool:
        """Whether a loaded one is in force."""
        return self.authority() is not self.own

    def load(self, content: bytes, password: str, principal: Principal) -> Authority:
        """Certify desks by this PKCS#12 from their next contact on. Raises what `loaded_authority` does."""
        found = loaded_authority(content, password, now=self._now())
        self._put(self.box.seal(written(found)), principal)
        return found

    def drop(self, principal: Principal) -> None:
        """Certify them by the city's own key again; what was sealed stays as it is."""
        self._put(b"", principal)

    def of(
        self, connection: Connection, public_key: bytes, desk: str, day: int
    ) -> tuple[bytes, ...]:
        """The certificate of a device's key and what it rests on; the same each time, so made once."""
        authority = self._current(connection)
        known = self._issued.get(public_key)
        if known is None or known[:2] != (desk, day) or known[2] is not authority:
            name = f"{self.label(desk)} {desk}"
            made = authority.certified(public_key, name=name, day=day)
            known = self._issued[public_key] = (desk, day, authority, made)
        return known[3]

    def _current(self, connection: Connection) -> Authority:
        row = connection.execute("SELECT seal_ms FROM city").fetchone()
        at_ms = row[0] if row else 0
        if at_ms != self._loaded[0]:
            row = connection.execute("SELECT seal FROM city").fetchone()
            sealed = bytes(row[0]) if row else b""
            self._loaded = (at_ms, kept_authority(self.box.unseal(sealed)) if sealed else None)
        loaded = self._loaded[1]
        return loaded if loaded is not None and loaded.until > self._now() else self.own

    def _put(self, sealed: bytes, principal: Principal) -> None:
        now_ms = self.now_ms()
        with self.database.transaction(principal) as connection:
            connection.execute("UPDATE city SET seal = %s, seal_ms = %s", [sealed, now_ms])
            act = "seal-loaded" if sealed else "seal-dropped"
            audit.note(connection, principal.id, act, at_ms=now_ms)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.now_ms() / 1000, UTC)
