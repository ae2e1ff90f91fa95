"""The city certifies its desks, by its own key or by a certificate that it loads; nonsense is named."""

import base64
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
    authority_of,
    own_authority,
    signer_of,
)
from helpdesk.protocol.device_certificate import usages
from helpdesk.protocol.seal_key import Key, Role, kept_key, loaded_key, name_of, written

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
DEVICE = Ed25519PrivateKey.from_private_bytes(b"d" * 32).public_key().public_bytes_raw()
PASSWORD = "春天的草原"
OWN = own_authority(b"c" * 32, name="通辽市 · Helpdesk")


# A PKCS#12 with national cryptography, as licensed authorities sell it (password: x).
SM2 = (
    "MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcB"
    "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjxp1COwETeKAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEFVr"
    "+EzcS6n4uCg7u9wPvf2AggHQBMqsJu2bwa25gcVfgZAnzhg1j3qFHtnBiKeKvQomAu17GbOn9Z4gjoGcbw4M+9Pqy7FTjYJkckZm"
    "ITti48Lp2kouxrWN5pcS90Fd/i83rU7nShT6RblOWCcvUwS6vPrwypLyxlgiDCWKyc5oc5F2pmYxj7W4O2tZj3r/IBNjTQ6vrAIz"
    "5fXpSdX2Hk7ZQ5TIJ2kWdjg7LWli2Jahd0EeKHqsY+D8Knwp3x85AOMzsxsiEMPkrceDn40LZX3HFHI/0K4FMxrxOP1UaudMRuJz"
    "TW4kNNrlbk7c7dGOdLmjCiGqUO9AyaD4W3vC1NmYh8bWxNdyTf/P6iqqwLpafMMvqbIPqu7i4C9IMmErUKwTbSJa5rSQ1QKd406Z"
    "B8+WxMOSWP+da1umkXKE+HSGLHfCYgbVAjZDLxeNECYPuzyxVFuo9xM66tBNBLFTs7SpXe80pqxB85hMAQcMCFrtWvBl4ynToZJp"
    "Xt8rUUL+BEQ/eRIZ7EGidTuY3K2blav50Lugm384NYwx9lxtArfgwM76r+6rFlO7u3TFPDyZA2LRZLADxlq4fw+XyLeK1ppjb2zu"
    "yUX0fF1c1izyEknz9Qb0Xm6qOXmPaRrozqNG5EaPihcwggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoB"
    "AqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIBkzrYMQ/uGoCAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD"
    "BAEqBBCR1Sr0bQNfpsAaUAidyg5dBIGQ24FpgHtJOJqWzwgthlrXT00TOTTgXYJPb2JqEEgmkxcbL84scJ+gh4HiHMNqNHHvXLTA"
    "XItw19rvv5M5LBdB55lOVlpd2Qk8JWFxCyCXskTgVKrSk6oBD5SLqy8XgDgRQLnEN701FiFGxiuiFQ6lqtAijPIFi4ydxonKqTAl"
    "/rY59daXieXtPRvChkr9fzrKMSUwIwYJKoZIhvcNAQkVMRYEFNNx21l2nGyShBkZzai1F/lPWhvGMEEwMTANBglghkgBZQMEAgEF"
    "AAQgiTQq/wZFLeVfc6RF1s8sdpGK7fBRL7IRjP0Gzvg7N1UECP3WJ43ByW1WAgIIAA=="
)


