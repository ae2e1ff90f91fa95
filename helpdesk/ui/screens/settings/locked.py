"""What the administrator decided for this computer: shown, and not to be changed here. GUI thread."""

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.panel import Note


def locked_words() -> str:
    """Why something cannot be chosen."""
    return _("Set by the administrator: it cannot be changed here.")


def locked_note(settings: Settings, *keys: str) -> QWidget:
    """A sentence where one of these is locked; hidden otherwise."""
    note = Note(locked_words(), Tone.GREY)
    note.setVisible(False)
    if any(settings.locked(key) for key in keys):
        note.setHidden(False)
    return note
