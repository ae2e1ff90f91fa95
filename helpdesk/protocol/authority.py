"""The city certifies the keys of its desks as other programs read it: X.509, so that a sealed PDF chains to
the city.

Without a certificate of its own the city is its own authority, with the key that devices know it by; that
one is the same each time. One that was loaded may be of any maker: what it issues is as deterministic as
its key allows, since a device is told again what has changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12

from helpdesk.domain.problems import Problem
from helpdesk.protocol.device_certificate import ALWAYS, EVER, usages

NAME_MAX = 64  # characters of a common name
_RSA_LEAST = 2048  # bits
_DAY_ZERO = datetime(1970, 1, 1, tzinfo=UTC)

Key = Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Authority:
    """Who certifies desks: `chain` begins with the certificate of `key` and ends with the one to trust."""

    key: Key
    chain: tuple[x509.Certificate, ...]

    @property
    def name(self) -> str:
        """As other programs show it."""
        return name_of(self.chain[0].subject)

    @property
    def until(self) -> datetime:
        """When the first of the chain expires."""
        return min(each.not_valid_after_utc for each in self.chain)

    def certified(self, public_key: bytes, *, name: str, day: int) -> tuple[bytes, ...]:
        """The certificate of a device's Ed25519 key and what it rests on, in DER; `name` is the desk's,
        `day` that of its enrolment, since 1970."""
        own = self.chain[0]
        enrolled = _DAY_ZERO + timedelta(days=day)
        usual = usages("digital_signature", "content_commitment")
        digest = sha256(public_key + own.fingerprint(hashes.SHA256())).digest()
        built = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(own.subject)
            .public_key(Ed25519PublicKey.from_public_bytes(public_key))
            .serial_number(int.from_bytes(digest[:16], "big") >> 1 | 1)
            .not_valid_before(max(enrolled, own.not_valid_before_utc))
            .not_valid_after(own.not_valid_after_utc)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(**usual), critical=True)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        made = _signed(built, self.key)
        return tuple(each.public_bytes(Encoding.DER) for each in (made, *self.chain))


def own_authority(key: bytes, *, name: str) -> Authority:
    """The city as its own authority, by its raw Ed25519 key: the same each time."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    public = private.public_key()
    digest = sha256(b"authority" + public.public_bytes_raw()).digest()
    built = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(name))
        .public_key(public)
        .serial_number(int.from_bytes(digest[:16], "big") >> 1 | 1)
        .not_valid_before(ALWAYS)
        .not_valid_after(EVER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usages("key_cert_sign", "crl_sign")), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return Authority(private, (_signed(built, private),))


def loaded_authority(content: bytes, password: str, *, now: datetime) -> Authority:
    """An authority out of a PKCS#12 file. `now` has a zone.

    Raises Problem `seal-unreadable` (no PKCS#12, or another password), `seal-incomplete` (no key, or no
    certificate of it), `seal-no-authority` (it may sign, but not certify others), `seal-key` (a kind of key
    or a length that nobody should trust), `seal-expired` (`day`), `seal-not-yet` (`day`).
    """
    try:
        key, own, others = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except (ValueError, TypeError) as error:
        raise Problem("seal-unreadable") from error
    if key is None or own is None:
        raise Problem("seal-incomplete")
    if not isinstance(key, Key):
        raise Problem("seal-key")
    if isinstance(key, RSAPrivateKey) and key.key_size < _RSA_LEAST:
        raise Problem("seal-key")
    if not _may_certify(own):
        raise Problem("seal-no-authority", name=name_of(own.subject))
    found = Authority(key, _chain(own, others))
    if found.until <= now:
        raise Problem("seal-expired", day=f"{found.until:%Y-%m-%d}")
    if (begins := own.not_valid_before_utc) > now:
        raise Problem("seal-not-yet", day=f"{begins:%Y-%m-%d}")
    return found


def written(authority: Authority) -> bytes:
    """An authority as PKCS#12 without a password, for whoever seals it."""
    own, *others = authority.chain
    return pkcs12.serialize_key_and_certificates(
        None, authority.key, own, others or None, NoEncryption()
    )


def kept_authority(content: bytes) -> Authority:
    """The authority that `written` wrote."""
    key, own, others = pkcs12.load_key_and_certificates(content, None)
    assert isinstance(key, Key)
    assert own is not None
    return Authority(key, _chain(own, others))


def name_of(owner: x509.Name) -> str:
    """A certificate's owner or issuer as other programs show them."""
    names = owner.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else owner.rfc4514_string()


def _chain(
    own: x509.Certificate, others: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """From the certificate up to the last of `others` that it rests on."""
    chain = [own]
    while (above := _issuer(chain[-1], others)) is not None and above not in chain:
        chain.append(above)
    return tuple(chain)


def _issuer(below: x509.Certificate, others: Sequence[x509.Certificate]) -> x509.Certificate | None:
    for each in others:
        try:
            below.verify_directly_issued_by(each)
        except (ValueError, TypeError, InvalidSignature):
            continue
        return each
    return None


def _may_certify(certificate: x509.Certificate) -> bool:
    try:
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
        if not basic.ca:
            return False
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.OID_KEY_USAGE  # without it a CA may do everything
    return usage.key_cert_sign


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:NAME_MAX] or "—")])


def _signed(built: x509.CertificateBuilder, key: Key) -> x509.Certificate:
    if isinstance(key, Ed25519PrivateKey):
        return built.sign(key, None)
    if isinstance(key, EllipticCurvePrivateKey):
        return built.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    return built.sign(key, hashes.SHA256())
