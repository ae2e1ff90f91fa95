"""Days and deadlines in words: what is left, and how a due date was counted."""

from collections.abc import Sequence
from datetime import date, datetime

from helpdesk.domain.clocks import Deadline, Step, StepReason, Unit
from helpdesk.i18n.texts import N_, _, language, ngettext
from helpdesk.i18n.words import PAUSES, word

_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day_text(day: date) -> str:
    """A day of this year as people say it: 11月23日, 23 Nov."""
    if language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{day.month}月{day.day}日"


def weekday_text(day: date) -> str:
    """星期一, Monday."""
    return _(_WEEKDAYS[day.weekday()])


def minute_text(moment: datetime) -> str:
    """11-23 10:45, the same in all languages."""
    return moment.strftime("%m-%d %H:%M")


def day_and_minute(moment: datetime) -> str:
    """11月23日 10:45, 23 Nov 10:45: as papers say it."""
    return _("{day} {time}").format(day=day_text(moment.date()), time=moment.strftime("%H:%M"))


def limit_text(days: int, unit: str) -> str:
    """15 个工作日, 60 days."""
    if unit == Unit.NATURAL:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    return ngettext("{n} working day", "{n} working days", days).format(n=days)


def remaining_text(left: int, due: datetime) -> str:
    """What is left in working days: overdue, due today at, or so many days left."""
    if left < 0:
        text = ngettext("{n} working day overdue", "{n} working days overdue", -left)
        return text.format(n=-left)
    if left == 0:
        return _("Due today at {time}").format(time=due.strftime("%H:%M"))
    return ngettext("{n} working day left", "{n} working days left", left).format(n=left)


def due_text(due: datetime, days: int, unit: str, *, provisional: bool) -> str:
    """The promise on one line: 2026-12-14（15 个工作日）, marked when provisional."""
    text = _("{day} ({limit})").format(day=due.date().isoformat(), limit=limit_text(days, unit))
    return _("{promise}, provisional").format(promise=text) if provisional else text


def step_text(step: Step, unit: Unit) -> str:
    """One day of the count and why it counted or not."""
    natural = unit is Unit.NATURAL
    sentences = {
        StepReason.RECEIVED: N_("{day} {weekday}: received, counting starts the next day"),
        StepReason.COUNTED: N_("{day} {weekday}: day {n}")
        if natural
        else N_("{day} {weekday}: working day {n}"),
        StepReason.MAKE_UP: N_("{day} {weekday}: day {n}, make-up working day")
        if natural
        else N_("{day} {weekday}: working day {n}, a make-up day"),
        StepReason.WEEKEND: N_("{day} {weekday}: weekend, not counted"),
        StepReason.HOLIDAY: N_("{day} {weekday}: {name}, not counted"),
        StepReason.PAUSED: N_("{day} {weekday}: clock stopped ({pause}), not counted"),
        StepReason.MOVED: N_("{day} {weekday}: first working day after a day off"),
    }
    return _(sentences[step.reason]).format(
        day=day_text(step.day),
        weekday=weekday_text(step.day),
        n=step.n,
        name=step.name,
        pause=word(PAUSES, step.name),
    )


def arithmetic_text(of: Deadline, steps: Sequence[Step]) -> str:
    """How the due date was counted, in one sentence for the paper."""
    if of.due is None:
        return _("The clock stands still.")
    off = sum(step.reason in (StepReason.WEEKEND, StepReason.HOLIDAY) for step in steps)
    make_up = sum(step.reason is StepReason.MAKE_UP for step in steps)
    text = _("Counted from {start} (the day after receipt), {limit}, until {due}").format(
        start=day_text(steps[min(1, len(steps) - 1)].day),
        limit=limit_text(of.limit.days, of.limit.unit),
        due=day_and_minute(of.due),
    )
    if of.limit.unit is Unit.WORKING and off:
        text += _("; {n} days off not counted").format(n=off)
    if make_up:
        text += _("; {n} make-up working days counted").format(n=make_up)
    if of.provisional:
        text += _("; provisional, because a later year's holidays are not published yet")
    return text + _(".")