# One whose certificate is signed over SHA-1.
SHA1 = (
    "MIIDjAIBAzCCA0IGCSqGSIb3DQEHAaCCAzMEggMvMIIDKzCCAeIGCSqGSIb3DQEHBqCCAdMwggHPAgEAMIIByAYJKoZIhvcNAQcB"
    "MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiRmGiPhe95LAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIMy"
    "nb81pfu06UsIuLIir4GAggFgiLfF/VYtPaSFMgqQb2OJT+dUD40hoQRRQOFy76HCiKlq4u7nP/rUymq5qyIonp888wr16HPXu6xk"
    "jBMqS0IunyKrf2xR/w3YabVaX23y0ODDyt5M1ARJ0OjHTVOAgyEjjD8KaWSvK1G4DBR22W2tBsV3GX9IkdLobbLde4m2OQX4MGs/"
    "8qtKgoWx7P2D7tSSpeOlUXgjgSPetg2HTsbbBnagvaHMihJaYa9gz5AbICv3C2/q5sPumHVTXEZOsNnB3Ht4Od00MgzQ/UKsAV77"
    "TfjHOEXzI64hysR2hxatozUGlwyDq6ugif5TdoxyReOclxv1uPrEv/Mn9jtvvom+zZJKBxy72anVX8n3pUrw4wjFFPjMIk+1xPIF"
    "6ZeCnKzW1eYIbrob1OwZ9cT43aAEeUdQ2vC7M4lzPmFPYN7AkTbnOcnbgjQXdVjABPj5l17i1dY9z6np1VS9lZeV7s71fjCCAUEG"
    "CSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAc"
    "BAgZUC4aBW1pyAICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEL6N+8lJXrap2Sl3I3CJBJAEgZCRaQ3aG/qveApFUXhV"
    "3OqW8JhHcbA+UM2fsx4G+PrC+sK0ZROi+z2lNMHC1VtCohV2H08HzJuy/axqlRF/BgpOBbpaHxdABptb2Mu7b9TY8TnPwhF/Pbw8"
    "CRJJW150imol8UstXIsanJ6wuIeMkOj7ccEMkj6afl9E7HZmYjwzAoVZkuuXalFH0Z3FX5lZhiExJTAjBgkqhkiG9w0BCRUxFgQU"
    "xZh7KYJxXpFhiqzGa8GqZ0ju58EwQTAxMA0GCWCGSAFlAwQCAQUABCAnjP4Ucgoh8d3r1h/0l8qLzeSgMfYRze0ttNpK5JM09wQI"
    "MZAnKNS+AXICAggA"
)


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
    usage: tuple[str, ...] = (),
    extended: str = "",
) -> x509.Certificate:
    """A certificate for `key`, by itself or by another."""
    above, issuer = by or (key, name)
    signs = ("digital_signature", "content_commitment")
    usage = usage or (("key_cert_sign", "crl_sign") if ca else signs)
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
    if extended:
        wanted = [x509.ObjectIdentifier(each) for each in extended.split()]
        built = built.add_extension(x509.ExtendedKeyUsage(wanted), critical=False)
    return built.sign(above, None if isinstance(above, Ed25519PrivateKey) else hashes.SHA256())


def packed(key: Key | None, *chain: x509.Certificate, password: str = PASSWORD) -> bytes:
    own, *others = chain or (None,)
    how = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"city", key, own, others or None, how)


def loaded(content: bytes, password: str = PASSWORD) -> Authority:
    return authority_of(loaded_key(content, password, now=NOW))


@pytest.mark.parametrize("kind", ["own", "rsa", "ec", "ed25519"])
def test_a_desk_is_certified_up_to_the_city_the_same_each_time(kind: str) -> None:
    """Issue 6, line 4: whatever the city's key is of; what changes each time would be sent each time."""
    keys = {"rsa": rsa_key(), "ec": ec.generate_private_key(ec.SECP256R1()), "ed25519": OWN.key}
    authority = OWN
    if kind != "own":
        root, key = Ed25519PrivateKey.generate(), keys[kind]
        chain = (issued(key, "通辽市", by=(root, "自治区")), issued(root, "自治区"))
        authority = loaded(packed(key, *chain))
        assert kept_key(written(authority)).chain == authority.chain
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


