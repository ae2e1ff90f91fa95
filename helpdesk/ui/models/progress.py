"""How far an exchange is, in words with counts and bytes. Plain Python."""

from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.i18n import _, ngettext
from helpdesk.ui.models.spoken import size_text


def progress_text(under_way: UnderWay) -> str:
    """Sending 120 of 400 records · 46 KB."""
    words = _stage_text(under_way)
    if not under_way.bytes:
        return words
    return _("{words} · {size}").format(words=words, size=size_text(under_way.bytes))


def _stage_text(under_way: UnderWay) -> str:
    done, total = f"{under_way.done:,}", f"{under_way.total:,}"
    if under_way.stage is SyncStage.SENDING:
        return _("Sending {done} of {total} records").format(done=done, total=total)
    if under_way.stage is SyncStage.LISTS:
        return _("Into the lists: {done} so far").format(done=done)
    if under_way.stage is SyncStage.FILES:
        return _("Files: {done} of {total}").format(done=done, total=total)
    if under_way.stage is SyncStage.RECEIVING and under_way.total:
        return _("Receiving {done} of {total} records").format(done=done, total=total)
    if under_way.stage is SyncStage.RECEIVING and under_way.done:
        n = under_way.done
        return ngettext("Receiving: {n} record so far", "Receiving: {n} records so far", n).format(
            n=done
        )
    return _("Asking the city for news")
