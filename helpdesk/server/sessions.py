"""Who is at the console: signed tokens, the same for the cookie and for `Authorization: Bearer`.

Nothing is kept on the server; a token says the clerk's name and until when, and cannot be altered.
"""

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

import msgspec

from helpdesk.domain.problems import Problem

COOKIE = "helpdesk-city"
HOURS = 12


class _Claim(msgspec.Struct, array_like=True):
    name: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Clerk:
    """A person of the city's centre or of a department; `form_token` must come back with a form."""

    name: str
    form_token: str


@dataclass(frozen=True, slots=True)
class Sessions:
    """Makes and reads tokens with the city's secret."""

    secret: bytes

    def issue(self, name: str, *, until_ms: int) -> str:
        """A token for this clerk."""
        claim = _text(msgspec.json.encode(_Claim(name, until_ms)))
        return f"{claim}.{self._sign('session', claim)}"

    def read(self, token: str, *, now_ms: int) -> Clerk:
        """The clerk of a token. Raises Problem `session-missing` or `session-over`."""
        claim, _, signature = token.partition(".")
        # compare_digest takes bytes: a header may hold anything.
        if not hmac.compare_digest(signature.encode(), self._sign("session", claim).encode()):
            raise Problem("session-missing")
        read = msgspec.json.decode(
            base64.urlsafe_b64decode(claim + "=" * (-len(claim) % 4)), type=_Claim
        )
        if now_ms > read.until_ms:
            raise Problem("session-over")
        return Clerk(name=read.name, form_token=self._sign("form", claim))

    def form_fits(self, clerk: Clerk, token: str) -> bool:
        """Whether a form came from a page of ours (CSRF)."""
        return hmac.compare_digest(clerk.form_token.encode(), token.encode())

    def _sign(self, purpose: str, claim: str) -> str:
        return _text(hmac.digest(self.secret, f"{purpose}:{claim}".encode(), sha256))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
