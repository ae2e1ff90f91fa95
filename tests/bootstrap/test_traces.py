"""Logins, failed ones and locks stand in the log, and in no list of cases or residents."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from helpdesk.application.audit import record_export, record_key_act
from helpdesk.application.day_sheet import day_span
from helpdesk.application.intake import Intake
from helpdesk.application.queries import CaseFilter
from helpdesk.bootstrap.day_sheets import DaySheets
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.folder import OpenDesk, open_desk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain.audit import (
    DataExported,
    JournalState,
    KeyAct,
    KeyChanged,
    Locked,
    LoggedIn,
    LoginFailed,
)
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.stages import CaseKind
from helpdesk.store.login_journal import FILE_NAME
from tests.desk import PASSWORD, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with desk_in(tmp_path / "desk"):
        pass
    return tmp_path / "desk"


@pytest.fixture
def desktop(folder: Path, qtbot) -> Iterator[Desktop]:
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    yield desktop
    desktop.close()


def acts(desk: OpenDesk) -> list[object]:
    with desk.store.unit_of_work() as uow:
        return list(uow.device_acts())


def fail(folder: Path, *, agent: str = WUYUN.id) -> None:
    with pytest.raises(Problem):
        open_desk(folder, agent=agent, password="wrong-password-typed")


def test_login_lock_and_login_again(desktop: Desktop, qtbot) -> None:
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    desk = desktop.desk
    assert desk is not None
    desktop.lock()
    qtbot.waitUntil(lambda: Locked() in acts(desk))
    with pytest.raises(Problem, match="password-wrong"):
        desktop.unlock(WUYUN.id, "wrong-password-typed")
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert acts(desk) == [LoggedIn(), Locked(), LoginFailed(WUYUN.id), LoggedIn()]


def test_failed_logins_are_taken_into_the_log_with_their_own_time(folder: Path) -> None:
    fail(folder)
    fail(folder)
    assert b"wrong-password" not in (folder / FILE_NAME).read_bytes()
    desk = open_desk(folder, password=PASSWORD)
    assert acts(desk) == [LoginFailed(WUYUN.id)] * 2
    desk.close()
    again = open_desk(folder, password=PASSWORD)
    assert acts(again) == [LoginFailed(WUYUN.id)] * 2
    again.close()


@pytest.mark.parametrize("change", ["drop", "rename", "reorder"])
def test_a_changed_journal_is_noticed(folder: Path, change: str) -> None:
    fail(folder)
    fail(folder)
    path = folder / FILE_NAME
    journal = msgspec.json.decode(path.read_bytes())
    attempts = journal["attempts"]
    if change == "drop":
        attempts.pop()
    elif change == "rename":
        attempts[0]["agent"] = ""
    else:
        attempts.reverse()
    path.write_bytes(msgspec.json.encode(journal))
    desk = open_desk(folder, password=PASSWORD)
    assert acts(desk)[-1] == LoginFailed(journal=JournalState.ALTERED)
    desk.close()


def test_a_journal_that_is_gone_is_noticed(folder: Path) -> None:
    fail(folder)
    open_desk(folder, password=PASSWORD).close()
    (folder / FILE_NAME).unlink()
    desk = open_desk(folder, password=PASSWORD)
    assert acts(desk)[-1] == LoginFailed(journal=JournalState.MISSING)
    desk.close()


def test_traces_are_no_ghost_cases(folder: Path) -> None:
    """They wait for the city as records of this computer, and show in no list."""
    desk = open_desk(folder, password=PASSWORD)
    record_key_act(desk.session, KeyAct.AGENT_ADDED, agent="haisi")
    record_export(desk.session, "cases", rows=3)
    assert acts(desk) == [KeyChanged(KeyAct.AGENT_ADDED, "haisi"), DataExported("cases", 3)]
    desk.store.rebuild()
    status = desk.store.status()
    assert (status.cases, status.residents, status.unsent) == (0, 0, 2)
    assert desk.queries.count_cases(CaseFilter()) == 0
    assert desk.queries.find("haisi", limit=5) == []
    assert desk.queries.sync_state().waiting_cases == 0
    (waiting,) = desk.queries.waiting(limit=5)
    assert (waiting.kind, waiting.events) == ("device", 2)
    assert list(desk.store.checks.faults()) == []
    desk.close()


def test_papers_without_a_case_and_day_sheets_are_on_record(folder: Path, tmp_path: Path) -> None:
    """Whatever leaves the program as a file is an event, before the file is there."""
    desk = open_desk(folder, password=PASSWORD)
    papers = DeskPapers(desk.session, desk.queries, save=desk.hand_out)
    intake = Intake(kind=CaseKind.REQUEST, title="试")
    notice = papers.render_intake(intake, paper="one_time_notice", size="A4")
    papers.save_pdf(notice, path=str(tmp_path / "notice.pdf"))
    sheets = DaySheets(desk.session, desk.store.reconciliation, save=desk.hand_out)
    since, until = day_span(desk.session.clock.now().local.date())
    sheets.save(sheets.read(since, until), size="A4", path=str(tmp_path / "sheet.pdf"))
    assert acts(desk) == [DataExported("one_time_notice", 1), DataExported("day_sheet", 0)]
    with pytest.raises(EnvironmentProblem, match="printer-missing"):
        papers.print_pdf(notice, printer="")  # the wish stands there, too
    assert len(acts(desk)) == 3
    desk.close()
