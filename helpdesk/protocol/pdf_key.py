"""A device's second key, for PDFs: ECDSA on P-256, which programs that show PDFs can check; few know Ed25519.

It comes of the device's Ed25519 key, as the city's own do of the city's: made on the device, the same each
time, and in no other place than that one. The device asks the city to certify it; why so: ADR 47.
"""

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

POINT_BYTES = 33
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
_CONTEXT = b"helpdesk-pdf-key-1\n"

PublicKey = Ed25519PublicKey | EllipticCurvePublicKey


class PdfKey(msgspec.Struct, array_like=True, frozen=True):
    """A device asks for a certificate of its key for PDFs: the compressed point, and the signature of the
    device's Ed25519 public key by it (ECDSA over SHA-256, DER), which proves that it has that key. That
    this device asks, its signature of the request says."""

    public_key: bytes
    proof: bytes


def derived_key(private: bytes, purpose: bytes) -> EllipticCurvePrivateKey:
    """The P-256 key that comes of a raw Ed25519 private key for a purpose."""
    stretched = HKDF(hashes.SHA256(), 48, salt=None, info=b"helpdesk-pdf-" + purpose).derive(
        private
    )
    return derive_private_key(int.from_bytes(stretched, "big") % (_ORDER - 1) + 1, SECP256R1())


def pdf_key_of(private: bytes) -> EllipticCurvePrivateKey:
    """A device's key for PDFs."""
    return derived_key(private, b"device")


def raw_public(key: PublicKey) -> bytes:
    """32 bytes of Ed25519, or the 33 of a compressed point."""
    if isinstance(key, Ed25519PublicKey):
        return key.public_bytes_raw()
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def public_of(raw: bytes) -> PublicKey:
    """The key that `raw_public` wrote. Raises ValueError for another one."""
    if len(raw) == POINT_BYTES:
        return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    return Ed25519PublicKey.from_public_bytes(raw)


def asked(key: EllipticCurvePrivateKey, *, device_key: bytes) -> PdfKey:
    """The request for a certificate by the device with this Ed25519 public key; the same each time."""
    proof = key.sign(_CONTEXT + device_key, ECDSA(hashes.SHA256(), deterministic_signing=True))
    return PdfKey(raw_public(key.public_key()), proof)


def is_proven(request: PdfKey, *, device_key: bytes) -> bool:
    """Whether it is a key on P-256, and the device with this Ed25519 key has it."""
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), request.public_key)
        key.verify(request.proof, _CONTEXT + device_key, ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return len(request.public_key) == POINT_BYTES
