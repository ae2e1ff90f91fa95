"""A day, typed or chosen from a calendar. GUI thread."""

from PySide6.QtCore import QDate
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QDateEdit, QWidget

ISO = "yyyy-MM-dd"


class DayEdit(QDateEdit):
    """The arrows move the day, not the year that stands in front of it."""

    def __init__(self, day: QDate | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat(ISO)
        self.setCalendarPopup(True)
        if day is not None:
            self.setDate(day)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setSelectedSection(QDateEdit.Section.DaySection)
