"""The residents' page: what a telephone's browser shows of a case and of a paper; what it never shows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.public_page import paper_words
from helpdesk.server.principal import Principal
from tests.server.running import RunningCity
from tests.sync.desk import AGENT, Device

PHONE = "6701"  # the end of what `Device.register` gives


@pytest.fixture(scope="module")
def desk(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Device]:
    """A desk whose papers the city certifies."""
    device = Device.enrolled(tmp_path_factory.mktemp("desk"), city.url, city.code())
    assert device.sync().synced
    yield device
    device.close()


@pytest.fixture(scope="module")
def browser(city: RunningCity) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url) as client:
        yield client


def case_of(desk: Device, case_id: str) -> Case:
    with desk.store.unit_of_work() as uow:
        found = uow.case(case_id)
    assert found is not None
    return found


def printed(desk: Device, case_id: str, city: str = "") -> str:
    """Print a receipt; answers its code, as the address that a telephone opens."""
    session = replace(desk.session, seal=desk.store.seal)
    session = replace(session, desk=replace(session.desk, city=city or "https://city.example"))
    case = case_of(desk, case_id)
    facts = (*paper_facts(session, case, paper="receipt"), "salt=5a17", "text=0fac")
    text = qr_texts(session, case.number, facts, copies=2)[0]
    job = queue_paper(session, case_id, paper="receipt", size="A5", copies=2)
    paper_printed(session, job, output="printer", digest="", facts=facts)
    return text


def path_of(code: str) -> str:
    parts = urlsplit(code)
    return f"{parts.path}?{parts.query}"


def heading(finding: str) -> str:
    return paper_words(finding)[0]


def test_number_and_telephone_show_how_it_stands(
    city: RunningCity, desk: Device, browser: httpx.Client
) -> None:
    case_id = desk.register("包玉兰")
    desk.sync()
    number = case_of(desk, case_id).number
    page = browser.post("/q", data={"number": number.lower(), "phone": PHONE})
    assert page.status_code == 200
    assert "包**" in page.text
    assert "包玉兰" not in page.text
    assert "13847516701" not in page.text
    assert number in page.text
    city.inside.casework(Principal.person(city.person())).act(
        case_id, ev.CorrectionAsked(("收入证明", "户口簿复印件")), author=AGENT
    )
    page = browser.post("/q", data={"number": number, "phone": PHONE})
    assert "户口簿复印件" in page.text


def test_another_telephone_and_another_number_look_alike(
    desk: Device, browser: httpx.Client
) -> None:
    case_id = desk.register("王德福")
    number = case_of(desk, case_id).number  # not synced: the city does not have it
    unknown = browser.post("/q", data={"number": number, "phone": PHONE})
    desk.sync()
    other = browser.post("/q", data={"number": number, "phone": "0000"})
    assert (unknown.status_code, other.status_code) == (404, 404)
    assert unknown.text == other.text
    assert "王" not in other.text


def test_a_paper_counts_before_its_case_has_arrived(desk: Device, browser: httpx.Client) -> None:
    """Item 1 of what nobody has: evidence before sync, on the city's page."""
    case_id = desk.register("斯琴高娃")
    code = printed(desk, case_id)
    before = browser.get(path_of(code))
    assert heading("on_the_way") in before.text
    assert "保安" in before.text  # the desk, from the city's certificate
    desk.sync()
    after = browser.get(path_of(code))
    assert heading("genuine") in after.text
    assert "斯**" in after.text or "斯**娃" in after.text
    assert "斯琴高娃" not in after.text
    assert "其余文字" in after.text, "every word is behind the code"
    assert "0fac" not in after.text
    assert "5a17" not in after.text, "no salt on a public page"


def test_a_seal_on_another_number_is_seen(desk: Device, browser: httpx.Client) -> None:
    code = printed(desk, desk.register())
    other = case_of(desk, desk.register()).number
    seal = code.partition("?s=")[2]
    assert heading("altered") in browser.get(f"/q/{other}?s={seal}").text


def test_a_lost_devices_paper_is_to_be_looked_up(
    city: RunningCity, browser: httpx.Client, tmp_path: Path
) -> None:
    lost = Device.enrolled(tmp_path, city.url, city.code())
    lost.sync()
    code = printed(lost, lost.register())
    name = city.query("SELECT id FROM device WHERE public_key = %s", lost.store.seal.public_key)
    city.query("UPDATE device SET revoked = true WHERE id = %s", name[0][0])
    assert heading("lost_device") in browser.get(path_of(code)).text
    lost.close()


def test_a_secret_request_shows_nobody_and_nothing(desk: Device, browser: httpx.Client) -> None:
    who = {"name": "额尔敦", "phone": "13847516701"}
    intake = Intake(
        kind=CaseKind.REQUEST,
        new_resident=who,
        title="举报低保分配不公",
        category="report",
        secret=True,
    )
    case_id = open_case(desk.session, intake).case
    desk.sync()
    page = browser.post("/q", data={"number": case_of(desk, case_id).number, "phone": PHONE})
    assert page.status_code == 200
    assert _("Confidential case") in page.text
    assert "低保" not in page.text
    assert "额" not in page.text


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1",
        "BA-1505-021",
        "<script>alert(1)</script>",
        "'; DROP TABLE event; --",
        "\0",
        "x" * 5000,
    ],
)
def test_nonsense_is_answered_with_a_sentence(browser: httpx.Client, typed: str) -> None:
    page = browser.post("/q", data={"number": typed, "phone": PHONE})
    assert page.status_code in (404, 422)
    assert 'role="alert"' in page.text
    assert "<script>alert" not in page.text
    assert browser.get("/q/x", params={"s": typed}).status_code < 500


def test_guessing_ends(desk: Device, browser: httpx.Client) -> None:
    """Ten wrong ones in ten minutes; then even the right one has to wait."""
    case_id = desk.register()
    desk.sync()
    number = case_of(desk, case_id).number
    digits = (str(n) for n in range(1000, 1030))
    answers = [browser.post("/q", data={"number": number, "phone": d}) for d in digits]
    assert answers[-1].status_code == 429
    assert "Retry-After" in answers[-1].headers
    right = browser.post("/q", data={"number": number, "phone": PHONE})
    assert right.status_code == 429


def test_no_script_no_cookie_and_nothing_kept(browser: httpx.Client) -> None:
    page = browser.get("/q")
    assert "<script" not in page.text
    styles = re.findall(r'href="([^"]+[.]css)"', page.text)
    assert styles
    assert all(browser.get(each).status_code == 200 for each in styles)
    assert "set-cookie" not in page.headers
    assert page.headers["cache-control"] == "no-store"
    assert _("How does my case stand?") in page.text
