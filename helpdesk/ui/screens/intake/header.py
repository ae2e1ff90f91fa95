"""The line above the columns: title, draft chip, other drafts, matter or request. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.words import KINDS, word
from helpdesk.ui.actions import action
from helpdesk.ui.screens.intake.state import PickLine
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.key_hint import KeyHint
from helpdesk.ui.widgets.page import PageHeader

_LISTED = 12  # the newest drafts: a longer menu is higher than a small screen


class IntakeHeader(PageHeader):
    """Says which draft or kind was chosen."""

    draft_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("New case"), parent)
        kinds = [(kind.value, word(KINDS, kind)) for kind in CaseKind]
        self.kind = ChoiceRow(_("Kind of case"), kinds)
        self._drafts = SecondaryButton("")
        self._menu = QMenu(self)
        self._drafts.clicked.connect(self._open)
        self._drafts.hide()
        self.add_button(self._drafts)
        self.add_button(KeyHint(action("request").key))
        self.add_button(self.kind)

    def show_draft(self, words: str, tone: Tone) -> None:
        """The chip beside the title."""
        self.set_state(words, tone)

    def show_drafts(self, lines: Sequence[PickLine]) -> None:
        """The other drafts, behind a button with their count."""
        words = ngettext("{n} draft", "{n} drafts", len(lines)).format(n=len(lines))
        self._drafts.setText(words)
        self._drafts.setAccessibleName(words)
        self._drafts.setVisible(bool(lines))
        self._drafts.updateGeometry()
        self._menu.clear()
        for line in lines[:_LISTED]:
            entry = self._menu.addAction(f"{line.lead} · {line.detail}")
            entry.triggered.connect(lambda _on=False, one=line.id: self.draft_chosen.emit(one))

    def _open(self) -> None:
        self._menu.popup(self._drafts.mapToGlobal(QPoint(0, self._drafts.height() + 2)))
