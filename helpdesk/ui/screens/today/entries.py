"""Slips and expiring certificates as lines of Today. Plain Python."""

from dataclasses import dataclass
from datetime import date, datetime

from helpdesk.application.certificates import Expiring
from helpdesk.application.queries import SlipRow
from helpdesk.application.renewals import URGENT_BEFORE
from helpdesk.domain.slip_events import SlipLevel
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text, minute_text
from helpdesk.i18n.slip_history import SLIP_STATES, slip_name
from helpdesk.ui.tokens import Tone

SLIP = "slip:"
"""How the ids of slips begin, among those of cases."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a side panel: `lead` in bold, `words` after it, a `detail` below, an edge's tone."""

    id: str
    lead: str
    words: str
    detail: str
    tone: Tone


def slip_entry(row: SlipRow, now: datetime) -> Entry:
    """What it is, about whom, what to do until when."""
    name, _space, number = slip_name(row.key).partition(" ")
    todo = _(SLIP_STATES[row.state])
    if not row.to_desk:
        todo = _("{todo} by {addressee}").format(todo=todo, addressee=row.addressee)
    if row.answer_by is not None:
        todo = _("{todo}, until {time}").format(todo=todo, time=minute_text(row.answer_by))
    parts = (row.applicant, row.title, todo)
    late = row.answer_by is not None and row.answer_by < now
    mild = row.key.startswith(SlipLevel.REMINDER) and not late
    return Entry(
        id=f"{SLIP}{row.case}:{row.key}",
        lead=name,
        words=number,
        detail=" · ".join(filter(None, parts)),
        tone=Tone.AMBER if mild else Tone.RED,
    )


def slip_of(entry_id: str) -> tuple[str, str] | None:
    """Case and key of a slip's entry; None for any other."""
    if not entry_id.startswith(SLIP):
        return None
    case, _colon, key = entry_id.removeprefix(SLIP).partition(":")
    return case, key


def renewal_entry(row: Expiring, today: date) -> Entry:
    """Whose, what, and how long it is valid."""
    left = (row.valid_until - today).days
    if left < 0:
        detail = _("expired on {day}: call and offer the renewal")
    else:
        detail = ngettext(
            "{day}, {n} day left: call and offer the renewal",
            "{day}, {n} days left: call and offer the renewal",
            left,
        )
    urgent = row.valid_until - today <= URGENT_BEFORE
    return Entry(
        id=row.case,
        lead=row.applicant or _("Anonymous"),
        words=row.document or row.title,
        detail=detail.format(day=day_text(row.valid_until), n=left),
        tone=Tone.RED if left < 0 else Tone.AMBER if urgent else Tone.BLUE,
    )
