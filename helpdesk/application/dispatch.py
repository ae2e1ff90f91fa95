"""What the city may do with a case, by the rules of dispatching (DOMAIN: clocks; C29)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from helpdesk.application.deadlines import current_due
from helpdesk.application.ports import Session
from helpdesk.application.progress import check_texts, known_case
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.callbacks import is_bad
from helpdesk.domain.cases import Case, may
from helpdesk.domain.clocks import (
    CORRECTION,
    EXTENSION_LONGEST,
    RETURN,
    Limit,
    deadline,
    received_on,
)
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.callbacks import bad_callback

# While it is in dispute whose case this is, nobody goes on with it.
_HELD_UP = (
    ev.Dispatched,
    ev.SignedFor,
    ev.Accepted,
    ev.Answered,
    ev.CorrectionAsked,
    ev.Suspended,
    ev.Refused,
    ev.Returned,
    ev.ReturnDisputed,
    ev.Reassigned,
)
OUTCOMES = ("solved", "referred", "explained")
"""What can come of a blocked matter."""


@dataclass(frozen=True, slots=True)
class _Setting:
    """When and by whom; `now` is local."""

    now: datetime
    calendar: WorkCalendar
    author: ev.Author


def act_in_city(
    session: Session, case_id: str, body: ev.Body, *, before: Sequence[ev.Body] = ()
) -> None:
    """Record an act of the city, what goes `before` it and what follows from it, in one transaction.

    Raises those of `progress.act`, and the Problem of the rule that is in the way: `return-late`,
    `return-decided`, `dispute-open`, `dispute-none`, `review-own`, `correction-twice`,
    `correction-late`, `extension-late`, `extension-days`, `extension-open`, `extension-none`,
    `extension-own`, `owner-same`, `level-wrong`, `outcome-wrong`. Nothing is recorded then.
    """
    check_texts(body)
    moment = session.clock.now()
    setting = _Setting(moment.local, session.reference.calendar, session.author)
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        if not may(case, type(body)):
            raise Problem("stage-forbids", stage=case.stage.value, act=body.KIND)
        if case.dispatching.dispute is not None and isinstance(body, _HELD_UP):
            raise Problem("dispute-open")
        rule = _RULES.get(type(body))
        for said in (*before, *(rule(case, body, setting) if rule else (body,))):
            uow.append(case_id, said, author=session.author, moment=moment)


def offers(case: Case, body: type[ev.Body]) -> bool:
    """Whether the act makes sense for the case as it stands; who acts and when is not asked."""
    held = case.dispatching
    if held.dispute is not None and issubclass(body, _HELD_UP):
        return False
    asked: dict[type[ev.Body], bool] = {
        ev.Returned: held.bound != (case.department or None),
        ev.ReturnDisputed: case.stage is Stage.REGISTERED and bool(held.returned_by),
        ev.ReturnReviewed: held.dispute is not None,
        ev.CorrectionAsked: not held.corrections,
        ev.ExtensionAsked: held.extension is None and held.extended < EXTENSION_LONGEST,
        ev.ExtensionDecided: held.extension is not None,
        ev.Raised: not held.raised,
        ev.BlockedSettled: case.kind is CaseKind.BLOCKED,
        ev.Closed: case.stage is not Stage.REGISTERED,
    }
    return may(case, body) and asked.get(body, True)


def return_until(case: Case, calendar: WorkCalendar) -> datetime:
    """Until when the department may return the case: 2 working days after it got it [city]."""
    return _until(RETURN, case, calendar)


def _until(limit: Limit, case: Case, calendar: WorkCalendar) -> datetime:
    body = case.registered
    if body is None:
        raise Problem("case-unknown")
    since = case.dispatching.dispatched_at or body.received_at
    due = deadline(limit, received_on(since, calendar), calendar=calendar).due
    if due is None:
        raise AssertionError("a deadline without pauses always has a due time")
    return due


def _signed_for(case: Case, body: ev.SignedFor, _setting: _Setting) -> tuple[ev.Body, ...]:
    return (ev.SignedFor(department=body.department or case.department),)


def _returned(case: Case, body: ev.Returned, setting: _Setting) -> tuple[ev.Body, ...]:
    """The first return goes back to the dispatcher, the second one to a reviewer."""
    held = case.dispatching
    if held.bound and held.bound == case.department:
        raise Problem("return-decided", department=case.department)
    until = return_until(case, setting.calendar)
    if setting.now > until:
        raise Problem("return-late", until=f"{until:%m-%d %H:%M}")
    if held.returns:
        return (ev.ReturnDisputed(reason=body.reason, department=case.department),)
    return (body,)


def _contested(case: Case, body: ev.ReturnDisputed, _setting: _Setting) -> tuple[ev.Body, ...]:
    held = case.dispatching
    if case.stage is not Stage.REGISTERED or not held.returned_by:
        raise Problem("dispute-none")
    return (replace(body, department=held.returned_by, contested=True),)


def _reviewed(case: Case, body: ev.ReturnReviewed, setting: _Setting) -> tuple[ev.Body, ...]:
    dispute = case.dispatching.dispute
    if dispute is None:
        raise Problem("dispute-none")
    if dispute.author.id == setting.author.id:
        raise Problem("review-own")
    return (body,)


def _reassigned(case: Case, body: ev.Reassigned, _setting: _Setting) -> tuple[ev.Body, ...]:
    if body.department == case.department and not body.agent:
        raise Problem("owner-same", name=body.department)
    return (body,)


def _correction(case: Case, body: ev.CorrectionAsked, setting: _Setting) -> tuple[ev.Body, ...]:
    """Everything at once, once, within 5 days; otherwise the case counts as accepted (行政许可法 32)."""
    if case.dispatching.corrections:
        raise Problem("correction-twice")
    until = _until(CORRECTION, case, setting.calendar)
    if setting.now > until:
        raise Problem("correction-late", until=f"{until:%m-%d %H:%M}")
    return (body,)


def _extension(case: Case, body: ev.ExtensionAsked, setting: _Setting) -> tuple[ev.Body, ...]:
    held = case.dispatching
    if held.extension is not None:
        raise Problem("extension-open")
    longest = EXTENSION_LONGEST - held.extended
    if not 1 <= body.days <= longest:
        raise Problem("extension-days", days=body.days, longest=longest)
    due, _provisional = current_due(case, setting.calendar)
    if due is None:
        raise Problem("extension-none")
    if setting.now > due:
        raise Problem("extension-late", due=f"{due:%m-%d %H:%M}")
    return (body,)


def _extension_decided(
    case: Case, body: ev.ExtensionDecided, setting: _Setting
) -> tuple[ev.Body, ...]:
    asked = case.dispatching.extension
    if asked is None or not isinstance(asked.body, ev.ExtensionAsked):
        raise Problem("extension-none")
    if asked.author.id == setting.author.id:
        raise Problem("extension-own")
    if not body.approved:
        if not body.words.strip():
            raise Problem("words-missing")
        return (body,)
    if not may(case, ev.Extended):
        raise Problem("stage-forbids", stage=case.stage.value, act=ev.Extended.KIND)
    due, _provisional = current_due(case, setting.calendar)
    if due is None:
        raise Problem("extension-none")
    more = deadline(Limit(asked.body.days), due.date(), calendar=setting.calendar)
    if more.due is None:
        raise AssertionError("a deadline without pauses always has a due time")
    return (body, ev.Extended(days=asked.body.days, reason=asked.body.reason, due=more.due))


def _passed(
    case: Case, body: ev.PassedUp | ev.PassedDown | ev.Raised, _setting: _Setting
) -> tuple[ev.Body, ...]:
    """Only along the case's own line: village, township, county, city."""
    if not case.stream.startswith(body.to) or body.to == case.dispatching.level != "":
        raise Problem("level-wrong")
    return (body,)


