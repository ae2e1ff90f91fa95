"""The monthly bulletin as a paper; the same words head its table on the screen."""

from collections.abc import Sequence

from helpdesk.application.bulletin import Bulletin, Unit
from helpdesk.application.forms import Column, Facts, Form, Lines, Listing, Words
from helpdesk.application.papers import Desk, Issue
from helpdesk.domain.figures import ranks, tier
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import dates
from helpdesk.i18n.texts import N_, _

HEADS = (
    N_("New cases"),
    N_("Due cases"),
    N_("On time"),
    N_("Response rate"),
    N_("Completion rate"),
    N_("Solved"),
    N_("Satisfaction rate"),
    N_("Tier"),
    N_("Score"),
    N_("Rank"),
)
_STANDING = 3  # the last of them
_WIDTH, _NARROW = 5.2, 4.4
DASH = "—"


def bulletin_form(bulletin: Bulletin, *, issue: Issue, desk: Desk) -> Form:
    """月通报 of a month; units without a rate show a dash and have neither score nor rank."""
    places = _("Townships") if bulletin.by_township else _("Desks")
    return Form(
        title=_("Monthly bulletin"),
        subtitle=period(bulletin),
        issue=issue,
        desk=desk,
        sections=(
            Facts(volumes(bulletin)),
            Listing(places, _columns(), lines(bulletin.places)),
            Listing(_("Departments"), _columns(), lines(bulletin.departments)),
            Words(definitions(), _("How it is counted")),
        ),
        closing=(Lines(((_("Drawn up by"), _("Approved by"), _("Date")),)),),
        asking=False,
    )


def period(bulletin: Bulletin) -> str:
    """The month; of one that is not over, until when it is counted."""
    since = bulletin.since
    month = _("{year}-{month:02}").format(year=since.year, month=since.month)
    if bulletin.whole:
        return month
    return _("{month}, as of {time}").format(month=month, time=dates.moment(bulletin.until))


def volumes(bulletin: Bulletin) -> tuple[tuple[str, str], ...]:
    """What came, what was due, who was called back, as labels and values."""
    total, kinds = bulletin.total, bulletin.kinds
    came = _("{n} (matters {matters}, requests {requests}, blocked matters {blocked})").format(
        n=total.registered,
        matters=kinds.get(CaseKind.MATTER, 0),
        requests=kinds.get(CaseKind.REQUEST, 0),
        blocked=kinds.get(CaseKind.BLOCKED, 0),
    )
    due = _("{due}, of these {closed} closed, {on_time} on time").format(
        due=total.due, closed=total.closed, on_time=total.on_time
    )
    called = _(
        "{valid} valid, {unreachable} not reached, {declined} did not want to answer"
    ).format(valid=total.valid, unreachable=total.unreachable, declined=total.declined)
    return ((_("New cases"), came), (_("Due cases"), due), (_("Callbacks"), called))


def lines(units: Sequence[Unit]) -> tuple[tuple[str, ...], ...]:
    """Each unit's name, then its figures in the order of `HEADS`."""
    placed = ranks([unit.figures.score for unit in units])
    return tuple(_line(unit, rank) for unit, rank in zip(units, placed, strict=True))


def definitions() -> str:
    """How the figures are counted."""
    return _(
        "Rates in per cent, as things stood at the end of the month. Due: the limit, extensions "
        "included, ended in the month. On time: the result was out, or the case ended, within the "
        "limit, of those due. Response: contacted within the response limit, of those due for it. "
        "Completion: result or end by the end of the month, of those due. Solved and satisfied (the "
        "best three of five levels): of valid callbacks; who could not be reached or did not want to "
        "answer is left out. Duplicates do not count, and what the applicant took back is not due. "
        "Score: the mean of the five rates, each from 0 to 100; tier A from 90, B from 80, C from 60, "
        "D below. A dash means that nothing counts; without all five rates there is no score."
    )


def _columns() -> tuple[Column, ...]:
    numbers = [Column(_(title), _WIDTH, right=True) for title in HEADS[:-_STANDING]]
    tiers, score, rank = HEADS[-_STANDING:]
    return (
        Column(_("Unit")),
        *numbers,
        Column(_(tiers), _NARROW, centred=True, bold=True),
        Column(_(score), _WIDTH, right=True, bold=True),
        Column(_(rank), _NARROW, right=True, bold=True),
    )


def _line(unit: Unit, rank: int | None) -> tuple[str, ...]:
    figures = unit.figures
    return (
        unit.name or _("None named"),
        str(figures.registered),
        str(figures.due),
        *map(shown, figures.rates),
        tier(figures.score) or DASH,
        shown(figures.score),
        str(rank or DASH),
    )


def shown(rate: float | None) -> str:
    """A rate or a score to a tenth."""
    return DASH if rate is None else f"{rate:.1f}"
