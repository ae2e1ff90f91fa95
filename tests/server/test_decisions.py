"""Two computers of a desk and the city's console at one case, over the real server (C17, C18)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from helpdesk.application.amendments import amend_case
from helpdesk.application.ownership import reassign
from helpdesk.application.ports import Session
from helpdesk.application.progress import act
from helpdesk.application.residents import change_resident
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.server.people import Role
from tests.server.running import PASSWORD, RunningCity
from tests.sync.desk import Device

QIQIGE = ev.Author("qiqige", "其其格")


@pytest.fixture(scope="module")
def devices(
    city: RunningCity, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Device, Device]]:
    pair = [
        Device.enrolled(tmp_path_factory.mktemp("desk"), city.url, city.code()) for _n in range(2)
    ]
    yield pair[0], pair[1]
    for device in pair:
        device.close()


@pytest.fixture
def one(devices: tuple[Device, Device]) -> Device:
    return devices[0]


@pytest.fixture
def two(devices: tuple[Device, Device]) -> Device:
    return devices[1]


@pytest.fixture
def browser(city: RunningCity) -> Iterator[httpx.Client]:
    with signed_in(city, Role.DISPATCHER) as client:
        yield client


@contextmanager
def signed_in(city: RunningCity, role: Role) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        login = {"login": city.person(role, ready=True), "password": PASSWORD}
        assert client.post("/console/login", data=login).status_code == 200
        yield client


def colleague(device: Device) -> Session:
    return replace(device.session, author=QIQIGE)


def meet(*devices: Device) -> None:
    for device in (*devices, *devices):
        assert device.sync().synced


def shared_case(one: Device, two: Device) -> str:
    case = one.register()
    meet(one, two)
    return case


def case_of(device: Device, case: str) -> Case:
    file = device.store.queries.case_file(case)
    assert file is not None
    return file.case


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def questions(browser: httpx.Client, case: str) -> str:
    page = browser.get(f"/console/cases/{case}").text
    form = {"form_token": field(page, "form_token")}
    answer = browser.post(f"/console/cases/{case}/questions", data=form)
    assert answer.status_code == 200
    return answer.text


def decide(browser: httpx.Client, case: str, page: str, **said: str) -> httpx.Response:
    names = ("form_token", "once", "subject", *(("field", "between") if "take" in said else ()))
    form = {name: field(page, name) for name in names}
    return browser.post(f"/console/cases/{case}/decisions", data={**form, **said})


def disagree(one: Device, two: Device, case: str) -> None:
    amend_case(one.session, case, {"phone": "13700000000"}, shown={})
    amend_case(colleague(two), case, {"phone": "13900000000"}, shown={})
    meet(one, two)


def test_c18_the_city_decides_and_both_computers_follow(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    """C18: the console shows both values with who and where, and one decision ends it everywhere."""
    case = shared_case(one, two)
    disagree(one, two, case)
    overview = browser.get(f"/console/cases/{case}").text
    assert "内容不一致" in overview
    assert "13700000000" not in overview
    page = questions(browser, case)
    for expected in ("13700000000", "13900000000", "乌云其其格", "其其格", "保安嘎查"):
        assert expected in page
    assert "包玉兰" not in page, "the applicant stays masked"
    take = re.findall(r'name="take" value="([0-9a-f]{16}-\d+)"', page)[0]
    done = decide(browser, case, page, take=take)
    assert done.url.path == f"/console/cases/{case}"
    assert "内容不一致" not in done.text
    meet(one, two)
    for device in (one, two):
        found = case_of(device, case)
        assert found.conflicts == ()
        assert found.registered is not None
        assert found.registered.applicant.phone == "13700000000"
        kinds = [e.body.KIND for e in device.store.queries.case_file(case).events]  # type: ignore[union-attr]
        assert "data.unmasked" in kinds, "the clerk's look is in the history"


def test_another_value_is_checked_and_a_late_form_is_refused(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    case = shared_case(one, two)
    disagree(one, two, case)
    page = questions(browser, case)
    wrong = decide(browser, case, page, take="other", text="1")
    assert wrong.status_code == 422
    assert 'role="alert"' in wrong.text
    nothing = decide(browser, case, page, take="")
    assert nothing.status_code == 422
    done = decide(browser, case, page, take="other", text="0475-8123456")
    assert done.status_code == 200
    again = decide(browser, case, page, take="other", text="0475-8123456")
    assert again.status_code == 200, "the same form twice is once"
    meet(one, two)
    registered = case_of(one, case).registered
    assert registered is not None
    assert registered.applicant.phone == "0475-8123456"


def test_a_form_that_somebody_was_faster_than_is_refused(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    case = shared_case(one, two)
    disagree(one, two, case)
    page = questions(browser, case)
    amend_case(colleague(two), case, {"phone": "13500000000"}, shown={})  # who has seen both
    assert two.sync().synced
    late = decide(browser, case, page, take="other", text="0475-8123456")
    assert late.status_code == 409
    assert 'role="alert"' in late.text
    meet(one, two)
    registered = case_of(one, case).registered
    assert registered is not None
    assert registered.applicant.phone == "13500000000"


def test_residents_are_decided_on_at_the_city_as_well(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    case = shared_case(one, two)
    file = one.store.queries.case_file(case)
    assert file is not None
    resident = file.row.resident
    change_resident(one.session, resident, {"address": "四组"})
    change_resident(colleague(two), resident, {"address": "五组"})
    meet(one, two)
    page = questions(browser, case)
    take = re.findall(r'name="take" value="([0-9a-f]{16}-\d+)"', page)[0]
    assert decide(browser, case, page, take=take).status_code == 200
    meet(one, two)
    known = two.store.queries.resident(resident)
    assert known is not None
    assert (known.address, known.conflicts) == ("四组", ())


def test_c17_late_work_is_accepted_by_the_city(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    """C17: the case was given to a department at the console while the desk was in the field."""
    case = shared_case(one, two)
    act(one.session, case, ev.HandedOver("民政局"))
    page = browser.get(f"/console/cases/{case}").text
    form = {"form_token": field(page, "form_token"), "department": "残联", "reason": "错派"}
    done = browser.post(f"/console/cases/{case}/acts/reassign", data=form)
    assert done.status_code == 200, done.text
    meet(one, two)
    assert len(case_of(two, case).open_proposals) == 1
    asked = questions(browser, case)
    decided = decide(
        browser, case, asked, proposal=field(asked, "proposal"), accept="yes", words="属实"
    )
    assert decided.status_code == 200
    meet(one, two)
    for device in (one, two):
        found = case_of(device, case)
        assert (found.department, found.stage) == ("民政局", "handed_over")
        assert [each.accepted for each in found.proposals] == [True]


def test_an_act_without_effect_is_explained(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    case = shared_case(one, two)
    act(one.session, case, ev.Withdrawn("不办了"))
    act(colleague(two), case, ev.HandedOver("民政局"))
    meet(one, two)
    page = browser.get(f"/console/cases/{case}").text
    assert "其其格并不知道" in page


def test_who_may_not_decide(city: RunningCity, one: Device, two: Device) -> None:
    case = shared_case(one, two)
    disagree(one, two, case)
    with signed_in(city, Role.AUDITOR) as auditor:
        page = auditor.get(f"/console/cases/{case}").text
        assert "内容不一致" in page
        form = {"form_token": field(page, "form_token")}
        for address in ("questions", "decisions"):
            path = f"/console/cases/{case}/{address}"
            assert auditor.post(path, data=form).status_code == 403
            assert auditor.post(path, data={}).status_code == 403


def test_a_case_of_another_subject_is_not_touched(
    browser: httpx.Client, one: Device, two: Device
) -> None:
    case, other = shared_case(one, two), shared_case(one, two)
    disagree(one, two, other)
    page = questions(browser, other)
    take = re.findall(r'name="take" value="([0-9a-f]{16}-\d+)"', page)[0]
    done = decide(browser, case, page, take=take)
    assert done.status_code == 404


def test_the_owner_on_another_computer_decides(one: Device, two: Device) -> None:
    case = shared_case(one, two)
    reassign(colleague(two), case, reason="下乡", agent=QIQIGE)
    meet(two)
    amend_case(one.session, case, {"notify": "短信"}, shown={})
    meet(one, two)
    assert [d.owner for d in two.store.queries.doubts.proposals(limit=99)][-1] == "qiqige"
