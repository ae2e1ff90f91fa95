"""Which acts can be recorded on several cases at once, and what came of it. Plain Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from helpdesk.application.case_batch import Outcome
from helpdesk.domain import events as ev
from helpdesk.domain.stages import Stage
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.screens.case.act_shapes import Act
from helpdesk.ui.screens.case.acts import act_of

# Not what is each resident's own: a callback, a correction's list, a withdrawal.
_IDS = (
    "hand_over",
    "contacted",
    "progressed",
    "note",
    "corrected",
    "resume",
    "answered",
    "delivered",
    "close",
    "suspend",
    "terminate",
)


_SAME_FOR_ALL = frozenset({"words", "reason", "how", "at"})
_ITS_OWN = "post"  # a postal item has a number of its own


def many_acts() -> tuple[Act, ...]:
    """The acts with the questions whose answer suits many cases; each is handed over to its own
    department."""
    acts = []
    for act_id in _IDS:
        act = act_of(act_id)
        asks = tuple(
            replace(ask, choices=tuple(each for each in ask.choices if each[0] != _ITS_OWN))
            for ask in act.asks
            if ask.name in _SAME_FOR_ALL and ask.only is None
        )
        act = replace(act, asks=asks)
        if act_id == "hand_over":
            hint = N_("Each case to its own department. The promised time goes on running.")
            act = replace(act, hint=hint, asks=(), build=lambda _values: ev.HandedOver())
        acts.append(act)
    return tuple(acts)


@dataclass(frozen=True, slots=True)
class Fitting:
    """An act that the stages of `count` cases allow."""

    act: Act
    count: int


def fitting(stages: Iterable[Stage]) -> list[Fitting]:
    """The acts that at least one of these stages allows."""
    known = list(stages)
    found = []
    for act in many_acts():
        move = act.body.MOVE
        count = sum(move is None or stage in move.before for stage in known)
        if count:
            found.append(Fitting(act, count))
    return found


def act_words(fit: Fitting, total: int) -> str:
    """An act in the list, with how many cases allow it where not all do."""
    if fit.count == total:
        return _(fit.act.words)
    return _("{act} · {n} of {total}").format(act=_(fit.act.words), n=fit.count, total=total)


def first_values(act: Act) -> Mapping[str, str]:
    """What stands in the fields when an act is chosen."""
    return {ask.name: "pick_up" if ask.name == "how" else "" for ask in act.asks}


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many were done, refused and left."""
    done = sum(each.done for each in outcomes)
    refused = sum(each.problem is not None for each in outcomes)
    skipped = sum(each.skipped for each in outcomes)
    parts = [ngettext("{n} recorded", "{n} recorded", done).format(n=done)]
    if refused:
        parts.append(ngettext("{n} refused", "{n} refused", refused).format(n=refused))
    if skipped:
        parts.append(
            ngettext("{n} left as it was", "{n} left as they were", skipped).format(n=skipped)
        )
    return " · ".join(parts)


def result_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """A line each, what was refused first and why."""
    refused = [f"✕ {each.number}  {sentence(each.problem)}" for each in outcomes if each.problem]
    skipped = [_("– {number}  not recorded").format(number=e.number) for e in outcomes if e.skipped]
    done = [_("✓ {number}  recorded").format(number=e.number) for e in outcomes if e.done]
    return [*refused, *skipped, *done]
