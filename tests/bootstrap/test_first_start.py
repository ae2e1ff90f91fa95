"""A new computer, set up in the window against a real city: C25, issue 3 item 3."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from helpdesk.bootstrap.desktop import Desktop, Opened
from helpdesk.bootstrap.exchange import engine_of, exchange
from helpdesk.bootstrap.first_start import FirstStart, practice_command
from helpdesk.bootstrap.folder import init_desk, is_new
from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.screens.first_start.view import FirstStartScreen
from tests.desk import QUICK
from tests.server.running import RunningCity
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
PASSWORD = "草原上的新密码八字"


class Counter:
    """Somebody at the first page."""

    def __init__(self, folder: Path, qtbot) -> None:
        self.made: list[Opened] = []
        self.qtbot = qtbot
        self.start = FirstStart(
            folder, ready=self.made.append, restored=lambda: None, stretching=QUICK
        )
        qtbot.addWidget(self.start.window)
        self.start.show()

    @property
    def screen(self) -> FirstStartScreen:
        return self.start.screen

    def type(self, **typed: str) -> None:
        for name, text in typed.items():
            editor = self.screen._fields[name].editor
            if editor.isEnabled():
                editor.setText(text)

    def submit(self) -> None:
        self.screen._enrol.click()
        self.qtbot.waitUntil(self.screen._enrol.isEnabled)

    def text(self, name: str) -> str:
        return self.screen._fields[name].editor.text()

    def says(self) -> str:
        labels = self.screen.findChildren(QLabel)
        return "\n".join(each.text() for each in labels if not each.isHidden())


@pytest.fixture
def counter(tmp_path: Path, qtbot) -> Iterator[Counter]:
    counter = Counter(tmp_path / "desk", qtbot)
    yield counter
    counter.start.close()
    for opened in counter.made:
        if opened.desk is not None:
            opened.desk.close()


def filled(city: RunningCity, code: str) -> dict[str, str]:
    return {
        "server": city.url,
        "code": code,
        "agent": "wuyun",
        "name": "乌云其其格",
        "password": PASSWORD,
        "again": PASSWORD,
    }


def test_from_the_code_to_today(counter: Counter, city: RunningCity, tmp_path: Path, qtbot) -> None:
    assert is_new(tmp_path / "desk")
    counter.type(**filled(city, city.code()))
    counter.submit()
    (opened,) = counter.made
    assert opened.desk is not None
    profile = opened.desk.session.desk
    assert len(profile.prefix) >= 3
    assert opened.desk.store.outbox.identity() is not None
    assert exchange(opened.desk, engine_of(opened.desk), lambda: False).synced
    # The login is in the city's log, and is no case there.
    kinds = city.query("SELECT kind FROM event")
    assert ("device.logged_in",) in kinds
    assert city.query("SELECT count(*) FROM city_case") == [(0,)]
    assert city.query("SELECT count(*) FROM quarantine") == [(0,)]
    counter.made.clear()
    desktop = Desktop(tmp_path / "desk")
    qtbot.addWidget(desktop.window)
    desktop.opened(opened)
    assert desktop.workplace is not None
    assert desktop.workplace.frame.current_screen == "today"
    desktop.close()


def test_what_is_wrong_is_said_and_everything_kept(counter: Counter, city: RunningCity) -> None:
    counter.submit()
    assert counter.start._desk is None
    typed = filled(city, "WRONG-CODE")
    counter.type(**typed | {"again": "anders"})
    counter.submit()
    assert "两次" in counter.says() or "not the same" in counter.says()
    counter.type(again=PASSWORD)
    counter.submit()
    assert not counter.made
    assert {name: counter.text(name) for name in typed} == typed
    assert not counter.screen._fields["password"].editor.isEnabled()
    counter.type(code=city.code())
    counter.submit()
    assert len(counter.made) == 1


def test_a_city_out_of_reach(counter: Counter, city: RunningCity) -> None:
    counter.type(**filled(city, city.code()) | {"server": "http://127.0.0.1:1"})
    counter.submit()
    assert not counter.made
    assert counter.screen._fields["server"].editor.isEnabled()


def test_a_scanner_fills_both_fields(counter: Counter) -> None:
    counter.type(code="https://city.example:8150/enrol#ABCD-EFGH")
    counter.screen._fields["code"].editor.editingFinished.emit()
    assert counter.text("server") == "https://city.example:8150"
    assert counter.text("code") == "ABCD-EFGH"


def test_keyboard_and_room(counter: Counter) -> None:
    assert focus_chain.problems(counter.screen) == []
    assert focus_chain.clipped(counter.screen) == []


def test_the_other_way_in_is_this_very_program(tmp_path: Path) -> None:
    program, arguments = practice_command(tmp_path)
    assert program
    assert arguments[-3:] == ["--data", str(tmp_path), "practice"]


def test_a_first_start_that_broke_off_is_finished_in_the_window(
    city: RunningCity, tmp_path: Path, qtbot
) -> None:
    """Killed between making the desk and the city's answer: the desk opens, and asks for the code."""
    agent = Author("wuyun", "乌云其其格")
    init_desk(tmp_path / "desk", agent=agent, password=PASSWORD, stretching=QUICK).close()
    desktop = Desktop(tmp_path / "desk")
    try:
        qtbot.addWidget(desktop.window)
        desktop.show()
        desktop.opened(desktop.unlock("wuyun", PASSWORD))
        before = desktop.workplace
        assert before is not None
        offer = next(
            button
            for button in before.frame.findChildren(QPushButton)
            if button.text() == _("Enrol this computer…") and button.isVisible()
        )
        offer.click()
        (dialog,) = before.frame.findChildren(FieldsDialog)
        typed = {"server": city.url, "code": "WRONG-CODE"}
        for name, text in typed.items():
            dialog.fields[name].editor.setText(text)
        dialog.submit()
        wrong = sentence(Problem("code-wrong"))
        qtbot.waitUntil(lambda: dialog.fields["code"].error == wrong)
        dialog.fields["code"].editor.setText(f"{city.url}/enrol#{city.code()}")  # scanned
        dialog.submit()
        qtbot.waitUntil(lambda: desktop.workplace is not before)
        desk = desktop.desk
        assert desk is not None
        assert desktop.workplace is not None
        assert desktop.workplace.bench.session.desk.prefix
        qtbot.waitUntil(lambda: desk.queries.sync_state().synced)
    finally:
        desktop.close()
        desktop.window.hide()
