"""Today, the table of cases, and the page of one case with what is asked over it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from helpdesk.i18n import _
from helpdesk.ui.compare_dialog import CompareDialog
from helpdesk.ui.files.blacken_dialog import BlackenDialog
from helpdesk.ui.files.camera_dialog import CameraDialog
from helpdesk.ui.screens.cases.view import CasesScreen
from helpdesk.ui.screens.today.view import TodayScreen
from helpdesk.ui.widgets.entry_list import EntryList
from helpdesk.ui.widgets.material_list import MaterialIntent, MaterialList
from helpdesk.ui.widgets.pick_popup import PickPopup
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from tests.looks import world
from tests.looks.stage import Stage


def today(stage: Stage) -> None:
    stage.go("today")


def today_below(stage: Stage) -> None:
    column = stage.go("today").findChild(TodayScreen).findChild(ScrollColumn)
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())


def _entry(stage: Stage, name: str) -> None:
    screen = stage.go("today").findChild(TodayScreen)
    entries = next(e for e in screen.findChildren(EntryList) if e.accessibleName() == name)
    entries.opened.emit(entries.model().index(0, 0))
    stage.dialog()


def slip(stage: Stage) -> None:
    _entry(stage, _("Messages from the city"))


def renewal(stage: Stage) -> None:
    _entry(stage, _("Certificates that expire"))


def papers_waiting(stage: Stage) -> None:
    stage.go("today").findChild(TodayScreen)._print_waiting()
    stage.dialog()


def cases(stage: Stage) -> None:
    stage.go("cases")


def _cases(stage: Stage) -> CasesScreen:
    screen = stage.go("cases").findChild(CasesScreen)
    stage.wait(lambda: screen.presenter.order.rows, "the table")
    return screen


def cases_marked(stage: Stage) -> None:
    screen = _cases(stage)
    screen.table.setFocus()
    stage.press(Qt.Key.Key_Space)
    stage.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    stage.settle()


def cases_batch(stage: Stage) -> None:
    cases_marked(stage)
    _cases(stage)._record()
    stage.dialog()


def cases_unmarked(stage: Stage) -> None:
    screen = _cases(stage)
    screen.marks.clear()
    stage.settle()


def cases_views(stage: Stage) -> None:
    _cases(stage).chips.views.click()
    stage.find(PickPopup)


def cases_filter(stage: Stage) -> None:
    _cases(stage).chips.chips["department"].click()
    stage.find(PickPopup)


def cases_manage(stage: Stage) -> None:
    _cases(stage).chips.managed.emit()
    stage.dialog()


def cases_columns(stage: Stage) -> None:
    _cases(stage)
    stage.act("cases-columns")
    stage.dialog()


def cases_export(stage: Stage) -> None:
    _cases(stage)
    stage.act("cases-export")
    stage.dialog()


def cases_print(stage: Stage) -> None:
    _cases(stage)
    stage.act("print")
    stage.dialog()


def _case(stage: Stage, name: str) -> None:
    stage.workplace.open_case(stage.world.cases[name])
    case = stage.workplace.case
    stage.wait(
        lambda: case.is_ready and case.sheet and case.sheet.id == stage.world.cases[name],
        "the case",
    )
    stage.settle()


def case(stage: Stage) -> None:
    _case(stage, "包玉兰")


def case_below(stage: Stage) -> None:
    _case(stage, "包玉兰")
    column = stage.workplace.case.findChild(ScrollColumn)
    column.verticalScrollBar().setValue(column.verticalScrollBar().maximum())


def case_deferred(stage: Stage) -> None:
    _case(stage, "容缺")


def case_request(stage: Stage) -> None:
    _case(stage, "请求")


def case_delivered(stage: Stage) -> None:
    _case(stage, "王德福")


def case_long(stage: Stage) -> None:
    _case(stage, "长")


def _asked(name: str, action: str) -> object:
    def scene(stage: Stage) -> None:
        _case(stage, name)
        stage.act(action)
        stage.dialog()

    return scene


def case_counted(stage: Stage) -> None:
    _case(stage, "包玉兰")
    stage.workplace.case._stages.counting_asked.emit()
    stage.dialog()


def case_unmask(stage: Stage) -> None:
    _case(stage, "包玉兰")
    stage.workplace.case._ask_to_unmask()
    stage.dialog()


def case_defer(stage: Stage) -> None:
    _case(stage, "容缺")
    materials = stage.workplace.case.findChild(MaterialList)
    line = materials.model().rowCount() - 1
    stage.workplace.case._revise_material(line, MaterialIntent.DEFER)
    stage.dialog()


def case_viewer(stage: Stage) -> None:
    _case(stage, "包玉兰")
    files = stage.workplace.case._files
    stage.wait(lambda: files.presenter.sheet.lines, "the files")
    files._open(0)
    stage.dialog()


def case_sign_which(stage: Stage) -> None:
    _case(stage, "包玉兰")
    stage.act("sign")
    stage.find(PickPopup)


def case_sign(stage: Stage) -> None:
    _case(stage, "包玉兰")
    stage.workplace.case._papers.sign_asked.emit("receipt")
    stage.dialog()


def case_compare(stage: Stage) -> None:
    """A signed copy beside what was printed: two facts agree, one reads otherwise."""
    _case(stage, "斯琴高娃")
    stage.workplace.case._papers.compare_asked.emit("receipt")
    dialog = stage.dialog()
    assert isinstance(dialog, CompareDialog)
    for box in (*dialog.lines.same[:2], dialog.lines.other[3]):
        box.click()
    stage.settle()


def signed_papers(stage: Stage) -> None:
    stage.go("today")
    stage.act("scan")
    stage.dialog()


def decision(stage: Stage) -> None:
    _case(stage, "包玉兰")
    stage.act("decide")
    stage.dialog()


class PaperCamera:
    """A camera above a sheet of paper."""

    name = world.CAMERA

    def start(self, show: Callable[[QImage], object]) -> None:
        frame = QImage(800, 600, QImage.Format.Format_RGB32)
        frame.fill(Qt.GlobalColor.lightGray)
        show(frame)

    def stop(self) -> None: ...


def case_wrong(stage: Stage) -> None:
    _case(stage, "容缺")
    materials = stage.workplace.case.findChild(MaterialList)
    stage.workplace.case._revise_material(materials.model().rowCount() - 1, MaterialIntent.WRONG)
    stage.dialog()


def case_blacken(stage: Stage) -> None:
    """Regions of a picture are blackened before it is kept."""
    _case(stage, "包玉兰")
    picture = (stage.world.folder / "身份证.jpg").read_bytes()
    BlackenDialog(picture, picture, stage.window).open()
    stage.dialog()
    stage.press(Qt.Key.Key_Insert)
    stage.settle()


def case_camera(stage: Stage) -> None:
    _case(stage, "包玉兰")
    CameraDialog(PaperCamera(), stage.workplace.case).open()
    stage.dialog()


TODAY = (
    ("today", today),
    ("today-below", today_below),
    ("slip", slip),
    ("renewal", renewal),
    ("papers-waiting", papers_waiting),
)
CASES = (
    ("cases", cases),
    ("cases-marked", cases_marked),
    ("cases-batch", cases_batch),
    ("cases-views", cases_views),
    ("cases-filter", cases_filter),
    ("cases-manage", cases_manage),
    ("cases-columns", cases_columns),
    ("cases-export", cases_export),
    ("cases-print", cases_print),
    ("case", case),
    ("case-below", case_below),
    ("case-deferred", case_deferred),
    ("case-request", case_request),
    ("case-delivered", case_delivered),
    ("case-long", case_long),
    ("case-progress", _asked("包玉兰", "progress")),
    ("case-delivery", _asked("斯琴高娃", "step")),
    ("case-callback", _asked("王德福", "step")),
    ("case-correction", _asked("李秀英", "step")),
    ("case-originals", _asked("包玉兰", "originals")),
    ("case-amend", _asked("包玉兰", "amend")),
    ("case-reassign", _asked("包玉兰", "reassign")),
    ("case-decision", decision),
    ("case-counted", case_counted),
    ("case-unmask", case_unmask),
    ("case-defer", case_defer),
    ("case-camera", case_camera),
    ("case-wrong", case_wrong),
    ("case-blacken", case_blacken),
    ("case-print", _asked("包玉兰", "print")),
    ("case-viewer", case_viewer),
    ("case-sign-which", case_sign_which),
    ("case-sign", case_sign),
    ("case-compare", case_compare),
    ("signed-papers", signed_papers),
)
