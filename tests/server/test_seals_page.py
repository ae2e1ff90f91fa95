"""The city's certificates in the console: loaded, told, taken out; nonsense changes nothing."""

import datetime as dt
import html
import re
from collections.abc import Iterator

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.application.pdf_check import PdfFinding, judged
from helpdesk.imaging.seals import seal_pdf, seals_in
from helpdesk.protocol.seal_key import Role, fingerprint_of
from helpdesk.protocol.standing import verified
from helpdesk.server import people
from helpdesk.server.console.seals import warnings_of
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.principal import SYSTEM
from tests.imaging.test_city_seals import plain
from tests.protocol.test_authority import PASSWORD, issued, packed
from tests.server.every_route import seat
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity

DAY = dt.timedelta(days=1)
PAGE = "/console/seals"


@pytest.fixture
def administrator(city: RunningCity) -> Iterator[tuple[httpx.Client, str]]:
    with seat(city, people.Role.ADMINISTRATOR) as found:
        yield found
    for role in Role:
        city.inside.sealing.drop(role, SYSTEM)
    for each in {known.fingerprint for known in city.inside.sealing.known()}:
        city.inside.sealing.distrust(each, SYSTEM)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def made(name: str, *, days: int = 400, ca: bool = False) -> tuple[bytes, x509.Certificate]:
    """A PKCS#12 whose certificate ends in so many days and a half."""
    key, root = ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.generate()
    above = issued(root, "自治区CA", begins=now() - DAY, ends=now() + 9 * 365 * DAY)
    ends = now() + days * DAY + DAY / 2
    own = issued(key, name, by=(root, "自治区CA"), ca=ca, begins=now() - DAY, ends=ends)
    return packed(key, own, above), own


def post(
    browser: tuple[httpx.Client, str], content: bytes, *, password: str = PASSWORD, role: str = ""
) -> httpx.Response:
    client, token = browser
    typed = {"form_token": token, "password": password, "role": role}
    return client.post(PAGE, data=typed, files={"certificate": ("city.p12", content)})


def told(answer: httpx.Response) -> str:
    """The page's text."""
    return html.unescape(re.sub("<[^>]+>", " ", answer.text))


