"""Which columns the table shows, and in which order. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from helpdesk.i18n import _
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.text import paragraph
from helpdesk.ui.widgets.tick_list import TickList


class ColumnsDialog(Sheet):
    """`chosen` gets the numbers of the columns in order, or None for the program's own."""

    def __init__(
        self,
        names: Sequence[str],
        shown: Sequence[int],
        parent: QWidget,
        *,
        chosen: Callable[[list[int] | None], object],
    ) -> None:
        super().__init__(_("Columns"), _("Show these"), parent)
        self._chosen = chosen
        rest = [number for number in range(len(names)) if number not in shown]
        entries = [(number, names[number]) for number in (*shown, *rest)]
        self.list = TickList(_("Columns"), entries, shown, fixed=1)
        self.list.setMinimumHeight(min(len(names), 11) * tokens().field + 4)
        words = _(
            "Space ticks, Ctrl ↑ and Ctrl ↓ move. Widths are changed in the table, by the mouse."
        )
        self.body.addWidget(paragraph(words, "secondary"))
        self.body.addWidget(self.list, 1)
        row = QHBoxLayout()
        for text, by in ((_("Up"), -1), (_("Down"), 1)):
            button = SecondaryButton(text)
            button.clicked.connect(lambda _checked=False, by=by: self.list.move_current(by))
            row.addWidget(button)
        own = SecondaryButton(_("As in the beginning"))
        own.clicked.connect(self._reset)
        row.addWidget(own)
        row.addStretch(1)
        self.body.addLayout(row)
        self.setMinimumWidth(tokens().length(420))
        self.list.setFocus()

    def submit(self) -> None:
        """Use them."""
        self._chosen(self.list.ticked())
        self.accept()

    def _reset(self) -> None:
        self._chosen(None)
        self.accept()
