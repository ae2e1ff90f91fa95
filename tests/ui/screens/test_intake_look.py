"""The screen and its dialogs by keyboard and in big type: names, order, room."""

import pytest
from PySide6.QtWidgets import QDialog

from helpdesk.i18n import set_language
from helpdesk.ui import theme
from helpdesk.ui.frame import DESIGN_SIZE
from helpdesk.ui.printing_dialog.options import choose_options
from helpdesk.ui.screens.intake.deferral_dialog import DeferralDialog
from helpdesk.ui.tokens import chosen
from tests.ui import focus_chain
from tests.ui.screens.counter import ALLOWANCE, Counter

STATES = ("empty", "full", "form", "request", "counted")


def bring(counter: Counter, qtbot, people, state: str) -> None:
    presenter = counter.screen.presenter
    counter.frame.show_screen("intake")
    if state in ("full", "counted"):
        presenter.resident.pick(people["包玉兰"])
        presenter.matter.pick(ALLOWANCE)
        qtbot.waitUntil(counter.screen.residents.card.isVisible)
        qtbot.waitUntil(lambda: counter.screen.receipt._preview.page_count == 1)
    elif state == "form":
        presenter.resident.form.open()
        presenter.resident.form.typed("document_number", "110105194912310021")
    elif state == "request":
        presenter.set_kind("request")
    else:
        lines = counter.screen.matters.picker.model
        qtbot.waitUntil(lambda: len(lines.lines) > 0)
    if state == "counted":
        counter.screen.receipt._count.click()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
@pytest.mark.parametrize("state", STATES)
def test_focus_chain_and_room(qapp, request, qtbot, state, big, language) -> None:
    set_language(language)
    if big:
        theme.apply(qapp, chosen(big_type=True))
    counter = request.getfixturevalue("counter")
    people = request.getfixturevalue("people")
    bring(counter, qtbot, people, state)
    qtbot.waitUntil(lambda: focus_chain.clipped(counter.screen) == [])  # once it is laid out
    assert focus_chain.problems(counter.screen) == []
    assert counter.frame.width() == DESIGN_SIZE[0]
    assert counter.frame.height() == DESIGN_SIZE[1]


def test_the_dark_look_is_taken_at_once(qapp, counter: Counter, qtbot, people) -> None:
    bring(counter, qtbot, people, "full")
    before = counter.screen.grab().toImage()
    theme.apply(qapp, chosen(dark=True))
    after = counter.screen.grab().toImage()
    assert before.pixelColor(5, 5).lightness() > 200
    assert after.pixelColor(5, 5).lightness() < 60


@pytest.mark.parametrize("big", [False, True], ids=["normal", "big"])
@pytest.mark.parametrize("which", ["deferral", "options"])
def test_dialogs(qapp, request, qtbot, which, big) -> None:
    if big:
        theme.apply(qapp, chosen(big_type=True))
    counter = request.getfixturevalue("counter")
    people = request.getfixturevalue("people")
    bring(counter, qtbot, people, "full")
    if which == "deferral":
        counter.screen.presenter.matter.materials.defer(4)
        dialog: QDialog = counter.screen.findChild(DeferralDialog)
    else:
        part = counter.screen.presenter.confirmation
        dialog = choose_options(
            counter.screen,
            part.choice,
            bench=counter.bench,
            printers=part.printers,
            chosen=part.choose,
        )
    qtbot.waitUntil(dialog.isVisible)
    assert focus_chain.problems(dialog) == []
    assert focus_chain.clipped(dialog) == []
    dialog.reject()
