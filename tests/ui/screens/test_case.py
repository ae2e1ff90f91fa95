"""One case on a real store: where it stands, what happened, and what may be logged."""

from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QDialog, QLabel, QPlainTextEdit

from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.application.progress import reject_material
from helpdesk.application.signing import to_sign
from helpdesk.domain import events as ev
from helpdesk.domain.cases import may
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.frame import Frame
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.case.acts import ACTS, act_of, items_of
from helpdesk.ui.screens.case.dialogs import CountDialog, DeferDialog, ExcuseDialog, ProgressDialog
from helpdesk.ui.screens.case.presenter import Ways, missing_text
from helpdesk.ui.screens.case.view import CaseScreen
from helpdesk.ui.tokens import chosen
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.material_list import MaterialList
from helpdesk.ui.widgets.stage_line import StageLine
from helpdesk.ui.widgets.timeline import Timeline
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW

ENTER = Qt.Key.Key_Return
DAY = "2026-11-30"


@pytest.fixture
def led() -> list[tuple[str, ...]]:
    """Where the screen led."""
    return []


@pytest.fixture
def frame(qtbot, desk, led):
    """The real frame with the screen in it, so that keys are the real keys."""
    frame = Frame()
    qtbot.addWidget(frame)
    ways = Ways(
        open_print=lambda case_id, *, paper: led.append(("print", case_id, paper)),
        show_resident=lambda resident, name: led.append(("resident", resident, name)),
    )
    frame.add_screen("case", CaseScreen(desk.bench, ways, frame.actions_offered))
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return frame


@pytest.fixture
def screen(frame):
    frame.show_screen("case")
    return frame.findChild(CaseScreen)


def opened(qtbot, screen, case_id: str) -> CaseScreen:
    screen.open_case(case_id)
    qtbot.waitUntil(lambda: stage_is(screen, case_id))
    return screen


def stage_is(screen, case_id: str) -> bool:
    sheet = screen._presenter.sheet
    return sheet is not None and sheet.id == case_id


def history(screen) -> list[str]:
    model = screen.findChild(Timeline).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(n).data(role) for n in range(model.rowCount())]


def texts(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def read_aloud(widget) -> str:
    return "\n".join(each.accessibleName() for each in widget.findChildren(QLabel))


def state(desk, case_id: str):
    return desk.bench.queries.case_file(case_id).case


def dialog(qtbot, screen, kind: type[QDialog]) -> QDialog:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in screen.findChildren(kind)))
    return next(each for each in screen.findChildren(kind) if each.isVisible())


def log(qtbot, screen, act_id: str) -> ProgressDialog:
    """Ctrl+J, then the act chosen by the arrows."""
    screen.window().activateWindow()
    qtbot.waitUntil(screen.window().isActiveWindow)
    screen.findChild(Timeline).setFocus()
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    progress = dialog(qtbot, screen, ProgressDialog)
    for _step in range(screen._presenter.sheet.allowed.index(act_id)):
        qtbot.keyClick(progress.acts, Qt.Key.Key_Down)
    assert progress.form.act.id == act_id
    return progress


# -- what is shown


def test_stage_clocks_and_masked_person(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["白长命"])
    assert "3" in screen.findChild(StageLine).accessibleName()  # the third of eight
    qtbot.waitUntil(lambda: "152301********0514" in texts(screen))
    words = texts(screen)
    assert "残-2026-0931" in read_aloud(screen)
    assert "150****0094" in words
    assert "152301197109190514" not in words
    assert _("responded late") in [chip.text() for chip in screen.findChildren(Chip)]


def test_a_case_that_the_city_keeps_aside_says_so_and_why(qtbot, screen, desk) -> None:
    """C10: the case's own page, too, never says that it has arrived."""
    case = desk.case(desk.resident("包玉兰"), "TL-0014", at=NOW)
    desk.receive(at=NOW + timedelta(hours=1))
    begun = state(desk, case).begun
    desk.refuse(begun.origin.dseq, "number-reused")
    opened(qtbot, screen, case)
    [row] = history(screen)
    assert row.endswith(_("Put aside"))
    qtbot.waitUntil(lambda: sentence(Problem("number-reused")) in texts(screen))


