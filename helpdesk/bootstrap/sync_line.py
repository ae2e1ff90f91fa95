"""What the foot of the rail says about the sync."""

from datetime import datetime

from helpdesk.application.queries import SyncState
from helpdesk.application.under_way import UnderWay
from helpdesk.i18n import _, ngettext
from helpdesk.store.indexing import BEHIND
from helpdesk.ui import rail
from helpdesk.ui.models.progress import progress_text

_BAD, _OFF, _ON, _BUSY = (
    rail.SyncState.BAD,
    rail.SyncState.OFF,
    rail.SyncState.ON,
    rail.SyncState.BUSY,
)


def sync_lines(
    state: SyncState, *, last: datetime, under_way: UnderWay | None
) -> tuple[rail.SyncState, str, str]:
    """What the foot of the rail says; green only when it is true (C12)."""
    if under_way is not None:
        return _BUSY, _("Syncing…"), progress_text(under_way)
    if not state.server:
        return _OFF, _("Not enrolled with the city"), _("Work is saved here")
    if state.unsettled:
        aside = ngettext("{n} record put aside", "{n} records put aside", state.unsettled)
        return _BAD, aside.format(n=state.unsettled), _("Open to see why")
    if state.last_error:
        return _OFF, _failed(state), _failed_more(state)
    if state.synced:
        synced = _("Synced {time}").format(time=last.strftime("%H:%M"))
        more = _unprepared(state) or _files(state) or _notices(state)
        return _ON, synced, more or _("Nothing waiting")
    return _OFF, _waiting(state) or _("Not complete yet"), _("Goes with the next exchange")


def _unprepared(state: SyncState) -> str:
    n = state.unprepared
    if n <= BEHIND:
        return ""
    return _("About {n} records still to prepare").format(n=f"{n:,}")


def _files(state: SyncState) -> str:
    n = state.waiting_files
    return ngettext("{n} file waiting", "{n} files waiting", n).format(n=n) if n else ""


def _notices(state: SyncState) -> str:
    n = state.notices
    return notices_line(n) if n else ""


def notices_line(n: int) -> str:
    """What the city said and nobody has read yet."""
    text = ngettext("{n} notice from the city", "{n} notices from the city", n)
    return text.format(n=n)


def _failed(state: SyncState) -> str:
    waiting = _waiting(state)
    words = _("Offline") if _is_line(state) else _("Not sent")
    return _("{words} · {waiting}").format(words=words, waiting=waiting) if waiting else words


def _failed_more(state: SyncState) -> str:
    if _is_line(state):
        return _("Saved on this computer; sent when the network is back")
    return _("Saved on this computer. Open to see why")


def _is_line(state: SyncState) -> bool:
    return state.last_error.startswith("network-")


def _waiting(state: SyncState) -> str:
    if state.waiting_cases:
        text = ngettext("{n} case waiting", "{n} cases waiting", state.waiting_cases)
        return text.format(n=state.waiting_cases)
    if state.waiting:
        text = ngettext("{n} record waiting", "{n} records waiting", state.waiting)
        return text.format(n=state.waiting)
    return ""
