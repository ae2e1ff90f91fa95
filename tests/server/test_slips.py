"""Slips, limits and year tables as a browser sees them, and two signatures under a letter."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import httpx
import pytest

from helpdesk.application.deadlines import closing_clock, response_clock
from helpdesk.domain import events as ev
from helpdesk.domain.ladder import LIMITS
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.imaging.seals import seals_in
from helpdesk.protocol import evidence
from helpdesk.protocol.evidence import Verdict
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.people import Role
from helpdesk.server.year_tables import check_table, table_in
from tests.printing import reading
from tests.server.raw_device import RawDevice, event
from tests.server.running import PASSWORD, RunningCity

at = datetime.fromisoformat  # local wall time, without a zone


@pytest.fixture(scope="module")
def case(city: RunningCity) -> str:
    """A case of 2026 with all slips of the program's own: the letter waits for signatures."""
    device = RawDevice(city.url)
    device.enrol(city.code())
    received, calendar = at("2026-03-02 10:00"), city.inside.rules.calendar()
    subject = secrets.token_bytes(16)
    body = ev.CaseRegistered(
        number=device.number(),
        case_kind=CaseKind.REQUEST,
        applicant=ev.Applicant("包玉兰", phone="13847501234"),
        received_at=received,
        title="<b>路灯</b>不亮",
        respond_by=response_clock(received, calendar),
        close_by=closing_clock(None, received, calendar),
    )
    device.record(event(body, subject=subject, device_ms=Moment.of(received).device_ms))
    assert not device.send().problem
    for day in ("03-04", "03-10", "03-13", "03-20", "03-24", "03-30"):
        city.inside.ladder.round(Moment.of(at(f"2026-{day} 09:00")))
    return subject.hex()