def test_history_is_newest_first_with_the_arrival_in_the_city(qtbot, screen, desk) -> None:
    case = desk.case(desk.resident("包玉兰"), "TL-0014", at=NOW)
    desk.receive(at=NOW + timedelta(hours=5, minutes=55))
    desk.from_city(case, ev.Accepted("民政局", "民-1"), at=NOW + timedelta(hours=6))
    desk.act(case, ev.Noted("等核对"), at=NOW + timedelta(hours=7))
    opened(qtbot, screen, case)
    rows = history(screen)
    assert len(rows) == 4
    assert "等核对" in rows[0]
    assert rows[0].endswith(_("Not sent"))
    assert "民-1" in rows[1]
    assert not rows[1].endswith(_("Not sent"))
    assert rows[2].startswith(f"11-23 16:40, {_('Sync')}")
    assert _("{hours} h {minutes} min").format(hours=5, minutes=55) in rows[2]
    assert "乌云其其格" in rows[3]


def test_an_act_out_of_order_is_shown_clearly(qtbot, screen, desk, cases) -> None:
    desk.from_city(cases["特木尔"], ev.Delivered("post"), at=NOW)
    opened(qtbot, screen, cases["特木尔"])
    assert history(screen)[0].endswith(_("Without effect"))
    assert "市民政局" in texts(screen)
    assert state(desk, cases["特木尔"]).stage is Stage.HANDED_OVER


def test_a_case_that_is_not_here_yet(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["特木尔"])
    screen.open_case("f" * 32)
    qtbot.waitUntil(lambda: screen.currentIndex() == 1)
    assert _("This case has not reached this desk yet. Sync, then open it again.") in texts(screen)


def test_nothing_is_done_to_a_case_while_another_is_read(qtbot, screen, desk, cases) -> None:
    """The page of the one before is still in sight then; keys must not reach either of them."""
    opened(qtbot, screen, cases["特木尔"])
    screen.open_case(cases["白长命"])
    assert not screen.is_ready
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    screen._outcome.act_asked.emit("")
    assert not screen.findChildren(ProgressDialog)
    qtbot.waitUntil(lambda: stage_is(screen, cases["白长命"]))
    assert screen.is_ready


def test_what_was_asked_of_the_case_before_does_not_come_back(
    qtbot, screen, desk, cases, monkeypatch
) -> None:
    opened(qtbot, screen, cases["特木尔"])
    shown, read = [], []
    monkeypatch.setattr(screen, "show_sheet", lambda sheet: shown.append(sheet.id))
    screen._presenter.read_anew(lambda: read.append(True))
    screen.open_case(cases["白长命"])
    qtbot.waitUntil(lambda: bool(read) and stage_is(screen, cases["白长命"]))
    assert shown == [cases["白长命"]]


def test_a_request_shows_its_text(qtbot, screen, desk) -> None:
    case = desk.request(desk.resident("哈斯"), "路灯不亮", "三组主路东头两盏路灯半个月不亮。")
    opened(qtbot, screen, case)
    assert "三组主路东头两盏路灯半个月不亮。" in texts(screen)
    assert not screen.findChild(MaterialList).isVisible()


def test_how_the_days_are_counted(qtbot, screen, cases) -> None:
    opened(qtbot, screen, cases["容缺"])
    how = next(b for b in screen.findChildren(LinkButton) if b.text() == _("How it is counted"))
    how.click()
    count = dialog(qtbot, screen, CountDialog)
    promised = screen._presenter.counted()[1]
    assert promised.days[0].startswith("11月23日")
    assert promised.days[-1].startswith("12月14日")
    assert sum("第" in day for day in promised.days) == 15
    assert focus_chain.problems(count) == []
    count.reject()


def test_a_due_day_in_a_year_without_a_table_is_provisional(qtbot, screen, desk) -> None:
    at = datetime(2026, 12, 21, 9, 0)
    desk.clock.set(at)
    case = desk.case(desk.resident("包玉兰"), "TL-0014", at=at)
    opened(qtbot, screen, case)
    assert _("provisional") in [chip.text() for chip in screen.findChildren(Chip)]


def test_a_correction_stops_the_clock(qtbot, screen, cases) -> None:
    opened(qtbot, screen, cases["李秀英"])
    names = "".join(each.accessibleName() for each in screen.findChildren(QLabel))
    assert _("Clock stopped") in names
    offered = [b.text() for b in screen.findChildren(SecondaryButton) if b.isVisible()]
    assert _("Correction complete") in offered
    assert _("Correction") not in offered


