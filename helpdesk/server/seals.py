"""By whose certificates the city certifies its desks and seals what it prints, as the console needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cryptography import x509

from helpdesk.application.ports import Trust
from helpdesk.protocol.authority import Authority
from helpdesk.protocol.seal_key import Role, SealKey, fingerprint_of
from helpdesk.server.principal import Principal

DAY_MS = 86_400_000
WARN_DAYS, URGENT_DAYS = 90, 30


@dataclass(frozen=True, slots=True)
class InForce:
    """The key of a role; `loaded` where it is not the city's own. `since_ms` is when the last change was
    (0: never), `days` what is left of it, and `expired` a loaded one that gave way to the city's own."""

    role: Role
    key: SealKey
    loaded: bool
    since_ms: int
    days: int
    expired: SealKey | None = None

    @property
    def has_loaded(self) -> bool:
        """Whether there is one to take out."""
        return self.loaded or self.expired is not None

    @property
    def expired_on(self) -> str:
        """The day on which the loaded one expired; empty where none did."""
        return f"{self.expired.until:%Y-%m-%d}" if self.expired else ""

    @property
    def ends_soon(self) -> bool:
        """Whether somebody should get a new one."""
        return self.days < WARN_DAYS or self.expired is not None

    @property
    def urgent(self) -> bool:
        """Whether at once."""
        return self.days < URGENT_DAYS or self.expired is not None


@dataclass(frozen=True, slots=True)
class Certified:
    """How many devices of how many desks asked since the last change, so have its certificate; of how many
    devices in all."""

    devices: int
    desks: int
    total: int


@dataclass(frozen=True, slots=True)
class Known:
    """A certificate whose seals count as the city's, loaded at `since_ms`; `fingerprint` names it."""

    role: Role
    certificate: x509.Certificate
    since_ms: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 in hex."""
        return fingerprint_of(self.certificate)


class Sealing(Protocol):
    """The city's certificates."""

    def authority(self) -> Authority:
        """Who certifies desks: a loaded one until it expires, else the city's own key."""
        ...

    def signer(self) -> SealKey:
        """Who seals what the city prints, chosen likewise; the city's own is certified by itself."""
        ...

    def in_force(self) -> Sequence[InForce]:
        """Both, signer first."""
        ...

    def load(
        self, content: bytes, password: str, principal: Principal, *, role: Role | None = None
    ) -> Sequence[Role]:
        """Take a PKCS#12 into a role, or into every one that it permits; answers which. Raises what
        `loaded_key` does, and Problem `seal-no-authority`, `seal-no-signer` or `seal-no-use` (`name`)."""
        ...

    def drop(self, role: Role, principal: Principal) -> None:
        """The city's own key again; what was sealed stays as it is."""
        ...

    def known(self) -> Sequence[Known]:
        """Every loaded one whose seals count, now and before, the newest first."""
        ...

    def distrust(self, fingerprint: str, principal: Principal) -> None:
        """No seal by it counts any more: its key may be in other hands. Where it is in force, the city's own
        key is again. Raises Problem `seal-unknown`."""
        ...

    def certified(self, principal: Principal) -> Certified:
        """How far the authority's certificate has come."""
        ...

    def trust(self) -> Trust:
        """What is the city's, now and before."""
        ...
