"""The settings screen's desk: which one this is. The city says so; here it can only be looked at. GUI
thread."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from helpdesk.application.queries import SyncState
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph


class DeskPanel(Panel):
    """Name, place, how papers name it, and which city it belongs to."""

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(_("Desk"), parent=parent)
        self._bench = bench
        self.rows = KeyValueRows()
        words = _("The city sets these when a computer is enrolled; papers carry them.")
        self.body.addWidget(self.rows)
        self.body.addWidget(paragraph(words, "secondary"))
        self._show(SyncState())

    def showEvent(self, event: QShowEvent) -> None:
        """The city's address may be new."""
        super().showEvent(event)
        queries = self._bench.queries
        self._bench.background.run(queries.sync_state, done=self._show, key="desk-server")

    def _show(self, state: SyncState) -> None:
        desk, missing = self._bench.session.desk, _("not set")
        facts = (
            (_("Desk"), desk.name),
            (_("Place"), desk.place),
            (_("Division"), desk.code),
            (_("Device prefix in case numbers"), desk.prefix),
            (_("Telephone on papers"), desk.phone),
            (_("Address on papers"), desk.address),
            (_("City's server"), state.server),
        )
        self.rows.set_rows([KeyValue(key, value or missing) for key, value in facts])
