"""Today's duties beside the work list: slips, renewals, reconciliation and safety, reminders."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QLabel

from helpdesk.application.day_sheet import Counts, DaySheet, SheetLine, day_span
from helpdesk.application.prints import queue_paper
from helpdesk.application.reminders import CLOSES, OFF, ON, OPENS, SEEN, Reminder
from helpdesk.bootstrap.drawing import Drawing
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.reminding import Reminding, reminder_text
from helpdesk.bootstrap.settings import Settings
from helpdesk.domain import events as ev
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.domain.slips import SlipState
from helpdesk.i18n import _
from helpdesk.ui.printing_dialog.batch_dialog import BatchDialog
from helpdesk.ui.screens.settings.ports import SafetyNote
from helpdesk.ui.screens.settings.reminders import RemindersPanel
from helpdesk.ui.screens.today.care import CarePanel, DayCare, care_lines
from helpdesk.ui.screens.today.renewal_dialog import RenewalDialog
from helpdesk.ui.screens.today.slip_dialog import SlipDialog
from helpdesk.ui.screens.today.view import TodayScreen, TodayWays
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.work_table import Role
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW

ENTER = Qt.Key.Key_Return
WELL = SafetyNote(made_ms=1, rehearsed_ms=1)


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings")


@pytest.fixture
def screen(desk, put_up, settings):
    ways = TodayWays(lambda: DayCare(WELL), settings, lambda _case: None)
    return put_up(TodayScreen(desk.bench, lambda _chip: None, ways))


def urge(desk, case: str, level: SlipLevel, n: int, *, hours: int = 6) -> str:
    content = SlipContent("保安村便民服务站", problem="超期", demand="当日回复", to_desk=True)
    slip = ev.SlipIssued(
        level,
        2026,
        n,
        cause=SlipCause.OVERDUE,
        content=content,
        answer_by=NOW + timedelta(hours=hours),
    )
    desk.from_city(case, slip)
    return slip.key


def entries(screen, name: str) -> EntryList:
    return next(each for each in screen.findChildren(EntryList) if each.accessibleName() == name)


def first(entry_list: EntryList) -> str:
    return str(entry_list.model().index(0, 0).data(Role.ID) or "")


def words(widget) -> str:
    return "\n".join(each.accessibleName() or each.text() for each in widget.findChildren(QLabel))


def shown(qtbot, screen, kind):
    qtbot.waitUntil(lambda: any(each.isVisible() for each in screen.findChildren(kind)))
    return next(each for each in screen.findChildren(kind) if each.isVisible())


def test_a_slip_is_signed_for_and_answered(qtbot, screen, desk, cases) -> None:
    """COMPLAINTS 5: numbered slips; the desk signs for them and says what was done."""
    case = cases["包玉兰"]
    key = urge(desk, case, SlipLevel.URGING, 384)
    screen.refresh()
    news = entries(screen, _("Messages from the city"))
    qtbot.waitUntil(lambda: first(news).endswith(key))
    assert news.model().index(0, 0).data(Role.EDGE) == Tone.RED
    news.setCurrentIndex(news.model().index(0, 0))
    qtbot.keyClick(news, ENTER)
    slip = shown(qtbot, screen, SlipDialog)
    qtbot.waitUntil(lambda: "〔2026〕384" in words(slip))
    assert focus_chain.problems(slip) == []
    assert "当日回复" in words(slip)
    slip.by.editor.setText("王嘎查达")
    slip.sign.click()
    state = lambda: desk.bench.queries.case_file(case).case.escalation.slip(key)  # noqa: E731
    qtbot.waitUntil(lambda: state().state is SlipState.SIGNED_FOR)
    assert state().signed_for.by == "王嘎查达"
    qtbot.waitUntil(lambda: not slip.sign.isVisible())
    slip.confirm.click()
    qtbot.waitUntil(lambda: _("Write a few words first.") in words(slip))
    slip.answer.editor.setPlainText("已催民政局，明日出结果")
    slip.confirm.click()
    qtbot.waitUntil(lambda: state().state is SlipState.ANSWERED)
    screen.refresh()
    qtbot.waitUntil(lambda: not first(news).endswith(key))


def test_a_slip_is_printed_with_what_was_said_of_it(desk, cases, tmp_path) -> None:
    key = urge(desk, cases["包玉兰"], SlipLevel.REMINDER, 7)
    drawing, file = Drawing(desk.bench.queries), desk.bench.queries.case_file(cases["包玉兰"])
    drawn = drawing.slip(desk.session, file, key, size="A4")
    assert drawn.pdf.startswith(b"%PDF")


def issued(desk, case: str, until: date) -> None:
    desk.act(case, ev.Answered("同意", "残疾人证 7"))
    desk.act(case, ev.Delivered("pick_up", valid_until=until))


def test_an_expiring_certificate_begins_the_next_case(qtbot, screen, desk, cases) -> None:
    issued(desk, cases["特木尔"], NOW.date() + timedelta(days=26))
    screen.refresh()
    renewals = entries(screen, _("Certificates that expire"))
    qtbot.waitUntil(lambda: first(renewals) == cases["特木尔"])
    assert renewals.model().index(0, 0).data(Role.EDGE) == Tone.AMBER
    renewals.setCurrentIndex(renewals.model().index(0, 0))
    qtbot.keyClick(renewals, ENTER)
    renewal = shown(qtbot, screen, RenewalDialog)
    assert focus_chain.problems(renewal) == []
    renewal.activateWindow()
    qtbot.waitUntil(renewal.isActiveWindow)
    qtbot.keyClick(renewal, ENTER, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(step[0] == "new" for step in desk.travels.steps))
    draft = desk.bench.queries.draft(next(s[1] for s in desk.travels.steps if s[0] == "new"))
    row = desk.bench.queries.case_file(cases["特木尔"]).row
    assert (draft.intake.resident, draft.intake.matter) == (row.resident, row.matter)


def test_a_renewal_is_set_aside_with_a_reason(qtbot, screen, desk, cases) -> None:
    issued(desk, cases["特木尔"], NOW.date() + timedelta(days=3))
    screen.refresh()
    renewals = entries(screen, _("Certificates that expire"))
    qtbot.waitUntil(lambda: first(renewals) == cases["特木尔"])
    renewals.opened.emit(renewals.model().index(0, 0))
    renewal = shown(qtbot, screen, RenewalDialog)
    renewal.aside.click()
    qtbot.waitUntil(lambda: _("Say why first, in a few words.") in words(renewal))
    renewal.reason.editor.setCurrentText("已搬走")
    renewal.aside.click()
    qtbot.waitUntil(
        lambda: desk.bench.queries.case_file(cases["特木尔"]).case.renewal_settled == "已搬走"
    )
    screen.refresh()
    qtbot.waitUntil(lambda: not renewals.isVisible())


def sheet(*lines: SheetLine, recorded: int = 4, acknowledged: int = 4) -> DaySheet:
    since, until = day_span(NOW.date())
    others = Counts(recorded, recorded, acknowledged)
    return DaySheet(since, until, NOW, lines=lines, others=others, lost=())


GAP = SheetLine("", "BA-1", "包", "低保", given=True, at_city=False, counts=Counts(1))


@pytest.mark.parametrize(
    ("care", "tone", "part"),
    [
        (DayCare(WELL, sheet=sheet()), Tone.GREEN, "4"),
        (DayCare(WELL, sheet=sheet(acknowledged=1)), Tone.AMBER, "1"),
        (DayCare(WELL, sheet=sheet(GAP)), Tone.AMBER, "1"),
        (DayCare(WELL, sheet=sheet(), papers=2), Tone.AMBER, "2"),
        (DayCare(WELL, clock="时钟偏差 12 分钟"), Tone.AMBER, "12"),
        (DayCare(replace(WELL, error="disk-full")), Tone.RED, ""),
        (DayCare(replace(WELL, fault="damaged")), Tone.RED, "F10"),
        (DayCare(SafetyNote()), Tone.AMBER, ""),
    ],
)
def test_the_day_is_said_in_sentences_that_say_what_to_do(care, tone, part) -> None:
    """C11: recorded and acknowledged are said apart; what is wrong comes first."""
    lines = care_lines(care, offset_minutes=480)
    assert lines[0].tone is tone
    assert part in "".join(line.words for line in lines)


def test_the_care_panel_leads_to_what_can_be_done(qtbot, put_up) -> None:
    panel = put_up(CarePanel())
    panel.show_care(DayCare(replace(WELL, error="disk-full"), papers=1), offset_minutes=480)
    assert focus_chain.problems(panel) == []
    with qtbot.waitSignal(panel.papers_asked):
        panel._papers.click()


def test_papers_that_wait_are_saved_together(qtbot, desk, cases, settings, put_up, tmp_path):
    """C28: nothing is printed by itself; what came out is not offered again."""
    for paper in ("receipt", "one_time_notice"):
        queue_paper(desk.session, cases["容缺"], paper=paper, size="A5", copies=1)
    bench = replace(desk.bench, papers=DeskPapers(desk.session, desk.bench.queries))
    parent = put_up(QLabel("x"))
    batch = BatchDialog("", bench=bench, settings=settings, parent=parent)
    batch.open()
    qtbot.waitUntil(batch.confirm.isEnabled)
    assert batch.papers.model().rowCount() == 2
    assert focus_chain.problems(batch) == []
    with qtbot.waitSignal(batch.finished):
        batch._presenter.save_all(str(tmp_path))
    assert desk.bench.queries.print_jobs(state="queued") == []
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert not any("包玉兰" in path.name for path in tmp_path.iterdir())


def test_leaving_while_papers_come_out_loses_nothing(
    qtbot, desk, cases, settings, put_up, tmp_path
):
    queue_paper(desk.session, cases["容缺"], paper="receipt", size="A5", copies=1)
    bench = replace(desk.bench, papers=DeskPapers(desk.session, desk.bench.queries))
    parent = put_up(QLabel("x"))
    batch = BatchDialog("", bench=bench, settings=settings, parent=parent)
    batch.open()
    qtbot.waitUntil(batch.confirm.isEnabled)
    batch._presenter.save_all(str(tmp_path))
    batch.reject()
    qtbot.waitUntil(lambda: any(step[0] == "say" for step in desk.travels.steps))
    assert len(list(tmp_path.glob("*.pdf"))) == 1


def looked(qtbot, desk, settings) -> list[tuple[str, ...]]:
    """What a look at the clock's time says."""
    said = len(desk.travels.steps)
    reminding = Reminding(desk.bench, settings)
    done: list[object] = []
    find = reminding._find
    reminding._find = lambda: (found := find(), done.append(found))[0]
    reminding.look()
    qtbot.waitUntil(lambda: bool(done))
    if done[0] is not None:
        stamp = desk.clock.now().local.isoformat(timespec="seconds")
        qtbot.waitUntil(lambda: settings.get(SEEN) == stamp)
    reminding.stop()
    return desk.travels.steps[said:]