def test_papers_and_printing_again(qtbot, screen, desk, cases, led) -> None:
    job = queue_paper(desk.session, cases["容缺"], paper="receipt", size="A5", copies=2)
    opened(qtbot, screen, cases["容缺"])
    assert _("waiting for the printer") in read_aloud(screen)
    paper_printed(desk.session, job, output="printer", digest="00")
    screen.refresh()
    printed = _("printed {time}").format(time="11-23 10:45")
    qtbot.waitUntil(lambda: printed in read_aloud(screen))
    next(b for b in screen.findChildren(LinkButton) if b.text() == _("again")).click()
    qtbot.keyClick(screen.findChild(Timeline), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert led == [("print", cases["容缺"], "receipt")] * 2


def test_the_residents_other_cases(qtbot, screen, desk, cases, led) -> None:
    opened(qtbot, screen, cases["容缺"])
    row = desk.bench.queries.case_file(cases["容缺"]).row
    next(b for b in screen.findChildren(LinkButton) if "1" in b.text()).click()
    assert led == [("resident", row.resident, "包玉兰")]


# -- what can be logged


def test_only_what_the_stage_allows_is_offered(qtbot, screen, desk, cases) -> None:
    for name in ("容缺", "李秀英", "斯琴高娃", "王德福"):
        opened(qtbot, screen, cases[name])
        case = state(desk, cases[name])
        assert screen._presenter.sheet.allowed == tuple(
            act.id
            for act in ACTS
            if may(case, act.body) and (act.id != "ask_extension" or name == "容缺")
        )
    assert "corrected" not in screen._presenter.sheet.allowed


def test_progress_by_keyboard(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["特木尔"])
    progress = log(qtbot, screen, "progressed")
    qtbot.keyClick(progress.acts, ENTER)
    editor = progress.form.findChild(QPlainTextEdit)
    qtbot.waitUntil(editor.hasFocus)
    editor.insertPlainText("现场勘验已完成")
    qtbot.keyClick(editor, ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "现场勘验已完成" in history(screen)[0])
    assert state(desk, cases["特木尔"]).stage is Stage.IN_PROGRESS
    assert not any(each.isVisible() for each in screen.findChildren(ProgressDialog))


def test_what_is_missing_is_said_below_the_field(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["特木尔"])
    progress = log(qtbot, screen, "note")
    progress.confirm.click()
    assert missing_text(act_of("note"), "words") in texts(progress)
    assert len(desk.bench.queries.case_file(cases["特木尔"]).events) == 2
    progress.reject()


def test_an_error_is_a_sentence_and_what_was_typed_stays(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["特木尔"])
    progress = log(qtbot, screen, "progressed")
    progress.form.findChild(QPlainTextEdit).setPlainText("已报批")
    desk.act(cases["特木尔"], ev.Withdrawn("本人撤回"))  # meanwhile, at the next window
    progress.confirm.click()
    words = sentence(Problem("stage-forbids", stage="withdrawn", act="case.progressed"))
    qtbot.waitUntil(lambda: words in texts(progress))
    assert progress.form.findChild(QPlainTextEdit).toPlainText() == "已报批"
    assert progress.confirm.isEnabled()
    progress.reject()


def test_leaving_the_dialog_loses_nothing(qtbot, screen, cases) -> None:
    opened(qtbot, screen, cases["特木尔"])
    progress = log(qtbot, screen, "note")
    progress.form.findChild(QPlainTextEdit).setPlainText("草稿一句")
    qtbot.keyClick(progress, Qt.Key.Key_Escape)
    opened(qtbot, screen, cases["容缺"])
    other = log(qtbot, screen, "note")
    assert other.form.findChild(QPlainTextEdit).toPlainText() == ""
    other.reject()
    opened(qtbot, screen, cases["特木尔"])
    again = log(qtbot, screen, "note")
    assert again.form.findChild(QPlainTextEdit).toPlainText() == "草稿一句"
    again.reject()


def test_a_correction_names_everything_at_once(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["容缺"])
    missing = [m.name for m in state(desk, cases["容缺"]).materials[1:]]
    next(b for b in screen.findChildren(SecondaryButton) if b.text() == _("Correction")).click()
    progress = dialog(qtbot, screen, ProgressDialog)
    assert progress.form.act.id == "correct"
    items = progress.form.findChild(QPlainTextEdit)
    assert items.toPlainText().split("\n") == missing
    items.appendPlainText("3. 银行卡复印件\n\n  ")
    progress.confirm.click()
    qtbot.waitUntil(lambda: state(desk, cases["容缺"]).stage is Stage.CORRECTION_ASKED)
    assert state(desk, cases["容缺"]).correction == (*missing, "银行卡复印件")


def test_numbering_is_taken_off_but_numbers_in_names_stay() -> None:
    assert items_of("1. 身份证\n2、2寸照片\n3）户口簿\n2寸白底照片\n") == (
        *("身份证", "2寸照片", "户口簿", "2寸白底照片"),
    )


def test_post_asks_for_its_number(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["斯琴高娃"])
    progress = log(qtbot, screen, "delivered")
    form = progress.form
    assert not form._fields["post_number"].isVisible()
    form._fields["how"].editor.set_value("post")
    form.changed.emit()
    assert form._fields["post_number"].isVisible()
    progress.confirm.click()
    assert missing_text(form.act, "post_number") in texts(progress)
    form._fields["post_number"].editor.setText("EMS123")
    progress.confirm.click()
    qtbot.waitUntil(lambda: state(desk, cases["斯琴高娃"]).stage is Stage.DELIVERED)
    body = desk.bench.queries.case_file(cases["斯琴高娃"]).events[-1].body
    assert body == ev.Delivered("post", "斯琴高娃", "EMS123")
    paper = _("Certificate of delivery")
    offered = ("say", "success", _("Recorded. {paper}: print it to be signed.").format(paper=paper))
    qtbot.waitUntil(lambda: offered in desk.travels.steps)


def test_who_receives_the_result_signs_at_once(qtbot, screen, desk, cases) -> None:
    """Item 12: the pad is offered with the delivery; of a refusal the witness is asked (C20's paper)."""
    opened(qtbot, screen, cases["斯琴高娃"])
    progress = log(qtbot, screen, "delivered")
    form = progress.form
    form._fields["how"].editor.set_value("brought")
    form._fields["refused"].editor.set_value("yes")
    form.changed.emit()
    for name, words in (("place", "家中"), ("witness", "李书记")):
        form._fields[name].editor.setText(words)
    progress.confirm.click()
    qtbot.waitUntil(lambda: state(desk, cases["斯琴高娃"]).stage is Stage.DELIVERED)
    said = _("Recorded. {paper}: {who} signs it here, or on paper (Ctrl P).").format(
        paper=_("Certificate of delivery"), who=_("its witness")
    )
    qtbot.waitUntil(lambda: ("say", "success", said) in desk.travels.steps)
    file = desk.bench.queries.case_file(cases["斯琴高娃"])
    assert to_sign(desk.bench.session, file, "delivery_receipt").signer == "李书记"


def test_an_unreached_callback_counts_and_stays(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["王德福"])
    progress = log(qtbot, screen, "call_back")
    progress.confirm.click()
    assert missing_text(progress.form.act, "reached") in texts(progress)
    progress.form._fields["reached"].editor.set_value("no")
    progress.form.changed.emit()
    assert not progress.form._fields["rating"].isVisible()
    progress.confirm.click()
    qtbot.waitUntil(lambda: len(state(desk, cases["王德福"]).attempts) == 1)
    assert state(desk, cases["王德福"]).stage is Stage.DELIVERED


def test_every_act_makes_an_event_from_its_fields(desk, cases) -> None:
    """Filled with anything plausible, each form gives the body that it stands for."""
    for act in ACTS:
        values = {}
        for ask in act.asks:
            choices = [code for code, _words in ask.choices]
            plausible = {"until": DAY, "due": DAY, "valid_until": DAY, "at": DAY, "days": "5"}
            values[ask.name] = choices[0] if choices else plausible.get(ask.name, "x")
        assert act.lacking(values) == ()
        assert type(act.build(values)) is act.body


# -- materials


def material_row(qtbot, screen, line: int) -> MaterialList:
    materials = screen.findChild(MaterialList)
    materials.setFocus()
    materials.setCurrentIndex(materials.model().index(line))
    return materials


def test_space_takes_a_material(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["容缺"])
    qtbot.keyClick(material_row(qtbot, screen, 1), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: state(desk, cases["容缺"]).materials[1].state is MaterialState.TAKEN)
    qtbot.waitUntil(lambda: "2/3" in texts(screen))
    assert screen.findChild(MaterialList).currentIndex().row() == 1


def test_deferral_within_the_promised_limit(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["容缺"])
    qtbot.keyClick(material_row(qtbot, screen, 1), Qt.Key.Key_R)
    defer = dialog(qtbot, screen, DeferDialog)
    assert focus_chain.problems(defer) == []
    defer.day.setDate(QDate(2026, 12, 31))
    defer.confirm.click()
    words = sentence(Problem("deferral-long", latest="2026-12-14"))
    qtbot.waitUntil(lambda: words in texts(defer))
    defer.day.setDate(QDate(2026, 12, 1))
    defer.confirm.click()
    qtbot.waitUntil(
        lambda: state(desk, cases["容缺"]).materials[1].deferred_until == date(2026, 12, 1)
    )


def test_wrong_with_a_reason_and_never_while_its_original_lies_here(
    qtbot, screen, desk, cases
) -> None:
    """What cannot be used is told with its reason, on the case as at the counter."""
    opened(qtbot, screen, cases["容缺"])
    qtbot.keyClick(material_row(qtbot, screen, 1), Qt.Key.Key_W)
    asked = dialog(qtbot, screen, ReasonDialog)
    assert focus_chain.problems(asked) == []
    asked.confirm.click()
    name = state(desk, cases["容缺"]).materials[1].name
    without = sentence(Problem("material-wrong-why", material=name))
    qtbot.waitUntil(lambda: without in texts(asked))
    asked.reason.setEditText("有效期已过")
    asked.confirm.click()
    qtbot.waitUntil(lambda: state(desk, cases["容缺"]).materials[1].reason == "有效期已过")
    assert state(desk, cases["容缺"]).materials[1].state is MaterialState.WRONG
    held = next(n for n, m in enumerate(state(desk, cases["容缺"]).materials) if m.held)
    with pytest.raises(Problem) as caught:
        reject_material(desk.session, cases["容缺"], held, reason="有效期已过")
    assert caught.value.code == "original-held"


def test_not_applicable_with_a_reason(qtbot, screen, desk, cases) -> None:
    opened(qtbot, screen, cases["容缺"])
    qtbot.keyClick(material_row(qtbot, screen, 2), Qt.Key.Key_N)
    excuse = dialog(qtbot, screen, ExcuseDialog)
    excuse.reason.setText("系统内已有")
    qtbot.keyClick(excuse.reason, ENTER)
    qtbot.waitUntil(lambda: state(desk, cases["容缺"]).materials[2].reason == "系统内已有")
    qtbot.waitUntil(lambda: "1/2" in texts(screen))


def test_an_ended_case_takes_no_materials(qtbot, screen, desk, cases) -> None:
    desk.act(cases["容缺"], ev.Withdrawn("不办了"))
    opened(qtbot, screen, cases["容缺"])
    before = len(desk.bench.queries.case_file(cases["容缺"]).events)
    qtbot.keyClick(material_row(qtbot, screen, 1), Qt.Key.Key_Space)
    take = next(b for b in screen.findChildren(LinkButton) if b.text() == _("Take (Space)"))
    assert not take.isVisible()
    assert len(desk.bench.queries.case_file(cases["容缺"]).events) == before


# -- keyboard and room


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, desk, cases, frame, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    frame.show_screen("case")
    screen = frame.findChild(CaseScreen)
    for name in ("白长命", "容缺"):
        opened(qtbot, screen, cases[name])
        assert focus_chain.problems(screen) == []
        qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])
    assert frame.minimumSizeHint().width() <= 1366
    assert frame.minimumSizeHint().height() <= 768


@pytest.mark.parametrize("big", [False, True])
def test_the_dialog_of_every_act_is_reached_by_keys(qtbot, qapp, screen, cases, big) -> None:
    theme.apply(qapp, chosen(big_type=big))
    for name in ("容缺", "斯琴高娃", "王德福", "李秀英"):
        opened(qtbot, screen, cases[name])
        primary = screen.findChild(PrimaryButton)
        primary.click()
        progress = dialog(qtbot, screen, ProgressDialog)
        for number in range(len(screen._presenter.sheet.allowed)):
            progress.acts.choose(number)
            assert focus_chain.problems(progress) == []
            qtbot.waitUntil(lambda progress=progress: focus_chain.clipped(progress) == [])
        assert progress.height() <= 728
        progress.reject()
