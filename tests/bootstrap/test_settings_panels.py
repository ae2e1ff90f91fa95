"""Looks, desk, camera and sync in the settings; what the administrator decided is locked."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from helpdesk.application.reminders import OPENS
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.settings import FILE_NAME, LOCKED_NAME, Settings
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, language, set_language
from helpdesk.ui import theme
from helpdesk.ui.printing_dialog.choice import PrintChoice, remember, remembered
from helpdesk.ui.printing_dialog.options import PrintOptions
from helpdesk.ui.screens.settings.appearance import AppearancePanel
from helpdesk.ui.screens.settings.camera import CameraPanel
from helpdesk.ui.screens.settings.card_reader import CardReaderPanel
from helpdesk.ui.screens.settings.desk import DeskPanel
from helpdesk.ui.screens.settings.papers import PapersPanel
from helpdesk.ui.screens.settings.ports import FOLDER_SETTING
from helpdesk.ui.screens.settings.printers import PrintersPanel
from helpdesk.ui.screens.settings.reminders import RemindersPanel
from helpdesk.ui.screens.settings.rhythm import RhythmPanel
from helpdesk.ui.screens.sync.policy_dialog import PolicyDialog
from helpdesk.ui.tokens import chosen
from helpdesk.ui.widgets.key_values import KeyValueRows
from tests.bootstrap.settings_window import opened
from tests.desk import desk_in
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with desk_in(tmp_path):
        pass
    return tmp_path


@pytest.fixture
def desktop(folder: Path, qtbot) -> Iterator[Desktop]:
    result = opened(folder, qtbot)
    yield result
    result.close()
    set_language("zh_CN")
    theme.apply(QApplication.instance(), chosen())


def panel(desktop: Desktop, kind: type):
    assert desktop.workplace is not None
    return desktop.workplace.settings_screen.findChild(kind)


def said(rows: KeyValueRows) -> list[str]:
    return [each.text() for each in rows.findChildren(QLabel)]


def test_another_language_and_look_are_shown_at_once_and_nothing_typed_is_lost(
    desktop: Desktop, qtbot
) -> None:
    before = desktop.workplace
    assert before is not None
    before.intake.presenter.set_kind("request")
    before.intake.presenter.request.edit("title", "路灯不亮")
    looks = panel(desktop, AppearancePanel)
    assert focus_chain.problems(looks) == []
    looks.rows["dark"].choose_next()
    qtbot.waitUntil(lambda: desktop.workplace is not before)
    assert theme.tokens() == chosen(dark=True)
    second = desktop.workplace
    panel(desktop, AppearancePanel).rows["language"].choose_next()
    qtbot.waitUntil(lambda: desktop.workplace is not second)
    assert language() == "en"
    assert desktop.workplace.frame.current_screen == "settings"
    drafts = desktop.workplace.bench.queries.drafts()
    assert [draft.intake.title for draft in drafts] == ["路灯不亮"]


def test_the_desk_is_told_and_the_rhythm_is_chosen(desktop: Desktop, qtbot) -> None:
    rows = panel(desktop, DeskPanel).rows
    qtbot.waitUntil(lambda: "保安嘎查便民服务站" in said(rows))
    assert "021" in said(rows)
    rhythm = panel(desktop, RhythmPanel)
    rhythm.button.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PolicyDialog))
    dialog = QApplication.activeModalWidget()
    dialog.minutes.editor.setText("17")
    dialog.submit()
    assert _("every {n} minutes").format(n=17) in said(rhythm.rows)
    assert desktop.sync is not None
    assert desktop.sync.policy.minutes == 17


def test_each_paper_has_its_printer(desktop: Desktop, qtbot) -> None:
    papers, settings = panel(desktop, PapersPanel), desktop.settings
    assert focus_chain.problems(papers) == []
    names = ("激光打印机", "针式打印机")
    remember(settings, PrintChoice("receipt", "A5", 2, names[0]))
    remember(settings, PrintChoice("authorisation", "A4", 1, names[1]))
    assert remembered(settings, "receipt", printers=names).printer == names[0]
    assert remembered(settings, "one_time_notice", printers=names).printer == names[1]
    remember(settings, PrintChoice("authorisation", "A4", 1, ""))
    assert remembered(settings, "receipt", printers=names).printer == names[0]
    papers.table.setCurrentIndex(papers.table.model().index(0, 0))
    papers.button.click()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    options = QApplication.activeModalWidget().findChild(PrintOptions)
    options.copies.editor.choose_next()
    options.parent().accept()
    qtbot.waitUntil(lambda: settings.get("print.receipt.copies") == "3")
    assert papers.table.model().index(0, 4).data() == "3"
    count = papers.table.model().rowCount()
    last = [papers.table.model().index(n, 0).data() for n in range(count - 4, count)]
    assert last == ["日结单、出行对账单", "月通报", "办件清单", "三单一函"]


def test_a_camera_is_chosen_and_remembered_when_it_is_gone(qtbot, tmp_path: Path) -> None:
    settings, names = Settings(tmp_path), ["桌面高拍仪", "USB"]
    shown = CameraPanel(settings, lambda: names)
    qtbot.addWidget(shown)
    assert focus_chain.problems(shown) == []
    box = shown.camera.editor
    box.setCurrentIndex(box.findData("USB"))
    box.activated.emit(box.currentIndex())
    assert settings.get("camera") == "USB"
    names.remove("USB")
    again = CameraPanel(settings, lambda: names)
    qtbot.addWidget(again)
    assert again.camera.editor.currentText() == _("{name} (not plugged in)").format(name="USB")


def test_what_the_administrator_decided_stays(folder: Path, qtbot) -> None:
    decided = {"dark": "0", "card_reader": "simulated", FOLDER_SETTING: "", "sync.minutes": "30"}
    decided |= {"print.receipt.size": "A4", OPENS: "09:00", "print.thermal": "", "reserve_mb": "9"}
    (folder / LOCKED_NAME).write_text(json.dumps(decided), encoding="utf-8")
    desktop = opened(folder, qtbot)
    try:
        assert not panel(desktop, AppearancePanel).rows["dark"].isEnabled()
        assert panel(desktop, AppearancePanel).rows["big_type"].isEnabled()
        assert not panel(desktop, CardReaderPanel).driver.isEnabled()
        assert not panel(desktop, RhythmPanel).button.isEnabled()
        assert desktop.sync is not None
        assert desktop.sync.policy.minutes == 30
        locked_elsewhere(desktop)
        vault = desktop.workplace._services.vault
        with pytest.raises(Problem) as caught:
            vault.keep_in(str(folder / "elsewhere"), None, lambda *_done: None)
        assert caught.value.code == "setting-locked"
        desktop.settings.set("dark", "1")
        assert desktop.settings.get("dark") == "0"
        assert "dark" not in (folder / FILE_NAME).read_text(encoding="utf-8")
    finally:
        desktop.close()


def locked_elsewhere(desktop: Desktop) -> None:
    """Papers one by one, hours, printers and room: disabled, and the sync screen offers no rhythm."""
    papers = panel(desktop, PapersPanel)
    rows = [papers.table.model().index(n, 0) for n in range(2)]
    for row, open_ in zip(rows, (False, True), strict=True):
        papers.table.setCurrentIndex(row)
        assert papers.button.isEnabled() is open_
    hours = panel(desktop, RemindersPanel)
    assert (hours.opens.isEnabled(), hours.closes.isEnabled()) == (False, True)
    assert not panel(desktop, PrintersPanel).add_button.isEnabled()
    assert desktop.workplace is not None
    screens = (desktop.workplace.settings_screen, desktop.workplace._sync)
    buttons = [each for screen in screens for each in screen.findChildren(QPushButton)]
    gone = {each.text() for each in buttons if each.isHidden() or not each.isEnabled()}
    assert gone >= {_("Keep back"), _("Choose a folder…"), _("When to sync …")}


@pytest.mark.parametrize("content", ["", "[]", "{", "null"])
def test_a_damaged_lock_locks_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / LOCKED_NAME).write_text(content, encoding="utf-8")
    settings = Settings(tmp_path)
    settings.set("dark", "1")
    assert (settings.get("dark"), settings.locked("dark")) == ("1", False)
