"""Ctrl+K finds what can be done as well as what was recorded: acts, matters, parts of the settings."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.workplace import Workplace
from helpdesk.i18n import _
from helpdesk.ui.search import HitKind, HitModel, SearchField
from helpdesk.ui.widgets.panel import Panel
from tests.desk import PASSWORD, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


@pytest.fixture
def workplace(tmp_path: Path, qtbot) -> Iterator[Workplace]:
    with desk_in(tmp_path):
        pass
    desktop = Desktop(tmp_path)
    qtbot.addWidget(desktop.window)
    desktop.show()
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.workplace is not None
    yield desktop.workplace
    desktop.close()


@pytest.fixture
def field(workplace: Workplace, qtbot) -> SearchField:
    found: SearchField = workplace.frame.findChild(SearchField)
    window = workplace.frame.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(workplace.frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(found.hasFocus)
    return found


def asked(field: SearchField, qtbot, text: str, kind: HitKind) -> list[str]:
    """Type it; answers the ids of this kind that are found."""
    field.clear()
    field.setText(text)  # as an input method does
    model = field.findChild(HitModel)
    qtbot.waitUntil(lambda: any(hit.kind is kind for hit in model.hits))
    return [hit.id for hit in model.hits if hit.kind is kind]


@pytest.mark.parametrize("typed", ["设置", "sz", "shezhi"])
def test_an_act_is_found_by_word_initials_and_pinyin(
    workplace: Workplace, field: SearchField, qtbot, typed: str
) -> None:
    assert _("Settings") == "设置"
    assert "settings" in asked(field, qtbot, typed, HitKind.ACT)


def test_enter_does_it(workplace: Workplace, field: SearchField, qtbot) -> None:
    first = asked(field, qtbot, f">{_('Day sheet')}", HitKind.ACT)
    assert first == ["day_sheet"]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workplace.frame.current_screen == "day_sheet")


def test_the_month_is_found_and_the_day_again(
    workplace: Workplace, field: SearchField, qtbot
) -> None:
    kind = workplace._day_sheet.kind
    for typed, act, shown in (("月通报", "bulletin", "month"), ("日结单", "day_sheet", "day")):
        assert asked(field, qtbot, f">{typed}", HitKind.ACT) == [act]
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda shown=shown: kind.value() == shown)
        assert workplace.frame.current_screen == "day_sheet"


def test_all_acts_are_those_of_the_shown_screen(
    workplace: Workplace, field: SearchField, qtbot
) -> None:
    here = asked(field, qtbot, ">", HitKind.ACT)
    assert "lock" in here
    assert "register" not in here  # of the intake, which is not shown
    workplace.show("intake")
    field.setFocus()
    there = asked(field, qtbot, ">", HitKind.ACT)
    assert "people" in there


def test_a_resident_is_opened_and_f2_begins_their_case(
    workplace: Workplace, field: SearchField, qtbot
) -> None:
    today = workplace.bench.session.clock.now().local.date()
    resident = record_resident(
        workplace.bench.session, resident_from_fields({"name": "包玉兰"}, today=today)
    )
    assert asked(field, qtbot, "包玉兰", HitKind.RESIDENT) == [resident]
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workplace.frame.current_screen == "resident")
    field.setFocus()
    asked(field, qtbot, "byl", HitKind.RESIDENT)
    qtbot.keyClick(field, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: workplace.intake.presenter.intake.resident == resident)
    assert workplace.frame.current_screen == "intake"


def test_a_matter_begins_an_intake(workplace: Workplace, field: SearchField, qtbot) -> None:
    matter = workplace.bench.session.reference.catalogue.find("TL-0014")
    assert matter is not None
    found = asked(field, qtbot, matter.name, HitKind.MATTER)
    assert found[0] == "TL-0014"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: workplace.frame.current_screen == "intake")
    assert workplace.intake.presenter.intake.matter == "TL-0014"


def test_a_part_of_the_settings_is_gone_to(workplace: Workplace, field: SearchField, qtbot) -> None:
    titles = [
        each.accessibleName()
        for each in workplace.settings_screen.findChildren(Panel)
        if each.accessibleName()
    ]
    wanted = titles[-1]
    assert wanted in asked(field, qtbot, wanted, HitKind.SETTING)
    hits = field.findChild(HitModel).hits
    field.hit_chosen.emit(next(hit for hit in hits if hit.id == wanted))
    qtbot.waitUntil(lambda: workplace.frame.current_screen == "settings")
    panel = next(
        each
        for each in workplace.settings_screen.findChildren(Panel)
        if each.accessibleName() == wanted
    )
    qtbot.waitUntil(lambda: not panel.visibleRegion().isEmpty())


def test_a_number_finds_no_acts(workplace: Workplace, field: SearchField, qtbot) -> None:
    offers = workplace.palette.offers()
    assert workplace.palette.find("138475", offers) == []
    assert QApplication.focusWidget() is field
