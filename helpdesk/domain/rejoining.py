"""A case that was registered twice under one number: by the device that gave the number, and, when that was
lost, from its paper stub. Both are one case, in whatever order they come.

What the giving device wrote on the day is true. What only the stub's registration says is added to it; where
both say something different, both stand side by side until a person decides (`merging`).
"""

from collections.abc import Iterator
from typing import Any

from helpdesk.domain.case import Case
from helpdesk.domain.case_fields import AMENDABLE, material_field, value_of, with_value
from helpdesk.domain.copies import replace
from helpdesk.domain.event import Event
from helpdesk.domain.events import CaseRegistered
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.merging import Claim, Written


def is_one_case(one: CaseRegistered, other: CaseRegistered) -> bool:
    """Whether two registrations are of one case: the same number, and not more than one of them gave it."""
    return one.number == other.number and bool(one.reentered or other.reentered)


def rejoined(case: Case, event: Event, body: CaseRegistered, true: dict[str, Any]) -> Case:
    """The case after its other registration; `true` is what a case has from `body` alone.

    What was done to the case meanwhile stays done.
    """
    was, begun = case.registered, case.begun
    if was is None or begun is None:
        return case
    if body.reentered:
        return _filled(case, was, other=(body, event), true_by=begun)
    kept = {
        "owner": case.owner if case.reassigned else true["owner"],
        "department": true["department"]
        if case.department == _department(was)
        else case.department,
        "due": true["due"] if was.close_by is None or case.due == was.close_by.due else case.due,
    }
    mine = {name: value_of(was, name) for name in AMENDABLE}
    lines = case.materials if _alike(was, body) else ()
    written = tuple(each for each in case.written if lines or not each[0].startswith("material."))
    case = replace(case, **(true | kept | {"written": ()}))
    return _overlaid(case, (mine, lines, written), other_by=begun, true_by=event)


def _filled(
    case: Case, was: CaseRegistered, *, other: tuple[CaseRegistered, Event], true_by: Event
) -> Case:
    """The case with what the stub's registration knows besides."""
    body, event = other
    said = {name: value_of(body, name) for name in AMENDABLE}
    lines = body.materials if _alike(was, body) else ()
    return _overlaid(case, (said, lines, ()), other_by=event, true_by=true_by)


def _overlaid(
    case: Case,
    other: tuple[dict[str, str], tuple[Material, ...], Written],
    *,
    other_by: Event,
    true_by: Event,
) -> Case:
    """The true case with the other registration's values, and what was written on top of that: the gaps
    filled, and both values kept where they differ, the true one last."""
    said, lines, written = other
    registered = case.registered
    if registered is None:
        return case
    mine, theirs = dict(case.written), dict(written)
    materials = list(case.materials)
    for name in AMENDABLE:
        value, another = value_of(registered, name), said[name]
        _put(mine, theirs, name, (value, true_by), (another, other_by))
        if another and not value:
            registered = with_value(registered, name, another)
    for line, (true, each) in enumerate(zip(case.materials, lines, strict=False)):
        known, more = _or_nothing(true), _or_nothing(each)
        _put(mine, theirs, material_field(line), (known, true_by), (more, other_by))
        if more and not known:
            materials[line] = more
    return replace(
        case, registered=registered, materials=tuple(materials), written=tuple(mine.items())
    )


_Claims = dict[str, tuple[Claim, ...]]


def _put(
    mine: _Claims,
    theirs: _Claims,
    name: str,
    true: tuple[object, Event],
    other: tuple[object, Event],
) -> None:
    """The claims of a field from both sides into `mine`; nothing said is no claim."""
    claims = tuple(_claims(mine.get(name) or _first(*true), theirs.get(name) or _first(*other)))
    if claims:
        mine[name] = claims


def _first(value: object, event: Event) -> tuple[Claim, ...]:
    return (Claim(value, (event,)),) if value else ()


def _claims(true: tuple[Claim, ...], other: tuple[Claim, ...]) -> Iterator[Claim]:
    """The claims of both, equal values in one; the true ones last, for the last one is shown."""
    values = [claim.value for claim in true]
    yield from (claim for claim in other if claim.value not in values)
    for claim in true:
        same = tuple(e for each in other if each.value == claim.value for e in each.events)
        yield Claim(claim.value, (*same, *claim.events))


def _or_nothing(material: Material) -> Material | None:
    """A line of the checklist about which nothing was said yet is None."""
    return None if material.state is MaterialState.NEEDED else material


def _department(body: CaseRegistered) -> str:
    return body.matter.department if body.matter else ""


def _alike(one: CaseRegistered, other: CaseRegistered) -> bool:
    """Whether the lines of both checklists are the same materials."""
    return [each.name for each in one.materials] == [each.name for each in other.materials]
