"""A day at the console: keys alone, on paper, duplicates merged and taken apart, three levels, each role."""

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from helpdesk.application.cases import open_case
from helpdesk.domain import events as ev
from helpdesk.domain.stages import Stage
from helpdesk.server.people import Role
from tests.browser.chromium import Seat
from tests.browser.content import blocked
from tests.browser.world import MONDAY, World
from tests.server.dispatching import request
from tests.server.running import VILLAGE

COUNTY, TOWNSHIP = VILLAGE[:6], VILLAGE[:9]


@pytest.fixture(autouse=True)
def monday(world: World) -> None:
    """The world's first morning, unless it is later."""
    if world.clock.now().local < datetime.fromisoformat(MONDAY):
        world.at(MONDAY)


def test_from_the_queue_to_an_act_by_keys_alone(world: World) -> None:
    case = request(world.desk, "井盖丢了", name="韩梅", phone="13947516711")
    request(world.desk, "井盖松动", name="韩梅", phone="13947516711")
    assert world.desk.sync().synced
    with world.signed_in() as seat:
        page, keys = seat.page, seat.page.keyboard
        keys.press("?")
        page.locator("dialog#keys[open]").wait_for()
        seat.reads("上一行、下一行")
        keys.press("Escape")
        keys.press("/")
        keys.type("井盖")
        page.locator("h1", has_text="查找结果").wait_for()
        keys.press("Tab")
        page.locator("body").focus()
        focus_on(seat, "井盖丢了")
        keys.press(" ")
        assert page.locator("tr:focus-within input[type=checkbox]").is_checked()
        keys.press(" ")
        assert ring(seat) != "none"
        from_case_to_case(seat)
        keys.press("Enter")
        page.get_by_role("heading", name="韩* · 井盖丢了").wait_for()
        for _ in range(40):
            keys.press("Tab")
            if page.evaluate("document.activeElement.id") == "dispatch-department":
                break
        assert ring(seat) != "none"
        keys.type("城管局")
        with page.expect_navigation():
            keys.press("Enter")
        seat.reads("已派单", "派单至城管局")
    assert world.desk.case(case).department == "城管局"


def from_case_to_case(seat: Seat) -> None:
    """J and K go through the list that a case was opened from, U goes back to it, as it was left."""
    page, keys, here = seat.page, seat.page.keyboard, seat.page.url
    row = page.evaluate("document.activeElement.pathname")
    keys.press("Enter")
    page.wait_for_url(f"**{row}")
    known = page.evaluate("JSON.parse(sessionStorage.getItem('list')).cases")
    for key, step in (("j", 1), ("k", -1)):
        at = known.index(page.evaluate("location.pathname"))
        if 0 <= at + step < len(known):
            keys.press(key)
            page.wait_for_url(f"**{known[at + step]}")
    page.goto(f"{seat.url}{row}")
    keys.press("u")
    page.wait_for_url(here)
    page.locator(f"tbody a[href='{row}']:focus").first.wait_for()


def focus_on(seat: Seat, title: str) -> None:
    """With the arrows alone."""
    seat.page.evaluate("document.activeElement.blur()")
    for _ in range(20):
        seat.page.keyboard.press("ArrowDown")
        row = seat.page.evaluate("document.activeElement.closest('tr')?.innerText || ''")
        if title in row:
            return
    raise AssertionError(f"{title} is not reached by the arrows")


def ring(seat: Seat) -> str:
    """How the focus is drawn."""
    style = "getComputedStyle(document.activeElement).outlineStyle"
    return str(seat.page.evaluate(style))


def test_queue_and_case_on_paper(world: World) -> None:
    case = request(world.desk, "树枝压了电线", name="韩梅", phone="13947516711")
    assert world.desk.sync().synced
    with world.signed_in() as seat:
        for path in ("/console/cases?text=树枝", f"/console/cases/{case}"):
            seat.go(path)
            reader = PdfReader(io.BytesIO(seat.page.pdf(prefer_css_page_size=True)))
            first = reader.pages[0]
            assert first.mediabox.width > first.mediabox.height  # A4 across
            text = "".join("".join(page.extract_text() for page in reader.pages).split())
            assert "树枝" in text
            assert "韩*" in text
            assert "退出" not in text  # neither rail
            assert "写备注" not in text  # nor buttons


