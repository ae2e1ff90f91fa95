"""Times, sizes and spans as people say them. Plain Python."""

from datetime import timedelta

from helpdesk.domain.moments import Moment
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import minute_text

_MINUTE, _HOUR = 60, 3600


def when_text(at_ms: int, now: Moment) -> str:
    """An instant (ms since 1970 UTC) seen from `now`: today 08:02, yesterday 17:10, 11-20 09:00."""
    at = Moment(at_ms, offset_minutes=now.offset_minutes).local
    today = now.local.date()
    time = at.strftime("%H:%M")
    if at.date() == today:
        return _("Today {time}").format(time=time)
    if at.date() == today - timedelta(days=1):
        return _("Yesterday {time}").format(time=time)
    return minute_text(at) if at.year == today.year else at.strftime("%Y-%m-%d %H:%M")


def clock_text(at_ms: int, now: Moment) -> str:
    """Only the time of an instant of these hours: 10:48."""
    return Moment(at_ms, offset_minutes=now.offset_minutes).local.strftime("%H:%M")


def size_text(count: int) -> str:
    """Bytes as people read them: 58 B, 1.4 KB, 412 KB, 1.4 MB, 12.3 GB."""
    if count < 1_000:
        return f"{count} B"
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:.1f} GB"
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB"
    if count >= 100_000:
        return f"{count / 1_000:,.0f} KB"
    return f"{count / 1_000:.1f} KB"


def span_text(milliseconds: int) -> str:
    """How long something took or lay: 5 h 55 min, 12 min, under a minute."""
    seconds = max(0, milliseconds) // 1000
    if seconds < _MINUTE:
        return _("less than a minute")
    minutes = seconds % _HOUR // _MINUTE
    hours = seconds // _HOUR
    if hours >= 48:
        days = hours // 24
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if hours == 0:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if minutes == 0:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
