"""A card fills the form of a resident: what it says, beside what only people know. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from helpdesk.application.cards import CardFound, typed_fields
from helpdesk.domain.card_events import ResidentPhotographed
from helpdesk.i18n import _
from helpdesk.ui.actions import action
from helpdesk.ui.card_reading import CardReading
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.portrait import Portrait


class CardFilling(QWidget):
    """The line above a resident's form: read a card, its photograph. Hidden without both."""

    def __init__(
        self,
        bench: Workbench,
        dialog: Sheet,
        *,
        put: Callable[[dict[str, str]], object],
        number: Callable[[], str],
        owned: bool,
    ) -> None:
        """`put` takes raw values into the editors, `number` tells the one that stands there; `owned`
        says that the form is somebody's already, so that another's card is refused."""
        super().__init__(dialog)
        self._bench, self._dialog = bench, dialog
        self._put, self._number, self._owned = put, number, owned
        self._reading = CardReading(bench)
        self.photo: ResidentPhotographed | None = None
        self.button = LinkButton(_("Read a card (F8)"))
        self.button.setVisible(self._reading.possible)
        self.button.clicked.connect(self.read)
        self._portrait = Portrait()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        row.addWidget(self._portrait)
        self.setVisible(self._reading.possible)
        if self._reading.possible:
            QShortcut(QKeySequence(action("read-card").key), dialog, self.read)
        dialog.finished.connect(lambda _result: self._reading.give_up())

    def read(self) -> None:
        """Wait for a card; asked again it waits no more."""
        self._dialog.fail("")
        self._reading.read(
            while_open(self._dialog, self.take),
            failed=while_open(self._dialog, self._dialog.fail),
            ended=while_open(self._dialog, self._ended),
        )
        if self._reading.waiting:
            self.button.setText(_("Lay the card on the reader … (F8 gives up)"))

    def take(self, found: CardFound) -> None:
        """The card's values into the form; the card of somebody else changes nothing."""
        stands = "".join(self._number().split()).upper()
        if self._owned and stands and stands != found.card.number:
            self._dialog.fail(_("This card belongs to somebody else: nothing was taken from it."))
            return
        self._dialog.fail("")
        self._put(typed_fields(found, self._bench.session))
        self.photo = found.photo
        self._portrait.load(self._bench, found.photo.sha256 if found.photo else "")
        self.show()

    def _ended(self) -> None:
        self.button.setText(_("Read a card (F8)"))
