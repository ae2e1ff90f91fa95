"""The second factor: six digits from an authenticator app (TOTP, RFC 6238; SHA-1, 30 seconds)."""

import base64
import hmac
from urllib.parse import quote

_STEP_MS = 30_000
_DIGITS = 6


def code_at(secret: bytes, step: int) -> str:
    """The code of a time step (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**_DIGITS).zfill(_DIGITS)


def matching_step(secret: bytes, code: str, *, now_ms: int, after: int) -> int | None:
    """The time step whose code this is, one step early or late allowed; None for a wrong one.

    A code counts once: only steps above `after`, the last one used, are looked at.
    """
    typed = "".join(code.split()).encode()
    now = now_ms // _STEP_MS
    for step in (now, now - 1, now + 1):
        if step > after and hmac.compare_digest(code_at(secret, step).encode(), typed):
            return step
    return None


def as_text(secret: bytes) -> str:
    """The secret as people type it into the app."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, *, login: str, issuer: str) -> str:
    """What the QR code for the app says."""
    label = f"{quote(issuer)}:{quote(login)}"
    return f"otpauth://totp/{label}?secret={as_text(secret)}&issuer={quote(issuer)}"
