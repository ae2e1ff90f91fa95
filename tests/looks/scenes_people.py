"""Residents: the list, those who stand there twice, the page of one, and a table brought in."""

from helpdesk.application.imports import ImportReport
from helpdesk.application.resident_import import Verdict
from helpdesk.i18n import _
from helpdesk.ui.screens.resident.happenings import HISTORY
from helpdesk.ui.screens.resident.view import ResidentScreen
from helpdesk.ui.screens.resident_import.dialog import ImportDialog
from helpdesk.ui.screens.resident_import.presenter import OUTCOMES
from helpdesk.ui.screens.residents.presenter import ALIKE
from helpdesk.ui.screens.residents.view import ResidentSearch, ResidentsScreen
from tests.looks.stage import Stage


def residents(stage: Stage) -> None:
    stage.go("residents")


def residents_nobody(stage: Stage) -> None:
    screen = stage.go("residents").findChild(ResidentsScreen)
    screen.findChild(ResidentSearch).setText("zzz")
    stage.wait(lambda: screen._stack.currentIndex() != 0, "nobody")
    stage.settle()


def residents_twice(stage: Stage) -> None:
    screen = stage.go("residents").findChild(ResidentsScreen)
    screen.findChild(ResidentSearch).setText("")
    screen._presenter.choose_chip(ALIKE)
    stage.settle()


def merge(stage: Stage) -> None:
    residents_twice(stage)
    screen = stage.workplace.frame.findChild(ResidentsScreen)
    stage.wait(lambda: screen._pair_of, "the pairs")
    screen._compare(screen._pairs_model.index(0, 0))
    stage.dialog()


def residents_again(stage: Stage) -> None:
    screen = stage.go("residents").findChild(ResidentsScreen)
    screen._presenter.choose_chip("all")
    stage.settle()


def new_resident(stage: Stage) -> None:
    residents_again(stage)
    stage.act("resident-new")
    stage.dialog()


def _wizard(stage: Stage) -> ImportDialog:
    residents_again(stage)
    stage.act("resident-import")
    dialog = stage.dialog()
    assert isinstance(dialog, ImportDialog)
    return dialog


def import_file(stage: Stage) -> None:
    _wizard(stage)


def import_columns(stage: Stage) -> ImportDialog:
    wizard = _wizard(stage)
    wizard._read(str(stage.world.folder / "居民.csv"))
    stage.wait(lambda: wizard.columns.boxes and wizard.confirm.isVisible(), "the columns")
    stage.settle()
    return wizard


def import_preview(stage: Stage) -> None:
    wizard = import_columns(stage)
    wizard.submit()
    stage.wait(wizard.preview.isVisible, "the preview")
    stage.settle()


def import_done(stage: Stage) -> None:
    """As after 4,000 rows; nothing is recorded here, since other looks follow."""
    left = [(_(OUTCOMES[each]), 1_000) for each in Verdict if each is not Verdict.GOOD]
    _wizard(stage).show_end(ImportReport(rows=4_000, imported=1_000), left)
    stage.settle()


def _resident(stage: Stage, name: str = "包玉兰") -> ResidentScreen:
    stage.workplace.open_resident(stage.world.residents[name])
    stage.wait(lambda: stage.workplace.resident.resident == stage.world.residents[name], "the page")
    stage.settle()
    return stage.workplace.resident


def resident(stage: Stage) -> None:
    _resident(stage)


def changes(stage: Stage) -> None:
    screen = _resident(stage)
    screen._happenings._choice.set_value(HISTORY)
    screen._happenings._choice.chosen.emit(HISTORY)
    stage.settle()


def resident_long(stage: Stage) -> None:
    _resident(stage, "额尔敦其其格·孟和巴雅尔图雅")


def _asked(action: str) -> object:
    def scene(stage: Stage) -> None:
        _resident(stage)
        stage.act(action)
        stage.dialog()

    return scene


def revoke(stage: Stage) -> None:
    screen = _resident(stage)
    sheet = screen._presenter.sheet
    screen._ask_to_revoke(sheet.authorisations[0].id)
    stage.dialog()


PEOPLE = (
    ("residents", residents),
    ("residents-nobody", residents_nobody),
    ("residents-twice", residents_twice),
    ("merge", merge),
    ("resident-new", new_resident),
    ("import-file", import_file),
    ("import-columns", import_columns),
    ("import-preview", import_preview),
    ("import-done", import_done),
    ("resident", resident),
    ("resident-changes", changes),
    ("resident-long", resident_long),
    ("resident-edit", _asked("resident-edit")),
    ("resident-household", _asked("resident-household")),
    ("resident-proxy", _asked("resident-proxy")),
    ("resident-revoke", revoke),
)
