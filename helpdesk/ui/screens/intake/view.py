"""The intake screen: three columns and a bottom bar; forwards what the person does. GUI thread."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from helpdesk.application.intake import Intake
from helpdesk.i18n import _
from helpdesk.ui.actions import ActionSet
from helpdesk.ui.later import QtLater
from helpdesk.ui.phrase_dialog import offer_phrases
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.options import choose_options
from helpdesk.ui.screens.intake.areas import Areas
from helpdesk.ui.screens.intake.dialogs import IntakeDialogs, OpenSigning
from helpdesk.ui.screens.intake.header import IntakeHeader
from helpdesk.ui.screens.intake.intake_files import IntakeFiles
from helpdesk.ui.screens.intake.matter_panel import MatterPanel
from helpdesk.ui.screens.intake.presenter import IntakePresenter
from helpdesk.ui.screens.intake.receipt_panel import ReceiptPanel
from helpdesk.ui.screens.intake.resident_panel import ResidentPanel
from helpdesk.ui.screens.intake.state import Area, Bar
from helpdesk.ui.theme import mark
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.material_list import MaterialIntent
from helpdesk.ui.widgets.page import Page
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph

_TICK = 20_000  # milliseconds: the received time on the screen is that of now
_WIDTHS = (300, 516, 286)


class IntakeScreen(Page):
    """`begin` opens an empty intake, a draft or one for a resident; `put_aside` is what Esc does;
    `flush` is for the end of the program."""

    def __init__(
        self,
        bench: Workbench,
        settings: Settings,
        *,
        actions: ActionSet,
        sign: OpenSigning,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._settings = settings
        self.header = IntakeHeader()
        self.residents = ResidentPanel(bench)
        self.matters = MatterPanel()
        self.receipt = ReceiptPanel()
        self.files = self.matters.files
        self.dialogs = IntakeDialogs(bench, settings, self, sign=sign)
        self._areas = Areas(self.residents, self.matters)
        self._missing = paragraph("", "secondary")
        self._later = QtLater(self)
        self.presenter = IntakePresenter(bench, self, settings=settings, later=self._later)
        self._register_actions(actions)
        self._compose()
        self._connect()
        self._timer = QTimer(self, interval=_TICK)
        self._timer.timeout.connect(self.presenter.tick)
        self.setFocusProxy(self.residents.picker.edit)
        self.begin()

    def _register_actions(self, actions: ActionSet) -> None:
        presenter = self.presenter
        registering = presenter.registering
        self._register = actions.register("register", registering.register, within=self)
        self._files = IntakeFiles(self._bench, presenter.files, self.files, actions, self)
        self._notice = actions.register("notice", registering.notice, within=self)
        for action_id, do in (
            ("star", self._star),
            ("print", lambda: self.dialogs.choose_paper(registering.paper)),
            ("sign", registering.sign),
            ("people", presenter.people.ask),
            ("proxy", presenter.proxy.ask),
            ("like", presenter.like.ask),
            ("phrase", lambda: offer_phrases(self._bench, self)),
            *presenter.request.by_keys(),
            ("request", self.header.kind.choose_next),
        ):
            actions.register(action_id, do, within=self)
        self.residents.read_card.clicked.connect(lambda: actions.trigger("read-card"))

    # -- what bootstrap asks

    def begin(self, *, draft_id: str = "", resident_id: str = "", like: str = "") -> None:
        """An empty intake, a draft, one for a known resident, or one like an earlier case."""
        self.presenter.begin(draft_id=draft_id, resident_id=resident_id, like=like)

    def put_aside(self) -> None:
        """Keep the draft; the next intake begins empty."""
        self.presenter.put_aside()

    def flush(self) -> None:
        """Write what is not on the disk yet, now; nothing more is begun.

        Raises EnvironmentProblem.
        """
        self._later.close()
        self._timer.stop()
        self.presenter.flush()

    # -- what the presenter asks

    def fill(self, intake: Intake) -> None:
        """Raw texts into the editors."""
        self.header.kind.set_value(intake.kind)
        self.residents.fill(intake)
        self.matters.fill(intake)

    def show_bar(self, bar: Bar) -> None:
        """What is missing or wrong; registering is pressed once."""
        self._missing.setText(bar.sentence)
        mark(self._missing, "text_role", "secondary" if bar.tone is Tone.GREY else "small")
        mark(self._missing, "tone", bar.tone.value)
        self._register.setEnabled(not bar.busy)

    def show_error(self, area: str, sentence: str) -> None:
        """A sentence at a field or list."""
        part, _colon, field = area.partition(":")
        if part == Area.FORM and field:
            self.residents.form.set_error(field, sentence)
        elif part == Area.RESIDENT:
            self.residents.picker.set_error(sentence)
        elif part == Area.MATTER:
            self.matters.picker.set_error(sentence)
        elif part == Area.MATERIALS:
            self.matters.set_error(sentence)
        elif part == Area.TITLE:
            self.matters.request.title.set_error(sentence)
            self.matters.request.blocked.matter.set_error(sentence)

    def focus(self, area: str) -> None:
        """The keyboard goes there."""
        self._areas.widget(area).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- inside

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self.residents.show_reader()
        self.presenter.shown()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _compose(self) -> None:
        self.body.addWidget(self.header)
        row = self.add_row(1)
        panels = (self.residents, self.matters, self.receipt)
        for panel, width in zip(panels, _WIDTHS, strict=True):
            row.addWidget(panel, width)
        aside = SecondaryButton(_("Keep as draft"), key="Esc")
        aside.clicked.connect(self.presenter.leave)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(self._missing, 1)
        buttons.addWidget(SecondaryButton.for_action("notice", self._notice))
        buttons.addWidget(aside)
        buttons.addWidget(PrimaryButton.for_action("register", self._register))
        bar = Panel()
        bar.set_margins(16, 10)
        bar.body.addLayout(buttons)
        self.body.addWidget(bar)

    def _connect(self) -> None:
        residents, matters, presenter = self.residents, self.matters, self.presenter
        form = presenter.resident.form
        self.header.kind.chosen.connect(presenter.set_kind)
        self.header.draft_chosen.connect(lambda draft_id: self.begin(draft_id=draft_id))
        residents.picker.typed.connect(presenter.resident.search)
        residents.picker.picked.connect(presenter.resident.pick)
        residents.form.typed.connect(form.typed)
        residents.form.place_typed.connect(form.search_place)
        residents.form.place_picked.connect(form.pick_place)
        residents.form.closed.connect(presenter.resident.close_form)
        residents.form.twin_chosen.connect(presenter.resident.use_twin)
        residents.channel.editor.chosen.connect(lambda way: presenter.type("channel", way))
        residents.proxy.editor.textEdited.connect(lambda text: presenter.type("proxy", text))
        residents.people.clicked.connect(presenter.people.ask)
        residents.proxy_asked.clicked.connect(presenter.proxy.ask)
        residents.notify.editor.textEdited.connect(lambda text: presenter.type("notify", text))
        matters.picker.typed.connect(presenter.matter.search)
        matters.picker.picked.connect(self._matter_picked)
        matters.variants.chosen.connect(presenter.matter.vary)
        matters.prechecks.answered.connect(presenter.matter.prechecks.answer)
        matters.prechecks.all_hold.connect(presenter.matter.prechecks.all_hold)
        matters.materials.intended.connect(self._intended)
        matters.request.edited.connect(presenter.request.edit)
        matters.request.category_chosen.connect(presenter.request.sort)
        blocked = matters.request.blocked
        blocked.edited.connect(presenter.request.blocked)
        blocked.matter.typed.connect(presenter.request.search)
        blocked.matter.picked.connect(presenter.request.pick)
        self.receipt.print_change_asked.connect(self._change_print)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_moved)

    def _matter_picked(self, code: str) -> None:
        self.matters.picked()
        self.presenter.matter.pick(code)

    def _intended(self, row: str, intent: MaterialIntent) -> None:
        number, part = int(row.rpartition("/")[2]), self.presenter.matter.materials
        decide = {
            MaterialIntent.DEFER: part.defer,
            MaterialIntent.WRONG: part.reject,
            MaterialIntent.NOT_APPLICABLE: part.skip,
        }
        if intent is MaterialIntent.TAKE:
            if part.take(number):
                self.matters.next_material(number)
        elif intent is MaterialIntent.TAKE_ALL:
            part.take_all()
        elif intent is MaterialIntent.VARIANT:
            self.matters.variants.choose_next()
        elif intent is MaterialIntent.QUESTIONS:
            self.matters.prechecks.reopen()
        elif intent in decide:
            decide[intent](number)
        else:
            self._files.take(number, camera=intent is MaterialIntent.CAMERA)

    def _star(self) -> None:
        self.presenter.matter.star(self.matters.picker.current() if self.matters.looking else "")

    def _change_print(self) -> None:
        part = self.presenter.confirmation
        choose_options(
            self, part.choice, bench=self._bench, printers=part.printers, chosen=part.choose
        )

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        area = self._areas.of(now) if now is not None and self.isAncestorOf(now) else ""
        if area:
            self.presenter.moved(area)
