"""Full numbers are shown after a reason was recorded, for a minute, in no other case."""

import pytest
from PySide6.QtWidgets import QLabel

from helpdesk.domain.audit import NumberUnmasked
from helpdesk.ui.frame import Frame
from helpdesk.ui.screens.case.panels import PersonPanel
from helpdesk.ui.screens.case.presenter import Ways
from helpdesk.ui.screens.case.unmasking import SHOWN_MS, UnmaskDialog
from helpdesk.ui.screens.case.view import CaseScreen
from tests.ui import focus_chain
from tests.ui.screens.test_case import stage_is
from tests.ui.screens.village import PEOPLE

FULL = PEOPLE["包玉兰"][0]


@pytest.fixture
def screen(qtbot, desk, cases):
    frame = Frame()
    qtbot.addWidget(frame)
    ways = Ways(open_print=lambda _case: None, show_resident=lambda _id, _name: None)
    screen = CaseScreen(desk.bench, ways, frame.actions_offered)
    frame.add_screen("case", screen)
    frame.show()
    frame.show_screen("case")
    show(qtbot, screen, cases["包玉兰"])
    return screen


def show(qtbot, screen, case: str) -> None:
    screen.open_case(case)
    qtbot.waitUntil(lambda: stage_is(screen, case))


def texts(screen) -> str:
    panel = screen.findChild(PersonPanel)
    return "\n".join(label.text() for label in panel.findChildren(QLabel) if not label.isHidden())


def looks(desk, case: str) -> list[str]:
    file = desk.store.queries.case_file(case)
    assert file is not None
    return [e.body.reason for e in file.events if isinstance(e.body, NumberUnmasked)]


def dialog_of(screen) -> UnmaskDialog:
    screen.findChild(PersonPanel).numbers_asked.emit()
    return screen.findChildren(UnmaskDialog)[-1]


def test_nothing_is_shown_without_a_reason(qtbot, desk, cases, screen) -> None:
    dialog = dialog_of(screen)
    assert focus_chain.problems(dialog) == []
    dialog.submit()
    qtbot.waitUntil(lambda: any("原因" in each.text() for each in dialog.findChildren(QLabel)))
    qtbot.waitUntil(dialog.confirm.isEnabled)
    assert looks(desk, cases["包玉兰"]) == []
    assert FULL not in texts(screen)
    dialog.reject()


def test_recorded_then_shown_then_hidden(qtbot, desk, cases, screen) -> None:
    assert FULL not in texts(screen)
    dialog = dialog_of(screen)
    dialog.reason.setCurrentText("核对证件")
    dialog.submit()
    qtbot.waitUntil(lambda: FULL in texts(screen))
    assert looks(desk, cases["包玉兰"]) == ["核对证件"]
    panel = screen.findChild(PersonPanel)
    assert panel._timer.interval() == SHOWN_MS == 60_000
    screen.refresh()
    panel._timer.timeout.emit()
    assert FULL not in texts(screen)


def test_another_case_is_masked(qtbot, desk, cases, screen) -> None:
    dialog = dialog_of(screen)
    dialog.reason.setCurrentText("核对证件")
    dialog.submit()
    qtbot.waitUntil(lambda: FULL in texts(screen))
    show(qtbot, screen, cases["容缺"])
    assert FULL not in texts(screen)


def test_the_look_leaves_the_stage_and_the_due_date(qtbot, desk, cases, screen) -> None:
    before = desk.store.queries.case_file(cases["包玉兰"]).row
    dialog = dialog_of(screen)
    dialog.reason.setCurrentText("核对证件")
    dialog.submit()
    qtbot.waitUntil(lambda: len(looks(desk, cases["包玉兰"])) == 1)
    after = desk.store.queries.case_file(cases["包玉兰"]).row
    assert (after.stage, after.due, after.responded) == (before.stage, before.due, before.responded)
