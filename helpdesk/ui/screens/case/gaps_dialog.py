"""Before a whole case goes out: signed copies that lack sheets, and what to do about it. GUI thread."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from helpdesk.domain.signing import Gap
from helpdesk.i18n import _
from helpdesk.i18n.signing_history import gap_line
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.tokens import Tone
from helpdesk.ui.widgets.panel import Note
from helpdesk.ui.widgets.text import paragraph

_NAMED = 8


class GapsDialog(Sheet):
    """Confirming goes on all the same: `accepted`."""

    def __init__(
        self, gaps: Sequence[Gap], parent: QWidget, *, accepted: Callable[[], object]
    ) -> None:
        super().__init__(_("Signed sheets are missing"), _("Save all the same"), parent)
        for gap in gaps[:_NAMED]:
            self.body.addWidget(Note(gap_line(gap), Tone.AMBER))
        if len(gaps) > _NAMED:
            self.body.addWidget(paragraph("…"))
        words = _(
            "Scan what is missing (Ctrl Shift S): each sheet finds its place by its own code. Saved now, the "
            "contents page of the PDF names what is missing."
        )
        self.body.addWidget(paragraph(words))
        self.accepted.connect(accepted)
        self.setMinimumWidth(480)
