"""How safe what was recorded is, in two lines at the foot of Today. GUI thread."""

from PySide6.QtWidgets import QWidget

from helpdesk.domain.moments import Moment
from helpdesk.i18n import _
from helpdesk.i18n.counting import minute_text
from helpdesk.ui.screens.settings.ports import SafetyNote
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Panel


class SafetyPanel(Panel):
    """Quiet as long as all is well; what went wrong is said above every screen besides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Data of this computer"), parent=parent)
        self._rows = KeyValueRows()
        self.body.addWidget(self._rows)
        self.hide()

    def show_note(self, note: SafetyNote, *, offset_minutes: int) -> None:
        """These results, times in the zone so many minutes from UTC."""
        rows = [
            _row(_("Backup"), note.made_ms, note.error, offset_minutes),
            _row(_("Trial restore"), note.rehearsed_ms, note.fault, offset_minutes),
        ]
        self._rows.set_rows(rows)
        self.show()


def _row(name: str, at_ms: int, problem: str, offset_minutes: int) -> KeyValue:
    if problem:
        return KeyValue(name, _("⚠ failed"), tone=Tone.RED)
    if not at_ms:
        return KeyValue(name, _("not yet"), tone=Tone.AMBER)
    local = Moment(at_ms, offset_minutes=offset_minutes).local
    return KeyValue(name, f"✓ {minute_text(local)}", tone=Tone.GREEN)
