"""When reminders may come: in office hours, or never. GUI thread."""

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QTimeEdit, QWidget

from helpdesk.application.reminders import CLOSES, OFF, ON, OPENS, hours_of
from helpdesk.domain.clocks import OFFICE_HOURS
from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.panel import Panel
from helpdesk.ui.widgets.text import paragraph

_SHAPE = "HH:mm"


class RemindersPanel(Panel):
    """Every change is kept at once; an end before the beginning is moved behind it."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(_("Reminders and quiet hours"), parent=parent)
        self._settings = settings
        text = _(
            "Cases are reminded of 48 and 24 hours before they are due, on working days between these "
            "hours. Outside them nothing is said."
        )
        self.on = QCheckBox(_("Remind me"))
        self.opens = Field(_("From this time"), QTimeEdit())
        self.closes = Field(_("Until this time"), QTimeEdit())
        row = QHBoxLayout()
        row.setSpacing(12)
        for field in (self.opens, self.closes):
            field.editor.setDisplayFormat(_SHAPE)
            field.editor.setFixedWidth(tokens().length(110))
            row.addWidget(field)
        row.addStretch(1)
        self.body.addWidget(paragraph(text, "secondary"))
        self.body.addWidget(self.on)
        self.body.addLayout(row)
        self.body.addWidget(locked_note(settings, ON, OPENS, CLOSES))
        self._show()
        self.on.toggled.connect(self._keep)
        for field in (self.opens, self.closes):
            field.editor.timeChanged.connect(self._keep)

    def _show(self) -> None:
        hours = hours_of(self._settings.get)
        self.on.setChecked(hours is not None)
        known = hours or OFFICE_HOURS
        self.opens.editor.setTime(QTime(known.opens.hour, known.opens.minute))
        self.closes.editor.setTime(QTime(known.closes.hour, known.closes.minute))
        self._allow()

    def _allow(self) -> None:
        locked = self._settings.locked
        self.on.setEnabled(not locked(ON))
        for field, key in ((self.opens, OPENS), (self.closes, CLOSES)):
            field.setEnabled(self.on.isChecked() and not locked(key))

    def _keep(self, *_value: object) -> None:
        self._allow()
        opens, closes = self.opens.editor.time(), self.closes.editor.time()
        if closes <= opens:
            self.closes.editor.setTime(min(opens.addSecs(3600), QTime(23, 59)))
            return
        self._settings.set(ON, "" if self.on.isChecked() else OFF)
        self._settings.set(OPENS, opens.toString(_SHAPE))
        self._settings.set(CLOSES, closes.toString(_SHAPE))
