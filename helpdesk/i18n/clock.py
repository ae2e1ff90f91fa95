"""What is odd about the clock, in a sentence."""

from helpdesk.domain.trusted_time import ClockFinding, Doubt
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.texts import N_, _, ngettext

_SENTENCES = {
    Doubt.BACK: N_(
        "The clock of this computer stands {span} before what was recorded last. Set date and time."
    ),
    Doubt.OFF: N_(
        "The clock of this computer is wrong by {span}. Times are corrected by the city's; set it right."
    ),
    Doubt.MOVED: N_("The clock of this computer was moved by {span}. Check date and time."),
    Doubt.LONG: N_("The clock says that {span} have passed since the last work. Is today {day}?"),
}


def clock_text(finding: ClockFinding) -> str:
    """The sentence for a finding, with what to do."""
    if finding.doubt is Doubt.YEAR:
        return _("The clock of this computer is wrong by years. Set date and time, then register.")
    day = day_text(finding.moment.local.date())
    return _(_SENTENCES[finding.doubt]).format(span=_span(finding), day=day)


def _span(finding: ClockFinding) -> str:
    minutes = round(finding.by.total_seconds() / 60)
    if minutes < 120:
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = round(hours / 24)
    return ngettext("{n} day", "{n} days", days).format(n=days)