def test_the_usual_certificate_signs_the_citys_papers_and_desks_stay_as_they_were(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    """Issue 6, line 4: what a licensed authority sells may only sign."""
    client, token = administrator
    device = RawDevice(city.url)
    device.enrol(city.code())
    content, own = made("通辽市政务服务局")
    answer = post(administrator, content)
    assert answer.status_code == 200
    page = told(answer)
    assert "今后盟市打印的单、函由它签封" in page
    assert "今后由它认证各帮办台" not in page
    grouped = re.sub("(....)", r"\1 ", fingerprint_of(own)).strip().upper()
    assert grouped in page
    assert "自治区CA" in page
    signer, authority = city.inside.sealing.in_force()
    assert (signer.loaded, authority.loaded) == (True, False)
    signed, welcome = device.send().standing, device.welcome
    assert signed is not None
    assert welcome is not None
    key = CredentialsFile(city.data).load().public_key
    said = verified(signed, server_key=key, device=welcome.device)
    assert said is not None
    assert (len(said.seals), len(said.signers)) == (2, 2)
    root = x509.load_pem_x509_certificate(client.get(f"{PAGE}/signer/pem").content)
    assert root == x509.load_der_x509_certificate(client.get(f"{PAGE}/signer/der").content)
    own.verify_directly_issued_by(root)
    assert client.get(f"{PAGE}/signer/p12").status_code == 404
    assert client.get(f"{PAGE}/nobody/pem").status_code == 404
    acts = "SELECT act, object FROM audit WHERE login <> '' AND act LIKE 'signer%%' ORDER BY id"
    assert city.query(acts) == [("signer-loaded", "通辽市政务服务局")]
    gone = client.post(f"{PAGE}/signer/drop", data={"form_token": token}, follow_redirects=True)
    assert "恢复由盟市自有密钥签封文书" in told(gone)
    assert client.post(f"{PAGE}/signer/drop", data={"form_token": token}).status_code == 422
    assert [act for act, _object in city.query(acts)] == ["signer-loaded", "signer-dropped"]


def test_one_key_may_be_both_or_be_taken_for_one(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    key = Ed25519PrivateKey.generate()
    usage = ("key_cert_sign", "digital_signature")
    both = packed(
        key, issued(key, "通辽市", usage=usage, begins=now() - DAY, ends=now() + 400 * DAY)
    )
    assert post(administrator, both, role="authority").status_code == 200
    assert [each.loaded for each in city.inside.sealing.in_force()] == [False, True]
    assert post(administrator, both).status_code == 200
    assert [each.loaded for each in city.inside.sealing.in_force()] == [True, True]
    refused = post(administrator, made("只签名")[0], role="authority")
    assert "“只签名”不能认证他人" in told(refused)
    refused = post(administrator, made("只认证", ca=True)[0], role="signer")
    assert "“只认证”的密钥用途不含文书签名" in told(refused)


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [(29, "还有 29 天到期", "message"), (89, "还有 89 天到期", "notice"), (91, "", "")],
)
def test_the_end_is_told_where_administrators_look_first(
    administrator: tuple[httpx.Client, str], days: int, words: str, tone: str
) -> None:
    client, _token = administrator
    assert post(administrator, made("通辽市", days=days)[0]).status_code == 200
    for path in (PAGE, "/console/people"):
        lines = re.findall(
            '<p class="(message|notice)" role="status">([^<]*)', client.get(path).text
        )
        assert [each for each, text in lines if words in text] == ([tone] if words else [])


def test_one_that_expired_gives_way_and_says_so(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    client, _token = administrator
    assert post(administrator, made("到期的印章", days=1)[0]).status_code == 200
    sealing, real = city.inside.sealing, city.inside.sealing.now_ms  # type: ignore[attr-defined]
    sealing.now_ms = lambda: real() + 3 * 86_400_000  # type: ignore[attr-defined]
    try:
        signer, _authority = sealing.in_force()
        assert (signer.loaded, signer.has_loaded, signer.urgent) == (False, True, True)
        assert signer.expired_on
        ((tone, words),) = warnings_of(city.inside)
        assert (tone, words[:4]) == ("red", "到期的印")
    finally:
        sealing.now_ms = real  # type: ignore[attr-defined]
    assert client.get(PAGE).status_code == 200


def test_a_key_in_other_hands_is_trusted_no_more(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    """Not what it seals tomorrow, nor what it says that it sealed yesterday; every desk hears of it."""
    client, token = administrator
    content, own = made("被盗的印章")
    post(administrator, content)
    stolen = city.inside.sealing.signer()
    post(administrator, made("新的印章")[0])
    pdf = seal_pdf(plain(), sign=stolen.sign, certificates=stolen.certificates, reason="督办单")

    def finding() -> PdfFinding:
        return judged(seals_in(pdf, city.inside.sealing.trust()))

    assert finding() is PdfFinding.BY_CITY, "one of before"
    form = {"form_token": token, "fingerprint": fingerprint_of(own)}
    page = told(client.post(f"{PAGE}/distrust", data=form, follow_redirects=True))
    assert finding() is PdfFinding.ELSEWHERE
    assert "新的印章" in page
    assert city.inside.sealing.signer().name == "新的印章"
    assert client.post(f"{PAGE}/distrust", data=form).status_code == 422
    now_in_force = next(iter(city.inside.sealing.known()))
    form["fingerprint"] = now_in_force.fingerprint
    client.post(f"{PAGE}/distrust", data=form)
    assert city.inside.sealing.signer().name == "通辽市"
    with city.inside.sealing.database.transaction(SYSTEM) as connection:  # type: ignore[attr-defined]
        assert city.inside.sealing.ours(connection)[1] == ()  # type: ignore[attr-defined]
    acts = city.query("SELECT count(*) FROM audit WHERE act = 'seal-distrusted' AND login <> ''")
    assert acts == [(2,)]


def test_desks_hear_of_authorities_of_before(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    """What a desk sealed under one of them is known at every desk still."""
    first = city.inside.sealing.authority().certificates[0]
    post(administrator, made("第二", ca=True)[0])
    second = city.inside.sealing.authority().certificates[0]
    post(administrator, made("第三", ca=True)[0])
    with city.inside.sealing.database.transaction(SYSTEM) as connection:  # type: ignore[attr-defined]
        _signers, issuers = city.inside.sealing.ours(connection)  # type: ignore[attr-defined]
    assert issuers == (first, second)
    assert city.inside.sealing.trust().issuers[:2] == (first, second)
    page = httpx.get(f"{city.url}/q/pdf").text
    assert "/q/pdf/authority/pem" in page
    root = x509.load_pem_x509_certificate(httpx.get(f"{city.url}/q/pdf/authority/pem").content)
    assert root == city.inside.sealing.authority().chain[-1]
    assert httpx.get(f"{city.url}/q/pdf/authority/key").status_code == 404


def test_nonsense_is_named_changes_nothing_and_shows_no_secret(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    client, token = administrator
    good = made("通辽市")[0]
    cases = {
        "密码不对": (good, "不是这个密码"),
        "没有": (b"", PASSWORD),
        "截断": (good[:300], PASSWORD),
        "文本": ("第一行".encode() * 50, PASSWORD),
        "过大": (bytes(1_050_000), PASSWORD),
        "过期": (made("旧", days=-1)[0], PASSWORD),
    }
    before = city.query("SELECT seal, seal_ms, signer, signer_ms FROM city")
    for how, (content, password) in cases.items():
        answer = post(administrator, content, password=password)
        assert answer.status_code == 422, how
        (sentence,) = re.findall('<p class="message" role="alert">([^<]+)</p>', answer.text)
        assert re.search("[\u4e00-\u9fff]{4}", sentence), how
        assert password not in answer.text, how
    huge = post(administrator, bytes(50_000_000))
    assert huge.status_code == 413
    assert "message" in huge.text
    none = client.post(
        PAGE, data={"form_token": token, "password": "x"}, files={"role": (None, "")}
    )
    assert "没有选择文件" in told(none)
    foreign = post((client, "0" * 64), good)
    assert foreign.status_code == 403
    assert city.query("SELECT seal, seal_ms, signer, signer_ms FROM city") == before
    log = (city.data / "log").read_text()
    assert PASSWORD not in log
    assert "Traceback" not in log


def test_a_password_is_not_carried_through_the_login(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    """What was typed into a form stays when the session has ended, but no secret does."""
    client, _token = administrator
    city.query("UPDATE session SET until_ms = 1 WHERE kind = 'console'")
    answer = post(administrator, made("通辽市")[0])
    assert PASSWORD not in answer.text
    typed = {
        "form_token": administrator[1],
        "old": "旧的密码旧的密码",
        "password": "x" * 12,
        "again": "y",
    }
    answer = client.post("/console/account/password", data=typed)
    assert "旧的密码" not in answer.text
    assert answer.status_code in (303, 401)
