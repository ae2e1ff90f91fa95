"""The city certifies its desks for PDFs, by its own key or by a certificate that is loaded and kept; desks
seal with a key that other readers know."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from PIL import Image, ImageDraw

from helpdesk.application.pdf_check import PdfFinding, judged
from helpdesk.application.pdf_check import check_pdf as check_at_desk
from helpdesk.application.ports import Session
from helpdesk.application.signing import Given, last_signature
from helpdesk.bootstrap.signing import DeskSigning
from helpdesk.domain.signing_events import SigningWay
from helpdesk.i18n.pdf_check import RARE, seal_rows, seal_words
from helpdesk.i18n.texts import _
from helpdesk.imaging.seals import seal_pdf, seals_in
from helpdesk.protocol.authority import own_authority
from helpdesk.protocol.messages import Ability
from helpdesk.protocol.pdf_key import PdfKey, asked, raw_public
from helpdesk.protocol.seal_key import Role
from helpdesk.protocol.standing import verified
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.pdf_check import check_pdf as check_in_city
from helpdesk.server.principal import SYSTEM
from tests.imaging.common_reader import TRUSTED, VALID, needs_poppler, pdfsig, trust
from tests.imaging.test_city_seals import page_replaced, plain
from tests.protocol.test_authority import PASSWORD, issued, packed
from tests.server.raw_device import RawDevice
from tests.server.running import VILLAGE, RunningCity
from tests.server.test_seals_page import made
from tests.sync.desk import Device


@pytest.fixture
def device(city: RunningCity) -> Iterator[RawDevice]:
    device = RawDevice(city.url)
    device.enrol(city.code())
    yield device
    for role in Role:
        city.inside.sealing.drop(role, SYSTEM)


def chain_of(city: RunningCity, device: RawDevice, **changes: object) -> list[x509.Certificate]:
    """What the serving process tells the device."""
    signed = device.send(device.request(**changes)).standing  # type: ignore[arg-type]
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


KEY = 32  # bytes of Ed25519


@pytest.fixture
def desk(city: RunningCity, tmp_path: Path) -> Iterator[Device]:
    """Enrolled, and not yet synced."""
    device = Device.enrolled(tmp_path / "desk", city.url, city.code())
    yield device
    device.close()
    for role in Role:
        city.inside.sealing.drop(role, SYSTEM)


def device_of(city: RunningCity, desk: Device) -> str:
    (row,) = city.query("SELECT id FROM device WHERE public_key = %s", desk.store.public_key)
    return str(row[0])


def session_of(device: Device) -> Session:
    return replace(device.session, seal=device.store.seal)


def signed(device: Device) -> bytes:
    """A paper that somebody signs at the desk, as it is kept."""
    case = device.register()
    signing = DeskSigning(session_of(device), device.store.queries, device.store.files)
    sheet = Image.new("L", (900, 400), 255)
    ImageDraw.Draw(sheet).line([(300, 150), (420, 260), (600, 250)], fill=0, width=6)
    drawn = io.BytesIO()
    sheet.save(drawn, "PNG")
    shown, _pages = signing.show(case, "receipt")
    signing.sign(case, shown, Given(SigningWay.PAD, "包玉兰", *signing.picture(drawn.getvalue())))
    file = device.store.queries.case_file(case)
    assert file is not None
    signature = last_signature(file.case, "receipt")
    assert signature is not None
    return device.store.files.read(signature.signed.sealed)


def sealed_now(device: Device) -> bytes:
    """Any PDF, sealed as the desk does at the moment; no case has it."""
    return DeskSigning(session_of(device), device.store.queries, device.store.files)._sealed(
        plain()
    )


def at_desk(device: Device, pdf: bytes) -> PdfFinding:
    store = device.store
    return check_at_desk(
        pdf, session=session_of(device), queries=store.queries, files=store.files, read=seals_in
    ).finding


def in_city(city: RunningCity, pdf: bytes) -> PdfFinding:
    """As the console and the residents' page decide, in this process."""
    found = seals_in(pdf, city.inside.sealing.trust())
    return judged(found, is_lost=city.inside.public.is_revoked)


def block(city: RunningCity, device: str, *, revoked: bool = True) -> None:
    city.inside.standings.revoke_device(device, SYSTEM, revoked=revoked)


def flipped(pdf: bytes) -> bytes:
    place = pdf.index(b"stream\n") + 40
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


