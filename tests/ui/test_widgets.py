"""The small widgets: keys, names, states."""

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from helpdesk.printing.preview import PageImage
from helpdesk.ui import theme
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.busy_overlay import BusyOverlay
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.day_edit import DayEdit
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.figure_card import FigureCard
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.paper_preview import PaperPreview, picture_of
from helpdesk.ui.widgets.stage_line import StageLine
from helpdesk.ui.widgets.text import ElidingLabel, Run, RunLabel, label
from tests.ui import focus_chain

WAYS = [("act", "代办"), ("help", "帮办"), ("visit", "上门"), ("phone", "电话")]


def shown(widget: QWidget, qtbot) -> QWidget:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    widget.setFocus()
    return widget


def test_arrows_move_the_choice(qtbot) -> None:
    row = shown(ChoiceRow("办理方式", WAYS), qtbot)
    row.set_value("act")
    row.setFocus()
    with qtbot.waitSignal(row.chosen) as caught:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert caught.args == ["help"]
    assert row.value() == "help"


def test_tab_passes_over_the_whole_choice(qtbot) -> None:
    window = QWidget()
    body = QVBoxLayout(window)
    row, after = ChoiceRow("办理方式", WAYS), QLineEdit()
    after.setAccessibleName("之后")
    row.set_value("visit")
    body.addWidget(row)
    body.addWidget(after)
    shown(window, qtbot)
    row.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is after


def test_a_value_that_is_not_offered_is_an_error(qtbot) -> None:
    row = ChoiceRow("办理方式", WAYS)
    qtbot.addWidget(row)
    assert row.value() is None
    with pytest.raises(ValueError, match="not in list"):
        row.set_value("fax")


def test_a_choice_can_be_taken_back(qtbot) -> None:
    row = shown(ChoiceRow("办理方式", WAYS), qtbot)
    row.set_value(WAYS[1][0])
    with qtbot.assertNotEmitted(row.chosen):
        row.set_value("")
    assert row.value() is None


def test_a_field_names_its_editor_and_says_what_is_wrong(qtbot) -> None:
    field = shown(Field("证件号", QLineEdit()), qtbot)
    height = field.editor.height()
    assert height == theme.tokens().field
    assert focus_chain.problems(field) == []
    field.set_error("校验码不对，请再看一遍证件。")
    assert field.error == "校验码不对，请再看一遍证件。"
    texts = [each.text() for each in field.findChildren(QLabel) if each.isVisible()]
    assert "⚠ 校验码不对，请再看一遍证件。" in texts
    field.set_error("")
    assert field.error == ""
    assert field.editor.height() == height


def test_a_field_keeps_its_height_in_focus(qtbot) -> None:
    field = shown(Field("证件号", QLineEdit()), qtbot)
    qtbot.waitUntil(field.editor.hasFocus)
    assert field.editor.height() == 34


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Enter])
def test_a_figure_opens_its_list(qtbot, key) -> None:
    card = shown(FigureCard("已到期或超期", Tone.RED), qtbot)
    assert card.accessibleName() == "已到期或超期 —"
    card.set_figure(1234)
    assert card.accessibleName() == "已到期或超期 1,234"
    with qtbot.waitSignal(card.opened):
        qtbot.keyClick(card, key)


