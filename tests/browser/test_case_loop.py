"""From a desk without a line to a closed case, every act of the city done by clicks and keys."""

from pathlib import Path

from helpdesk.application.progress import act
from helpdesk.domain import events as ev
from helpdesk.domain.stages import Stage
from helpdesk.server.people import Role
from tests.browser.chromium import Seat
from tests.browser.world import World
from tests.server.dispatching import PDF, request
from tests.sync.filing import carry

RIGHT, WRONG = "住建局", "城管局"
TITLE = "小区停暖没人管"


def open_first(seat: Seat, title: str = f"包** · {TITLE}") -> None:
    """By keys: down to the first row, Enter."""
    seat.page.keyboard.press("ArrowDown")
    seat.page.keyboard.press("Enter")
    seat.page.get_by_role("heading", name=title).wait_for()


def take_list(seat: Seat, name: str, count: int) -> None:
    """Choose a list of the rail, with its count."""
    seat.go("/console/cases")
    seat.page.get_by_role("link", name=f"{name} {count}", exact=True).click()
    seat.page.locator("h1", has_text=name).wait_for()


def test_registered_offline_dispatched_returned_answered_redone_and_closed(
    world: World, tmp_path: Path
) -> None:
    """Issue 7, shown by: every step of the loop, each told to the desk by its next sync."""
    world.at("2026-09-14 10:00")
    case = request(world.desk, TITLE)  # nothing is sent yet
    with (
        world.signed_in() as dispatcher,
        world.signed_in(Role.DEPARTMENT_HANDLER, name="王科长", department=WRONG) as wrong,
        world.signed_in(Role.DEPARTMENT_HANDLER, name="陈科长", department=RIGHT) as right,
    ):
        dispatcher.reads("待派单", "此列表没有待办")
        assert world.desk.sync().synced
        dispatched_by_proposal(dispatcher)
        world.go_on("2026-09-15 09:00", wrong, dispatcher)
        returned_and_reassigned(wrong, dispatcher)
        world.go_on("2026-09-15 14:00", right)
        answered_with_a_document(right, tmp_path)
        shown = world.desk.case(case)
        assert (shown.stage, shown.department) == (Stage.ANSWERED, RIGHT)
        assert shown.files[0].file.caption == "供热结果.pdf"
        world.desk.store.files.want([shown.files[0].file.sha256])
        assert carry(world.desk).fetched == 1
        act(world.desk.session, case, ev.Delivered(how="pick_up", to="包玉兰"))
        assert world.desk.sync().synced

        world.go_on("2026-09-16 09:00", dispatcher, right)
        called_back(dispatcher, solved="未解决", rating="不满意", words="夜里还是不热")
        dispatcher.reads("办理中", "重办", "夜里还是不热")
        shown = world.desk.case(case)
        assert (shown.stage, shown.redone) == (Stage.IN_PROGRESS, 1)

        take_list(right, "办理中", 1)
        open_first(right)
        right.act("答复", 内容="换热站水泵已更换，入户测温 21 度")
        right.reads("已答复")
        world.go_on("2026-09-17 09:00", dispatcher)
        called_back(dispatcher, solved="已解决", rating="满意", words="热了")
        dispatcher.reads("已回访")
        dispatcher.act("办结", 内容="回访满意")
        dispatcher.reads("已办结", "办结：回访满意")
    shown = world.desk.case(case)
    assert (shown.stage, shown.rating, shown.anomalies) == (Stage.CLOSED, 4, ())


def dispatched_by_proposal(seat: Seat) -> None:
    """The catalogue gets a line; the proposal is clicked, and fills the field."""
    seat.click("派单目录", "link")
    seat.page.locator("#words").fill("停暖")
    seat.page.get_by_label("承办单位").fill(WRONG)
    seat.click("保存")
    seat.page.get_by_role("cell", name="停暖", exact=True).wait_for()
    seat.go("/console/cases")
    seat.reads("包**", TITLE, "已登记")
    open_first(seat)
    seat.click(WRONG)
    assert seat.page.get_by_label("承办单位").first.input_value() == WRONG
    seat.act("派单")
    seat.reads("已派单", WRONG)


def returned_and_reassigned(wrong: Seat, dispatcher: Seat) -> None:
    """Within two working days, with a reason; then it is another department's."""
    wrong.reads("待签收", TITLE)
    open_first(wrong)
    wrong.act("退单（承办单位不对）", 原因="供热归住建局")
    wrong.page.wait_for_url("**/console/cases")  # it is not this department's to see any more
    wrong.reads("此列表没有待办")
    dispatcher.go("/console/cases?mark=returned&view=open")
    dispatcher.reads(TITLE, "已退单")
    open_first(dispatcher)
    dispatcher.reads("供热归住建局", "王科长")
    dispatcher.act("改派", 承办单位=RIGHT, 原因="三定方案归住建局")
    dispatcher.reads("已派单", RIGHT)


def answered_with_a_document(seat: Seat, folder: Path) -> None:
    """Signed for, a note of progress, the answer with its result document."""
    document = folder / "供热结果.pdf"
    document.write_bytes(PDF)
    seat.reads("待签收", TITLE)
    open_first(seat)
    seat.act("签收")
    seat.reads("已签收")
    seat.act("登记进展", 内容="已派人上门检查")
    seat.reads("办理中", "已派人上门检查")
    seat.page.locator("summary", has_text="答复").click()
    seat.page.locator("#results").set_input_files(document)
    seat.act("答复", 内容="已恢复供热")
    seat.reads("已答复", "供热结果.pdf")


def called_back(seat: Seat, *, solved: str, rating: str, words: str) -> None:
    """Whom to call is shown on demand, the script stands beside it."""
    take_list(seat, "待回访", 1)
    open_first(seat)
    seat.click("显示姓名和电话")
    seat.page.locator(".telephone", has_text="包玉兰 13847516701").wait_for()
    seat.reads("回访")
    seat.act("回访：已接通", 是否解决=solved, 满意度=rating, 内容=words)
