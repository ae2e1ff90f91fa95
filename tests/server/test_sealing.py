"""The city certifies its desks for PDFs: by its own key, or by a certificate that is loaded and kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from helpdesk.protocol.seal_key import Role
from helpdesk.protocol.standing import verified
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.principal import SYSTEM
from tests.protocol.test_authority import PASSWORD, issued, packed
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity


@pytest.fixture
def device(city: RunningCity) -> Iterator[RawDevice]:
    device = RawDevice(city.url)
    device.enrol(city.code())
    yield device
    for role in Role:
        city.inside.sealing.drop(role, SYSTEM)


def chain_of(city: RunningCity, device: RawDevice) -> list[x509.Certificate]:
    """What the serving process tells the device."""
    signed = device.send().standing
    assert signed is not None
    assert device.welcome is not None
    key = CredentialsFile(city.data).load().public_key
    said = verified(signed, server_key=key, device=device.welcome.device)
    assert said is not None
    return [x509.load_der_x509_certificate(each) for each in said.seals]


def test_a_desk_is_certified_from_its_first_contact_on(
    city: RunningCity, device: RawDevice
) -> None:
    own, root = chain_of(city, device)
    own.verify_directly_issued_by(root)
    assert own.public_key() == device.key.public_key()
    shown = json.loads(city.run("seal", "--json").stdout)
    assert (shown["loaded"], shown["until"]) == (False, "9999-12-31")


def test_a_certificate_is_loaded_kept_sealed_and_dropped(
    city: RunningCity, device: RawDevice, tmp_path: Path
) -> None:
    """Issue 6, line 4: the password stands in no output; desks learn it by their next sync."""
    key, root = ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.generate()
    file, words = tmp_path / "city.p12", tmp_path / "password"
    file.write_bytes(
        packed(key, issued(key, "通辽市印章", by=(root, "自治区")), issued(root, "自治区"))
    )
    words.write_text("秋天\n", encoding="utf-8")
    refused = city.run("seal", "load", str(file), "--password-file", str(words))
    assert refused.returncode != 0
    assert "密码" in refused.stderr
    assert "Traceback" not in refused.stderr
    words.write_text(PASSWORD, encoding="utf-8")
    done = city.run("seal", "load", str(file), "--password-file", str(words))
    assert done.returncode == 0, done.stderr
    assert "通辽市印章" in done.stdout
    assert PASSWORD not in done.stdout + done.stderr + (city.data / "log").read_text()
    first, second, third = chain_of(city, device)
    first.verify_directly_issued_by(second)
    second.verify_directly_issued_by(third)
    pem = tmp_path / "trust.pem"
    assert city.run("seal", "export", "--out", str(pem)).returncode == 0
    assert x509.load_pem_x509_certificate(pem.read_bytes()) == third
    ((sealed,),) = city.query("SELECT seal FROM city")
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert plain[-40:] not in sealed
    assert city.query("SELECT count(*) FROM audit WHERE act = 'seal-loaded'") == [(1,)]
    assert city.run("seal", "drop").returncode == 0
    assert len(chain_of(city, device)) == 2
    (known,) = city.inside.sealing.known()
    assert city.run("seal", "distrust", known.fingerprint.upper()).returncode == 0
    assert city.inside.sealing.known() == []
