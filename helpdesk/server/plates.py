"""Door plates: codes beside doors, behind which residents leave requests; as the routes need them."""

import base64
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.plates import Left, LeftRequest
from helpdesk.domain.problems import Problem
from helpdesk.server.principal import Principal

PLACE_MAX = 60  # code points of a plate's place
AT_ONCE = 200  # plates made in one go
PLATE_MOST = 5  # requests left at one plate in an hour
HOUR_MS = 3_600_000
_TYPED_MS = 3_000  # nobody reads and types faster
_KEPT_MS = 24 * HOUR_MS  # a form may stand open for a day
_ADDRESS = re.compile(r"([0-9]{12})-([0-9A-HJKMNP-TV-Z]{10})")


@dataclass(frozen=True, slots=True)
class Plate:
    """A code beside a door: whose desk (`stream`), at which `place`; `left` requests came by it."""

    stream: str
    code: str
    place: str
    made_ms: int
    revoked: bool = False
    left: int = 0

    @property
    def address(self) -> str:
        """Its part of the page's address."""
        return f"{self.stream}-{self.code}"


class Plates(Protocol):
    """Plates as the console and the residents' page need them."""

    def make(self, desk: str, places: Sequence[str], principal: Principal) -> Sequence[Plate]:
        """New plates of a desk. Raises Problem `plates-none`, `plates-many`, `plate-desk`, and those of
        `clean_text`."""
        ...

    def of_desk(self, desk: str, principal: Principal) -> Sequence[Plate]:
        """The desk's plates as `principal` sees them, by place."""
        ...

    def counts(self, principal: Principal) -> dict[str, int]:
        """How many plates in use each desk has."""
        ...

    def revoke(self, desk: str, code: str, principal: Principal, *, revoked: bool) -> None:
        """Take a plate out of use, or back into it. Raises Problem `page-unknown`."""
        ...

    def find(self, address: str) -> Plate:
        """The plate of a page's address. Raises Problem `plate-unknown`."""
        ...

    def leave(self, plate: Plate, left: LeftRequest, *, once: str, source: str) -> Left:
        """Register a request. The same form sent again gets the same answer.

        Raises Problem `left-often` and those of `leave_request`.
        """
        ...


def parts_of(address: str) -> tuple[str, str]:
    """Desk and code. Raises Problem `plate-unknown`."""
    found = _ADDRESS.fullmatch(address.upper())
    if found is None:
        raise Problem("plate-unknown")
    return found[1], found[2]


def new_form(plate: Plate, *, now_ms: int, sign: Callable[[bytes], bytes]) -> str:
    """What a form carries: when it was given and for which plate, sealed by the city."""
    said = f"{now_ms}.{secrets.token_hex(8)}"
    return f"{said}.{_seal(plate, said, sign)}"


def check_form(plate: Plate, form: str, *, now_ms: int, sign: Callable[[bytes], bytes]) -> str:
    """What names this form ever after. Raises Problem `left-form` for one that is not ours or too old,
    `left-fast` for one that came back faster than anybody types."""
    said, _, seal = form.rpartition(".")
    given, _, nonce = said.partition(".")
    ours = secrets.compare_digest(seal.encode(), _seal(plate, said, sign).encode())
    if not ours or now_ms - int(given) > _KEPT_MS:
        raise Problem("left-form")
    if now_ms - int(given) < _TYPED_MS:
        raise Problem("left-fast")
    return nonce


def _seal(plate: Plate, said: str, sign: Callable[[bytes], bytes]) -> str:
    message = f"plate form\0{plate.address}\0{said}".encode()
    return base64.urlsafe_b64encode(sign(message)).decode().rstrip("=")
