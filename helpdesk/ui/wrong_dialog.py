"""What is wrong with a material that was brought: at the counter and on a case alike. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui.phrase_dialog import phrases_in
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.reason_dialog import ReasonDialog

WRONG_BECAUSE = (
    N_("Not signed"),
    N_("Not stamped"),
    N_("Expired"),
    N_("Not legible"),
    N_("Pages are missing"),
    N_("Does not agree with the identity card"),
    N_("Only a copy, the original is needed"),
)
Submitted = Callable[[str, Callable[[], object], Callable[[str], object]], object]


def ask_wrong(bench: Workbench, material: str, parent: QWidget, *, submitted: Submitted) -> None:
    """`submitted` gets the reason, what to call when it is recorded, and what to tell if it is not."""
    words = _("What is wrong with “{material}”? It will stand on the one-time notice.")
    dialog = ReasonDialog(
        _("Material cannot be used"),
        words.format(material=material),
        [_(reason) for reason in WRONG_BECAUSE],
        parent,
        submitted=submitted,
    )
    phrases_in(dialog, bench)
    dialog.open()
