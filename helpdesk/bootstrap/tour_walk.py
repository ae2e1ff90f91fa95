"""The steps of the tour, in order: what is done, and what must hold after it."""

from collections.abc import Callable, Iterator
from itertools import chain, product
from typing import TypeVar

import httpx
import pypdfium2
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from helpdesk.application.intake import Intake
from helpdesk.application.queries import CaseFile, SyncState
from helpdesk.bootstrap import tour_outcome
from helpdesk.bootstrap.practice import PASSWORD
from helpdesk.bootstrap.tour_window import Tour
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.stages import Stage
from helpdesk.i18n import _
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.mark_table import MarkTable
from helpdesk.ui.widgets.paper_preview import PaperPreview
from helpdesk.ui.widgets.pick_popup import PickPopup

RESIDENT, INITIALS = "包玉兰", "byl"
MATTER, MATTER_INITIALS = "最低生活保障审核确认", "zdsh"
CONTROL = Qt.KeyboardModifier.ControlModifier
ROWS = 50
W = TypeVar("W", bound=QWidget)


def login(tour: Tour) -> None:
    """The window asks for the password at once."""
    tour.wait(QApplication.focusWidget, "the keyboard in the password field")


def unlock(tour: Tour) -> None:
    """The password opens Today."""
    tour.type(PASSWORD)
    tour.press(Qt.Key.Key_Return)
    tour.wait(lambda: tour.desktop.workplace, "Today after the password")
    tour.wait(lambda: state(tour).synced, "the first sync")
    tour.settle()


def find_resident(tour: Tour) -> None:
    """F2, initials, Enter: the resident's card."""
    tour.press(Qt.Key.Key_F2)
    tour.wait(lambda: tour.workplace.frame.current_screen == "intake", "the intake")
    tour.type(INITIALS)
    tour.wait(lambda: shows(tour, RESIDENT), "the resident found by initials")
    tour.press(Qt.Key.Key_Return)
    tour.wait(lambda: intake(tour).resident, "the resident chosen")


def choose_matter(tour: Tour) -> None:
    """Initials, Enter: the matter with its checklist; Enter again: its conditions are met."""
    tour.type(MATTER_INITIALS)
    tour.settle()
    tour.press(Qt.Key.Key_Return)
    tour.wait(lambda: intake(tour).materials, "the checklist")
    code = intake(tour).matter
    matter = tour.workplace.bench.session.reference.catalogue.find(code)
    tour.expect(matter and matter.name == MATTER, f"{MATTER} is chosen")
    tour.press(Qt.Key.Key_Return)
    prechecks = tour.workplace.intake.presenter.matter.prechecks
    tour.wait(lambda: not prechecks.open, "the pre-check questions answered")
    tour.settle()


def take_materials(tour: Tour) -> None:
    """Space takes each material but the last, which stays missing; the draft is on the disk."""
    wanted = len(intake(tour).materials) - 1
    for _n in range(wanted):
        tour.press(Qt.Key.Key_Space)
    tour.wait(lambda: taken(intake(tour)) == wanted, "all but one material taken")
    tour.wait(lambda: drafts_hold(tour, wanted), "the draft on the disk")
    tour.wait(lambda: visible(tour.desktop.window, PaperPreview), "the receipt as it will be")


def explain_due_date(tour: Tour) -> None:
    """The promise is counted out, day by day, and the receipt is previewed."""
    click(tour, _("How it is counted"))
    tour.settle()
    tour.expect(shows(tour, _("Promised")), "the promised date")


def go_offline(tour: Tour) -> None:
    """The city's server is really gone."""
    click(tour, _("How it is counted"))
    tour.city.stop()
    tour.press(Qt.Key.Key_F9)
    tour.wait(lambda: state(tour).last_error, "the failed exchange")
    tour.wait(lambda: not state(tour).synced or state(tour).last_error, "not green any more")


def register(tour: Tour) -> None:
    """Ctrl+Enter: number, event and print job in one transaction, then the receipt as PDF."""
    before = tour.workplace.bench.queries.sync_state().recorded
    tour.press(Qt.Key.Key_Return, CONTROL)
    save_pdf(tour, "receipt-A5.pdf")
    queries = tour.workplace.bench.queries
    tour.wait(lambda: queries.sync_state().recorded > before, "the case")
    hit = next(h for h in queries.find(f"{INITIALS} {MATTER}", limit=5) if h.kind == "case")
    tour.case, tour.number = hit.subject, hit.number
    tour.fact("number", hit.number)
    tour.wait((tour.out / "receipt-A5.pdf").exists, "the receipt on the disk")
    check_paper(tour, "receipt-A5.pdf", hit.number, _("Practice, without effect"))
    tour.wait(lambda: not queries.drafts(), "the draft's end")
    tour.settle()


def queued(tour: Tour) -> None:
    """Not sent, and said so."""
    tour.workplace.show("sync")
    tour.wait(lambda: state(tour).waiting > 0, "records waiting")
    tour.expect(not state(tour).synced, "synced is not claimed")
    tour.settle()
    tour.fact("waiting", state(tour).waiting)


