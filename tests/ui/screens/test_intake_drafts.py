"""Drafts: on the disk within a second, in order, several of them, opened as they were left (C30)."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from helpdesk.application.cases import PaperWish
from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Channel, Draft, Intake
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.later import QtLater
from helpdesk.ui.screens.intake.autosave import (
    SAVE_AFTER,
    Autosave,
    DraftKeeper,
    SaveState,
    is_blank,
)
from helpdesk.ui.screens.intake.state import Area
from tests.ui.screens.counter import Counter, taken
from tests.ui.screens.desk import Desk


@pytest.fixture
def states() -> list[SaveState]:
    return []


@pytest.fixture
def autosave(desk: Desk, states: list[SaveState]) -> Autosave:
    return Autosave(
        desk.session,
        background=desk.tasks,
        later=QtLater(desk.tasks),
        show=states.append,
        elsewhere=lambda words: states.append(SaveState(failure=words)),
    )


def only_draft(desk: Desk) -> Draft:
    (draft,) = desk.store.queries.drafts()
    return draft


def test_every_key_is_on_the_disk_within_a_second(counter: Counter, qtbot) -> None:
    """Whatever else the machine has to do, the program itself waits for a third of that."""
    assert SAVE_AFTER <= 333
    counter.press(Qt.Key.Key_F2)
    counter.commit("包玉")
    qtbot.waitUntil(lambda: [d.intake.resident_search for d in counter.drafts()] == ["包玉"])
    counter.screen.focus("proxy")
    counter.commit("儿子 包志强")
    qtbot.waitUntil(lambda: counter.drafts()[0].intake.proxy == "儿子 包志强")
    qtbot.waitUntil(lambda: counter.chip == _("Draft saved at {time}").format(time="10:45:00"))


def test_typing_without_a_pause_is_saved_all_the_same(desk, autosave, states, qtbot) -> None:
    """The delay runs from the first unsaved change and is not begun anew by each key."""
    count = 0

    def typed_and_saved() -> bool:
        nonlocal count
        count += 1
        autosave.changed(Intake(text="灯" * count))
        return any(state.saved_at for state in states)

    qtbot.waitUntil(typed_and_saved)
    autosave.close()
    assert only_draft(desk).intake.text == "灯" * count


def test_an_older_save_never_overwrites_a_newer_one(desk: Desk) -> None:
    keeper = DraftKeeper(desk.session)
    keeper.save(Intake(title="new"), version=2)
    assert keeper.save(Intake(title="old"), version=1) is None
    assert only_draft(desk).intake.title == "new"


def test_a_save_under_way_while_the_window_closes(desk, autosave, qtbot) -> None:
    """The background is still at an older text; the last one is on the disk after `close`."""
    gate = threading.Event()
    for _worker in range(4):
        desk.tasks.run(lambda: gate.wait(5))
    autosave.changed(Intake(title="first"))
    autosave.flush()
    autosave.changed(Intake(title="last"))
    autosave.close()
    gate.set()
    over: list[object] = []
    desk.tasks.run(lambda: None, done=over.append)
    qtbot.waitUntil(lambda: bool(over))
    assert only_draft(desk).intake.title == "last"


def test_a_registered_case_leaves_no_draft_behind_late_saves(desk: Desk, people) -> None:
    keeper = DraftKeeper(desk.session)
    intake = replace(taken(desk.session), resident=people["包玉兰"])
    keeper.save(intake, version=1)
    keeper.register(intake, paper=PaperWish())
    assert keeper.save(intake, version=2) is None
    assert list(desk.store.queries.drafts()) == []


def test_a_failed_save_says_so_and_is_tried_again(desk, autosave, states, qtbot) -> None:
    full = EnvironmentProblem("disk-full")
    real = autosave.keeper.save

    def no_room(intake: Intake, *, version: int) -> Draft | None:
        raise full

    autosave.keeper.save = no_room
    autosave.changed(Intake(title="路灯"))
    qtbot.waitUntil(lambda: bool(states and states[-1].failure))
    assert states[-1].failure == sentence(full)
    autosave.keeper.save = real
    qtbot.waitUntil(lambda: bool(states[-1].saved_at))
    assert only_draft(desk).intake.title == "路灯"


def test_an_empty_screen_is_no_draft(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.screen.focus("proxy")
    counter.type("x")
    qtbot.waitUntil(lambda: len(counter.drafts()) == 1)
    counter.press(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: len(counter.drafts()) == 0)
    qtbot.waitUntil(lambda: counter.chip == "")


def test_where_the_keyboard_was_does_not_make_a_draft() -> None:
    assert is_blank(Intake(area="proxy", kind=CaseKind.REQUEST, channel=Channel.PHONE))
    assert not is_blank(Intake(notify="电话"))


def test_an_opened_draft_is_as_it_was_left(counter: Counter, qtbot, people) -> None:
    session = counter.desk.session
    first, *rest = taken(session).materials
    left = replace(
        taken(session),
        materials=(first.reset(), *rest),
        resident=people["包玉兰"],
        resident_search="byl",
        matter_search="db",
        channel=Channel.VISIT,
        proxy="女儿 斯琴",
        notify="打邻居电话",
        area=Area.NOTIFY,
    )
    draft = save_draft(session, left)
    counter.frame.show_screen("intake")
    counter.screen.begin(draft_id=draft.id)
    residents, matters = counter.screen.residents, counter.screen.matters
    qtbot.waitUntil(residents.card.isVisible)
    assert counter.intake == left
    assert residents.picker.edit.text() == "byl"
    assert residents.channel.editor.value() == Channel.VISIT
    assert residents.proxy.editor.text() == "女儿 斯琴"
    assert residents.notify.editor.text() == "打邻居电话"
    assert matters.materials.model().rowCount() == len(left.materials)
    assert counter.focused() is residents.notify.editor


def test_a_half_filled_form_comes_back(counter: Counter, qtbot) -> None:
    left = Intake(
        new_resident={"name": "𠮷桂兰", "document_number": "1523011", "phone": "138"},
        area="form:phone",
    )
    draft = save_draft(counter.desk.session, left)
    counter.frame.show_screen("intake")
    counter.screen.begin(draft_id=draft.id)
    form = counter.screen.residents.form
    qtbot.waitUntil(form.isVisible)
    assert form.editor("name").text() == "𠮷桂兰"
    assert form.editor("document_number").text() == "1523011"
    assert counter.focused() is form.editor("phone")


def test_a_request_comes_back(counter: Counter, qtbot) -> None:
    left = Intake(
        kind=CaseKind.REQUEST, title="路灯", text="不亮\n半个月", category="help", area=Area.TEXT
    )
    draft = save_draft(counter.desk.session, left)
    counter.frame.show_screen("intake")
    counter.screen.begin(draft_id=draft.id)
    request = counter.screen.matters.request
    qtbot.waitUntil(lambda: request.title.editor.text() == "路灯")
    assert request.text.editor.toPlainText() == "不亮\n半个月"
    assert request.category.editor.value() == "help"
    assert counter.focused() is request.text.editor
    assert counter.intake == left


def test_several_drafts_stay_apart(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.commit("包玉兰")
    counter.screen.put_aside()
    assert counter.intake == Intake()
    counter.commit("王德福")
    qtbot.waitUntil(
        lambda: {d.intake.resident_search for d in counter.drafts()} == {"包玉兰", "王德福"}
    )
    (other,) = [d for d in counter.drafts() if d.intake.resident_search == "包玉兰"]
    counter.screen.begin(draft_id=other.id)
    qtbot.waitUntil(lambda: counter.intake.resident_search == "包玉兰")
    assert len(counter.drafts()) == 2


def test_a_draft_that_is_gone_says_so(counter: Counter, qtbot) -> None:
    counter.screen.begin(draft_id="00" * 16)
    qtbot.waitUntil(lambda: "warning" in counter.guide.tones())


def test_leaving_keeps_the_draft_and_goes_to_today(counter: Counter, qtbot) -> None:
    counter.press(Qt.Key.Key_F2)
    counter.commit("包玉兰")
    counter.screen.presenter.leave()
    assert counter.guide.shown == ["today"]
    qtbot.waitUntil(lambda: len(counter.drafts()) == 1)
