"""The city certifies the keys of its desks as other programs read them: X.509, so that a sealed PDF chains to
the city.

Without a certificate of its own the city is its own authority, with a key that comes of the one that
devices know it by; that one is the same each time. One that was loaded may be of any maker: what it issues
is as deterministic as its key allows, since a device is told again what has changed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.domain.problems import Problem
from helpdesk.protocol.device_certificate import ALWAYS, EVER, common_name, signed_by, usages
from helpdesk.protocol.pdf_key import PublicKey, derived_key, public_of, raw_public
from helpdesk.protocol.seal_key import Role, SealKey

_DAY_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Authority(SealKey):
    """Who certifies desks."""

    def certified(self, public_key: bytes, *, name: str, day: int) -> tuple[bytes, ...]:
        """The certificate of a device's key (`raw_public`) and what it rests on, in DER; `name` is the
        desk's, `day` that of its enrolment, since 1970."""
        made = self._issued(public_of(public_key), name, day)
        return tuple(each.public_bytes(Encoding.DER) for each in (made, *self.chain))

    def _issued(self, public: PublicKey, name: str, day: int) -> x509.Certificate:
        """The same each time."""
        own = self.chain[0]
        enrolled = _DAY_ZERO + timedelta(days=day)
        usual = usages("digital_signature", "content_commitment")
        digest = sha256(raw_public(public) + own.fingerprint(hashes.SHA256())).digest()
        built = (
            x509.CertificateBuilder()
            .subject_name(common_name(name))
            .issuer_name(own.subject)
            .public_key(public)
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
        return signed_by(self.key, built)

    def own_signer(self, key: bytes, *, name: str) -> SealKey:
        """The city's own key as its signer, out of the raw one; the same each time."""
        private = derived_key(key, b"signer")
        made = self._issued(private.public_key(), name, 0)
        return SealKey(private, (made, *self.chain))


def own_authority(key: bytes, *, name: str) -> Authority:
    """The city as its own authority, out of the raw key that devices know it by: the same each time."""
    private = derived_key(key, b"authority")
    public = private.public_key()
    digest = sha256(b"authority" + raw_public(public)).digest()
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
    return Authority(private, (signed_by(private, built),))


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
