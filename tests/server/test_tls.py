"""TLS as a county has it: an authority of its own, real handshakes, and certificates that are none for us."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from helpdesk.domain.problems import Problem
from helpdesk.sync import transport
from helpdesk.sync.transport import AUTHORITY, Transport
from tests.server.running import RunningCity, city_command, fresh_database, serving
from tests.sync.desk import Device

TODAY = datetime.now(UTC)
LAST_YEAR = TODAY - timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates, as a county's own would."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def certificate(self) -> Path:
        """Its own, which desks trust."""
        return self._write("ca", self.key, NAME, x509.BasicConstraints(True, None), TODAY)

    def issue(self, name: str, *, host: str = "", begin: datetime = TODAY) -> Path:
        """Certificate `name`.pem and key `name`.key for the loopback address, or for `host`."""
        who = x509.DNSName(host) if host else x509.IPAddress(ip_address("127.0.0.1"))
        key = ec.generate_private_key(ec.SECP256R1())
        return self._write(name, key, name, x509.SubjectAlternativeName([who]), begin)

    def _write(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        subject: str,
        extension: x509.ExtensionType,
        begin: datetime,
    ) -> Path:
        self.folder.mkdir(exist_ok=True)
        made = (
            x509.CertificateBuilder()
            .subject_name(named(subject))
            .issuer_name(named(NAME))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin - timedelta(days=1))
            .not_valid_after(begin + timedelta(days=1))
            .add_extension(extension, critical=False)
            .sign(self.key, hashes.SHA256())
        )
        path = self.folder / f"{name}.pem"
        path.write_bytes(made.public_bytes(Encoding.PEM))
        path.with_suffix(".key").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return path


NAME = "test authority"


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@contextmanager
def with_certificate(certificate: Path, data: Path, database: str) -> Iterator[RunningCity]:
    key = certificate.with_suffix(".key")
    options = ("--certificate", str(certificate), "--key", str(key))
    with serving(data, database, *options) as city:
        yield city


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def trust() -> Iterator[None]:
    """Each test reads the authorities anew."""
    transport._trusted.cache_clear()
    yield
    transport._trusted.cache_clear()


def test_a_desk_syncs_over_tls_with_the_countys_authority(
    authority: Authority, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(AUTHORITY, str(authority.certificate))
    certificate = authority.issue("right")
    with with_certificate(certificate, tmp_path / "city", fresh_database(postgres)) as city:
        assert city.url.startswith("https://")
        desk = Device.enrolled(tmp_path / "desk", city.url, city.code())
        desk.register()
        assert desk.sync().synced
        desk.close()
        port = city.url.rsplit(":", 1)[1]
        with pytest.raises(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{port}/healthz")


@pytest.mark.parametrize("wrong", ["unknown", "expired", "other-host"])
def test_a_certificate_that_is_none_for_us(
    wrong: str, authority: Authority, postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent, and the sentence says that it is the certificate."""
    monkeypatch.setenv(AUTHORITY, str(authority.certificate))
    makes = Authority(tmp_path / "foreign") if wrong == "unknown" else authority
    begin = LAST_YEAR if wrong == "expired" else TODAY
    host = "city.test" if wrong == "other-host" else ""
    certificate = makes.issue(wrong, begin=begin, host=host)
    with with_certificate(certificate, tmp_path / "city", fresh_database(postgres)) as city:
        with Transport(city.url) as wire, pytest.raises(Problem) as raised:
            wire.post_json("/enrol", b"{}")
        assert raised.value.code == "server-certificate"


def test_an_authority_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, content in (("none", None), ("nonsense", "x")):
        path = tmp_path / name
        if content is not None:
            path.write_text(content)
        monkeypatch.setenv(AUTHORITY, str(path))
        with pytest.raises(Problem) as raised:
            Transport("https://127.0.0.1:9")
        assert raised.value.code == "authority-file"


def test_certificates_that_a_server_cannot_use(
    authority: Authority, postgres: str, tmp_path: Path
) -> None:
    one, other = authority.issue("one"), authority.issue("other")
    database = fresh_database(postgres)
    for certificate, key in (
        (one, other.with_suffix(".key")),
        (one.with_suffix(".key"), one),
        (tmp_path / "none", one.with_suffix(".key")),
    ):
        options = ("--certificate", str(certificate), "--key", str(key))
        for processes in ("1", "2"):
            ran = city_command(
                *(tmp_path / "city", database, "serve", "--port", "0", "--processes", processes),
                *options,
            )
            assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1), ran.stderr
