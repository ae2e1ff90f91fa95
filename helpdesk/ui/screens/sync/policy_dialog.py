"""When to sync unasked: how often, and what goes over a line that costs by the byte. GUI thread."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QWidget

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


def rule_words(rule: Metered) -> str:
    """What goes over a line that costs by the byte, in words."""
    return _(_RULES[rule])


class NumberField(Field[QLineEdit]):
    """A whole number within bounds, typed."""

    def __init__(self, words: str, chosen: int, *, least: int, most: int) -> None:
        super().__init__(words, QLineEdit(str(chosen)))
        self._least, self._most = least, most

    def number(self) -> int | None:
        """What was typed; None, with a sentence below, where it is no such number."""
        text = self.editor.text().strip()
        plain = text.isascii() and text.isdecimal() and len(text) < 10
        fits = plain and self._least <= int(text) <= self._most
        words = _("A whole number from {least} to {most}.")
        self.set_error("" if fits else words.format(least=self._least, most=self._most))
        return int(text) if fits else None


class PolicyDialog(Sheet):
    """`chosen` hears of the new policy."""

    def __init__(
        self, policy: SyncPolicy, parent: QWidget, *, chosen: Callable[[SyncPolicy], object]
    ) -> None:
        super().__init__(_("When to sync"), _("Save"), parent)
        self._chosen = chosen
        self.minutes = NumberField(
            _("By itself every so many minutes"), policy.minutes, least=EVERY_MIN, most=EVERY_MAX
        )
        self.metered_mb = NumberField(
            _("MB of files in a month over metered lines; 0: no limit"),
            policy.metered_mb,
            least=0,
            most=MEGABYTES_MAX,
        )
        self.free_mb = NumberField(
            _("MB of files in a month over other lines; 0: no limit"),
            policy.free_mb,
            least=0,
            most=MEGABYTES_MAX,
        )
        rules = [(rule.value, _(words)) for rule, words in _RULES.items()]
        self.metered = ChoiceRow(_("Over a metered line"), rules)
        self.metered.set_value(policy.metered.value)
        words = _(
            "It also runs soon after each change, when the network comes back, and before locking and"
            " leaving. F9 always sends at once."
        )
        self.body.addWidget(paragraph(words))
        self.body.addWidget(self.minutes)
        self.body.addWidget(Field(_("Over a metered line"), self.metered))
        self.body.addWidget(self.metered_mb)
        self.body.addWidget(self.free_mb)
        self.setMinimumWidth(480)
        self.minutes.setFocus()

    def submit(self) -> None:
        """Used at once; what is no number in bounds stays and is said."""
        fields = (self.minutes, self.metered_mb, self.free_mb)
        minutes, metered_mb, free_mb = (field.number() for field in fields)
        if minutes is None or metered_mb is None or free_mb is None:
            return
        rule = Metered(self.metered.value() or Metered.RECORDS)
        self._chosen(SyncPolicy(minutes, rule, metered_mb=metered_mb, free_mb=free_mb))
        self.accept()