def case_offline(tour: Tour) -> None:
    """The case is there, its receipt printed, its records marked unsent."""
    tour.workplace.open_case(tour.case)
    tour.wait(lambda: tour.workplace.case.is_ready, "the case on the screen")
    tour.expect(shows(tour, tour.number), "its number")
    tour.settle()


def print_again(tour: Tour) -> None:
    """Ctrl+P: the printing dialog with the real paper; the notice and an A4 receipt are kept as well."""
    tour.press(Qt.Key.Key_P, CONTROL)
    tour.wait(QApplication.activeModalWidget, "the printing dialog")
    tour.settle()
    papers = tour.workplace.bench.papers
    for paper, size in (("receipt", "A4"), ("one_time_notice", "A4"), ("one_time_notice", "A5")):
        name = f"{paper.replace('_', '-')}-{size}.pdf"
        pdf = papers.render(tour.case, paper=paper, size=size, copies=1)
        papers.save_pdf(pdf, path=str(tour.out / name))
        check_paper(tour, name, tour.number, MATTER)


def come_online(tour: Tour) -> None:
    """The server is back on its old address: F9, and every record has the city's receipt."""
    tour.press(Qt.Key.Key_Escape)
    back_to_window(tour)
    tour.url = tour.city.start(port=int(tour.url.rsplit(":", 1)[1]))
    tour.workplace.show("sync")
    tour.press(Qt.Key.Key_F9)
    tour.wait(lambda: state(tour).synced, "synced")
    tour.expect(file(tour).case.unsent == 0, "every record has its receipt")
    tour.settle()
    tour.fact("acknowledged", state(tour).acknowledged)


def city_answers(tour: Tour) -> None:
    """The department accepts, works and answers; the desk hears of it with the next sync."""
    token = tour.city.token("minzhengju", name="市民政局", role="dispatcher")
    acts: tuple[dict[str, str], ...] = (
        {"act": "accept", "department": "科尔沁区民政局", "number": "科民受〔2026〕1108号"},
        {"act": "progress", "words": "已转家庭经济状况核对"},
        {"act": "answer", "words": "符合条件，准予纳入低保，次月起发放"},
    )
    for body in acts:
        answer = httpx.post(
            f"{tour.url}/api/cases/{tour.number}/acts",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
            timeout=20,
        )
        tour.expect(answer.status_code == httpx.codes.OK, f"the city takes {body['act']}")
    tour.press(Qt.Key.Key_F9)
    tour.wait(lambda: file(tour).case.stage is Stage.ANSWERED, "the answer on the desk")
    tour.wait(lambda: state(tour).synced, "synced")
    tour.workplace.open_case(tour.case)
    tour.wait(lambda: shows(tour, "科民受〔2026〕1108号"), "the department's number on the case")


def today_shows_it(tour: Tour) -> None:
    """Today tells of the answer."""
    tour.workplace.show("today")
    tour.settle()
    rows = tour.workplace.bench.queries.work_list(limit=50)
    row = next(row for row in rows if row.id == tour.case)
    tour.expect(row.stage is Stage.ANSWERED, "a result to deliver on Today")
    tour.expect(shows(tour, RESIDENT), "the city's message on Today")


def find_everything(tour: Tour) -> None:
    """Ctrl+K finds the case by the resident's initials."""
    tour.press(Qt.Key.Key_K, CONTROL)
    tour.type(INITIALS)
    tour.settle()


def list_cases(tour: Tour) -> None:
    """All cases."""
    tour.press(Qt.Key.Key_Escape)
    tour.press(Qt.Key.Key_F3)
    tour.settle()


