"""Days and moments as papers write them, in the language in use and the desk's own clock."""

from datetime import date, datetime

from helpdesk.i18n.texts import N_, _

_WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def day(value: date) -> str:
    """A day: 2026年12月14日, 2026-12-14."""
    return _("{year}-{month:02}-{day:02}").format(year=value.year, month=value.month, day=value.day)


def day_with_weekday(value: date) -> str:
    """A day with its weekday, for what people must remember."""
    return _("{day} ({weekday})").format(day=day(value), weekday=_(_WEEKDAYS[value.weekday()]))


def moment(value: datetime) -> str:
    """A day and the time on the desk's clock, never converted to another zone."""
    return f"{day(value)} {_clock(value)}"


def deadline(value: datetime) -> str:
    """Until when, at the latest."""
    return _("{day}, by {time}").format(day=day_with_weekday(value), time=_clock(value))


def _clock(value: datetime) -> str:
    return f"{value.hour:02}:{value.minute:02}"
