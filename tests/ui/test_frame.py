"""The frame, its search, its keys and its notices."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from helpdesk.ui import actions, theme
from helpdesk.ui.actions import key_text
from helpdesk.ui.frame import Frame
from helpdesk.ui.key_help import KeyHelp
from helpdesk.ui.notices import Notice
from helpdesk.ui.rail import NavButton, Rail, SyncButton, SyncState
from helpdesk.ui.search import HitKind, HitModel, SearchField, SearchHit
from helpdesk.ui.tasks import Busy
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.banner import Banner, BannerArea, BusyStrip, PassingNotices
from helpdesk.ui.widgets.page import Page
from helpdesk.ui.widgets.text import label
from tests.ui import focus_chain

HITS = [
    SearchHit(HitKind.RESIDENT, "r1", "包玉兰", "女 68 岁"),
    SearchHit(HitKind.CASE, "c1", "包玉兰 · 高龄津贴申领", "办理中"),
    SearchHit(HitKind.DRAFT, "d1", "包玉兰 · 异地就医备案"),
]


def page_with(editor: QLineEdit) -> Page:
    page = Page()
    editor.setAccessibleName("编辑")
    page.body.addWidget(editor)
    page.setFocusProxy(editor)
    return page


@pytest.fixture
def frame(qtbot):
    result = Frame()
    result.set_desk("科尔沁区 大林镇", "保安村便民服务站", agent="乌云其其格")
    result.set_date_line("11月23日 星期一 · 大林镇")
    result.set_sync_state(SyncState.OFF, "离线 · 3 件待传", "数据已存本机，联网后自动上传")
    for name in ("today", "intake", "cases"):
        result.add_screen(name, page_with(QLineEdit()), action=name)
    result.add_screen("case", page_with(QLineEdit()), under="cases")
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    qtbot.waitUntil(result.isActiveWindow)
    result.show_screen("today")
    return result


@pytest.fixture
def search(frame: Frame, qtbot) -> SearchField:
    qtbot.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return frame.findChild(SearchField)


def entry(frame: Frame, name: str) -> NavButton:
    shown = {button.text(): button for button in frame.findChildren(NavButton)}
    return shown[actions._(actions.action(name).text)]


def test_only_registered_screens_stand_in_the_rail(frame: Frame) -> None:
    assert len(frame.findChildren(NavButton)) == 3


@pytest.mark.parametrize(
    ("key", "screen"),
    [(Qt.Key.Key_F1, "today"), (Qt.Key.Key_F2, "intake"), (Qt.Key.Key_F3, "cases")],
)
def test_function_keys_show_screens_and_bring_the_keyboard(frame: Frame, qtbot, key, screen):
    frame.show_screen("case")
    qtbot.keyClick(frame.focusWidget(), key)
    assert frame.current_screen == screen
    assert isinstance(frame.focusWidget(), QLineEdit)
    assert entry(frame, screen).isChecked()


def test_a_screen_without_an_entry_tints_the_one_it_stands_under(frame: Frame) -> None:
    frame.show_screen("case")
    assert entry(frame, "cases").isChecked()
    assert not entry(frame, "today").isChecked()


def test_keys_of_absent_screens_do_nothing(frame: Frame, qtbot) -> None:
    qtbot.keyClick(frame, Qt.Key.Key_F7)
    assert frame.current_screen == "today"
    assert "reports" not in {record.id for record in frame.actions_offered.records()}


def test_the_badge_is_read_aloud_too(frame: Frame) -> None:
    frame.set_badge("today", 7)
    assert entry(frame, "today").accessibleName().endswith("7")


def test_the_sync_block_says_its_state_in_words(frame: Frame, qtbot) -> None:
    block = frame.findChild(SyncButton)
    assert "离线 · 3 件待传" in block.accessibleName()
    with qtbot.waitSignal(frame.sync_chosen):
        qtbot.keyClick(block, Qt.Key.Key_Space)


def test_lock_and_back(frame: Frame, qtbot) -> None:
    with qtbot.waitSignal(frame.lock_requested):
        qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_F12)
    with qtbot.waitSignal(frame.back_requested):
        qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Escape)


def test_the_primary_button_is_the_intake_action(frame: Frame, qtbot) -> None:
    button = next(b for b in frame.findChildren(QPushButton) if b.property("kind") == "primary")
    button.click()
    assert frame.current_screen == "intake"


def test_a_question_mark_is_text_in_a_field_and_help_elsewhere(frame: Frame, qtbot) -> None:
    editor = frame.focusWidget()
    qtbot.keyClicks(editor, "?")
    assert editor.text() == "?"
    assert frame.findChild(KeyHelp) is None
    entry(frame, "today").setFocus()
    qtbot.keyClicks(frame.focusWidget(), "?")
    help_page = frame.findChild(KeyHelp)
    assert help_page.isVisible()
    assert focus_chain.problems(help_page) == []
    assert focus_chain.clipped(help_page) == []
    qtbot.keyClick(help_page, Qt.Key.Key_Escape)
    assert not help_page.isVisible()


def test_keys_belong_to_the_input_method_while_it_composes(frame: Frame, qtbot) -> None:
    editor = frame.focusWidget()
    QApplication.sendEvent(editor, QInputMethodEvent("bao", []))
    qtbot.keyClick(editor, Qt.Key.Key_F2)
    with qtbot.assertNotEmitted(frame.back_requested):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert frame.current_screen == "today"
    done = QInputMethodEvent()
    done.setCommitString("包")
    QApplication.sendEvent(editor, done)
    qtbot.keyClick(editor, Qt.Key.Key_F2)
    assert frame.current_screen == "intake"


def test_an_action_within_a_screen_works_only_there(frame: Frame, qtbot) -> None:
    done: list[str] = []
    for name in ("intake", "case"):
        within = frame._screens[name]
        frame.actions_offered.register("print", lambda n=name: done.append(n), within=within)
    control = Qt.KeyboardModifier.ControlModifier
    for name in ("today", "intake", "case"):
        frame.show_screen(name)
        qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_P, control)
    assert done == ["intake", "case"]


def test_the_key_pad_s_enter_registers_too(frame: Frame, qtbot) -> None:
    done: list[int] = []
    frame.actions_offered.register("register", lambda: done.append(1))
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Return, control)
    qtbot.keyClick(frame.focusWidget(), Qt.Key.Key_Enter, control)
    assert len(done) == 2


def test_no_key_is_given_twice_in_one_place() -> None:
    seen = [(a.key, a.where) for a in actions.ACTIONS if a.key]
    assert len(seen) == len(set(seen))
    everywhere = {a.key for a in actions.ACTIONS if a.where is actions.Where.EVERYWHERE}
    assert not everywhere & {
        a.key for a in actions.ACTIONS if a.where is not actions.Where.EVERYWHERE
    }


def test_single_letters_are_never_shortcuts() -> None:
    assert all(a.in_list for a in actions.ACTIONS if len(a.key) == 1 and a.key.isalpha())


@pytest.mark.parametrize(
    ("key", "shown"), [("Ctrl+K", "Ctrl K"), ("Ctrl+Return", "Ctrl Enter"), ("Up; Down", "↑ ↓")]
)
def test_keys_as_people_read_them(key: str, shown: str) -> None:
    assert key_text(key) == shown


def test_search_walks_and_opens_by_keyboard(frame: Frame, search: SearchField, qtbot) -> None:
    with qtbot.waitSignal(frame.search_changed):
        qtbot.keyClicks(search, "byl")
    frame.set_results(HITS, text="byl")
    assert search.popup.isVisible()
    assert search.hasFocus()
    qtbot.keyClick(search, Qt.Key.Key_Down)
    with qtbot.waitSignal(frame.hit_chosen) as caught:
        qtbot.keyClick(search, Qt.Key.Key_Return)
    assert caught.args[0] == HITS[1]
    assert not search.popup.isVisible()


def test_f2_at_a_resident_begins_their_case(frame: Frame, search: SearchField, qtbot) -> None:
    search.setFocus()
    search.setText("b")
    frame.set_results(HITS, text="b")
    with qtbot.waitSignal(frame.case_asked) as caught:
        qtbot.keyClick(search, Qt.Key.Key_F2)
    assert caught.args[0].kind is HitKind.RESIDENT
    search.setText("c")
    frame.set_results([hit for hit in HITS if hit.kind is not HitKind.RESIDENT], text="c")
    qtbot.keyClick(search, Qt.Key.Key_F2)
    assert frame.current_screen == "intake"


def test_ctrl_with_an_arrow_goes_from_kind_to_kind(frame: Frame, search: SearchField) -> None:
    search.setFocus()
    search.setText("b")
    case = next(hit for hit in HITS if hit.kind is HitKind.CASE)
    more = replace(HITS[0], id="r2"), replace(case, id="c9"), replace(HITS[0], id="r3")
    frame.set_results([*HITS, *more], text="b")
    shown = search.findChild(HitModel).hits
    kinds = [hit.kind for hit in shown]
    assert kinds == sorted(kinds, key=kinds.index)  # each kind together
    assert search.popup.current().id == "r1"
    QTest.keyClick(search, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert search.popup.current().kind is HitKind.CASE
    QTest.keyClick(search, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert search.popup.current().id == "r1"


def test_late_results_for_older_letters_are_dropped(frame: Frame, search, qtbot) -> None:
    qtbot.keyClicks(search, "byl")
    frame.set_results(HITS, text="by")
    assert not search.popup.isVisible()


def test_a_scanner_s_enter_waits_for_its_result(frame: Frame, search, qtbot) -> None:
    qtbot.keyClicks(search, "BA-1505-021-1123-0007")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    with qtbot.waitSignal(frame.hit_chosen) as caught:
        frame.set_results(HITS[1:2], text="BA-1505-021-1123-0007")
    assert caught.args[0] == HITS[1]


def test_escape_closes_the_results_then_clears_then_goes_back(frame, search, qtbot) -> None:
    qtbot.keyClicks(search, "byl")
    frame.set_results(HITS, text="byl")
    with qtbot.assertNotEmitted(frame.back_requested):
        qtbot.keyClick(search, Qt.Key.Key_Escape)
        assert not search.popup.isVisible()
        assert search.text() == "byl"
        qtbot.keyClick(search, Qt.Key.Key_Escape)
        assert search.text() == ""
    with qtbot.waitSignal(frame.back_requested):
        qtbot.keyClick(search, Qt.Key.Key_Escape)


def test_nothing_found_is_said(frame: Frame, search, qtbot) -> None:
    qtbot.keyClicks(search, "zzz")
    frame.set_results([], text="zzz")
    assert "zzz" in search.popup._nothing.text()
    assert search.popup._nothing.isVisible()


def test_notices_stack_two_high_and_a_topic_replaces_itself(frame: Frame) -> None:
    area = frame.findChild(BannerArea)
    for number in range(4):
        frame.show_notice(Notice(tone=Tone.RED, sentence=f"第 {number} 条"))
    assert [n.sentence for n in area.notices] == ["第 3 条", "第 2 条"]
    for sentence in ("网络断开", "网络仍断开"):
        frame.show_notice(Notice(tone=Tone.AMBER, sentence=sentence, topic="network"))
    assert [n.sentence for n in area.notices].count("网络断开") == 0
    frame.close_topic("network")
    assert "网络仍断开" not in [n.sentence for n in area.notices]


def test_good_news_stands_in_the_rail_and_moves_nothing(frame: Frame, qtbot) -> None:
    page = frame.findChild(Page)
    before = page.geometry().translated(page.mapToGlobal(page.pos()))
    news = frame.findChild(PassingNotices)
    for sentence in ("PDF 已保存。", "已登记，编号 BA-1505-001-261123-0001-T。" * 2):
        frame.show_notice(Notice(tone=Tone.GREEN, sentence=sentence, action="打开办件"))
    qtbot.waitUntil(lambda: focus_chain.clipped(frame) == [])
    assert page.geometry().translated(page.mapToGlobal(page.pos())) == before
    assert news.isVisible()
    rail = frame.findChild(Rail)
    assert rail.isAncestorOf(news)
    assert rail.rect().contains(news.geometry())
    assert focus_chain.problems(frame) == []


def test_good_news_without_room_for_two_gives_way_to_the_newer(frame: Frame, qtbot) -> None:
    news = frame.findChild(PassingNotices)
    words = "已登记，编号 BA-1505-001-261123-0001-T，回执已送打印机。"
    for n in (3, 4):
        frame.show_notice(
            Notice(tone=Tone.GREEN, sentence=words * n, action="打开办件", topic=str(n))
        )

    def seen() -> list[int]:
        shown = [each for each in news.findChildren(Banner) if each.isVisible()]
        return sorted(len(each.notice.sentence) // len(words) for each in shown)

    frame.resize(frame.width(), 620)
    qtbot.waitUntil(lambda: seen() == [4])
    frame.resize(frame.width(), 1200)
    qtbot.waitUntil(lambda: seen() == [3, 4])
    frame.resize(frame.width(), 620)
    qtbot.waitUntil(lambda: seen() == [4])
    frame.close_topic("4")
    qtbot.waitUntil(lambda: seen() == [3])


def test_trouble_takes_the_place_of_good_news_on_the_same_topic(frame: Frame) -> None:
    frame.show_notice(Notice(tone=Tone.GREEN, sentence="已送打印机", topic="printed"))
    frame.show_notice(Notice(tone=Tone.RED, sentence="打印机不在", topic="printed"))
    assert frame.findChild(PassingNotices).notices == []
    assert [n.sentence for n in frame.findChild(BannerArea).notices] == ["打印机不在"]
    frame.show_notice(Notice(tone=Tone.GREEN, sentence="已送打印机", topic="printed"))
    assert frame.findChild(BannerArea).notices == []


def test_a_notice_s_button_acts_and_closes(frame: Frame, qtbot) -> None:
    done: list[int] = []
    notice = Notice(
        tone=Tone.RED, sentence="打印机不在", action="换一台", do=lambda: done.append(1)
    )
    frame.show_notice(notice)
    area = frame.findChild(BannerArea)
    button = next(b for b in area.findChildren(QPushButton) if b.text() == "换一台")
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert done == [1]
    qtbot.waitUntil(lambda: not area.isVisible())


def test_long_work_shows_and_goes(frame: Frame, qtbot) -> None:
    cancelled: list[int] = []
    frame.set_busy(Busy("导入", 12, 3000, lambda: cancelled.append(1)))
    strip = frame.findChild(BusyStrip)
    assert strip.isVisible()
    assert "12 / 3,000" in strip.accessibleName()
    strip.findChild(QPushButton).click()
    assert cancelled == [1]
    frame.set_busy(None)
    assert not strip.isVisible()


def test_every_widget_of_the_frame_has_a_name_and_tab_goes_in_reading_order(frame: Frame) -> None:
    frame.show_notice(Notice(tone=Tone.RED, sentence="打印机不在", action="换一台"))
    assert focus_chain.problems(frame) == []


@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
def test_the_frame_fits_the_smallest_screen(frame: Frame, qapp, qtbot, big: bool) -> None:
    frame.show_notice(Notice(tone=Tone.AMBER, sentence="本机时钟相差 12 分钟，请校准。" * 4))
    theme.apply(qapp, chosen(big_type=big))
    frame.resize(1366, 768)
    qtbot.waitUntil(lambda: focus_chain.clipped(frame) == [])
    hint = frame.minimumSizeHint()
    assert (hint.width() <= 1366, hint.height() <= 768) == (True, True)


def test_what_people_typed_is_never_markup(qtbot) -> None:
    shown = label("<b>包</b>")
    qtbot.addWidget(shown)
    assert shown.textFormat() is Qt.TextFormat.PlainText
