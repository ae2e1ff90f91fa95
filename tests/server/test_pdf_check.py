"""A PDF is checked in the console and by anybody: whole or not, whose, and whose case has it."""

import hashlib
import html
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from helpdesk.application.ports import Trust
from helpdesk.bootstrap import seal_request
from helpdesk.bootstrap.seal_request import read_apart
from helpdesk.domain import events as ev
from helpdesk.domain.problems import Problem
from helpdesk.imaging.seals import seal_pdf, seals_in
from helpdesk.protocol.device_certificate import device_certificate
from helpdesk.protocol.seal_key import SealKey
from helpdesk.server import people
from helpdesk.server.principal import SYSTEM
from tests.imaging.test_city_seals import locked, note_over, plain
from tests.server.every_route import seat
from tests.server.raw_device import RawDevice, event
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity


@pytest.fixture(scope="module")
def device(city: RunningCity) -> RawDevice:
    device = RawDevice(city.url)
    device.enrol(city.code())
    return device


@pytest.fixture(scope="module")
def signed(city: RunningCity, device: RawDevice) -> bytes:
    """A paper as a desk of the city seals it."""
    key = device.key.public_key().public_bytes_raw()
    authority = city.inside.sealing.authority()
    chain = authority.certified(key, name=f"保安村 {VILLAGE}", day=20_000)
    return seal_pdf(plain(), sign=device.key.sign, certificates=chain, reason="在帮办台签署")


@pytest.fixture(scope="module")
def case(device: RawDevice, signed: bytes) -> str:
    """The case that has it, with its number."""
    subject, number = secrets.token_bytes(16), device.number()
    registered = ev.CaseRegistered(
        number=number,
        case_kind=ev.CaseKind.REQUEST,
        applicant=ev.Applicant("包玉兰", phone="13847501234"),
        received_at=datetime(2026, 11, 20, 9),
        title="路灯不亮",
    )
    digest = hashlib.sha256(signed).hexdigest()
    attached = ev.FileAttached(sha256=digest, size=len(signed), media_type="application/pdf")
    device.record(event(registered, subject=subject), event(attached, subject=subject))
    assert not device.send().problem
    return number


def told(answer: httpx.Response) -> str:
    assert "Traceback" not in answer.text
    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.text)))


def check(browser: tuple[httpx.Client, str], content: bytes) -> httpx.Response:
    client, token = browser
    sent = {"pdf": ("x.pdf", content)}
    return client.post("/console/check", data={"form_token": token}, files=sent)


def anybody(city: RunningCity, content: bytes) -> httpx.Response:
    with httpx.Client(base_url=city.url) as client:
        return client.post("/q/pdf", files={"pdf": ("x.pdf", content)})


@pytest.fixture(autouse=True)
def nobody_waits(city: RunningCity) -> Iterator[None]:
    yield
    city.query("DELETE FROM guess")


def test_who_may_see_the_case_learns_which_it_is(
    city: RunningCity, signed: bytes, case: str
) -> None:
    """Issue 6, line 4: on record here, to those in its scope; to others whole and whose."""
    with seat(city, people.Role.DISPATCHER, division=VILLAGE[:9]) as browser:
        page = told(check(browser, signed))
        assert "这个 PDF 已存档，未被改动" in page
        assert case in page
        assert "保安村" in page
        assert "常用 PDF 阅读软件不识别此类密钥" in page, (
            "sealed with the Ed25519 key, as before ADR 47"
        )
    for role, scope in (
        (people.Role.DISPATCHER, OTHER_VILLAGE),
        (people.Role.ADMINISTRATOR, ""),
    ):
        with seat(city, role, division=scope) as browser:
            page = told(check(browser, signed))
            assert "自本盟市帮办台签封后未被改动" in page
            assert case not in page
    page = told(anybody(city, signed))
    assert "自本盟市帮办台签封后未被改动" in page
    assert "通辽市 · Helpdesk" in page
    assert case not in page


def test_what_was_done_to_it_is_said(city: RunningCity, signed: bytes, device: RawDevice) -> None:
    with seat(city, people.Role.SUPERVISOR) as browser:
        assert "签封后被追加过内容" in told(check(browser, note_over(signed)))
        stranger = SealKey(device.key, ())
        assert "未经本盟市认证" in told(check(browser, _by_itself(stranger)))
        city.inside.standings.revoke_device(device.known.device, SYSTEM)
        try:
            other = seal_pdf(
                plain("0 0 m 5 5 l S"),
                sign=device.key.sign,
                certificates=city.inside.sealing.authority().certified(
                    device.key.public_key().public_bytes_raw(), name="保安村", day=20_000
                ),
                reason="在帮办台签署",
            )
            assert "已挂失设备" in told(check(browser, other))
        finally:
            city.inside.standings.revoke_device(device.known.device, SYSTEM, revoked=False)


def _by_itself(key: SealKey) -> bytes:
    own = device_certificate(key.key, name="自己")  # type: ignore[arg-type]
    return seal_pdf(plain("1 1 m 2 2 l S"), sign=key.sign, certificates=(own,), reason="自己")


def test_nonsense_is_a_sentence_each(city: RunningCity, signed: bytes) -> None:
    with seat(city, people.Role.AUDITOR) as browser:
        sentences = []
        for content in (b"", "第一行".encode() * 99, signed[:-40], signed + b"x" * 3_000, locked()):
            answer = check(browser, content)
            assert answer.status_code == 422
            sentences += re.findall('class="message" role="alert">([^<]+)<', answer.text)
        assert (len(sentences), len(set(sentences))) == (5, 3)
        assert sentences[1] in anybody(city, "第一行".encode()).text
        assert check(browser, bytes(25_000_000)).status_code == 413
        large = anybody(city, bytes(50_000_000))
        assert large.status_code == 413
        assert "超过 5 MB" in large.text
        client, token = browser
        none = client.post("/console/check", data={"form_token": token}, files={"x": b""})
        assert "请选择要核验的 PDF" in none.text
        assert check((client, "0" * 64), signed).status_code == 403


def test_anybody_may_check_ten_in_ten_minutes(city: RunningCity) -> None:
    answers = [anybody(city, b"x").status_code for _n in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_pdf_made_to_burst_its_reader_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty fields, each twice below the one before: a million million, unless somebody stops waiting."""
    kids = [b"<</Kids[%d 0 R %d 0 R]/T(a)>>" % (n + 1, n + 1) for n in range(2, 40)]
    root = b"<</Type/Catalog/AcroForm<</Fields[2 0 R]>>>>"
    body, places = b"%PDF-1.7\n", []
    for n, each in enumerate([root, *kids, b"<</T(x)/FT/Sig>>"], 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (n, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(places) + 1, table)
    end = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n"
    monkeypatch.setattr(seal_request, "_SECONDS", 1)
    with pytest.raises(Problem, match="pdf-heavy"):
        read_apart(body + table + end % (len(places) + 1, len(body)), Trust())


def test_read_apart_reads_the_same(city: RunningCity, signed: bytes) -> None:
    trust = city.inside.sealing.trust()
    (seal,) = found = read_apart(signed, trust)
    assert found == seals_in(signed, trust)
    assert seal.at is not None
    assert abs((datetime.now(UTC) - seal.at).total_seconds()) < 600
    with pytest.raises(Problem, match="attachment-pdf-locked"):
        read_apart(locked(), trust)
