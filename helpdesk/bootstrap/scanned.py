"""What is read at the counter leads on: a card to its person, a paper to its case. GUI thread."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from helpdesk.application.cards import CardFound, card_in
from helpdesk.application.paper_check import Finding, PaperCheck, check_paper
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.protocol import evidence
from helpdesk.ui.card_dialog import compare_card
from helpdesk.ui.card_reading import CardReading
from helpdesk.ui.compare_dialog import compare_checked
from helpdesk.ui.frame import Frame
from helpdesk.ui.paper_check import PaperCheckDialog
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.view import IntakeScreen
from helpdesk.ui.screens.resident.resident_dialog import ResidentDialog
from helpdesk.ui.wedge import Wedge

_SHOWN_MOST = 40  # characters of an unknown code


class Scanned(QObject):
    """`refresh` reads the shown screen anew."""

    def __init__(
        self,
        bench: Workbench,
        frame: Frame,
        intake: IntakeScreen,
        *,
        refresh: Callable[[], object],
    ) -> None:
        super().__init__(frame)
        self._bench = bench
        self._frame = frame
        self._intake = intake
        self._refresh = refresh
        self.reading = CardReading(bench)
        frame.actions_offered.register("read-card", lambda: self.reading.read(self.take_card))
        self.wedge = Wedge(self, known=self._is_known, active=self._listens)
        self.wedge.scanned.connect(self.take)

    @Slot(str)
    def take(self, text: str) -> None:
        """What a reader typed: a card, a paper, or a code that says nothing here."""
        card = card_in(text, today=self._bench.session.clock.now().local.date())
        if card is not None:
            self.reading.look_up(card, self.take_card)
        elif number_in(text):
            self._bench.background.run(
                lambda: self._paper(text), done=lambda found: self._lead_on(*found), key="scanned"
            )
        else:
            shown = text if len(text) <= _SHOWN_MOST else f"{text[:_SHOWN_MOST]}…"
            words = _("The code “{code}” is no receipt and no identity card: nothing was done.")
            self._bench.navigator.say(words.format(code=shown), tone="warning", topic="scanned")

    def take_card(self, found: CardFound) -> None:
        """To an open form, to the counter, or to the page of whoever it belongs to."""
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ResidentDialog):
            dialog.cards.take(found)
        elif self._frame.current_screen == "intake":
            self._intake.presenter.card.take(found)
        elif found.resident is not None:
            self._bench.navigator.open_resident(found.resident.id)
            compare_card(self._bench, found, self._frame, changed=self._refresh)
        else:
            self._intake.put_aside()
            self._bench.navigator.new_case()
            self._intake.presenter.card.take(found)

    def _is_known(self, text: str) -> bool:
        today = self._bench.session.clock.now().local.date()
        if isinstance(QApplication.activeModalWidget(), ResidentDialog):
            return card_in(text, today=today) is not None
        return card_in(text, today=today) is not None or bool(number_in(text))

    def _listens(self) -> bool:
        """In the work, and in a resident's form; other dialogs take what is typed as it comes."""
        dialog = QApplication.activeModalWidget()
        return self._frame.isVisible() and (dialog is None or isinstance(dialog, ResidentDialog))

    def _paper(self, text: str) -> tuple[str, str, PaperCheck | None]:
        """Background thread: number and case, and what its seal says."""
        session, queries = self._bench.session, self._bench.queries
        check = check_paper(text, seal=session.seal, queries=queries) if session.seal else None
        number = number_in(text)
        return number, queries.case_id(number) or "", check

    def _lead_on(self, number: str, case: str, check: PaperCheck | None) -> None:
        navigator = self._bench.navigator
        if check is not None and check.finding is not Finding.GENUINE:
            compare = partial(compare_checked, self._bench, check, self._frame)
            open_case = navigator.open_case
            PaperCheckDialog(check, open_case=open_case, parent=self._frame, compare=compare).open()
        elif case:
            if self._frame.current_screen == "intake":
                self._intake.put_aside()
            navigator.open_case(case)
        else:
            words = _("Case {number} is not on this computer. Sync (F9), then scan it again.")
            navigator.say(words.format(number=number), tone="warning", topic="scanned")


def number_in(text: str) -> str:
    """The case number of a scanned code, alone, in an address or before its seal; else nothing."""
    sealed = evidence.read(text)
    bare = sealed.number if sealed else text.split("#")[0].split("?")[0].rsplit("/", 1)[-1]
    try:
        return str(CaseNumber.parse(bare))
    except Problem:
        return ""
