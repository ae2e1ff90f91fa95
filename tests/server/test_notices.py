"""Words of the city to the people at desks: who may give them, who gets them, who has read them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.application.notices import read_notice
from helpdesk.domain.problems import Problem
from helpdesk.server.people import Role
from helpdesk.server.principal import SYSTEM, Principal
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.server.test_console_devices import SignIn, make, sign_in, token_of
from tests.sync.desk import Device

__all__ = ["make", "sign_in"]


@pytest.fixture
def device(city: RunningCity, tmp_path: Path) -> Iterator[Device]:
    made = Device.enrolled(tmp_path / "desk", city.url, city.code())
    yield made
    made.close()


def words(device: Device) -> list[str]:
    """What the desk heard, oldest first."""
    return [each.value for each in reversed(device.store.notices.notices(limit=50))]


def test_given_heard_once_and_read(city: RunningCity, device: Device) -> None:
    """Nothing is told twice, nothing is lost with an answer, and who read it stands there."""
    give = city.inside.notices.give
    for text in ("周五停机维护", "请更新程序"):
        given = give(text, SYSTEM, division="", giver="市平台")
    give("别处的事", SYSTEM, division=OTHER_VILLAGE, giver="市平台")
    assert device.sync().synced
    assert words(device) == ["周五停机维护", "请更新程序"]
    assert device.store.queries.sync_state().notices == 2
    read_notice(device.session, device.store.notices, given.number)
    assert device.sync().synced
    first, second = device.store.notices.notices(limit=9)
    assert (first.value, first.read_ms, first.giver) == ("周五停机维护", 0, "市平台")
    assert (second.reader, bool(second.read_ms)) == (device.session.author.name, True)
    assert device.store.queries.sync_state().notices == 1
    read_notice(device.session, device.store.notices, given.number)
    assert device.store.notices.notices(limit=9)[1].read_ms == second.read_ms


def test_the_city_knows_how_many_devices_have_it(city: RunningCity, device: Device) -> None:
    given = city.inside.notices.give("通知", SYSTEM, division=VILLAGE, giver="市平台")
    for reached in (0, 1, 1):  # the request behind the answer tells
        assert device.sync().synced
        found = {each.number: each for each in city.inside.notices.given(SYSTEM, limit=9)}
        assert found[given.number].reached == reached
    assert found[given.number].devices >= 1


def test_who_may_speak_to_whom(city: RunningCity) -> None:
    give = city.inside.notices.give
    lead = Principal.person(city.person(Role.TOWNSHIP_LEAD, division=VILLAGE[:9]))
    assert give("镇里的事", lead, division=VILLAGE, giver="镇").division == VILLAGE
    agent = Principal.person(city.person(Role.AGENT, division=VILLAGE))
    device = Principal.device("nobody")
    for who, division in ((lead, ""), (lead, "150526"), (agent, VILLAGE), (device, VILLAGE)):
        with pytest.raises(Problem, match=r"notice-scope|division-unknown"):
            give("x", who, division=division, giver="x")
    for text, division, days, code in (
        (" ", "", 3, "notice-empty"),
        ("x", "99", 3, "division-unknown"),
        ("x", "", 0, "notice-days"),
        ("x" * 501, "", 3, "text-long"),
        ("a\x07", "", 3, "text-control"),
    ):
        with pytest.raises(Problem, match=code):
            give(text, SYSTEM, division=division, giver="x", days=days)


def test_by_console_and_command(city: RunningCity, sign_in: SignIn) -> None:
    browser = sign_in(Role.DISPATCHER)
    form = {"form_token": token_of(browser.get("/console/notices")), "division": "", "days": "30"}
    done = browser.post("/console/notices", data={**form, "words": "下周一培训"})
    assert done.status_code == 200
    assert "下周一培训" in done.text
    wrong = browser.post("/console/notices", data={**form, "words": "又一条", "days": "soon"})
    assert wrong.status_code == 422
    assert "又一条" in wrong.text
    assert sign_in(Role.AUDITOR).get("/console/notices").status_code == 403
    said = city.run("notice", "--words", "停电", "--division", VILLAGE, "--by", "市局")
    assert said.returncode == 0, said.stderr
    assert "停电" in said.stdout
    listed = city.run("notice")
    assert "下周一培训" in listed.stdout
    failed = city.run("notice", "--words", "x", "--days", "0")
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
