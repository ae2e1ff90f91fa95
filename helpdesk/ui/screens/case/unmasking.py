"""Full numbers for a minute, after a reason was recorded. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from helpdesk.i18n import N_, _
from helpdesk.ui.reason_dialog import ReasonDialog

SHOWN_MS = 60_000
_REASONS = (
    N_("To telephone the resident"),
    N_("To compare with the card"),
    N_("To fill in a department's form"),
    N_("The resident asked for it"),
)


class UnmaskDialog(ReasonDialog):
    """`record(reason, done=, failed=)` records the look; the numbers come only afterwards."""

    def __init__(
        self,
        parent: QWidget,
        *,
        record: Callable[..., object],
        shown: Callable[[], object],
    ) -> None:
        def submitted(
            reason: str, done: Callable[[], object], failed: Callable[[str], object]
        ) -> None:
            def recorded() -> None:
                done()
                shown()

            record(reason, done=recorded, failed=failed)

        super().__init__(
            _("Show the full numbers"),
            _("Who looked, when and why is recorded in the case's history."),
            [_(reason) for reason in _REASONS],
            parent,
            submitted=submitted,
        )