@needs_poppler
def test_a_common_reader_checks_what_a_desk_sealed(
    city: RunningCity, desk: Device, tmp_path: Path
) -> None:
    """Issue 6, line 4: valid and of the city to Poppler, to the desk and to the city; tampering is found.
    What the city itself seals is so, too."""
    assert desk.sync().synced
    pdf, reader = signed(desk), tmp_path / "reader"
    trust(reader, city.inside.sealing.authority().certificates[-1])
    said = pdfsig(pdf, reader)
    assert (said["Signature Validation"], said["Certificate Validation"]) == (VALID, TRUSTED)
    assert said["Signer Certificate Common Name"].startswith(f"{VILLAGE} ")
    assert said["Signature Type"] == "ETSI.CAdES.detached"
    assert at_desk(desk, pdf) is PdfFinding.ON_RECORD
    found = check_in_city(city.inside, pdf, None)
    assert (found.finding, found.seals[0].common) == (PdfFinding.CITY, True)
    torn = flipped(pdf)
    assert pdfsig(torn, reader)["Signature Validation"] != VALID
    assert at_desk(desk, torn) is in_city(city, torn) is PdfFinding.CHANGED
    other = sealed_now(desk)
    assert at_desk(desk, other) is PdfFinding.OURS
    assert at_desk(desk, page_replaced(other)) is PdfFinding.ADDED
    by = city.inside.sealing.signer()
    own = seal_pdf(plain(), sign=by.sign, certificates=by.certificates, reason="督办单")
    said = pdfsig(own, reader)
    assert (said["Signature Validation"], said["Certificate Validation"]) == (VALID, TRUSTED)
    others = tmp_path / "others"
    trust(others, own_authority(b"x" * 32, name="通辽市").certificates[0])
    assert pdfsig(pdf, others)["Certificate Validation"] != TRUSTED, "the same name, another key"


def test_papers_of_before_are_as_good_as_they_were(
    city: RunningCity, desk: Device, tmp_path: Path
) -> None:
    """A desk that the city has certified by its Ed25519 key alone seals by that one; the check says that
    other programs may not know it. Once it has synced it seals by the other, and both are ours."""
    desk.store.standing.heed(city.inside.standings.of(device_of(city, desk)))
    before = sealed_now(desk)
    assert desk.sync().synced
    after = sealed_now(desk)
    trusted = desk.store.seal.trust
    (old,), (new,) = seals_in(before, trusted), seals_in(after, trusted)
    assert (len(old.key), old.common, old.trusted) == (KEY, False, True)
    assert (len(new.key), new.common, new.trusted) == (KEY + 1, True, True)
    assert _(RARE) in seal_words(old, old.at)
    assert _(RARE) in dict(seal_rows(old, old.at)).values()
    assert _(RARE) not in seal_words(new, new.at)
    neighbour = Device.enrolled(tmp_path / "next", city.url, city.code())
    assert neighbour.sync().synced
    for pdf in (before, after):
        assert at_desk(desk, pdf) is PdfFinding.OURS
        assert at_desk(neighbour, pdf) is in_city(city, pdf) is PdfFinding.CITY
    neighbour.close()
    name = device_of(city, desk)
    block(city, name)
    assert [in_city(city, pdf) for pdf in (before, after)] == [PdfFinding.LOST] * 2
    block(city, name, revoked=False)


def test_it_is_certified_anew_with_the_authority_and_after_a_restore(
    city: RunningCity, desk: Device
) -> None:
    assert desk.sync().synced
    key = desk.store.seal.for_pdfs("").chain[0].public_key()
    content, own = made("自治区下的盟市", ca=True)
    city.inside.sealing.load(content, PASSWORD, SYSTEM)
    assert desk.sync().synced
    chain = desk.store.seal.for_pdfs("").chain
    chain[0].verify_directly_issued_by(own)
    assert chain[0].public_key() == key
    city.query("UPDATE device SET pdf_key = NULL")  # a backup of before
    for _sync in range(2):
        assert desk.sync().synced
    assert desk.store.seal.for_pdfs("").chain == chain
    assert desk.store.standing.pdf_key is None


def certified(city: RunningCity, device: RawDevice, **changes: object) -> object:
    """The key that the city certifies for a device that asks so."""
    able = {"abilities": Ability.STREAMS | Ability.PDF_KEY}
    return chain_of(city, device, **(able | changes))[0].public_key()


def test_only_who_has_a_key_gets_it_certified_and_only_the_first(city: RunningCity) -> None:
    device = RawDevice(city.url)
    device.enrol(city.code())
    own = device.key.public_key()
    first, second = (ec.generate_private_key(ec.SECP256R1()) for _n in range(2))
    right = asked(first, device_key=own.public_bytes_raw())
    foreign = asked(first, device_key=bytes(32))
    ed25519 = PdfKey(own.public_bytes_raw(), right.proof)
    for wrong in (
        foreign,
        ed25519,
        msgspec.structs.replace(right, public_key=raw_public(second.public_key())),
        PdfKey(b"", b""),
        PdfKey(b"\x02" + bytes(32), right.proof),
        PdfKey(right.public_key, right.proof[:-1]),
    ):
        assert certified(city, device, pdf_key=wrong) == own
    assert certified(city, device, pdf_key=right) == first.public_key()
    again = asked(second, device_key=own.public_bytes_raw())
    assert certified(city, device, pdf_key=again) == first.public_key()
    assert certified(city, device, abilities=Ability.STREAMS) == own, "a program of before"
    other = RawDevice(city.url)
    other.enrol(city.code())
    block(city, other.known.device)
    late = asked(second, device_key=other.key.public_key().public_bytes_raw())
    assert certified(city, other, pdf_key=late) == other.key.public_key()
