"""What makes a paper evidence before it is synced: a few facts, signed by the device that printed it.

The QR code holds the case number and, behind `#`, a payload in base64url: version, minute, a digest
of the printed facts, the device's Ed25519 signature, and the city's certificate of the device's key.
Whoever knows the city's key can check it without any line. In the address of the city's page the
payload stands behind `?s=` instead, so that the page can check it in a browser without scripts; it
says nothing of a person.
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from struct import Struct, error

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

VERSION = 1
_PAPER, _DEVICE = b"helpdesk-paper-1\n", b"helpdesk-device-1\n"
# version, minutes since 1970 UTC, digest, signature | key, desk, day since 1970, the city's signature
_SIGNED, _CERTIFICATE = Struct(">BI16s64s"), Struct(">32s6sH64s")
_DESK_BYTES = 6
_MARK = re.compile(r"#|\?s=")  # before the payload
_SHEET = re.compile(r"([^#\s]+)#([1-9]\d{0,2})\.([1-9]\d{0,2})\.([\w-]{22})", re.ASCII)
TEXT_MAX = 1_000  # characters of a scanned text that are looked at


class Verdict(StrEnum):
    """What a signature says. `GENUINE`: by a device that the city vouches for, or by the city itself.
    `UNCERTIFIED`: whole, but by a device whose key the city never certified to it; `OTHER_CITY`:
    certified, but not by the city whose key we know."""

    GENUINE = "genuine"
    UNCERTIFIED = "uncertified"
    OTHER_CITY = "other_city"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A scanned code: `minute` since 1970 UTC by the device's corrected clock, `facts` the digest of
    what was printed, `desk` the twelve digits of the device's desk (empty without a certificate)."""

    number: str
    minute: int
    facts: bytes
    signature: bytes
    public_key: bytes = b""
    desk: str = ""
    day: int = 0
    certificate: bytes = b""


def certificate_bytes(public_key: bytes, *, desk: str, day: int) -> bytes:
    """What the city signs when it vouches for a device's key: key, desk, day of enrolment."""
    return _DEVICE + public_key + f"\n{desk}\n{day}".encode()


def paper_bytes(number: str, *, minute: int, facts: bytes) -> bytes:
    """What the device signs when it prints."""
    return _PAPER + f"{number}\n{minute}\n".encode() + facts


def written(evidence: Evidence) -> str:
    """The payload as it stands behind `#` or `?s=`."""
    raw = _SIGNED.pack(VERSION, evidence.minute, evidence.facts, evidence.signature)
    if evidence.certificate:
        desk = int(evidence.desk).to_bytes(_DESK_BYTES, "big")
        raw += _CERTIFICATE.pack(evidence.public_key, desk, evidence.day, evidence.certificate)
    elif evidence.public_key:
        raw += evidence.public_key
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The code of a further sheet: which of how many, and the digest that its first sheet has signed.

    It proves nothing by itself: it belongs to the printing whose facts have this digest.
    """

    number: str
    sheet: int
    sheets: int
    facts: bytes


@dataclass(frozen=True, slots=True)
class Signer:
    """A device: how it signs, its public key, and the city's certificate of it, if there is one."""

    sign: Callable[[bytes], bytes]
    public_key: bytes
    desk: str = ""
    day: int = 0
    certificate: bytes = b""


def signed(number: str, *, minute: int, facts: bytes, by: Signer) -> str:
    """The payload for a paper with this digest of its facts."""
    minute = min(max(minute, 0), 2**32 - 1)  # whatever a dead battery says
    made = Evidence(
        number,
        minute,
        facts,
        by.sign(paper_bytes(number, minute=minute, facts=facts)),
        public_key=by.public_key,
        desk=by.desk,
        day=by.day,
        certificate=by.certificate,
    )
    return written(made)


def is_sealed(text: str) -> bool:
    """Whether a text may be a number with a seal behind it."""
    return _MARK.search(text[:TEXT_MAX]) is not None


def read(text: str) -> Evidence | None:
    """What a scanned text holds, or None when it is no code of ours with a signature."""
    before, *behind = _MARK.split(text.strip()[:TEXT_MAX], maxsplit=1)
    number = before.rsplit("/", 1)[-1]
    if not behind or not number:
        return None
    payload = behind[0]
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        version, minute, facts, signature = _SIGNED.unpack_from(raw)
        rest = raw[_SIGNED.size :]
        if version != VERSION:
            return None
        evidence = Evidence(number, minute, facts, signature)
        return _with_key(evidence, rest)
    except (binascii.Error, ValueError, error):
        return None


def _with_key(evidence: Evidence, rest: bytes) -> Evidence | None:
    given = (evidence.number, evidence.minute, evidence.facts, evidence.signature)
    if len(rest) == _CERTIFICATE.size:
        key, desk, day, certificate = _CERTIFICATE.unpack(rest)
        code = f"{int.from_bytes(desk, 'big'):012}"
        return Evidence(*given, public_key=key, desk=code, day=day, certificate=certificate)
    return Evidence(*given, public_key=rest) if len(rest) == 32 else None


def sheet_text(first: str, *, sheet: int, sheets: int) -> str:
    """What the code of a further sheet holds, by the code of the first; empty where that has no seal."""
    sealed = read(first)
    if sealed is None:
        return ""
    facts = base64.urlsafe_b64encode(sealed.facts).rstrip(b"=").decode()
    return f"{sealed.number}#{sheet}.{sheets}.{facts}"


def read_sheet(text: str) -> Sheet | None:
    """What the code of a further sheet holds, or None where it is none."""
    found = _SHEET.fullmatch(text.strip()[:TEXT_MAX])
    if found is None:
        return None
    number, sheet, sheets, facts = found.groups()
    if not 1 < int(sheet) <= int(sheets):
        return None
    return Sheet(number, int(sheet), int(sheets), base64.urlsafe_b64decode(facts + "=="))


def verdict(evidence: Evidence, *, city_key: bytes) -> Verdict:
    """Whether device and city signed this, or the city alone. `city_key` is the city's Ed25519 public key."""
    said = paper_bytes(evidence.number, minute=evidence.minute, facts=evidence.facts)
    if not _is_signed(said, evidence.signature, by=evidence.public_key):
        return Verdict.ALTERED
    if not evidence.certificate:
        own = evidence.public_key == city_key
        return Verdict.GENUINE if own else Verdict.UNCERTIFIED
    vouched = certificate_bytes(evidence.public_key, desk=evidence.desk, day=evidence.day)
    if not _is_signed(vouched, evidence.certificate, by=city_key):
        return Verdict.OTHER_CITY
    return Verdict.GENUINE


def _is_signed(message: bytes, signature: bytes, *, by: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
