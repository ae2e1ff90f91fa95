"""The city certifies its desks, by its own key or by a certificate that it loads; nonsense is named."""

import datetime as dt
from functools import cache
from itertools import pairwise

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    NoEncryption,
    pkcs12,
)

from helpdesk.domain.problems import Problem
from helpdesk.protocol.authority import (
    Authority,
    Key,
    kept_authority,
    loaded_authority,
    own_authority,
    written,
)
from helpdesk.protocol.device_certificate import usages

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
DEVICE = Ed25519PrivateKey.from_private_bytes(b"d" * 32).public_key().public_bytes_raw()
PASSWORD = "春天的草原"
OWN = own_authority(b"c" * 32, name="通辽市 · Helpdesk")


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def issued(
    key: Key,
    name: str,
    *,
    by: tuple[Key, str] | None = None,
    ca: bool = True,
    begins: dt.datetime = NOW - YEAR,
    ends: dt.datetime = NOW + YEAR,
) -> x509.Certificate:
    """A certificate for `key`, by itself or by another."""
    above, issuer = by or (key, name)
    usage = ("key_cert_sign", "crl_sign") if ca else ("digital_signature", "content_commitment")
    built = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usages(*usage)), critical=True)
    )
    return built.sign(above, None if isinstance(above, Ed25519PrivateKey) else hashes.SHA256())


def packed(key: Key | None, *chain: x509.Certificate, password: str = PASSWORD) -> bytes:
    own, *others = chain or (None,)
    how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"city", key, own, others or None, how)


def loaded(content: bytes, password: str = PASSWORD) -> Authority:
    return loaded_authority(content, password, now=NOW)


@pytest.mark.parametrize("kind", ["own", "rsa", "ec", "ed25519"])
def test_a_desk_is_certified_up_to_the_city_the_same_each_time(kind: str) -> None:
    """Issue 6, line 4: whatever the city's key is of; what changes each time would be sent each time."""
    keys = {"rsa": rsa_key(), "ec": ec.generate_private_key(ec.SECP256R1()), "ed25519": OWN.key}
    authority = OWN
    if kind != "own":
        root, key = Ed25519PrivateKey.generate(), keys[kind]
        chain = (issued(key, "通辽市", by=(root, "自治区")), issued(root, "自治区"))
        authority = loaded(packed(key, *chain))
        assert kept_authority(written(authority)).chain == authority.chain
    made = authority.certified(DEVICE, name="保安村 150502100217", day=20_000)
    assert made == authority.certified(DEVICE, name="保安村 150502100217", day=20_000)
    certificates = [x509.load_der_x509_certificate(each) for each in made]
    assert len(certificates) == (2 if kind == "own" else 3)
    for below, above in pairwise(certificates):
        below.verify_directly_issued_by(above)
    first = certificates[0]
    assert first.public_key().public_bytes_raw() == DEVICE  # type: ignore[union-attr]
    assert not first.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert first.not_valid_after_utc <= authority.until


def test_the_chain_is_found_in_any_order_and_strangers_are_left_out() -> None:
    root, middle, key, other = (Ed25519PrivateKey.generate() for _n in range(4))
    own = issued(key, "通辽市", by=(middle, "自治区二"))
    second, third = issued(middle, "自治区二", by=(root, "自治区")), issued(root, "自治区")
    found = loaded(packed(key, own, third, issued(other, "别人"), second))
    assert found.chain == (own, second, third)


def wrong() -> dict[str, tuple[bytes, str]]:
    key = Ed25519PrivateKey.generate()
    good = packed(key, issued(key, "通辽市"))
    long_ago, soon = NOW - dt.timedelta(days=1), NOW + dt.timedelta(days=1)
    return {
        "empty": (b"", "seal-unreadable"),
        "torn": (good[:200], "seal-unreadable"),
        "text": ("第一行".encode(), "seal-unreadable"),
        "no key": (packed(None, issued(key, "通辽市")), "seal-incomplete"),
        "may only sign": (packed(key, issued(key, "通辽市", ca=False)), "seal-no-authority"),
        "expired": (packed(key, issued(key, "通辽市", ends=long_ago)), "seal-expired"),
        "not yet": (packed(key, issued(key, "通辽市", begins=soon)), "seal-not-yet"),
        "weak": (packed(rsa_key(1024), issued(rsa_key(1024), "通辽市")), "seal-key"),
    }


def test_what_cannot_certify_is_named() -> None:
    for how, (content, code) in wrong().items():
        with pytest.raises(Problem) as refused:
            loaded(content)
        assert refused.value.code == code, how


@pytest.mark.parametrize("password", ["", "秋天", "春天的草原 ", "x" * 5_000, "\ud800"])
def test_another_password_opens_nothing(password: str) -> None:
    key = Ed25519PrivateKey.generate()
    with pytest.raises(Problem, match="seal-unreadable"):
        loaded(packed(key, issued(key, "通辽市")), password)


def test_a_root_that_expired_takes_all_below_with_it() -> None:
    root, key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    old = issued(root, "自治区", ends=NOW - dt.timedelta(days=1))
    with pytest.raises(Problem, match="seal-expired"):
        loaded(packed(key, issued(key, "通辽市", by=(root, "自治区")), old))
