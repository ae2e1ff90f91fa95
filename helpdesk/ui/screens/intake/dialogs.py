"""What the intake asks in dialogs. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from helpdesk.application.cards import CardFound
from helpdesk.ui.card_dialog import compare_card
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.dialog import open_print
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.screens.intake.deferral_dialog import DeferralDialog
from helpdesk.ui.screens.intake.like_dialog import LikeDialog
from helpdesk.ui.screens.intake.paper_dialog import PaperDialog
from helpdesk.ui.screens.intake.people_dialog import PeopleDialog
from helpdesk.ui.screens.intake.proxy_dialog import ProxyDialog
from helpdesk.ui.screens.intake.state import (
    DeferralQuestion,
    LikeQuestion,
    PeopleQuestion,
    ProxyQuestion,
    WrongQuestion,
)
from helpdesk.ui.wrong_dialog import ask_wrong

OpenSigning = Callable[[str, str], QDialog]  # a case's id and a paper


class IntakeDialogs:
    """`state.Dialogs` over the screen."""

    def __init__(
        self, bench: Workbench, settings: Settings, screen: QWidget, *, sign: OpenSigning
    ) -> None:
        self._bench = bench
        self._sign = sign
        self._settings = settings
        self._screen = screen

    def ask_deferral(self, asked: DeferralQuestion) -> None:
        """Until when a material may come."""
        dialog = DeferralDialog(asked, self._screen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def ask_people(self, asked: PeopleQuestion) -> None:
        """Who else applies."""
        PeopleDialog(asked, self._screen).open()

    def ask_proxy(self, asked: ProxyQuestion) -> None:
        """Who acts for the applicant."""
        ProxyDialog(asked, self._screen).open()

    def ask_like(self, asked: LikeQuestion) -> None:
        """Which earlier case."""
        LikeDialog(asked, self._screen).open()

    def ask_wrong(self, asked: WrongQuestion) -> None:
        """What is wrong with a material."""

        def submitted(
            reason: str, done: Callable[[], object], failed: Callable[[str], object]
        ) -> None:
            wrong = asked.answer(reason)
            failed(wrong) if wrong else done()

        ask_wrong(self._bench, asked.material, self._screen, submitted=submitted)

    def compare_card(self, found: CardFound, changed: Callable[[], object]) -> None:
        """What is right where a card says something else."""
        compare_card(self._bench, found, self._screen, changed=changed)

    def ask_file(self, name: str, chosen: Callable[[str], object]) -> None:
        """Where to save a PDF."""
        ask_file(self._screen, name, chosen)

    def open_print(self, case_id: str, paper: str) -> None:
        """The printing dialog."""
        open_print(
            case_id, bench=self._bench, settings=self._settings, parent=self._screen, paper=paper
        )

    def open_signing(self, case_id: str, papers: Sequence[str]) -> None:
        """The pad, for one paper after the other; whoever leaves one leaves the rest."""
        if papers:
            first, *rest = papers
            dialog = self._sign(case_id, first)
            dialog.accepted.connect(lambda: self.open_signing(case_id, rest))

    def choose_paper(self, chosen: Callable[[str], object]) -> None:
        """Which paper of what is on the screen."""
        PaperDialog(chosen, self._screen).open()
