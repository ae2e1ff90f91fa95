"""The dialog that puts a desk back: backups to choose from, progress, what came of it. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from helpdesk.i18n import N_, _
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Background
from helpdesk.ui.screens.restore.ports import Restoring
from helpdesk.ui.screens.restore.presenter import BackupLine, RestorePresenter
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.text import label, paragraph
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_HEADS = (N_("Made"), N_("Holds"), N_("Bytes"), N_("State"), N_("Where"))
_COLUMNS = (
    Column(Look.PLAIN, 150),
    Column(Look.PLAIN, 110, 1),
    Column(Look.PLAIN, 84),
    Column(Look.CHIP, 110),
    Column(Look.MUTED, 220, 3, optional=True),
)


class RestoreDialog(Sheet):
    """`restored` is called when the desk is put back; `agent` is the id of who is asked for first."""

    def __init__(
        self,
        parent: QWidget,
        *,
        restoring: Restoring,
        background: Background,
        restored: Callable[[], object],
        agent: str = "",
    ) -> None:
        super().__init__(_("Restore from a backup"), _("Restore"), parent)
        self._agent_wanted = agent
        self._folder = restoring.folder
        self._presenter = RestorePresenter(
            self, restoring=restoring, background=background, restored=restored
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._compose_choice())
        self._outcome = QWidget()
        self._outcome_body = QVBoxLayout(self._outcome)
        self._outcome_body.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self._outcome)
        self.body.addWidget(self._pages, 1)
        self.resize(tokens().length(900), tokens().length(560))
        self.confirm.setEnabled(False)
        self.show_running(False)
        self._presenter.search()
        self._table.setFocus()

    def submit(self) -> None:
        """Put the desk back."""
        if self.confirm.isEnabled():
            self._presenter.start(self._agent.editor.currentData() or "", self._password.text())

    def reject(self) -> None:
        """Stops the work, or leaves."""
        if self._presenter.is_running:
            self._presenter.cancel()
        else:
            super().reject()

    # -- what the presenter asks

    def show_backups(self, lines: Sequence[BackupLine]) -> None:
        """Draw them; the newest is chosen at first."""
        self._model.set_rows([_row(line) for line in lines])
        self._none.setVisible(not lines)
        if lines and not self._table.selectionModel().hasSelection():
            self._table.selectRow(0)

    def show_agents(self, agents: Sequence[tuple[str, str]]) -> None:
        """Who may open the chosen backup."""
        chosen = self._agent.editor.currentData() or self._agent_wanted
        self._agent.editor.clear()
        for agent, name in agents:
            self._agent.editor.addItem(name, agent)
        self._agent.editor.setCurrentIndex(max(0, self._agent.editor.findData(chosen)))
        self.confirm.setEnabled(bool(agents))

    def show_running(self, running: bool) -> None:
        """While it runs only Cancel can be pressed."""
        for widget in (self._table, self._agent.editor, self._password, self._other):
            widget.setEnabled(not running)
        self.confirm.setEnabled(not running and self._agent.editor.count() > 0)
        self._bar.setVisible(running)
        self._state.setVisible(running)
        self._bar.setRange(0, 0)
        self._state.setText(_("Reading and checking the backup …"))

    def show_progress(self, done: int, total: int) -> None:
        """Megabytes done, and in all; behind the last one everything is checked once more."""
        if done >= total:
            self._bar.setRange(0, 0)
            self._state.setText(_("Checking what was read, and taking over what came since …"))
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._state.setText(_("{done} of {total} MB").format(done=f"{done:,}", total=f"{total:,}"))

    def show_problem(self, words: str) -> None:
        """What went wrong; the password stays, to be put right."""
        self.fail(words)
        self.confirm.setEnabled(self._agent.editor.count() > 0)
        if words:
            self._password.setFocus()
            self._password.selectAll()

    def show_outcome(self, sentences: Sequence[str]) -> None:
        """It is done."""
        self._password.clear()
        self._outcome_body.addWidget(Note(_("The desk is restored."), Tone.GREEN))
        for words in sentences:
            self._outcome_body.addWidget(paragraph(words, "body"))
        self._outcome_body.addStretch(1)
        self._pages.setCurrentWidget(self._outcome)
        self.end(_("Close"))

    # -- inside

    def _compose_choice(self) -> QWidget:
        page = QWidget()
        body = QVBoxLayout(page)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(10)
        text = _(
            "The damaged database is kept; whatever was recorded since the backup and can be read is taken"
            " over. Lost is only what was recorded since, never reached the city, and cannot be read."
        )
        body.addWidget(paragraph(text, "secondary"))
        body.addWidget(label(_("Restored into: {folder}").format(folder=self._folder), "secondary"))
        body.addWidget(self._compose_table(), 1)
        self._agent = Field(_("Agent"), QComboBox())
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setMaxLength(200)
        self._password.returnPressed.connect(self.submit)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._agent, 1)
        row.addWidget(Field(_("Password, of today or of the backup's day"), self._password), 1)
        body.addLayout(row)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Progress"))
        self._state = label("", "secondary")
        body.addWidget(self._bar)
        body.addWidget(self._state)
        return page

    def _compose_table(self) -> Panel:
        panel = Panel(_("Backups found"))
        self._table = WorkTable(_COLUMNS, name=_("Backups found"))
        self._model = RowsModel(heads(_HEADS), self._table)
        self._table.setModel(self._model)
        self._table.selectionModel().selectionChanged.connect(self._choose)
        self._none = paragraph(
            _("No backup lies in the usual places. Plug the stick in, or name its folder."),
            "secondary",
        )
        self._other = SecondaryButton(_("Look in another folder…"))
        self._other.clicked.connect(self._pick)
        panel.body.addWidget(self._table, 1)
        panel.body.addWidget(self._none)
        row = QHBoxLayout()
        row.addWidget(self._other)
        row.addStretch(1)
        panel.body.addLayout(row)
        return panel

    def _choose(self, *_changed: object) -> None:
        if self._table.selectionModel().hasSelection():
            self._presenter.choose(str(self._table.current_id() or ""))

    def _pick(self) -> None:
        dialog = QFileDialog(self, _("Choose a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.fileSelected.connect(self._presenter.search)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _row(line: BackupLine) -> Row:
    return Row(
        line.path,
        (
            Cell(line.made),
            Cell(line.holds, aloud=line.why or line.holds),
            Cell(line.size),
            Cell(line.state, line.tone, aloud=line.why or line.state),
            Cell(line.folder, aloud=line.folder),
        ),
    )
