"""What dispatchers, reviewers and the three levels did, as sentences."""

from collections.abc import Callable
from typing import Any

from helpdesk.domain import events as ev
from helpdesk.i18n.texts import N_, _
from helpdesk.i18n.words import OUTCOMES, level_word, word


def _reason(body: Any) -> dict[str, object]:
    return {"reason": body.reason}


def _up_or_down(body: Any) -> dict[str, object]:
    return {"level": level_word(body.to), "reason": getattr(body, "reason", "")}


def _number(body: Any) -> dict[str, object]:
    known = N_("Case {number} was merged into this one"), N_("Case {number} stands by itself again")
    return {"sentence": _(known[not body.joined]).format(number=body.number)}


def _disputed(body: Any) -> dict[str, object]:
    said = (
        _("The return by {department} is contested: {reason}")
        if body.contested
        else _("{department} disputes whose case it is: {reason}")
    )
    department = body.department or _("the department")
    return {"sentence": said.format(department=department, reason=body.reason)}


def _reviewed(body: Any) -> dict[str, object]:
    if not body.department:
        return {"sentence": _("Review decided: to be dispatched anew")}
    said = _("Review decided: {department} has to do it").format(department=body.department)
    return {"sentence": said}


def _decided(body: Any) -> dict[str, object]:
    return {"sentence": _("Extension approved") if body.approved else _("Extension not approved")}


DISPATCHED: dict[type[ev.Body], tuple[str, Callable[[Any], dict[str, object]]]] = {
    ev.ReturnDisputed: ("{sentence}", _disputed),
    ev.ReturnReviewed: ("{sentence}", _reviewed),
    ev.ExtensionAsked: (
        N_("Asked for {days} more working days: {reason}"),
        lambda b: {"days": b.days, "reason": b.reason},
    ),
    ev.ExtensionDecided: ("{sentence}", _decided),
    ev.Raised: (N_("Raised to {level}: {reason}"), _up_or_down),
    ev.PassedUp: (N_("Passed up to {level}: {reason}"), _up_or_down),
    ev.PassedDown: (N_("Passed down to {level}"), _up_or_down),
    ev.DuplicateNoted: ("{sentence}", _number),
    ev.Unmerged: (N_("No duplicate after all: {reason}"), _reason),
    ev.BlockedSettled: (
        N_("Blocked matter: {outcome}"),
        lambda b: {"outcome": word(OUTCOMES, b.outcome)},
    ),
}
