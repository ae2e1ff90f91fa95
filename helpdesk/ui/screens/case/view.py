"""One case: stage and clocks, history, and at the right materials, resident and papers. GUI thread."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.files.case_files import CaseFiles
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.dialogs import (
    CountDialog,
    DeferDialog,
    ExcuseDialog,
    ProgressDialog,
)
from helpdesk.ui.screens.case.history import Happened
from helpdesk.ui.screens.case.joint_dialogs import AmendDialog, ReassignDialog
from helpdesk.ui.screens.case.joint_presenter import JointPresenter
from helpdesk.ui.screens.case.materials import MaterialsPanel
from helpdesk.ui.screens.case.panels import (
    DecisionsPanel,
    PapersPanel,
    PersonPanel,
    RequestPanel,
    StagePanel,
)
from helpdesk.ui.screens.case.presenter import CasePresenter, Ways
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.screens.case.unmasking import UnmaskDialog
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.material_list import MaterialIntent
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.timeline import HistoryRow, Timeline


class CaseScreen(QStackedWidget):
    """`open_case` shows a case, `refresh` reads it anew when it changed."""

    def __init__(
        self, bench: Workbench, ways: Ways, offered: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._presenter = CasePresenter(bench, self, ways)
        self._joint = JointPresenter(bench, self._presenter)
        self._files = CaseFiles(bench, ways.sync_now, offered, self)
        self._print = offered.register("print", self._presenter.print_papers, within=self)
        self._log = offered.register("progress", self._log_progress, within=self)
        self._amend = offered.register("amend", self._ask_to_amend, within=self)
        self._reassign = offered.register("reassign", self._ask_to_reassign, within=self)
        self._decide = offered.register("decide", self._joint.decide, within=self)
        self._compose()
        self.setFocusProxy(self._timeline)
        self._set_ready(None)

    @property
    def is_ready(self) -> bool:
        """Whether a case is shown that can be acted on."""
        return bool(self._print.isEnabled())

    def open_case(self, case_id: str) -> None:
        """Show this case."""
        self._presenter.show(case_id)

    def refresh(self) -> None:
        """Read the case anew; dialogs stay open, what is typed stays."""
        self._presenter.refresh()

    # -- what the presenter asks

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The case as it stands."""
        self._header.set_title(sheet.title, note=sheet.number)
        self._header.set_state(sheet.state, sheet.tone)
        for panel in (self._stages, *self._side):
            panel.show_sheet(sheet)
        self._files.show_case(sheet.case)
        self._timeline.set_rows([_row(each) for each in sheet.history])
        self._set_ready(sheet)
        self.setCurrentIndex(0)

    def show_nothing(self) -> None:
        """There is no such case here."""
        self._set_ready(None)
        self._files.show_case(None)
        self.setCurrentIndex(1)

    # -- inside

    def _compose(self) -> None:
        page = Page()
        self._header = PageHeader()
        self._header.add_button(SecondaryButton.for_action("print", self._print))
        self._correct = SecondaryButton(_("Correction"))
        self._correct.clicked.connect(lambda: self._log_progress("correct"))
        self._header.add_button(self._correct)
        self._header.add_button(PrimaryButton.for_action("progress", self._log))
        self._stages = StagePanel()
        self._stages.counting_asked.connect(
            lambda: CountDialog(self._presenter.counted(), self).open()
        )
        self._stages.reassigning_asked.connect(self._reassign.trigger)
        page.body.addWidget(self._header)
        page.body.addWidget(self._stages)
        row = page.add_row(1)
        history = Panel(_("History"))
        self._timeline = Timeline(_("History"))
        history.body.addWidget(self._timeline)
        row.addWidget(history, 784)
        row.addWidget(self._compose_side(), 330)
        self.addWidget(page)
        self.addWidget(
            EmptyState(_("This case has not reached this desk yet. Sync, then open it again."))
        )

    def _compose_side(self) -> ScrollColumn:
        column = ScrollColumn()
        column.body.setSpacing(GAP)
        self._decisions = DecisionsPanel()
        self._decisions.decision_asked.connect(self._joint.decide)
        self._materials = MaterialsPanel()
        self._materials.intended.connect(self._revise_material)
        self._request = RequestPanel()
        self._person = PersonPanel()
        self._person.cases_asked.connect(self._presenter.show_resident)
        self._person.numbers_asked.connect(self._ask_to_unmask)
        self._person.amending_asked.connect(self._amend.trigger)
        self._papers = PapersPanel()
        self._papers.print_asked.connect(self._presenter.print_papers)
        self._side = (
            *(self._decisions, self._materials, self._request, self._person),
            self._papers,
        )
        for panel in (*self._side[:-1], self._files, self._papers):
            column.body.addWidget(panel)
        column.body.addStretch(1)
        return column

    def _set_ready(self, sheet: CaseSheet | None) -> None:
        self._print.setEnabled(sheet is not None)
        self._log.setEnabled(sheet is not None and bool(sheet.allowed))
        self._correct.setEnabled(sheet is not None and "correct" in sheet.allowed)
        self._amend.setEnabled(sheet is not None)
        self._reassign.setEnabled(sheet is not None and not sheet.ended)
        self._decide.setEnabled(sheet is not None and bool(sheet.questions))

    def _log_progress(self, first: str = "") -> None:
        ProgressDialog(self._presenter, first, self).open()

    def _ask_to_amend(self) -> None:
        """The form shows full numbers, which is recorded like any other look at them."""
        sheet = self._presenter.sheet
        if sheet is None:
            return
        self._presenter.record_look(
            _("To put data right"),
            done=lambda: AmendDialog(self._joint, sheet.id, self).open(),
            failed=lambda _sentence: None,
        )

    def _ask_to_reassign(self) -> None:
        self._joint.colleagues(lambda agents: ReassignDialog(self._joint, agents, self).open())

    def _ask_to_unmask(self) -> None:
        sheet = self._presenter.sheet
        if sheet is None:
            return
        case_id = sheet.id
        UnmaskDialog(
            self,
            record=self._presenter.record_look,
            shown=lambda: self._person.reveal(case_id),
        ).open()

    def _revise_material(self, line: int, intent: MaterialIntent) -> None:
        sheet = self._presenter.sheet
        if sheet is None:
            return
        name = sheet.materials[line].name
        if intent is MaterialIntent.TAKE:
            self._presenter.take(line)
        elif intent is MaterialIntent.DEFER:
            DeferDialog(self._presenter, line, name, self).open()
        elif intent in (MaterialIntent.FILE, MaterialIntent.CAMERA):
            self._files.take(line, camera=intent is MaterialIntent.CAMERA)
        elif intent is MaterialIntent.NOT_APPLICABLE:
            ExcuseDialog(self._presenter, line, name, self).open()


def _row(each: Happened) -> HistoryRow:
    return HistoryRow(
        each.time, each.who, each.sentence, each.tone, mark=each.mark, mark_tone=each.mark_tone
    )
