"""When to sync unasked: how often, and what goes over a line that costs by the byte. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QSpinBox, QWidget

from helpdesk.application.sync_policy import (
    EVERY_MAX,
    EVERY_MIN,
    MEGABYTES_MAX,
    Metered,
    SyncPolicy,
)
from helpdesk.i18n import N_, _
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.text import paragraph

_RULES = {
    Metered.ALL: N_("Everything"),
    Metered.RECORDS: N_("Records, no files"),
    Metered.ASK: N_("Nothing unasked"),
}


class PolicyDialog(Sheet):
    """`chosen` hears of the new policy."""

    def __init__(
        self, policy: SyncPolicy, parent: QWidget, *, chosen: Callable[[SyncPolicy], object]
    ) -> None:
        super().__init__(_("When to sync"), _("Save"), parent)
        self._chosen = chosen
        self.minutes = QSpinBox()
        self.minutes.setRange(EVERY_MIN, EVERY_MAX)
        self.minutes.setValue(policy.minutes)
        self.minutes.setSuffix(_(" min"))
        rules = [(rule.value, _(words)) for rule, words in _RULES.items()]
        self.metered = ChoiceRow(_("Over a metered line"), rules)
        self.metered.set_value(policy.metered.value)
        self.metered_mb = _megabytes(policy.metered_mb)
        self.free_mb = _megabytes(policy.free_mb)
        words = _(
            "It also runs soon after each change, when the network comes back, and before locking and"
            " leaving. F9 always sends at once."
        )
        self.body.addWidget(paragraph(words))
        self.body.addWidget(Field(_("By itself every"), self.minutes))
        self.body.addWidget(Field(_("Over a metered line"), self.metered))
        self.body.addWidget(Field(_("Files in a month over metered lines"), self.metered_mb))
        self.body.addWidget(Field(_("Files in a month over other lines"), self.free_mb))
        self.setMinimumWidth(460)
        self.minutes.setFocus()

    def submit(self) -> None:
        """Used at once."""
        rule = Metered(self.metered.value() or Metered.RECORDS)
        self._chosen(
            SyncPolicy(
                minutes=self.minutes.value(),
                metered=rule,
                metered_mb=self.metered_mb.value(),
                free_mb=self.free_mb.value(),
            )
        )
        self.accept()


def _megabytes(chosen: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, MEGABYTES_MAX)
    box.setSingleStep(50)
    box.setValue(chosen)
    box.setSuffix(" MB")
    box.setSpecialValueText(_("No limit"))
    return box