def mark_cases(tour: Tour) -> None:
    """Space marks, Shift with an arrow marks on the way: what can be done with them stands below."""
    table = visible(tour.desktop.window, MarkTable)[0]
    table.setFocus()
    tour.press(Qt.Key.Key_Space)
    tour.press(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    tour.wait(lambda: shows(tour, _("Record for all …")), "the line of the marked cases")


def case_views(tour: Tour) -> None:
    """Ctrl+Y lists the views."""
    tour.press(Qt.Key.Key_Y, CONTROL)
    tour.wait(lambda: visible(tour.desktop.window, PickPopup), "the list of views")


def list_residents(tour: Tour) -> None:
    """F4 and initials: found as one types, numbers masked."""
    tour.press(Qt.Key.Key_F4)
    tour.wait(lambda: tour.workplace.frame.current_screen == "residents", "the residents")
    tour.type(INITIALS)
    tour.wait(lambda: shows(tour, RESIDENT) and not shows(tour, "王德福"), "the one who was meant")
    tour.settle()


def resident_page(tour: Tour) -> None:
    """Enter opens the page with household, proxies and cases; F2 there begins a case for them."""
    tour.press(Qt.Key.Key_Return)
    tour.press(Qt.Key.Key_Return)
    tour.wait(lambda: tour.workplace.resident.resident, "the page of the resident")
    resident = tour.workplace.resident.resident
    tour.press(Qt.Key.Key_F2)
    tour.wait(lambda: intake(tour).resident == resident, "a new case for this resident")
    tour.press(Qt.Key.Key_Escape)
    tour.wait(lambda: tour.workplace.frame.current_screen == "resident", "the page again")
    tour.wait(lambda: shows(tour, MATTER), "the resident's case")
    tour.settle()


def lock(tour: Tour) -> None:
    """F12 locks; the work stays."""
    tour.press(Qt.Key.Key_F12)
    tour.wait(lambda: tour.desktop.window.currentWidget() is tour.desktop.login, "the lock")


STEPS: tuple[tuple[str, Callable[[Tour], None]], ...] = (
    ("login", login),
    ("unlock", unlock),
    ("resident-by-initials", find_resident),
    ("matter", choose_matter),
    ("materials", take_materials),
    ("due-date-explained", explain_due_date),
    ("network-down", go_offline),
    ("registered", register),
    ("case-not-sent-yet", case_offline),
    ("printing", print_again),
    ("synced", come_online),
    ("city-answered", city_answers),
    ("today", today_shows_it),
    ("delivery-typed", tour_outcome.delivery_typed),
    ("delivered", tour_outcome.delivered),
    ("originals-ticked", tour_outcome.originals_ticked),
    ("originals-back", tour_outcome.originals_back),
    ("callback-typed", tour_outcome.callback_typed),
    ("redo-proposed", tour_outcome.redo_proposed),
    ("renewal-offered", tour_outcome.renewal_offered),
    ("search", find_everything),
    ("cases", list_cases),
    ("cases-marked", mark_cases),
    ("cases-views", case_views),
    ("residents", list_residents),
    ("resident", resident_page),
    ("locked", lock),
)


# -- looking and acting


def intake(tour: Tour) -> Intake:
    """What is on the intake screen."""
    return tour.workplace.intake.presenter.intake


def taken(shown: Intake) -> int:
    """How many materials are taken."""
    return sum(material.state is MaterialState.TAKEN for material in shown.materials)


def drafts_hold(tour: Tour, wanted: int) -> bool:
    """Whether the database has the draft with so many materials taken."""
    return any(taken(draft.intake) == wanted for draft in tour.workplace.bench.queries.drafts())


def state(tour: Tour) -> SyncState:
    """What the store knows of the exchange."""
    return tour.workplace.bench.queries.sync_state()


def file(tour: Tour) -> CaseFile:
    """The tour's case, from the store."""
    found = tour.workplace.bench.queries.case_file(tour.case)
    tour.expect(found, "the case in the store")
    assert found is not None
    return found


def shows(tour: Tour, words: str) -> bool:
    """Whether the words are on the screen, as somebody sees them or hears them read."""
    shown = QApplication.activeModalWidget() or tour.desktop.window
    labels = (label.text() for label in visible(shown, QLabel))
    buttons = (button.text() for button in visible(shown, QAbstractButton))
    names = (widget.accessibleName() for widget in visible(shown, QWidget))
    descriptions = (widget.accessibleDescription() for widget in visible(shown, QWidget))
    texts = chain(
        labels, buttons, names, descriptions, *map(listed, visible(shown, QAbstractItemView))
    )
    return any(words in text for text in texts)


def listed(view: QAbstractItemView) -> Iterator[str]:
    """The texts of a list's or table's first rows."""
    model, root = view.model(), QModelIndex()
    columns = range(model.columnCount(root)) if isinstance(view, QTableView) else range(1)
    for row, column in product(range(min(ROWS, model.rowCount(root))), columns):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            yield str(model.index(row, column).data(role) or "")


def visible(inside: QWidget, kind: type[W]) -> list[W]:
    """The visible widgets of a kind."""
    return [widget for widget in inside.findChildren(kind) if widget.isVisible()]


def click(tour: Tour, words: str) -> None:
    """The link with these words."""
    links = [link for link in visible(tour.desktop.window, LinkButton) if link.text() == words]
    tour.expect(links, f"a link '{words}'")
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)


def save_pdf(tour: Tour, name: str) -> None:
    """The dialog that asks where to save a PDF, filled in and confirmed."""

    def dialog() -> QFileDialog | None:
        shown = QApplication.activeModalWidget()
        return shown if isinstance(shown, QFileDialog) else None

    tour.wait(dialog, "the question where to save the PDF")
    asked = dialog()
    assert asked is not None
    edit = asked.findChild(QLineEdit)
    assert edit is not None
    edit.setText(str(tour.out / name))
    QTest.keyClick(edit, Qt.Key.Key_Return)
    back_to_window(tour)


def back_to_window(tour: Tour) -> None:
    """After a dialog closed: without a window manager nobody else gives the window the keyboard back."""
    tour.wait(lambda: QApplication.activeModalWidget() is None, "the dialog closed")
    tour.desktop.window.activateWindow()
    tour.wait(QApplication.focusWidget, "the keyboard back in the window")


def check_paper(tour: Tour, name: str, *words: str) -> None:
    """The PDF's own text holds these words."""
    with pypdfium2.PdfDocument(tour.out / name) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    for each in words:
        tour.expect(each.replace(" ", "") in text.replace(" ", ""), f"{name} says {each}")
