"""C19 in the window: what is odd about the clock is said, and somebody can vouch for the date."""

import os
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.trusted_time import blocked_by
from helpdesk.bootstrap.clock_watch import ClockWatch, warning_before_login
from helpdesk.bootstrap.command_line import main
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.domain.trusted_time import ClockFinding, Doubt
from helpdesk.i18n.clock import clock_text
from helpdesk.store.connection import FILE_NAME
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.tasks import Tasks
from tests.desk import MONDAY, PASSWORD, at, desk_in
from tests.ui import focus_chain

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")
REQUEST = Intake(kind=CaseKind.REQUEST, new_resident={"name": "包玉兰"}, title="路灯不亮")


@dataclass
class Banner:
    """A navigator that writes down what it was to say."""

    said: list[dict[str, object]] = field(default_factory=list)

    def say(self, sentence: str, **more: object) -> None:
        self.said.append({"sentence": sentence, **more})


def test_a_blocked_day_is_said_and_vouched_for(tmp_path: Path, qtbot) -> None:
    banner, window, tasks = Banner(), QWidget(), Tasks()
    qtbot.addWidget(window)
    window.show()
    with desk_in(tmp_path / "desk") as desk:
        open_case(desk.session, REQUEST)
        yesterday = at(desk.session, MONDAY - timedelta(days=1))
        watch = ClockWatch(
            yesterday, lambda: None, background=tasks, navigator=banner, window=window
        )
        watch.look()
        qtbot.waitUntil(lambda: len(banner.said) == 1)
        assert "2026" in str(banner.said[0]["sentence"]) or "11" in str(banner.said[0]["sentence"])
        banner.said[0]["do"]()
        dialog = window.findChild(ReasonDialog)
        assert focus_chain.problems(dialog) == []
        dialog.reason.setCurrentText("与手机核对过")
        dialog.submit()
        qtbot.waitUntil(lambda: len(banner.said) == 2)
        assert banner.said[1]["tone"] == "success"
        assert blocked_by(yesterday) is None
        watch.end()
        tasks.close()


def test_a_doubt_is_said_once(tmp_path: Path, qtbot) -> None:
    banner, window, tasks = Banner(), QWidget(), Tasks()
    qtbot.addWidget(window)
    finding = ClockFinding(Doubt.BACK, Moment.of(MONDAY), -86_400_000)
    with desk_in(tmp_path / "desk") as desk:
        watch = ClockWatch(
            desk.session, lambda: finding, background=tasks, navigator=banner, window=window
        )
        watch.look()
        qtbot.waitUntil(lambda: len(banner.said) == 1)
        watch.look()
        watch.end()
        tasks.close()
    assert [each["sentence"] for each in banner.said] == [clock_text(finding)]


@pytest.mark.parametrize("doubt", list(Doubt))
def test_each_doubt_has_its_sentence(doubt: Doubt) -> None:
    for minutes in (11, 119, 60 * 30, 60 * 24 * 400):
        finding = ClockFinding(doubt, Moment.of(datetime(2026, 11, 23)), minutes * 60_000)
        assert "{" not in clock_text(finding)


def test_before_the_login_the_files_own_time_counts(tmp_path: Path) -> None:
    with desk_in(tmp_path / "desk"):
        pass
    folder = tmp_path / "desk"
    assert warning_before_login(folder) == ""
    later = time.time() + 86_400
    os.utime(folder / FILE_NAME, (later, later))
    assert warning_before_login(folder) != ""
    assert warning_before_login(tmp_path / "elsewhere") == ""


def test_the_command_is_refused_until_somebody_vouches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    with desk_in(tmp_path / "desk") as desk:
        tomorrow = Moment(int(time.time() * 1000)).local + timedelta(days=2)
        open_case(at(desk.session, tomorrow), REQUEST)
    case = tmp_path / "case.json"
    case.write_text('{"title": "路灯不亮", "applicant": {"name": "特木尔"}}', encoding="utf-8")
    command = ["--data", str(tmp_path / "desk"), "open", "--json", str(case), "--number"]
    assert main(command) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main([*command, "--vouch-for-date", "与手机核对过"]) == 0
    assert main(command) == 0
