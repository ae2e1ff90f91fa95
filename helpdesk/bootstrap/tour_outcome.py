"""The tour after the city's answer: delivery, originals back, a bad callback, and the redo it proposes."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QLineEdit, QWidget

from helpdesk.application.renewals import expiring
from helpdesk.bootstrap.tour_window import Tour
from helpdesk.domain.cases import Case
from helpdesk.domain.clocks import BAD_RATING
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _
from helpdesk.ui.screens.case.outcome import proposal_text

W = TypeVar("W", bound=QWidget)
CONTROL = Qt.KeyboardModifier.ControlModifier
CERTIFICATE = "低保证 科民低〔2026〕118号"


def delivery_typed(tour: Tour) -> None:
    """Ctrl+L is the next step: who took the result, the certificate with its last day."""
    tour.workplace.open_case(tour.case)
    tour.wait(lambda: tour.workplace.case.is_ready, "the case on the screen")
    tour.wait(lambda: _sheet_step(tour) == "delivered", "delivery as the next step")
    tour.press(Qt.Key.Key_L, CONTROL)
    tour.wait(QApplication.activeModalWidget, "the delivery's form")
    _type(tour, _("Document and its number"), CERTIFICATE)
    _type(tour, _("Valid until (2027-01-31), if it expires"), _soon(tour))
    tour.settle()


def delivered(tour: Tour) -> None:
    """Recorded; its certificate of delivery is one press away."""
    _confirm(tour)
    tour.wait(lambda: _case(tour).stage is Stage.DELIVERED, "the delivery in the store")
    tour.expect(_case(tour).document == CERTIFICATE, "the certificate on record")
    tour.settle()


def originals_ticked(tour: Tour) -> None:
    """Ctrl+U: which originals go back, to whom."""
    tour.expect(any(each.held for each in _case(tour).materials), "originals at the desk")
    tour.press(Qt.Key.Key_U, CONTROL)
    tour.wait(QApplication.activeModalWidget, "the originals")
    for tick in _all(QCheckBox):
        tick.setChecked(tick.text() != _("Print the receipt for materials to be signed"))
    tour.settle()


def originals_back(tour: Tour) -> None:
    """None is left at the desk."""
    _confirm(tour)
    tour.wait(lambda: not any(m.held for m in _case(tour).materials), "every original given back")
    tour.settle()


def callback_typed(tour: Tour) -> None:
    """Ctrl+L again: the script beside the answers."""
    tour.wait(lambda: _sheet_step(tour) == "call_back", "the callback as the next step")
    tour.press(Qt.Key.Key_L, CONTROL)
    tour.wait(QApplication.activeModalWidget, "the callback's form")
    for name, words in (
        (_("Reached?"), _("Reached")),
        (_("Solved?"), _("No")),
        (_("Rating"), _("Dissatisfied")),
    ):
        _choose(tour, f"{name}: {words}")
    tour.settle()


def redo_proposed(tour: Tour) -> None:
    """Not satisfied: the case is to be done again, within fifteen working days."""
    _confirm(tour)
    tour.wait(lambda: _case(tour).to_put_right, "the bad callback in the store")
    tour.wait(lambda: _sheet_step(tour) == "redo", "the redo as the next step")
    tour.expect(str(BAD_RATING.days) in proposal_text(_case(tour)), "the limit is said")
    tour.settle()


def renewal_offered(tour: Tour) -> None:
    """Today knows that the certificate expires."""
    tour.workplace.show("today")
    certificates = tour.workplace.bench.queries.certificates
    today = tour.workplace.bench.session.clock.now().local.date()
    tour.wait(
        lambda: tour.case in {each.case for each in expiring(certificates, today=today, limit=9)},
        "the certificate among those that expire",
    )
    tour.settle()


def _case(tour: Tour) -> Case:
    found = tour.workplace.bench.queries.case_file(tour.case)
    tour.expect(found, "the case in the store")
    assert found is not None
    return found.case


def _sheet_step(tour: Tour) -> str:
    sheet = tour.workplace.case.sheet
    return sheet.step if sheet is not None and sheet.id == tour.case else ""


def _soon(tour: Tour) -> str:
    """The same day a month from now, or near it."""
    today = tour.workplace.bench.session.clock.now().local.date()
    month = today.month % 12 + 1
    return today.replace(
        year=today.year + (month == 1), month=month, day=min(today.day, 28)
    ).isoformat()


def _all(kind: type[W]) -> list[W]:
    dialog = QApplication.activeModalWidget()
    found = dialog.findChildren(kind) if dialog is not None else []
    return [widget for widget in found if widget.isVisible()]


def _type(tour: Tour, name: str, text: str) -> None:
    fields = [each for each in _all(QLineEdit) if each.accessibleName() == name]
    tour.expect(fields, f"a field '{name}'")
    fields[0].insert(text)  # as an input method does


def _choose(tour: Tour, name: str) -> None:
    buttons = [each for each in _all(QAbstractButton) if each.accessibleName() == name]
    tour.expect(buttons, f"a choice '{name}'")
    QTest.keyClick(buttons[0], Qt.Key.Key_Space)


def _confirm(tour: Tour) -> None:
    """Ctrl+Enter, and the keyboard back in the window."""
    tour.press(Qt.Key.Key_Return, CONTROL)
    tour.wait(lambda: QApplication.activeModalWidget() is None, "the dialog closed")
    tour.desktop.window.activateWindow()
    tour.wait(QApplication.focusWidget, "the keyboard back in the window")