def test_c29_reminders_come_in_office_hours_only(qtbot, desk, cases, settings) -> None:
    """C29: never at midnight, never on a day off; what came up at night is said in the morning, once."""
    settings.set(SEEN, "2026-11-23T10:45:00")
    for at in (datetime(2026, 11, 23, 23, 59), datetime(2026, 11, 22, 12, 0)):
        desk.clock.set(at)
        assert looked(qtbot, desk, settings) == []
    desk.clock.set(datetime(2026, 11, 24, 9, 0))
    (step,) = looked(qtbot, desk, settings)
    assert str(24) in step[2]
    assert looked(qtbot, desk, settings) == []


def test_reminders_can_be_switched_off_and_moved(qtbot, desk, cases, settings, put_up) -> None:
    panel = put_up(RemindersPanel(settings))
    assert focus_chain.problems(panel) == []
    panel.opens.editor.setTime(QTime(13, 0))
    panel.closes.editor.setTime(QTime(12, 0))
    assert settings.get(OPENS) == "13:00"
    assert time.fromisoformat(settings.get(CLOSES)) > time(13, 0)
    urge(desk, cases["包玉兰"], SlipLevel.URGING, 1)
    assert looked(qtbot, desk, settings) == []  # it is 10:45
    panel.opens.editor.setTime(QTime(8, 0))
    assert looked(qtbot, desk, settings)
    panel.on.setChecked(False)
    assert settings.get(ON) == OFF
    desk.clock.set(NOW + timedelta(days=1))
    assert looked(qtbot, desk, settings) == []


def test_a_reminder_is_one_sentence() -> None:
    assert "24" in reminder_text(Reminder(24, 3))
