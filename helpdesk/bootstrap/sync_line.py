"""What the foot of the rail says about the sync."""

from datetime import datetime

from helpdesk.application.queries import SyncState
from helpdesk.i18n import _, ngettext
from helpdesk.ui import rail


def sync_lines(
    state: SyncState, *, last: datetime, exchanging: bool
) -> tuple[rail.SyncState, str, str]:
    """What the foot of the rail says; green only when it is true (C12)."""
    waiting = ngettext("{n} case waiting", "{n} cases waiting", state.waiting_cases).format(
        n=state.waiting_cases
    )
    if exchanging:
        return rail.SyncState.BUSY, _("Syncing…"), waiting if state.waiting else ""
    if not state.server:
        return rail.SyncState.OFF, _("Not enrolled with the city"), _("Work is saved here")
    if state.refused:
        refused = ngettext("{n} record refused", "{n} records refused", state.refused)
        return rail.SyncState.BAD, refused.format(n=state.refused), _("Open to see why")
    if state.synced:
        synced = _("Synced {time}").format(time=last.strftime("%H:%M"))
        return rail.SyncState.ON, synced, _("Nothing waiting")
    line = _("Offline · {waiting}").format(waiting=waiting) if state.waiting_cases else _("Offline")
    return rail.SyncState.OFF, line, _("Saved on this computer; sent when the network is back")