def _settled(case: Case, body: ev.BlockedSettled, _setting: _Setting) -> tuple[ev.Body, ...]:
    if case.kind is not CaseKind.BLOCKED or body.outcome not in OUTCOMES:
        raise Problem("outcome-wrong")
    return (body,)


def _called_back(_case: Case, body: ev.CalledBack, _setting: _Setting) -> tuple[ev.Body, ...]:
    """A bad one opens the case again at once: 15 working days to put it right, and a callback [city]."""
    if not is_bad(body):
        return (body,)
    return (body, ev.Redone(reason=bad_callback(body)))


_Rule = Callable[[Case, Any, _Setting], tuple[ev.Body, ...]]
_RULES: dict[type[ev.Body], _Rule] = {
    ev.SignedFor: _signed_for,
    ev.Returned: _returned,
    ev.ReturnDisputed: _contested,
    ev.ReturnReviewed: _reviewed,
    ev.Reassigned: _reassigned,
    ev.CorrectionAsked: _correction,
    ev.ExtensionAsked: _extension,
    ev.ExtensionDecided: _extension_decided,
    ev.Raised: _passed,
    ev.PassedUp: _passed,
    ev.PassedDown: _passed,
    ev.BlockedSettled: _settled,
    ev.CalledBack: _called_back,
}
