"""A key of the city's with the X.509 certificates that it rests on: what it may do, and how it is loaded.

Two roles: an authority certifies the keys of desks, a signer seals what the city itself prints. What a
licensed authority sells to a public body is a signer as a rule; one key may be both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from helpdesk.domain.problems import Problem

FILE_BYTES = 1_000_000  # no PKCS#12 file of a key with its chain is larger
_RSA_LEAST, _CURVE_LEAST = 2048, 256  # bits
_CHAIN_MOST = 10  # certificates
_BROKEN = (
    hashes.MD5,
    hashes.SHA1,
)  # under a certificate: another with the same signature can be made
_MICROSOFT = "1.3.6.1.4.1.311.10"
_FOR_PAPERS = {
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    ExtendedKeyUsageOID.EMAIL_PROTECTION,
    ExtendedKeyUsageOID.CLIENT_AUTH,  # the usual one of an organisation's certificate
    x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # documents, RFC 9336
    x509.ObjectIdentifier(f"{_MICROSOFT}.3.12"),  # documents, Microsoft
    x509.ObjectIdentifier("1.2.840.113583.1.1.5"),  # documents, Adobe
}

Key = Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey


class Role(StrEnum):
    """What a key is for: `AUTHORITY` certifies desks, `SIGNER` seals what the city prints."""

    AUTHORITY = "authority"
    SIGNER = "signer"


@dataclass(frozen=True, slots=True)
class SealKey:
    """`chain` begins with the certificate of `key` and ends with the one that others have to trust."""

    key: Key
    chain: tuple[x509.Certificate, ...]

    @property
    def name(self) -> str:
        """As other programs show it."""
        return name_of(self.chain[0].subject)

    @property
    def since(self) -> datetime:
        """From when on the whole chain is valid."""
        return max(each.not_valid_before_utc for each in self.chain)

    @property
    def until(self) -> datetime:
        """When the first of the chain expires."""
        return min(each.not_valid_after_utc for each in self.chain)

    @property
    def certificates(self) -> tuple[bytes, ...]:
        """The chain in DER."""
        return tuple(each.public_bytes(Encoding.DER) for each in self.chain)

    @property
    def roles(self) -> frozenset[Role]:
        """What its certificate permits."""
        may = {Role.AUTHORITY: _may_certify, Role.SIGNER: _may_sign}
        return frozenset(role for role, permits in may.items() if permits(self.chain[0]))

    def sign(self, message: bytes) -> bytes:
        """Its signature: Ed25519, else over SHA-256, RSA by PKCS #1 v1.5; the same each time."""
        if isinstance(self.key, Ed25519PrivateKey):
            return self.key.sign(message)
        if isinstance(self.key, EllipticCurvePrivateKey):
            return self.key.sign(message, ECDSA(hashes.SHA256(), deterministic_signing=True))
        return self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())


def loaded_key(content: bytes, password: str, *, now: datetime) -> SealKey:
    """A key out of a PKCS#12 file, whatever it may do. `now` has a zone.

    Raises Problem `seal-large`, `seal-unreadable` (no PKCS#12, or another password), `seal-incomplete` (no
    key, or no certificate of it), `seal-sm2` (of a kind that cannot be worked with), `seal-key` (a kind, a
    length or a signature that nobody should trust), `seal-expired` (`day`), `seal-not-yet` (`day`).
    """
    if len(content) > FILE_BYTES:
        raise Problem("seal-large", limit=FILE_BYTES // 1_000_000)
    found = _opened(content, password)
    _check_strength(found)
    if found.until <= now:
        raise Problem("seal-expired", day=f"{found.until:%Y-%m-%d}")
    if found.since > now:
        raise Problem("seal-not-yet", day=f"{found.since:%Y-%m-%d}")
    return found


def written(found: SealKey) -> bytes:
    """A key with its chain as PKCS#12 without a password, for whoever seals it."""
    own, *others = found.chain
    return pkcs12.serialize_key_and_certificates(
        None, found.key, own, others or None, NoEncryption()
    )


def kept_key(content: bytes) -> SealKey:
    """The one that `written` wrote."""
    key, own, others = pkcs12.load_key_and_certificates(content, None)
    assert isinstance(key, Key)
    assert own is not None
    return SealKey(key, _chain(own, others))


def name_of(owner: x509.Name) -> str:
    """A certificate's owner or issuer as other programs show them."""
    names = owner.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else owner.rfc4514_string()


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 in hex, by which two people compare a certificate on the telephone."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _opened(content: bytes, password: str) -> SealKey:
    """What can be read of it, and belongs together."""
    try:
        key, own, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
        belongs = key is not None and own is not None and own.public_key() == key.public_key()
        found = SealKey(key, _chain(own, others)) if belongs else None  # type: ignore[arg-type]
        _ = found and found.roles  # its extensions can be read
    except (ValueError, TypeError, x509.DuplicateExtension) as error:
        raise Problem("seal-unreadable") from error
    except UnsupportedAlgorithm as error:  # national cryptography, or a curve of old
        raise Problem("seal-sm2") from error
    if found is None:
        raise Problem("seal-incomplete")
    if not isinstance(found.key, Key):
        raise Problem("seal-key")
    return found


def _check_strength(found: SealKey) -> None:
    """Raises Problem `seal-key`; what signed itself proves nothing by that anyway."""
    key = found.key
    short = isinstance(key, RSAPrivateKey) and key.key_size < _RSA_LEAST
    short |= isinstance(key, EllipticCurvePrivateKey) and key.curve.key_size < _CURVE_LEAST
    signed = [each for each in found.chain if each.issuer != each.subject]
    if short or any(isinstance(each.signature_hash_algorithm, _BROKEN) for each in signed):
        raise Problem("seal-key")


def _chain(
    own: x509.Certificate, others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """From the certificate up to the last of `others` that it rests on."""
    chain = [own]
    while (above := _issuer(chain[-1], others)) is not None and above not in chain:
        chain.append(above)
        if len(chain) == _CHAIN_MOST:
            break
    return tuple(chain)


def _issuer(below: x509.Certificate, others: Sequence[x509.Certificate]) -> x509.Certificate | None:
    for each in others:
        try:
            below.verify_directly_issued_by(each)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            continue
        return each
    return None


def _may_certify(certificate: x509.Certificate) -> bool:
    """A CA, whose key may sign certificates; without a key usage a CA may do everything."""
    extensions = certificate.extensions
    try:
        basic = extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    usage = _usage(certificate)
    return basic.ca and (usage is None or usage.key_cert_sign)


def _may_sign(certificate: x509.Certificate) -> bool:
    """Signatures that last: digitalSignature or nonRepudiation, and no extended usage that is for
    something else alone (a web server, software, time stamps)."""
    usage = _usage(certificate)
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        return False
    try:
        wanted = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return bool(_FOR_PAPERS & set(wanted)) and ExtendedKeyUsageOID.SERVER_AUTH not in wanted


def _usage(certificate: x509.Certificate) -> x509.KeyUsage | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
