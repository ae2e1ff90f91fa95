"""A receipt of a lost computer is recorded again at the desk, under the number that stands on the paper."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from helpdesk.domain.events import CaseRegistered
from helpdesk.domain.numbering import CaseNumber
from helpdesk.i18n import _
from helpdesk.ui.screens.sync.presenter import Ways
from helpdesk.ui.screens.sync.view import SyncScreen
from helpdesk.ui.stub_dialog import StubDialog
from tests.ui.screens.desk import NOW
from tests.ui.screens.test_sync import Asked, links

NUMBER = str(CaseNumber("1505", "0A7", NOW.date() - timedelta(days=3), 12))


@pytest.fixture
def screen(desk, put_up):
    return put_up(SyncScreen(desk.bench, Asked([]), Ways()))


@pytest.fixture
def dialog(screen, qtbot):
    links(screen)[_("Re-enter from paper …")].click()
    [found] = screen.findChildren(StubDialog)
    yield found
    if found.is_there:
        found.close()


def fill(dialog, **typed: str) -> None:
    for name, words in typed.items():
        dialog.fields[name].editor.setText(words)


def recorded(qtbot, dialog) -> None:
    """It is said, and the dialog is ready for the next one; then it is closed."""
    qtbot.waitUntil(lambda: NUMBER in dialog._done._label.text())
    dialog.reject()


def test_by_keyboard_to_the_case(qtbot, desk, dialog) -> None:
    """Nobody has, 22: item by item with Enter, the matter by a part of its name."""
    for name, words in (("number", NUMBER.lower()), ("name", "王德福")):
        fill(dialog, **{name: words})
        qtbot.keyClick(dialog.fields[name].editor, Qt.Key.Key_Return)
    assert dialog.focusWidget() is dialog.fields["what"].editor
    matter = next(m for m in desk.session.reference.catalogue.matters if m.code == "TL-0018")
    fill(dialog, what=f"{matter.name} {matter.code}")
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    recorded(qtbot, dialog)
    file = desk.store.queries.case_file(desk.store.queries.case_id(NUMBER))
    assert isinstance(file.events[0].body, CaseRegistered)
    assert (file.events[0].body.reentered, file.case.number) == ("stub", NUMBER)
    assert file.events[0].body.matter.code == "TL-0018"


def test_a_pile_of_stubs_by_keyboard(qtbot, desk, dialog) -> None:
    """A lost computer leaves many: the next one begins at once with its prefix, a code may be scanned over
    it, and Esc says how many there were."""
    numbers = [str(CaseNumber("1505", "0A7", NOW.date(), counter)) for counter in (5, 6, 7)]
    for place, number in enumerate(numbers):
        editor = dialog.fields["number"].editor
        assert editor.hasFocus()
        begun = editor.text()
        assert begun == ("BA-1505-0A7-" if place else "")
        rest = number if place == 2 else number.removeprefix(begun)
        for typed in (rest, "王德福", "路灯不亮", "", ""):
            focus = dialog.focusWidget()
            focus.setText(focus.text() + typed)
            qtbot.keyClick(focus, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda number=number: number in dialog._done._label.text())
        assert [each.editor.text() for each in dialog.fields.values()][1:] == ["", "", "", ""]
    assert all(desk.store.queries.find(number, limit=1) for number in numbers)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert desk.travels.steps[-1][:2] == ("say", "success")
    assert "3" in desk.travels.steps[-1][2]


WRONG = {
    "nothing": ({"number": ""}, "number"),
    "misread": ({"number": NUMBER[:-1] + "?"}, "number"),
    "no day": ({"received": "soon"}, "received"),
    "another day": ({"received": "2026-01-01"}, "received"),
    "no name": ({"name": "王" * 100}, "name"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_typed_badly_stays_and_is_said_at_its_field(qtbot, desk, dialog, wrong) -> None:
    typed, at = WRONG[wrong]
    good = {"number": NUMBER, "name": "王德福", "what": "路灯不亮"}
    fill(dialog, **(good | typed))
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.fields[at].error))
    assert dialog.confirm.isEnabled()
    assert dialog.fields["what"].editor.text() == "路灯不亮"
    assert not desk.store.queries.find(NUMBER, limit=1)
    fill(dialog, **good, received="")
    dialog.submit()
    recorded(qtbot, dialog)
    assert desk.store.queries.find(NUMBER, limit=1)


def test_a_number_that_a_case_has_is_refused(qtbot, desk, dialog, cases) -> None:
    known = desk.store.queries.case_file(cases["特木尔"]).case.number
    fill(dialog, number=known, name="王德福", what="路灯不亮")
    dialog.submit()
    qtbot.waitUntil(lambda: known in dialog.fields["number"].error)
    dialog.reject()
