"""Settings: my password and PIN, the agents, backups, the database and the disk. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui.asking import Request
from helpdesk.ui.fields_dialog import FieldsDialog
from helpdesk.ui.models.case_rows import heads
from helpdesk.ui.models.rows import Cell, Row, RowsModel
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.screens.settings.ports import (
    FOLDER_SETTING,
    RESERVE_SETTING,
    AgentLine,
    Vault,
)
from helpdesk.ui.screens.settings.presenter import SettingsPresenter, state_words
from helpdesk.ui.screens.settings.safety import Line, SafetyPresenter, Shown
from helpdesk.ui.theme import tokens
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.page import GAP, Page, PageHeader
from helpdesk.ui.widgets.panel import Note, Panel
from helpdesk.ui.widgets.scroll_column import ScrollColumn
from helpdesk.ui.widgets.text import paragraph
from helpdesk.ui.widgets.work_table import Column, Look, WorkTable

_HEADS = (N_("Name"), N_("Id"), N_("State"))
_COLUMNS = (Column(Look.PLAIN, 150, 2), Column(Look.MUTED, 110, 1), Column(Look.CHIP, 150))
_TONES = {"enabled": Tone.GREEN, "disabled": Tone.PLAIN, "lapsed": Tone.AMBER, "revoked": Tone.RED}
RESERVE_MOST = 100_000  # MB


class SettingsScreen(Page):
    """Call `refresh` when the screen is shown. `restore` leads to the backups to restore from;
    `panels` are more of them for the left column."""

    def __init__(
        self,
        bench: Workbench,
        vault: Vault,
        *,
        settings: Settings,
        restore: Callable[[], object],
        enrolled: Callable[[], object],
        panels: Sequence[QWidget] = (),
    ) -> None:
        super().__init__()
        self._presenter = SettingsPresenter(bench, self, vault, enrolled=enrolled)
        self._safety = SafetyPresenter(bench, vault, refresh=self.refresh)
        self._settings = settings
        self._restore = restore
        self._agents: Sequence[AgentLine] = ()
        self.body.addWidget(PageHeader(_("Settings of this computer")))
        left, right = self._columns()
        self._compose_city(left)
        self._compose_own(left)
        self._compose_agents(left)
        for panel in panels:
            left.body.addWidget(panel)
        self._compose_backups(right)
        self._compose_database(right)
        self._compose_room(right)
        self._compose_unsent(right)
        right.body.addStretch(1)
        self.setFocusProxy(self._password)

    def refresh(self) -> None:
        """Read everything anew."""
        self._presenter.refresh()

    # -- what the presenter asks

    def show_state(self, shown: Shown) -> None:
        """Draw it; the chosen agent stays chosen."""
        self._city.setVisible(not shown.enrolled)
        self._pin_state.set_rows([KeyValue(_("PIN"), shown.pin)])
        self._remove_pin.setEnabled(shown.has_pin)
        self._agents = shown.agents
        self._model.set_rows([_agent_row(agent) for agent in shown.agents])
        self._choose_agent()
        self._backups.set_rows([_key_value(line) for line in shown.backups])
        self._beside.setVisible(shown.own_folder)
        self._pages.set_rows([_key_value(shown.pages)])
        self._unsent.set_rows([_key_value(shown.unsent)])
        self._export.setEnabled(shown.has_unsent)
        if not self._reserve.editor.hasFocus():
            self._reserve.editor.setText(str(shown.reserve_mb))

    def ask(self, request: Request) -> None:
        """Open a dialog."""
        FieldsDialog(request, self._presenter.submit, self).open()

    def enrol(self) -> None:
        """Ask for the city's code."""
        self._presenter.enrol()

    # -- inside

    def _compose_city(self, column: ScrollColumn) -> None:
        self._city = Panel(_("City"))
        text = _("This computer has no place in the city yet: nothing can be registered or sent.")
        self._city.body.addWidget(paragraph(text, tone=Tone.AMBER))
        self._city.body.addWidget(_flow(_button(_("Enrol this computer…"), self._presenter.enrol)))
        self._city.hide()
        column.body.addWidget(self._city)

    def _columns(self) -> tuple[ScrollColumn, ScrollColumn]:
        row = self.add_row(1)
        left, right = ScrollColumn(), ScrollColumn()
        for column, share in ((left, 5), (right, 6)):
            column.body.setSpacing(GAP)
            row.addWidget(column, share)
        return left, right

    def _compose_own(self, column: ScrollColumn) -> None:
        panel = Panel(_("My password and PIN"))
        self._pin_state = KeyValueRows()
        panel.body.addWidget(self._pin_state)
        self._password = _button(_("Change my password…"), self._presenter.change_password)
        self._remove_pin = _button(_("Remove my PIN…"), self._presenter.remove_pin)
        pin = _button(_("Set my PIN…"), self._presenter.set_pin)
        panel.body.addWidget(_flow(self._password, pin, self._remove_pin))
        column.body.addWidget(panel)

    def _compose_agents(self, column: ScrollColumn) -> None:
        panel = Panel(_("Agents at this computer"))
        self._table = WorkTable(_COLUMNS, name=_("Agents at this computer"))
        self._table.setMinimumHeight(tokens().row * 4)
        self._model = RowsModel(heads(_HEADS), self._table)
        self._table.setModel(self._model)
        self._table.selectionModel().selectionChanged.connect(self._choose_agent)
        panel.body.addWidget(self._table, 1)
        add = _button(_("Add an agent…"), self._presenter.add_agent)
        self._reset = _button(
            _("New password…"), lambda: self._with_agent(self._presenter.reset_password)
        )
        self._switch = _button(_("Disable…"), lambda: self._change(self._switch_act()))
        self._remove = _button(_("Remove…"), lambda: self._change("remove"))
        panel.body.addWidget(_flow(add, self._reset, self._switch, self._remove))
        column.body.addWidget(panel, 1)

    def _compose_backups(self, column: ScrollColumn) -> None:
        panel = Panel(_("Backups"))
        self._backups = KeyValueRows()
        self._beside = Note(
            _("They lie on the same disk as the data: choose a folder on another one, or a stick."),
            Tone.AMBER,
        )
        panel.body.addWidget(self._backups)
        panel.body.addWidget(self._beside)
        buttons = (
            _button(_("Back up now"), self._safety.back_up),
            _button(_("Restore on trial"), self._safety.rehearse),
            _button(_("Choose a folder…"), lambda: self._pick(self._safety.keep_in)),
            _button(_("Use a stick…"), lambda: self._pick(self._safety.keep_on_stick)),
            _button(_("Restore from a backup…"), self._restore),
        )
        buttons[2].setEnabled(not self._settings.locked(FOLDER_SETTING))
        panel.body.addWidget(_flow(*buttons))
        panel.body.addWidget(locked_note(self._settings, FOLDER_SETTING))
        column.body.addWidget(panel)

    def _compose_database(self, column: ScrollColumn) -> None:
        panel = Panel(_("Database"))
        self._pages = KeyValueRows()
        panel.body.addWidget(self._pages)
        panel.body.addWidget(_flow(_button(_("Check every page"), self._safety.check_pages)))
        column.body.addWidget(panel)

    def _compose_room(self, column: ScrollColumn) -> None:
        panel = Panel(_("Room kept back on the disk"))
        panel.body.addWidget(
            paragraph(
                _("On a full disk it is given up, so that cases can still be saved."), "secondary"
            )
        )
        size = QLineEdit()
        size.setValidator(QIntValidator(0, RESERVE_MOST, size))
        size.setFixedWidth(tokens().length(240))
        self._reserve = Field(_("Kept back, in megabytes (0: nothing)"), size)
        save = _button(_("Keep back"), lambda: self._safety.set_reserve(int(size.text() or 0)))
        size.returnPressed.connect(save.click)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._reserve)
        row.addWidget(save, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        panel.body.addLayout(row)
        panel.body.addWidget(locked_note(self._settings, RESERVE_SETTING))
        for part in (size, save):
            part.setEnabled(not self._settings.locked(RESERVE_SETTING))
        column.body.addWidget(panel)

    def _compose_unsent(self, column: ScrollColumn) -> None:
        panel = Panel(_("Work that was never sent"))
        text = _(
            "For a computer that the city blocked, or that cannot reach it any more: a file that only the"
            " city can read."
        )
        self._unsent = KeyValueRows()
        self._export = _button(_("Export for the city…"), self._ask_file)
        panel.body.addWidget(paragraph(text, "secondary"))
        panel.body.addWidget(self._unsent)
        panel.body.addWidget(_flow(self._export))
        column.body.addWidget(panel)

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, _("Export for the city"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("hdb")
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
        dialog.setNameFilters([_("Bundles (*.hdb)")])
        dialog.selectFile("unsent.hdb")
        dialog.fileSelected.connect(self._safety.export_unsent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self) -> AgentLine | None:
        wanted = self._table.current_id() if self._table.selectionModel().hasSelection() else None
        return next((agent for agent in self._agents if agent.id == wanted), None)

    def _choose_agent(self, *_changed: object) -> None:
        agent = self._chosen()
        colleague = agent is not None and not agent.own
        revoked = agent is not None and agent.state == "revoked"
        self._reset.setEnabled(colleague and not revoked)
        self._switch.setEnabled(
            colleague and agent is not None and agent.state in ("enabled", "disabled")
        )
        self._remove.setEnabled(colleague)
        self._switch.set_words(_("Enable…") if self._switch_act() == "enable" else _("Disable…"))

    def _switch_act(self) -> str:
        agent = self._chosen()
        return "enable" if agent is not None and agent.state == "disabled" else "disable"

    def _with_agent(self, do: Callable[[AgentLine], object]) -> None:
        agent = self._chosen()
        if agent is not None:
            do(agent)

    def _change(self, act: str) -> None:
        self._with_agent(lambda agent: self._presenter.change_agent(agent, act))

    def _pick(self, chosen: Callable[[str], object]) -> None:
        dialog = QFileDialog(self, _("Choose a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _button(words: str, do: Callable[[], object]) -> SecondaryButton:
    button = SecondaryButton(words)
    button.clicked.connect(do)
    return button


def _flow(*buttons: SecondaryButton) -> QWidget:
    row = QWidget()
    flow = FlowLayout(row)
    for button in buttons:
        flow.addWidget(button)
    return row


def _key_value(line: Line) -> KeyValue:
    return KeyValue(line.key, line.value, tone=line.tone)


def _agent_row(agent: AgentLine) -> Row:
    state = state_words(agent)
    return Row(
        agent.id,
        (Cell(agent.name), Cell(agent.id), Cell(state, _TONES[agent.state])),
    )