def test_a_desk_with_a_long_name_is_certified_too() -> None:
    """A common name has room for 64 bytes, which are 21 ideographs."""
    name = "科尔沁左翼后旗甘旗卡镇北山社区居民委员会便民服务站 150502100217"
    made = x509.load_der_x509_certificate(OWN.certified(DEVICE, name=name, day=20_000)[0])
    assert name.startswith(name_of(made.subject))
    assert len(name_of(made.subject)) == 21


def test_the_chain_is_found_in_any_order_and_strangers_are_left_out() -> None:
    root, middle, key, other = (Ed25519PrivateKey.generate() for _n in range(4))
    own = issued(key, "通辽市", by=(middle, "自治区二"))
    second, third = issued(middle, "自治区二", by=(root, "自治区")), issued(root, "自治区")
    found = loaded(packed(key, own, third, issued(other, "别人"), second))
    assert found.chain == (own, second, third)


def wrong() -> dict[str, tuple[bytes, str]]:
    key = Ed25519PrivateKey.generate()
    good = packed(key, issued(key, "通辽市"))
    short = ec.generate_private_key(ec.SECP224R1())
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
        "short curve": (packed(short, issued(short, "通辽市")), "seal-key"),
        "broken digest": (base64.b64decode(SHA1), "seal-key"),
        "SM2": (base64.b64decode(SM2), "seal-sm2"),
        "50 MB": (bytes(50_000_000), "seal-large"),
    }


def test_what_cannot_certify_is_named() -> None:
    for how, (content, code) in wrong().items():
        with pytest.raises(Problem) as refused:
            loaded(content, "x" if how in ("SM2", "broken digest") else PASSWORD)
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


_SIGN, _CERTIFY = ("digital_signature",), ("key_cert_sign", "crl_sign")
_SERVER, _CLIENT, _MAIL = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"
_CODE, _TIME, _DOCUMENTS = "1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.36"


@pytest.mark.parametrize(
    ("ca", "usage", "extended", "roles"),
    [
        (False, _SIGN, "", {Role.SIGNER}),
        (False, ("content_commitment",), f"{_CLIENT} {_MAIL}", {Role.SIGNER}),
        (False, (*_SIGN, "content_commitment", "key_encipherment"), _DOCUMENTS, {Role.SIGNER}),
        (False, ("key_encipherment", "data_encipherment"), "", set()),
        (False, _SIGN, f"{_SERVER} {_CLIENT}", set()),
        (False, _SIGN, _CODE, set()),
        (False, _SIGN, _TIME, set()),
        (False, _CERTIFY, "", set()),
        (True, _CERTIFY, "", {Role.AUTHORITY}),
        (True, _SIGN, "", {Role.SIGNER}),
        (True, (*_CERTIFY, *_SIGN), "", {Role.AUTHORITY, Role.SIGNER}),
    ],
)
def test_what_a_certificate_permits(
    ca: bool, usage: tuple[str, ...], extended: str, roles: set[Role]
) -> None:
    """Issue 6, line 4: a licensed authority sells what may only sign; a web server's is no seal."""
    key = Ed25519PrivateKey.generate()
    made = issued(key, "通辽市", ca=ca, usage=usage, extended=extended)
    found = loaded_key(packed(key, made), PASSWORD, now=NOW)
    assert found.roles == roles
    for role, take in ((Role.AUTHORITY, authority_of), (Role.SIGNER, signer_of)):
        if role in roles:
            assert take(found).chain == found.chain
        else:
            with pytest.raises(Problem, match="seal-no-"):
                take(found)


def test_the_citys_own_key_is_certified_as_a_desks_is() -> None:
    signer = OWN.own_signer(b"c" * 32, name="通辽市")
    assert signer.chain == OWN.own_signer(b"c" * 32, name="通辽市").chain
    assert signer.chain[0].public_key() != OWN.chain[0].public_key()
    assert Role.SIGNER in signer.roles
    signer.chain[0].verify_directly_issued_by(OWN.chain[0])
    assert signer.chain[0].subject != signer.chain[0].issuer
