"""A day, typed or chosen from a calendar, and a month. GUI thread."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDateEdit, QWidget

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


class MonthEdit(QDateEdit):
    """A month; the arrows go from one to the next, over the turn of the year, too."""

    def __init__(self, month: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM")
        self.setCalendarPopup(True)
        self.setDate(QDate(month.year, month.month, 1))

    def stepBy(self, steps: int) -> None:
        """In whichever part of it the cursor stands."""
        self.setDate(self.date().addMonths(steps))

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        day, allowed = self.date(), QAbstractSpinBox.StepEnabledFlag.StepNone
        if day.addMonths(-1) >= self.minimumDate():
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if day.addMonths(1) <= self.maximumDate():
            allowed |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return allowed
