"""Passwords of the city's people: Argon2id, in the PHC string that says its own parameters."""

import secrets
from functools import cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from helpdesk.domain.problems import Problem

PASSWORD_MIN, PASSWORD_MAX = 10, 200
_MEMORY_KIB, _PASSES = 19_456, 2  # OWASP's least for Argon2id: 20 logins a second on one core


def hashed(password: str) -> str:
    """What is kept of it. Raises Problem `password-short` or `password-long`."""
    if len(password) < PASSWORD_MIN:
        raise Problem("password-short", minimum=PASSWORD_MIN)
    if len(password) > PASSWORD_MAX:
        raise Problem("password-long", maximum=PASSWORD_MAX)
    return _hash(password)


def fits(password: str, kept: str) -> bool:
    """Whether this is the password; for nobody's (`kept` empty) it takes as long to say no."""
    try:
        Argon2id.verify_phc_encoded(password[:PASSWORD_MAX].encode(), kept or _nobodys())
    except InvalidKey:
        return False
    return bool(kept)


def _hash(password: str) -> str:
    argon = Argon2id(
        salt=secrets.token_bytes(16),
        length=32,
        iterations=_PASSES,
        lanes=1,
        memory_cost=_MEMORY_KIB,
    )
    return argon.derive_phc_encoded(password.encode())


@cache
def _nobodys() -> str:
    return _hash(secrets.token_hex(16))
