"""One case: stage and clocks, history, and at the right materials, resident and papers. GUI thread."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet, action
from helpdesk.ui.compare_dialog import CompareDialog
from helpdesk.ui.files.case_files import CaseFiles
from helpdesk.ui.phrase_dialog import phrases_in
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.screens.case.acts import STEPS
from helpdesk.ui.screens.case.dialogs import (
    CountDialog,
    DeferDialog,
    ExcuseDialog,
    ProgressDialog,
)
from helpdesk.ui.screens.case.gaps_dialog import GapsDialog
from helpdesk.ui.screens.case.history import Happened
from helpdesk.ui.screens.case.joint_dialogs import AmendDialog, ReassignDialog
from helpdesk.ui.screens.case.joint_presenter import JointPresenter
from helpdesk.ui.screens.case.materials import MaterialsPanel
from helpdesk.ui.screens.case.outcome_panel import OutcomePanel
from helpdesk.ui.screens.case.output_presenter import OutputPresenter
from helpdesk.ui.screens.case.panels import (
    DecisionsPanel,
    PersonPanel,
    RequestPanel,
    StagePanel,
)
from helpdesk.ui.screens.case.papers_panel import PapersPanel
from helpdesk.ui.screens.case.presenter import CasePresenter, Ways
from helpdesk.ui.screens.case.returning import ReturnDialog
from helpdesk.ui.screens.case.sheet import CaseSheet
from helpdesk.ui.screens.case.unmasking import UnmaskDialog
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.empty_state import EmptyState
from helpdesk.ui.widgets.material_list import MaterialIntent
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.timeline import HistoryRow, Timeline
from helpdesk.ui.wrong_dialog import ask_wrong


class CaseScreen(QStackedWidget):
    """`open_case` shows a case, `refresh` reads it anew when it changed."""

    def __init__(
        self, bench: Workbench, ways: Ways, offered: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._presenter = CasePresenter(bench, self, ways)
        self._joint = JointPresenter(bench, self._presenter)
        self._output = OutputPresenter(bench, self._presenter, ways)
        self._files = CaseFiles(bench, ways.sync_now, offered, self)
        self._print = offered.register("print", self._output.print_papers, within=self)
        self._log = offered.register("progress", self._log_progress, within=self)
        self._amend = offered.register("amend", self._ask_to_amend, within=self)
        self._reassign = offered.register("reassign", self._ask_to_reassign, within=self)
        offered.register("like", self._again, within=self)
        self._decide = offered.register("decide", self._joint.decide, within=self)
        self._step = offered.register("step", self._take_step, within=self)
        self._return = offered.register("originals", self._ask_to_return, within=self)
        self._archive = offered.register("archive", self._ask_for_archive, within=self)
        self._compose()
        self._sign = offered.register("sign", self._papers.ask_to_sign, within=self)
        self.setFocusProxy(self._timeline)
        self._set_ready(None)

    @property
    def is_ready(self) -> bool:
        """Whether a case is shown that can be acted on."""
        return bool(self._print.isEnabled())

    @property
    def sheet(self) -> CaseSheet | None:
        """The case on the screen."""
        return self._presenter.sheet

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

    def show_opening(self) -> None:
        """Another case is being read; the one in sight is no longer acted on."""
        acts = (self._print, self._log, self._step, self._return, self._archive, self._sign)
        for act in (*acts, self._amend, self._reassign, self._decide):
            act.setEnabled(False)

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
        self._next = SecondaryButton(_("Correction"), key=action("step").key)
        self._next.clicked.connect(self._step.trigger)
        self._header.add_button(self._next)
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
        side = self._compose_side()
        side.setMinimumWidth(tokens().length(330))
        row.addWidget(side, 330)
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
        self._materials.returning_asked.connect(self._return.trigger)
        self._outcome = OutcomePanel()
        self._outcome.act_asked.connect(self._log_progress)
        self._request = RequestPanel()
        self._person = PersonPanel()
        self._person.cases_asked.connect(self._presenter.show_resident)
        self._person.numbers_asked.connect(self._ask_to_unmask)
        self._person.amending_asked.connect(self._amend.trigger)
        self._papers = PapersPanel()
        self._papers.print_asked.connect(self._output.print_papers)
        self._papers.batch_asked.connect(self._output.print_waiting)
        self._papers.archive_asked.connect(self._archive.trigger)
        self._papers.scan_asked.connect(self._output.scan_papers)
        self._papers.sign_asked.connect(self._output.sign)
        self._papers.compare_asked.connect(
            lambda paper: self._output.compare(
                paper,
                lambda shown: CompareDialog(
                    shown, self._bench, self, recorded=self._presenter.refresh
                ).open(),
            )
        )
        self._side = (
            *(self._decisions, self._outcome, self._materials, self._request, self._person),
            self._papers,
        )
        for panel in (*self._side[:-1], self._files, self._papers):
            column.body.addWidget(panel)
        column.body.addStretch(1)
        return column

    def _set_ready(self, sheet: CaseSheet | None) -> None:
        self._print.setEnabled(sheet is not None)
        self._log.setEnabled(sheet is not None and bool(sheet.allowed))
        step = sheet.step if sheet is not None and sheet.step in sheet.allowed else ""
        self._step.setEnabled(bool(step))
        self._next.setVisible(bool(step))
        if step:
            self._next.set_words(_(STEPS[step]))
        self._return.setEnabled(sheet is not None and bool(sheet.held))
        self._archive.setEnabled(sheet is not None)
        self._sign.setEnabled(sheet is not None)
        self._amend.setEnabled(sheet is not None)
        self._reassign.setEnabled(sheet is not None and not sheet.ended)
        self._decide.setEnabled(sheet is not None and bool(sheet.questions))

    def _log_progress(self, first: str = "") -> None:
        if self._presenter.sheet is None:
            return
        dialog = ProgressDialog(self._presenter, first, self)
        phrases_in(dialog, self._bench)
        dialog.open()

    def _again(self) -> None:
        if self._presenter.sheet is not None:
            self._bench.navigator.new_case(like=self._presenter.sheet.id)

    def _take_step(self) -> None:
        """What the stage asks for next."""
        sheet = self._presenter.sheet
        if sheet is not None:
            self._log_progress(sheet.step)

    def _ask_to_return(self) -> None:
        ReturnDialog(self._output, self).open()

    def _ask_for_archive(self) -> None:
        """Signed copies that lack sheets are named before the whole case goes out."""
        sheet = self._presenter.sheet
        ask = partial(ask_file, self, self._output.archive_name(), self._output.archive)
        if sheet is not None and sheet.case.gaps:
            GapsDialog(sheet.case.gaps, self, accepted=ask).open()
        else:
            ask()

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
        elif intent is MaterialIntent.WRONG:
            refuse = partial(self._presenter.refuse, line, brought=True)
            ask_wrong(
                self._bench,
                name,
                self,
                submitted=lambda reason, done, failed: refuse(reason, done=done, failed=failed),
            )
        elif intent is MaterialIntent.NOT_APPLICABLE:
            ExcuseDialog(self._presenter, line, name, self).open()


def _row(each: Happened) -> HistoryRow:
    return HistoryRow(
        each.time, each.who, each.sentence, each.tone, mark=each.mark, mark_tone=each.mark_tone
    )
