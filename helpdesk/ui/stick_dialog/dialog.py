"""The stick dialog: the stick, what lies on it, one button, and what happens next. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.models.spoken import size_text, when_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.stick_dialog.presenter import OTHERS, State, StickPresenter, Way
from helpdesk.ui.stick_dialog.sticks import Lying, Stick, Sticks
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import label, paragraph
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

LOOK_EVERY = 1500  # milliseconds
_HEADS = (N_("Bundles"), N_("State"), N_("Bytes"))
_COLUMNS = (Column(Look.PLAIN, 330, 3), Column(Look.CHIP, 170), Column(Look.MUTED, 80))
_TITLES = {Way.OUT: N_("Export to a stick"), Way.BACK: N_("Import from a stick")}
_ACTS = {Way.OUT: N_("Export"), Way.BACK: N_("Import")}


class StickDialog(QDialog):
    """Looks for sticks while it is open; closes only when no bundle is half-way."""

    def __init__(self, way: Way, *, bench: Workbench, sticks: Sticks, parent: QWidget) -> None:
        super().__init__(parent)
        self._now = bench.session.clock.now
        self._bundles: dict[str, Lying] = {}
        self.setWindowTitle(_(_TITLES[way]))
        self.stick = Field(_("Stick"), QComboBox())
        self.stick.editor.setPlaceholderText(_("No stick is in"))
        self.other = SecondaryButton(_("Another folder …"))
        self.table = WorkTable(_COLUMNS, name=_("What lies on it"))
        self._model = RowsModel(heads(_HEADS), self.table)
        self.table.setModel(self._model)
        self.why = paragraph("", "secondary")
        self.note = Note(tone=Tone.GREY)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("How far it is"))
        self.go_button = PrimaryButton(_(_ACTS[way]), key="Return")
        self.leave_button = SecondaryButton(_("Close"), key="Esc")
        self._presenter = StickPresenter(way, bench=bench, sticks=sticks, view=self)
        self._compose(_(_TITLES[way]))
        self.stick.editor.activated.connect(self._chosen)
        self.other.clicked.connect(self._ask_folder)
        self.go_button.clicked.connect(self._presenter.go)
        self.leave_button.clicked.connect(self.reject)
        self.table.selectionModel().currentRowChanged.connect(self._look_at)
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._presenter.look)
        self._timer.start()
        self._presenter.open()

    def reject(self) -> None:
        """Close; while a bundle is under way stop that first."""
        if self._presenter.busy:
            self._presenter.stop()
            self.leave_button.setEnabled(False)
            return
        self._timer.stop()
        self._presenter.close()
        super().reject()

    # -- what the presenter asks

    def show_sticks(self, sticks: Sequence[Stick], chosen: str) -> None:
        """The sticks that are in, one of them chosen."""
        box = self.stick.editor
        box.clear()
        for stick in sticks:
            box.addItem(_stick_words(stick), stick.path)
        box.setCurrentIndex(box.findData(chosen))

    def show_bundles(self, bundles: Sequence[Lying]) -> None:
        """What lies on the stick."""
        self._bundles = {each.path: each for each in bundles}
        self._model.set_rows([self._row(each) for each in bundles])
        self._look_at()

    def show_state(self, state: State) -> None:
        """The sentence, the bar, what can be pressed."""
        self.note.set_state(state.words, state.tone)
        self.note.setVisible(bool(state.words))
        self.bar.setVisible(state.busy)
        self.bar.setRange(0, state.total)
        self.bar.setValue(state.done)
        self.go_button.setEnabled(state.ready)
        self.go_button.setDefault(state.ready)
        self.go_button.setVisible(not state.over)
        for widget in (self.stick, self.other):
            widget.setEnabled(not state.busy and not state.over)
        self.leave_button.setEnabled(True)
        self.leave_button.set_words(_("Cancel") if state.busy else _("Close"))
        if state.over:
            self.leave_button.setFocus()
        elif state.ready:
            self.go_button.setFocus()

    # -- inside

    def _look_at(self, *_: object) -> None:
        """Why the chosen bundle cannot be used here, for all to see."""
        chosen = self._bundles.get(str(self.table.current_id()))
        words = sentence(Problem(chosen.problem)) if chosen and chosen.problem else ""
        self.why.setText(words)
        self.why.setVisible(bool(words))

    def _chosen(self, index: int) -> None:
        self._presenter.choose(str(self.stick.editor.itemData(index)))

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, _("Another folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._presenter.choose_folder)
        dialog.open()

    def _row(self, each: Lying) -> Row:
        state, tone = _state_of(each)
        words = each.name
        if not each.problem:
            records = ngettext("{n} record", "{n} records", each.records).format(n=each.records)
            words = f"{when_text(each.made_ms, self._now())} · {records}"
        lead = "" if each.problem else _("To the city") if each.ours else _("From the city")
        why = sentence(Problem(each.problem)) if each.problem else each.name
        return Row(
            each.path,
            (Cell(words, lead=lead, aloud=why), Cell(state, tone), Cell(size_text(each.size))),
        )

    def _compose(self, title: str) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(8)
        choice.addWidget(self.stick, 1)
        choice.addWidget(self.other)
        choice.setAlignment(self.other, Qt.AlignmentFlag.AlignBottom)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave_button)
        buttons.addWidget(self.go_button)
        body = QVBoxLayout(self)
        body.setContentsMargins(20, 18, 20, 18)
        body.setSpacing(12)
        body.addWidget(label(title, "lead"))
        body.addLayout(choice)
        body.addWidget(self.table, 1)
        body.addWidget(self.why)
        body.addWidget(self.note)
        body.addWidget(self.bar)
        body.addLayout(buttons)
        self.bar.hide()
        self.why.hide()
        self.resize(tokens().length(680), tokens().length(480))


def _stick_words(stick: Stick) -> str:
    if stick.free < 0:
        return stick.name
    free = _("{size} free").format(size=size_text(stick.free))
    return f"{stick.name} · {free}"


def _state_of(each: Lying) -> tuple[str, Tone]:
    if each.problem in OTHERS:
        return _("Another desk's"), Tone.GREY
    if each.problem:
        return _("Cannot be used"), Tone.RED
    if not each.ours:
        return _("Verified"), Tone.GREEN
    return (_("The city has it"), Tone.GREEN) if each.received else (_("On its way"), Tone.BLUE)


def open_stick(way: Way, *, bench: Workbench, sticks: Sticks, parent: QWidget) -> StickDialog:
    """Open the dialog; it deletes itself when it is closed."""
    dialog = StickDialog(way, bench=bench, sticks=sticks, parent=parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
