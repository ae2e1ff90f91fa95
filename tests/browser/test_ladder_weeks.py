"""The ladder from the first reminder to the letter, over weeks with holidays and make-up days."""

import io

from pypdf import PdfReader

from helpdesk.domain.slip_events import SlipLevel
from helpdesk.domain.slips import SlipState
from helpdesk.server.people import Role
from tests.browser.chromium import Seat
from tests.browser.world import World
from tests.server.dispatching import request

LETTER = "移交函"
DEPARTMENT, TITLE = "交通局", "桥面护栏断了没人修"


def listed(seat: Seat) -> list[str]:
    """The numbers in the list of slips, those of this case only."""
    seat.go(f"/console/slips?text={TITLE}")
    cells = seat.page.locator("tbody tr td:first-child").all_inner_texts()
    return [" ".join(each.split()) for each in cells]


def open_slip(seat: Seat, level: str) -> None:
    """By the list of slips."""
    (number,) = [each for each in listed(seat) if each.startswith(f"{level} 〔2026〕")]
    seat.page.locator("tbody").get_by_role("link", name=number).click()
    seat.page.get_by_role("heading", name=number).wait_for()


def read_pdf(seat: Seat) -> str:
    """What the slip that stands open says on paper."""
    form = seat.page.locator("form[action$='/pdf']")
    said = {"form_token": form.locator("[name=form_token]").input_value(), "size": "A4"}
    address = f"{seat.url}{form.get_attribute('action')}"
    answer = seat.page.context.request.post(address, form=said)
    assert answer.headers["content-type"] == "application/pdf"
    text = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    return "".join(text.split())


def test_from_reminder_to_letter_and_until_it_is_written_off(world: World) -> None:
    """Issue 7, shown by; C29: each step in office hours of a working day, once; a letter by two people."""
    world.at("2026-09-24 10:00")
    case = request(world.desk, TITLE, name="王德福", phone="13947516702")
    assert world.desk.sync().synced
    with (
        world.signed_in() as dispatcher,
        world.signed_in(Role.DEPARTMENT_HANDLER, name="赵科长", department=DEPARTMENT) as handler,
        world.signed_in(Role.SUPERVISOR, name="孙主任") as first,
        world.signed_in(Role.SUPERVISOR, name="吴主任") as second,
    ):
        dispatcher.go(f"/console/cases/{case}")
        dispatcher.act("派单", 承办单位=DEPARTMENT)
        climbs(world, dispatcher)
        world.go_on("2026-10-23 09:00", dispatcher, handler, first, second)
        letter_by_two(first, second)
        from_signing_for_to_writing_off(handler, first)
    slips = world.desk.case(case).escalation.slips
    assert [each.level for each in slips] == list(SlipLevel)
    assert slips[-1].state is SlipState.WRITTEN_OFF


def climbs(world: World, seat: Seat) -> None:
    """What stands in the list on which morning; nothing comes at night or in the holidays."""
    steps = (
        ("2026-09-28 23:00", []),
        ("2026-09-29 08:30", ["提醒单"]),  # nobody has called within a working day
        ("2026-10-07 10:00", []),  # a Wednesday, the last of the holidays
        ("2026-10-09 17:29", []),  # the last minute of the last day
        ("2026-10-10 08:30", ["催办单"]),  # a Saturday on which people work
        ("2026-10-14 17:30", []),
        ("2026-10-15 08:30", ["督办单"]),
        ("2026-10-18 10:00", []),
        ("2026-10-23 08:30", [LETTER]),
    )
    known: list[str] = []
    for moment, new in steps:
        world.go_on(moment, seat)
        known = [*new, *known]
        assert [each.split()[0] for each in listed(seat)] == known, moment
        for level in new:
            if level != LETTER:  # that one people decide
                open_slip(seat, level)
                seat.reads(DEPARTMENT, "待签收", TITLE)
                paper = read_pdf(seat)
                assert level in paper
                assert DEPARTMENT in paper


def letter_by_two(first: Seat, second: Seat) -> None:
    """The program proposes, two people decide; nobody signs twice."""
    first.go("/console/slips?how=proposed")
    first.page.locator("tr", has_text=TITLE).get_by_role("link", name=LETTER).click()
    first.reads("待双人签发：移交函", TITLE)
    first.click("签发")
    first.reads("孙主任已签，尚需一人会签")
    assert first.page.get_by_role("button", name="签发", exact=True).count() == 0
    second.go("/console/slips?how=signed")
    second.page.locator("tr", has_text=TITLE).get_by_role("link", name=LETTER).click()
    second.click("签发")
    second.reads(LETTER)


def from_signing_for_to_writing_off(handler: Seat, leader: Seat) -> None:
    """The department answers, is found wanting, answers again; then it is verified and written off."""
    open_slip(handler, LETTER)
    handler.act("签收")
    handler.reads("待反馈", "赵科长")
    handler.act("答复", 内容="护栏已在招标")
    handler.reads("待核实")
    open_slip(leader, LETTER)
    leader.act("核实：退回重新反馈", 内容="现场仍无警示")
    leader.reads("待反馈")
    open_slip(handler, LETTER)
    handler.act("答复", 内容="已设警示并装好护栏")
    open_slip(leader, LETTER)
    leader.act("核实：属实", 内容="现场属实")
    leader.reads("已核验")
    leader.act("销号")
    leader.reads("已销号", "此环节没有需要您办理的事项")
