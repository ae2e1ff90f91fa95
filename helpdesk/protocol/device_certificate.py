"""The certificate that a device makes for its own key, so that it can seal PDFs as other programs read them.

Nobody vouches for it but the device: what the city vouches for is the key itself (`evidence`).
"""

from datetime import UTC, datetime
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

_FROM = datetime(2020, 1, 1, tzinfo=UTC)  # a clock that is wrong must not make it invalid
_TO = datetime(9999, 12, 31, tzinfo=UTC)
_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
    *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def device_certificate(key: Ed25519PrivateKey, *, name: str) -> bytes:
    """X.509 in DER, always the same for the same key; `name` is what other programs show, no person's."""
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    wanted = {usage: usage in _USAGES[:2] for usage in _USAGES}
    public = key.public_key()
    digest = sha256(public.public_bytes_raw()).digest()
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(public)
        .serial_number(int.from_bytes(digest[:16], "big") | 1)
        .not_valid_before(_FROM)
        .not_valid_after(_TO)
        .add_extension(x509.KeyUsage(**wanted), critical=True)
        .sign(key, None)
    )
    return built.public_bytes(Encoding.DER)
