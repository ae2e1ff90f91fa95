"""The certificate that a device makes for its own key, so that it can seal PDFs as other programs read them.

Nobody vouches for it but the device: it serves until the city's certificate of the key has come
(`authority`).
"""

from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.protocol.pdf_key import raw_public
from helpdesk.protocol.seal_key import Key

ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)  # a clock that is wrong must not make it invalid
EVER = datetime(9999, 12, 31, tzinfo=UTC)
_NAME_BYTES = 64
_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def usages(*wanted: str) -> dict[str, bool]:
    """What a key is for, as X.509 asks it: every usage by name."""
    return {usage: usage in wanted for usage in _USAGES}


def common_name(text: str) -> x509.Name:
    """As much of a text as a common name may have: 64 bytes, as the library counts, are 21 ideographs."""
    cut = text.encode()[:_NAME_BYTES].decode(errors="ignore")
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, cut or "—")])


def signed_by(key: Key, built: x509.CertificateBuilder) -> x509.Certificate:
    """The same each time, as far as the kind of key allows."""
    if isinstance(key, Ed25519PrivateKey):
        return built.sign(key, None)
    if isinstance(key, EllipticCurvePrivateKey):
        return built.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    return built.sign(key, hashes.SHA256())


def device_certificate(key: Ed25519PrivateKey | EllipticCurvePrivateKey, *, name: str) -> bytes:
    """X.509 in DER, always the same for the same key; `name` is what other programs show, no person's."""
    subject = common_name(name)
    public = key.public_key()
    digest = sha256(raw_public(public)).digest()
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(int.from_bytes(digest[:16], "big") | 1)
        .not_valid_before(ALWAYS)
        .not_valid_after(EVER)
        .add_extension(
            x509.KeyUsage(**usages("digital_signature", "content_commitment")), critical=True
        )
    )
    return signed_by(key, built).public_bytes(Encoding.DER)
