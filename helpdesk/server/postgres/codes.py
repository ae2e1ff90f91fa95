"""One-time codes that people read and type: made at random, kept as hashes."""

import secrets
from hashlib import sha256

from helpdesk.domain.numbering import ALPHABET


def new_code(length: int) -> str:
    """A code of 5 random bits a character, in groups of four."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(code[i : i + 4] for i in range(0, length, 4))


def code_hash(code: str) -> bytes:
    """60 random bits need no slow hash. Case, blanks, hyphens and O I L are put right first."""
    kept = "".join(c for c in code.upper() if c.isalnum())
    return sha256(kept.translate(str.maketrans("OIL", "011")).encode()).digest()