@contextmanager
def browsing(city: RunningCity, role: Role, **scope: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        login = {"login": city.person(role, ready=True, **scope), "password": PASSWORD}
        assert client.post("/console/login", data=login).status_code == 200
        yield client
        assert "Traceback" not in (city.data / "log").read_text(), (city.data / "log").read_text()[
            -3000:
        ]


def fields(page: str) -> dict[str, str]:
    """The hidden fields of a page's first form."""
    found = dict(re.findall(r'name="(form_token|once|shown|proposal)" value="([^"]*)"', page))
    assert found["form_token"]
    return found


def post(client: httpx.Client, page: str, path: str, **typed: str) -> httpx.Response:
    return client.post(path, data=fields(client.get(page).text) | typed)


def test_from_signing_for_to_writing_off(city: RunningCity, case: str) -> None:
    """COMPLAINTS 5: signed for, answered, found wanting, answered again, verified, written off."""
    slip = f"/console/cases/{case}/slips/reminder/2026/1"
    with browsing(city, Role.DISPATCHER) as dispatcher, browsing(city, Role.SUPERVISOR) as leader:
        page = dispatcher.get("/console/slips").text
        assert page.count("提醒单") >= 2
        assert "&lt;b&gt;路灯&lt;/b&gt;" in page
        assert post(dispatcher, slip, f"{slip}/verify").status_code == 403
        done = post(dispatcher, slip, f"{slip}/sign_for", by="陈主任")
        assert "陈主任" in done.text
        assert post(dispatcher, slip, f"{slip}/answer", words=" ").status_code == 422
        assert "已上门" in post(dispatcher, slip, f"{slip}/answer", words="已上门").text
        assert post(dispatcher, slip, f"{slip}/verify").status_code == 403
        assert "待反馈" in post(leader, slip, f"{slip}/reject", words="未见面").text
        post(dispatcher, slip, f"{slip}/answer", words="已面谈")
        assert "已核验" in post(leader, slip, f"{slip}/verify", words="属实").text
        assert "已销号" in post(leader, slip, f"{slip}/write_off").text
        twice = post(leader, slip, f"{slip}/write_off")
        assert twice.status_code == 409


def test_a_slip_printed_in_the_city_proves_itself(city: RunningCity, case: str) -> None:
    """COMPLAINTS 1 and 5: signed with the city's key, on record, and a second one says that it is one."""
    slip = f"/console/cases/{case}/slips/reminder/2026/1"
    key = CredentialsFile(city.data).load().public_key
    with browsing(city, Role.SUPERVISOR) as leader:
        assert leader.post(f"{slip}/pdf").status_code == 403, "only by the form"
        first, second = (post(leader, slip, f"{slip}/pdf", size="A5") for _n in range(2))
        assert first.headers["content-type"] == "application/pdf"
        codes = [reading.codes(pdf.content)[0] for pdf in (first, second)]
        assert len(set(codes)) == 2, "no two printings have the same code"
        for code in codes:
            sealed = evidence.read(code)
            assert sealed is not None
            assert evidence.verdict(sealed, city_key=key) is Verdict.GENUINE
        assert ("补打" in reading.text(first.content), "补打" in reading.text(second.content)) == (
            False,
            True,
        )
        for pdf in (first, second):
            (seal,) = seals_in(pdf.content, city.inside.sealing.trust())
            assert (seal.whole, seal.trusted, seal.by_city, seal.issuer) == (True,) * 3 + (
                "通辽市",
            )
            assert "提醒单 〔2026〕1" in seal.reason
            assert len(pdf.content) < 60_000
        shown = leader.post("/q", data={"number": codes[1]}).text
        assert "该文书属实" in shown
        assert "提醒单" in shown
        assert "盟市平台" in shown
        assert "已打印 2 次" in leader.get(slip).text


def test_what_no_font_has_is_said_before_a_slip_comes_out(city: RunningCity, case: str) -> None:
    """Nothing is on record until the warning was seen."""
    slip = f"/console/cases/{case}/slips/urging/2026/1"
    with browsing(city, Role.DISPATCHER) as dispatcher:
        page = dispatcher.get(slip).text
        assert "sign_for" in page
        post(dispatcher, slip, f"{slip}/sign_for", by="王\U00020bb7\U0001f600")
        warned = post(dispatcher, slip, f"{slip}/pdf", size="A4")
        assert warned.headers["content-type"].startswith("text/html")
        assert "U+1F600" in warned.text
        assert "U+20BB7" not in warned.text
        assert "已打印" not in dispatcher.get(slip).text
        again = fields(warned.text) | {"size": "A4", "seen": "\U0001f600"}
        assert 'value="\U0001f600"' in warned.text
        printed = dispatcher.post(f"{slip}/pdf", data=again)
        assert printed.headers["content-type"] == "application/pdf"
        assert "U+1F600" in reading.text(printed.content)
        assert "已打印 1 次" in dispatcher.get(slip).text


def test_a_letter_needs_two_people(city: RunningCity, case: str) -> None:
    ladder = f"/console/cases/{case}/ladder"
    with browsing(city, Role.SUPERVISOR) as first, browsing(city, Role.SUPERVISOR) as second:
        assert "拟发" in first.get(ladder).text
        assert "移交函 〔2026〕" not in post(first, ladder, f"{ladder}/sign").text
        again = first.post(f"{ladder}/sign", data=fields(second.get(ladder).text))
        assert again.status_code == 403  # the form of somebody else's session
        proposal = fields(second.get(ladder).text)["proposal"]
        again = first.post(
            f"{ladder}/sign", data=fields(first.get(ladder).text) | {"proposal": proposal}
        )
        assert again.status_code == 409
        assert "移交函 〔2026〕1" in post(second, ladder, f"{ladder}/sign").text
        assert (
            post(second, "/console/slips", f"{ladder}/sign", proposal=proposal).status_code == 409
        )
    rows = city.query("SELECT level, n FROM slip WHERE case_id = %s AND n > 0", case)
    assert sorted(rows) == [("reminder", 1), ("supervision", 1), ("transfer", 1), ("urging", 1)]


def test_limits_are_set_once_and_by_whom_they_belong_to(city: RunningCity) -> None:
    with browsing(city, Role.SUPERVISOR) as leader, browsing(city, Role.DISPATCHER) as other:
        page = leader.get("/console/rules").text
        typed = dict(re.findall(r'<input id="(\w+)" name="\w+"[^>]* value="([^"]*)"', page))
        typed |= fields(page)
        wrong = leader.post("/console/rules/limits", data=typed | {"reminder_days": "0"})
        assert wrong.status_code == 422
        done = leader.post("/console/rules/limits", data=typed | {"reminder_days": "2"})
        assert done.status_code == 200
        assert city.inside.rules.limits().reminder_days == 2
        stale = leader.post("/console/rules/limits", data=typed | {"reminder_days": "9"})
        assert stale.status_code == 409
        assert "李丽" in done.text
        refused = other.post(
            "/console/rules/limits", data=typed | fields(other.get("/console/rules").text)
        )
        assert refused.status_code == 403
        newest = city.inside.rules.limits_editions()[0]
    assert (newest.limits.reminder_days, newest.editor.name) == (2, "李丽")
    assert city.inside.rules.limits_editions()[-1].limits == LIMITS


LINES = "\n".join(
    f"2028-{day},放假,节日" for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")
)


def test_a_year_table_is_typed_or_brought(city: RunningCity) -> None:
    with browsing(city, Role.SUPERVISOR) as leader:
        said = {"source": "国办发明电〔2027〕1号", "lines": f"{LINES}\n2028-01-08,上班,调休"}
        token = fields(leader.get("/console/rules").text)
        empty = {"table": ("", b"")}
        done = leader.post("/console/rules/tables", data=token | said, files=empty)
        assert "2028/1" in done.text, done.text
        wrong = {"lines": LINES.replace("2028-10-02,放假,节日\n", "")}
        refused = leader.post("/console/rules/tables", data=token | said | wrong, files=empty)
        assert refused.status_code == 422
        assert "2028-10-02" in refused.text
        file = {"table": ("2028.csv", ("日期,类型,名称\n" + LINES).encode("gb18030"))}
        assert "2028/2" in leader.post("/console/rules/tables", data=token | said, files=file).text
        file = {"table": ("2028.exe", b"MZ")}
        assert (
            leader.post("/console/rules/tables", data=token | said, files=file).status_code == 422
        )
    newest = city.inside.rules.table_editions()[0]
    assert (newest.table.year, newest.table.version, newest.editor.name) == (2028, "2", "李丽")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("", "calendar-empty"),
        ("2028-01-01,放假,元旦", "calendar-gap"),
        (f"{LINES}\n2028-01-01,放假,元旦", "calendar-duplicate"),
        (f"{LINES}\n2028-01-05,上班,调休", "calendar-weekday"),
        (f"{LINES}\n2028-13-40,放假,", "calendar-date"),
        (f"{LINES}\n01-01,放假,", "calendar-date"),
        (f"{LINES}\n2026-06-01,放假,", "calendar-other-year"),
        (f"{LINES}\n2028-06-01,也许,", "calendar-kind"),
        (f"{LINES}\n2028-06-05,放假,\n2028-06-07,放假,", "calendar-gap"),
    ],
)
def test_a_table_with_a_mistake_is_refused_with_its_line(lines: str, code: str) -> None:
    """A clock table with a missing year, gaps, contradictions, doubled days: a sentence each."""
    with pytest.raises(Problem) as caught:
        table_in(f"日期,类型,名称\n{lines}".encode(), suffix=".csv", source="国办")
    assert caught.value.code == code


def test_the_table_of_2026_passes(city: RunningCity) -> None:
    for table in city.inside.rules.calendar().tables:
        check_table(table)
