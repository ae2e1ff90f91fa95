"""Forms that come late, twice, from two people, or after the session's end; script in every field."""

from datetime import datetime

import pytest

from helpdesk.domain import events as ev
from helpdesk.server.people import Role
from tests.browser.chromium import Seat
from tests.browser.world import World
from tests.server.dispatching import request
from tests.server.running import PASSWORD

BEGIN = datetime(2026, 9, 18, 9)
NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"
# A double click on a slow line: both are on their way before the first is answered.
SENT_TWICE = """async form => {
  const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
  return (await Promise.all([send(), send()])).map(answer => answer.status);
}"""


@pytest.fixture
def case(world: World) -> str:
    """A fresh request that has come."""
    if world.clock.now().local < BEGIN:
        world.clock.set(f"{BEGIN:%Y-%m-%d %H:%M}")
    made = request(world.desk, "路灯不亮", name="李秀英", phone="13947516703")
    assert world.desk.sync().synced
    return made


def bodies(world: World, case: str) -> list[ev.Body]:
    """What happened to the case after its registration, as the desk has it."""
    assert world.desk.sync().synced
    file = world.desk.store.queries.case_file(case)
    assert file is not None
    return [each.body for each in file.events[1:]]


def test_a_form_sent_twice_acts_once_and_a_stale_one_is_shown_again(
    world: World, case: str
) -> None:
    with world.signed_in() as seat:
        seat.go(f"/console/cases/{case}")
        seat.page.locator("#dispatch-department").fill("电力公司")
        assert seat.page.locator("form[action$=dispatch]").evaluate(SENT_TWICE) == [200, 200]
        seat.page.reload()
        seat.reads("已派单")
        assert bodies(world, case) == [ev.Dispatched("电力公司")]
        seat.go(f"/console/cases/{case}")
        other = seat.page.context.new_page()
        other.goto(seat.page.url)
        seat.act("写备注", 内容="先写的")
        stale = Seat(other, seat.url)  # its status is looked at below, as the page tells it
        stale.act("写备注", 内容="后写的，写了很久")
        stale.reads("先写的")
        assert other.get_by_role("alert").inner_text()
        assert other.locator("#note-words").input_value() == "后写的，写了很久"
        stale.act("写备注")
        stale.reads("后写的，写了很久")
    assert bodies(world, case)[1:] == [ev.Noted("先写的"), ev.Noted("后写的，写了很久")]


def test_of_two_people_at_once_one_is_told_and_loses_nothing(world: World, case: str) -> None:
    with (
        world.signed_in(name="甲派单员") as first,
        world.signed_in(name="乙派单员") as second,
    ):
        for seat in (first, second):
            seat.go(f"/console/cases/{case}")
        first.act("派单", 承办单位="电力公司", 内容="三号楼前")
        second.refused(409)
        second.act("派单", 承办单位="住建局", 内容="我也派了")
        second.reads("甲派单员")
        assert second.page.get_by_role("alert").is_visible()
    assert bodies(world, case) == [ev.Dispatched("电力公司", words="三号楼前")]


def test_what_is_typed_outlives_the_session(world: World, case: str) -> None:
    """A long answer, and meanwhile the session ends: after signing in it is there, and sent by a click."""
    long = "已派人到现场查看。\n" * 300
    with world.signed_in() as seat:
        seat.go(f"/console/cases/{case}")
        world.clock.set("2026-09-18 15:00")
        seat.refused(401)
        seat.act("答复", 内容=long)
        seat.reads("内容都在")
        seat.page.get_by_label("登录名").fill(seat.login)
        seat.page.get_by_label("密码", exact=True).fill("不是这个密码啊啊啊")
        seat.refused(403)
        seat.click("登录")
        seat.page.get_by_role("alert").wait_for()
        sign_in_again(world, seat)
        assert seat.page.get_by_label("内容").input_value().replace("\r\n", "\n") == long
        with seat.page.expect_navigation():
            seat.click("发送")
        seat.reads("已答复")
    (answered,) = bodies(world, case)
    assert isinstance(answered, ev.Answered)
    assert answered.words == long.strip()


def test_a_page_asked_for_after_the_session_comes_after_the_login(world: World, case: str) -> None:
    world.clock.set("2026-09-21 08:30")
    with world.signed_in() as seat:
        world.clock.set("2026-09-21 11:00")
        seat.go(f"/console/cases/{case}")
        sign_in_again(world, seat)
        seat.page.wait_for_url(f"**/console/cases/{case}")
        world.clock.set("2026-09-21 14:00")
        seat.page.goto(seat.url + "/console/login")
        sign_in_again(world, seat)
        world.clock.set("2026-09-21 17:00")
        seat.page.locator("#text").fill("路灯")  # htmx asks for a part of the page
        seat.page.get_by_label("登录名").wait_for()


def sign_in_again(world: World, seat: Seat) -> None:
    seat.page.get_by_label("登录名").fill(seat.login)
    seat.page.get_by_label("密码", exact=True).fill(PASSWORD)
    with seat.page.expect_navigation():
        seat.click("登录")


def test_script_in_every_field_is_only_text(world: World) -> None:
    world.clock.set("2026-09-22 09:00")
    case = request(world.desk, NASTY, name="李秀英", phone="13947516703", text=NASTY)
    assert world.desk.sync().synced
    with world.signed_in() as seat, world.signed_in(Role.SUPERVISOR) as leader:
        leader.page.on("dialog", lambda dialog: leader.complaints.append(dialog.message))
        seat.page.on("dialog", lambda dialog: seat.complaints.append(dialog.message))
        seat.go(f"/console/cases?text={'alert'}")
        seat.go(f"/console/cases/{case}")
        seat.act("派单", 承办单位=NASTY, 内容=NASTY)
        seat.reads(NASTY)
        for act in ("登记进展", "写备注", "已联系申请人"):
            seat.act(act, 内容=NASTY)
        seat.act("改派", 承办单位="住建局", 原因=NASTY)
        assert seat.text().count(NASTY) >= 6
        leader.go(f"/console/cases/{case}/ladder")
        leader.page.get_by_label("督办").first.count()
        leader.page.locator("textarea").first.fill(NASTY)
        leader.page.locator("button.primary").first.click()
        leader.reads(NASTY)
        seat.go("/console/notices")
        seat.page.locator("#words").fill(NASTY)
        seat.page.locator("button.primary").first.click()
        seat.reads(NASTY)
        seat.go("/console/catalogue")
        seat.page.locator("#words").fill(NASTY[:40])
        seat.page.locator("#department").fill(NASTY[:40])
        seat.click("保存")
        seat.reads(NASTY[:40])
