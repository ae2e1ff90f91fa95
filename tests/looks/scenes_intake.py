"""A new case in its steps, and what is asked on the way."""

from PySide6.QtCore import Qt

from helpdesk.application.cards import CardFound
from helpdesk.application.cases import Registered
from helpdesk.i18n import _
from helpdesk.ui.card_reading import CardReading
from helpdesk.ui.screens.intake.residents import NEW
from helpdesk.ui.widgets.material_list import MaterialList
from tests.looks import world
from tests.looks.stage import Stage

CONTROL = Qt.KeyboardModifier.ControlModifier

ALLOWANCE = "TL-0014"


def begun(stage: Stage) -> None:
    """F2: nothing chosen."""
    stage.workplace.intake.put_aside()
    stage.workplace.intake.begin()
    stage.go("intake")


def resident_found(stage: Stage) -> None:
    begun(stage)
    picker = stage.workplace.intake.residents.picker
    picker.edit.setFocus()
    stage.write("b")
    stage.wait(lambda: len(picker.model.lines) > 1, "residents found")
    stage.settle()


def resident_chosen(stage: Stage) -> None:
    begun(stage)
    presenter = stage.workplace.intake.presenter
    presenter.resident.pick(stage.world.residents["包玉兰"])
    stage.wait(lambda: presenter.resident.known is not None, "the resident")
    stage.settle()


def new_resident(stage: Stage) -> None:
    begun(stage)
    panel = stage.workplace.intake.residents
    panel.picker.edit.setFocus()
    stage.write("额尔敦其其格·孟和巴雅尔")
    lines = lambda: panel.picker.model.lines  # noqa: E731
    stage.wait(lambda: lines() and lines()[-1].id == NEW, "a line for somebody new")
    for _n in range(len(panel.picker.model.lines) - 1):
        stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_Return)
    stage.wait(panel.form.isVisible, "the form")
    for field, text in (("document_number", "152301199004210339"), ("phone", "123")):
        panel.form.editor(field).setFocus()
        stage.write(text)
    stage.act("register")
    stage.settle()


def matter_chosen(stage: Stage) -> None:
    resident_chosen(stage)
    presenter = stage.workplace.intake.presenter
    presenter.matter.pick(ALLOWANCE)
    stage.wait(lambda: presenter.intake.materials, "the checklist")
    stage.settle()


def materials(stage: Stage) -> None:
    matter_chosen(stage)
    intake = stage.workplace.intake
    presenter = intake.presenter
    if presenter.matter.prechecks.open:
        stage.press(Qt.Key.Key_Return)
    stage.settle()
    for number in range(len(presenter.intake.materials) - 1):
        presenter.matter.materials.take(number)
    preview = intake.receipt._preview
    stage.wait(lambda: preview.page_count and preview.isVisible(), "the receipt as it will be")
    stage.settle()


def explained(stage: Stage) -> None:
    materials(stage)
    stage.button(_("How it is counted")).click()
    stage.settle()


def several(stage: Stage) -> None:
    """A bundle: several matters, the union of their materials, a case each."""
    resident_chosen(stage)
    presenter = stage.workplace.intake.presenter
    catalogue = stage.workplace.bench.session.reference.catalogue
    presenter.matter.pick(f"bundle:{catalogue.bundles[0].name}")
    stage.wait(lambda: presenter.intake.materials, "the checklist of the bundle")
    stage.settle()


def group(stage: Stage) -> None:
    """Several applicants, two of them as they were typed, one that cannot be read."""
    matter_chosen(stage)
    stage.act("people")
    stage.dialog()
    for line in world.GROUP:
        stage.write(line)
        stage.press(Qt.Key.Key_Return)
    stage.press(Qt.Key.Key_Return, CONTROL)
    stage.settle()


def deferral(stage: Stage) -> None:
    matter_chosen(stage)
    line = stage.workplace.intake.findChild(MaterialList)
    line.setFocus()
    for _n in range(line.model().rowCount() - 1):
        stage.press(Qt.Key.Key_Down)
    stage.press(Qt.Key.Key_R)
    stage.dialog()


def card(stage: Stage) -> None:
    """A card that says something else than what is recorded."""
    resident_chosen(stage)
    workplace = stage.workplace
    found = list[CardFound]()
    CardReading(workplace.bench).look_up(world.CARD, found.append)
    stage.wait(lambda: found, "whose card it is")
    workplace.intake.dialogs.compare_card(found[0], lambda: None)
    stage.dialog()


def request(stage: Stage) -> None:
    resident_chosen(stage)
    stage.act("as-help")
    stage.settle()


def blocked(stage: Stage) -> None:
    resident_chosen(stage)
    stage.act("as-blocked")
    stage.settle()


def _asked(action: str) -> object:
    def scene(stage: Stage) -> None:
        matter_chosen(stage)
        stage.act(action)
        stage.dialog()

    return scene


def registered(stage: Stage) -> None:
    """What is said after registering where more than the receipt is to be signed."""
    begun(stage)
    case = stage.world.cases["容缺"]
    out = stage.workplace.intake.presenter.registering._out
    file = stage.workplace.bench.queries.case_file(case)
    assert file is not None
    out._last = None
    said = _("Registered under number {number}; the receipt is at the printer.")
    out.registered(said, Registered(case, file.row.number, None))
    asked = _("To be signed for {number}: {papers}.").partition("{")[0]
    stage.wait(lambda: stage.shows(asked), "what is to be signed")
    stage.settle()


def phrases(stage: Stage) -> None:
    request(stage)
    stage.workplace.intake.matters.request.text.editor.setFocus()
    stage.act("phrase")
    stage.dialog()


INTAKE = (
    ("intake", begun),
    ("intake-found", resident_found),
    ("intake-resident", resident_chosen),
    ("intake-new", new_resident),
    ("intake-matter", matter_chosen),
    ("intake-materials", materials),
    ("intake-counted", explained),
    ("intake-bundle", several),
    ("intake-group", group),
    ("intake-defer", deferral),
    ("intake-card", card),
    ("intake-request", request),
    ("intake-blocked", blocked),
    ("intake-people", _asked("people")),
    ("intake-proxy", _asked("proxy")),
    ("intake-like", _asked("like")),
    ("intake-phrases", phrases),
    ("intake-registered", registered),
    ("intake-paper", _asked("print")),
)