def test_a_figure_that_opens_nothing_is_no_stop_for_tab(qtbot) -> None:
    card = FigureCard("待回访", opens=False)
    qtbot.addWidget(card)
    assert card.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_a_button_follows_its_action(qtbot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    done: list[int] = []
    action = QAction("打印", owner)
    action.triggered.connect(lambda: done.append(1))
    button = SecondaryButton.for_action("print", action)
    button.setParent(owner)
    button.click()
    action.setEnabled(False)
    assert not button.isEnabled()
    button.click()
    assert done == [1]
    assert button.accessibleDescription() == "Ctrl P"


@pytest.mark.parametrize("big", [False, True])
def test_a_button_has_room_for_its_text_and_key(qtbot, qapp, big: bool) -> None:
    theme.apply(qapp, chosen(big_type=big))
    button = PrimaryButton("受理并打印回执", key="Ctrl+Return")
    shown(button, qtbot)
    bare = PrimaryButton("受理并打印回执")
    qtbot.addWidget(bare)
    bare.ensurePolished()
    assert button.fontMetrics().horizontalAdvance(button.text()) + 30 <= bare.sizeHint().width()
    assert button.sizeHint().width() > bare.sizeHint().width() + 50
    assert button.font().bold()


def test_a_chip_without_a_word_is_not_there(qtbot) -> None:
    window = QWidget()
    chip = Chip("", parent=window)
    QVBoxLayout(window).addWidget(chip)
    shown(window, qtbot)
    assert not chip.isVisible()
    chip.set_state("办理中", Tone.BLUE)
    assert chip.isVisible()
    assert chip.palette().color(chip.foregroundRole()).name() == theme.tokens().blue


def test_the_stage_is_read_aloud(qtbot) -> None:
    line = StageLine()
    qtbot.addWidget(line)
    line.set_stages(["受理", "转办", "办理"], 1)
    assert "转办" in line.accessibleName()
    line.set_stages(["受理", "转办", "办理"], 3)
    assert "办理" in line.accessibleName()
    line.resize(600, 40)
    line.grab()


def test_rows_keep_their_labels(qtbot) -> None:
    rows = KeyValueRows()
    qtbot.addWidget(rows)
    rows.set_rows([KeyValue("受理时间", "10:43"), KeyValue("承诺办结", "12-14", strong=True)])
    before = rows.findChildren(QLabel)
    rows.set_rows([KeyValue("受理时间", "10:44"), KeyValue("承诺办结", "暂定", tone=Tone.AMBER)])
    assert rows.findChildren(QLabel) == before
    assert "承诺办结: 暂定" in [each.accessibleName() for each in before]


def test_an_empty_state_offers_the_next_step(qtbot) -> None:
    empty = shown(EmptyState("今天没有到期的办件。", action="新受理", key="F2"), qtbot)
    button = empty.findChild(SecondaryButton)
    with qtbot.waitSignal(empty.acted):
        button.click()


def test_styled_runs_escape_what_people_typed(qtbot) -> None:
    runs = RunLabel(Run("<b>包</b>", bold=True), Run("低保", muted=True))
    qtbot.addWidget(runs)
    assert "&lt;b&gt;" in runs.text()
    assert runs.accessibleName() == "<b>包</b> 低保"


def test_styled_runs_follow_the_theme(qtbot, qapp) -> None:
    runs = shown(RunLabel(Run("低保", tone=Tone.RED)), qtbot)
    theme.apply(qapp, chosen(dark=True))
    assert chosen(dark=True).red in runs.text()


def test_a_label_without_room_elides(qtbot) -> None:
    line = label("有 1 件在办：高龄津贴（剩 3 个工作日）")
    assert isinstance(line, ElidingLabel)
    shown(line, qtbot)
    assert not line.elided
    assert line.toolTip() == ""
    line.resize(90, line.height())
    assert line.elided
    line.grab()
    assert line.toolTip() == line.text()


def page(width: int = 60, height: int = 80) -> PageImage:
    rgb = bytes([255, 0, 0]) * (width * height)
    return PageImage(width, height, 3 * width, rgb, sheet=(width, height))


def test_pages_fit_the_width_and_page_down_walks(qtbot) -> None:
    preview = PaperPreview()
    preview.resize(300, 300)
    shown(preview, qtbot)
    pages: list[tuple[int, int]] = []
    preview.page_changed.connect(lambda n, total: pages.append((n, total)))
    preview.set_pages([page(), page(), page()])
    assert preview.page_count == 3
    qtbot.waitUntil(lambda: preview.widget().width() == preview.viewport().width())
    qtbot.keyClick(preview, Qt.Key.Key_PageDown)
    qtbot.keyClick(preview, Qt.Key.Key_PageDown)
    assert pages[0] == (1, 3)
    assert pages[-1] == (3, 3)
    assert "3" in preview.accessibleName()
    middle = preview.grab().toImage().pixelColor(100, 100)
    assert middle.red() == 255
    assert middle.green() == 0


def test_pages_come_to_rest_where_the_scroll_bar_is_just_needed(qtbot, monkeypatch) -> None:
    """With it the page is narrower, and would need none; without it, wider: it came and went for ever."""
    preview = PaperPreview()
    preview.set_pages([page(420, 594)])
    preview.resize(300, 400)
    shown(preview, qtbot)
    fitted: list[int] = []
    fit = type(preview.widget()).fit_width
    monkeypatch.setattr(
        type(preview.widget()),
        "fit_width",
        lambda sheets, width: (fitted.append(width), fit(sheets, width)),
    )
    sizes = range(390, 450)
    for height in sizes:
        preview.resize(300, height)
        qtbot.wait(0)
        assert len(fitted) < 4 * len(sizes)
        needed, room = preview.widget().height(), preview.viewport().height()
        assert preview.widget().width() <= preview.viewport().width()
        assert (needed > room) == (preview.verticalScrollBar().maximum() > 0)
    assert min(fitted) < max(fitted), "with the bar and without"


def test_a_buffer_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        picture_of(PageImage(60, 80, 180, b"\0" * 100, sheet=(60, 80)))


def test_the_veil_comes_late_and_its_cancel_is_heard(qtbot) -> None:
    window = QWidget()
    window.resize(400, 300)
    veil = BusyOverlay(window)
    shown(window, qtbot)
    veil.begin("正在查找", cancellable=True)
    assert not veil.isVisible()
    qtbot.waitUntil(veil.isVisible)
    assert veil.geometry() == window.rect()
    with qtbot.waitSignal(veil.cancelled):
        veil.findChild(SecondaryButton).click()
    assert not veil.isVisible()


def test_short_waits_show_no_veil(qtbot) -> None:
    window = QWidget()
    veil = BusyOverlay(window)
    shown(window, qtbot)
    veil.begin("正在查找")
    veil.end()
    assert not veil._timer.isActive()
    assert not veil.isVisible()


def test_arrows_move_the_day_of_a_date_and_not_the_year_before_it(qtbot) -> None:
    edit = DayEdit(QDate(2026, 11, 30))
    shown(edit, qtbot)
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.date() == QDate(2026, 11, 30)  # no day 31
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    assert edit.date() == QDate(2026, 11, 29)
