"""The settings screen's sync: how often, and how many bytes of files in a month. GUI thread."""

from typing import Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from helpdesk.application.sync_policy import SETTINGS, SyncPolicy
from helpdesk.i18n import _
from helpdesk.ui.presenting import Settings
from helpdesk.ui.screens.settings.locked import locked_note
from helpdesk.ui.screens.sync.policy_dialog import PolicyDialog, rule_words
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.flow import FlowLayout
from helpdesk.ui.widgets.key_values import KeyValue, KeyValueRows
from helpdesk.ui.widgets.panel import Panel


class Sync(Protocol):
    """What decides when it runs unasked."""

    @property
    def policy(self) -> SyncPolicy: ...
    @property
    def policy_locked(self) -> bool: ...
    def set_policy(self, policy: SyncPolicy) -> None: ...


class RhythmPanel(Panel):
    """The same choice as on the sync screen."""

    def __init__(self, settings: Settings, sync: Sync, parent: QWidget | None = None) -> None:
        super().__init__(_("Sync and data budget"), parent=parent)
        self._sync = sync
        self.rows = KeyValueRows()
        self.button = SecondaryButton(_("When to sync…"))
        self.button.clicked.connect(self._ask)
        self.button.setEnabled(not sync.policy_locked)
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.button)
        for part in (self.rows, row, locked_note(settings, *SETTINGS)):
            self.body.addWidget(part)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """It may have been changed on the sync screen."""
        super().showEvent(event)
        self._show()

    def _ask(self) -> None:
        PolicyDialog(self._sync.policy, self, chosen=self._choose).open()

    def _choose(self, policy: SyncPolicy) -> None:
        self._sync.set_policy(policy)
        self._show()

    def _show(self) -> None:
        policy = self._sync.policy
        facts = (
            (_("By itself"), _("every {n} minutes").format(n=policy.minutes)),
            (_("Over a metered line"), rule_words(policy.metered)),
            (_("Files in a month, metered"), _megabytes(policy.metered_mb)),
            (_("Files in a month, other lines"), _megabytes(policy.free_mb)),
        )
        self.rows.set_rows([KeyValue(key, value) for key, value in facts])


def _megabytes(count: int) -> str:
    return f"{count:,} MB" if count else _("no limit")