def test_duplicates_are_merged_and_taken_apart(world: World) -> None:
    who = {"name": "周立新", "phone": "13947516713", "text": "东街下水道堵了，脏水漫到路上。"}
    main = request(world.desk, "东街下水道堵了", **who)  # type: ignore[arg-type]
    case = request(world.desk, "东街脏水漫路", **who)  # type: ignore[arg-type]
    assert world.desk.sync().synced
    number = world.desk.case(main).number
    with world.signed_in() as seat:
        seat.go(f"/console/cases/{case}")
        seat.page.get_by_role("link", name="件疑似重复").click()
        seat.reads("疑似重复", "同一人", number)
        with seat.page.expect_navigation():
            seat.click(f"将本件并入 {number}")
        seat.reads("并单", number)
        assert world.desk.case(case).stage is Stage.MERGED
        assert world.desk.case(main).dispatching.joined
        seat.go(f"/console/cases/{case}")
        seat.page.locator("#unmerge").fill("两处不同的井")
        with seat.page.expect_navigation():
            seat.click("取消并单")
        seat.reads("已登记")
    assert world.desk.case(case).stage is Stage.REGISTERED
    assert not world.desk.case(main).dispatching.joined


def test_a_blocked_matter_goes_up_and_down_and_is_settled(world: World) -> None:
    case = open_case(world.desk.session, blocked()).case
    assert world.desk.sync().synced
    with (
        world.signed_in(Role.TOWNSHIP_LEAD, division=TOWNSHIP, name="镇长") as township,
        world.signed_in(division=COUNTY, name="区派单员") as county,
    ):
        township.go(f"/console/cases/{case}")
        township.reads("办不成事", "要求提供已撤销单位的证明", "跑了四趟")
        township.page.locator("summary", has_text="上报上级").click()
        township.page.locator("#pass_up-to").select_option(COUNTY)
        township.act("上报上级", 原因="镇里无权")
        township.reads("镇里无权")
        county.go("/console/cases?view=blocked")
        county.reads("宅基地审批办不下来", "旗县区")
        county.page.locator(f"tbody a[href$='{case}']").first.click()
        county.act("交办下级", 内容="请镇里先核实")
        township.go(f"/console/cases/{case}")
        township.reads("请镇里先核实")
        township.act("办不成事处理", 处理结果="已解决", 内容="以公示代替证明")
        township.reads("已解决", "以公示代替证明")
    kinds = [type(each) for each in bodies(world, case)]
    assert kinds[:2] == [ev.PassedUp, ev.PassedDown]
    assert ev.BlockedSettled in kinds


def bodies(world: World, case: str) -> list[ev.Body]:
    assert world.desk.sync().synced
    file = world.desk.store.queries.case_file(case)
    assert file is not None
    return [each.body for each in file.events[1:]]


CASES, RULES = "办件 三单一函 对照不符的文书 附件未到", "派单目录 时限与日历 文书蒙古文 另行存放"
SECTIONS = {
    Role.AGENT: f"{CASES} 另行存放 核验 PDF",
    Role.DEPARTMENT_HANDLER: f"{CASES} 核验 PDF",
    Role.TOWNSHIP_LEAD: f"{CASES} 另行存放 数据包 设备 通知 门牌二维码 核验 PDF",
    Role.DISPATCHER: f"{CASES} {RULES} 数据包 设备 通知 门牌二维码 核验 PDF",
    Role.SUPERVISOR: f"{CASES} {RULES} 数据包 设备 通知 核验 PDF",
    Role.AUDITOR: f"{CASES} {RULES} 设备 签封证书 人员 核验 PDF 审计日志",
    Role.ADMINISTRATOR: f"{RULES} 设备 通知 签封证书 人员 核验 PDF 审计日志",
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_its_sections_and_no_other(world: World, role: Role) -> None:
    scope = {"department": "住建局"} if role is Role.DEPARTMENT_HANDLER else {}
    with world.signed_in(role, **scope) as seat:
        seat.go("/console/account")
        rail = seat.page.get_by_role("group", name="栏目")
        assert rail.inner_text().split() == SECTIONS[role].split()
        for link in rail.get_by_role("link").all():
            seat.page.context.request.get(f"{seat.url}{link.get_attribute('href')}").dispose()
        hidden = {"/console/people", "/console/plates", "/console/rules", "/console/bundles"}
        hidden |= {"/console/altered", "/console/files", "/console/seals"}
        hidden -= {link.get_attribute("href") for link in rail.get_by_role("link").all()}
        for path in hidden:
            seat.refused(403)
            seat.go(path)
            assert seat.page.get_by_role("alert").inner_text()
