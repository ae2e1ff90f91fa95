"""No number before the last one's day: unless somebody vouches for the date, with name and reason."""

from datetime import date

from helpdesk.application.audit import checked_reason
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.domain.audit import ClockOverridden
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.trusted_time import YEARS, year_of


def check_date(uow: UnitOfWork, moment: Moment) -> None:
    """Whether a number may be drawn at `moment`.

    Raises Problem `number-year` for a year that no number can carry, and `clock-behind` where a later
    day has numbers already and nobody vouched for today.
    """
    if year_of(moment) not in YEARS:
        raise Problem("number-year", year=year_of(moment) or "—")
    last = _blocking_day(uow, moment)
    if last is not None:
        raise Problem("clock-behind", today=moment.local.date(), last=last)


def blocked_by(session: Session) -> date | None:
    """The day whose numbers keep today's from being drawn, if any."""
    moment = session.clock.now()
    if year_of(moment) not in YEARS:
        return None
    with session.store.unit_of_work() as uow:
        return _blocking_day(uow, moment)


def vouch_for_date(session: Session, *, reason: str) -> None:
    """The author says that today's date is right although a later day has numbers.

    Raises Problem `reason-missing`. Where nothing is in the way of numbers, nothing is recorded.
    """
    reason = checked_reason(reason)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        last = _blocking_day(uow, moment)
        if last is not None:
            body = ClockOverridden(day=moment.local.date(), last_day=last, reason=reason)
            uow.append(uow.device, body, author=session.author, moment=moment)


def _blocking_day(uow: UnitOfWork, moment: Moment) -> date | None:
    last, today = uow.last_numbered_day(uow.desk.prefix), moment.local.date()
    if last is None or last <= today:
        return None
    vouched = any(
        isinstance(act, ClockOverridden) and act.day <= today and act.last_day >= last
        for act in uow.device_acts()
    )
    return None if vouched else last
