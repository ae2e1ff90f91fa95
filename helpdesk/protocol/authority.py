"""The city certifies the keys of its desks as other programs read them: X.509, so that a sealed PDF chains to
the city.

Without a certificate of its own the city is its own authority, with the key that devices know it by; that
one is the same each time. One that was loaded may be of any maker: what it issues is as deterministic as
its key allows, since a device is told again what has changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.domain.problems import Problem
from helpdesk.protocol.device_certificate import ALWAYS, EVER, common_name, usages
from helpdesk.protocol.seal_key import Key, Role, SealKey

_DAY_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Authority(SealKey):
    """Who certifies desks."""

    def certified(self, public_key: bytes, *, name: str, day: int) -> tuple[bytes, ...]:
        """The certificate of a device's Ed25519 key and what it rests on, in DER; `name` is the desk's,
        `day` that of its enrolment, since 1970."""
        own = self.chain[0]
        enrolled = _DAY_ZERO + timedelta(days=day)
        usual = usages("digital_signature", "content_commitment")
        digest = sha256(public_key + own.fingerprint(hashes.SHA256())).digest()
        built = (
            x509.CertificateBuilder()
            .subject_name(common_name(name))
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
        .subject_name(common_name(name))
        .issuer_name(common_name(name))
        .public_key(public)
        .serial_number(int.from_bytes(digest[:16], "big") >> 1 | 1)
        .not_valid_before(ALWAYS)
        .not_valid_after(EVER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(**usages("key_cert_sign", "crl_sign")), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return Authority(private, (_signed(built, private),))


def authority_of(found: SealKey) -> Authority:
    """The authority with this key. Raises Problem `seal-no-authority` (`name`) where it may not be one."""
    if Role.AUTHORITY not in found.roles:
        raise Problem("seal-no-authority", name=found.name)
    return Authority(found.key, found.chain)


def signer_of(found: SealKey) -> SealKey:
    """The same for a signer. Raises Problem `seal-no-signer` (`name`)."""
    if Role.SIGNER not in found.roles:
        raise Problem("seal-no-signer", name=found.name)
    return found


def own_signer(authority: Authority, key: Ed25519PrivateKey, *, name: str) -> SealKey:
    """The city's own key as its signer, certified by whoever certifies its desks."""
    public = key.public_key().public_bytes_raw()
    certificates = authority.certified(public, name=name, day=0)
    return SealKey(key, tuple(map(x509.load_der_x509_certificate, certificates)))


def _signed(built: x509.CertificateBuilder, key: Key) -> x509.Certificate:
    if isinstance(key, Ed25519PrivateKey):
        return built.sign(key, None)
    if isinstance(key, EllipticCurvePrivateKey):
        return built.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    return built.sign(key, hashes.SHA256())
