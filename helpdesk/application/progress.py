"""Everything that happens to a case after it was registered."""

from collections.abc import Callable, Collection
from dataclasses import MISSING, fields
from datetime import date

from helpdesk.application.deadlines import latest_deferral
from helpdesk.application.outcomes import check_day, check_outcome
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.domain.cases import Case, may
from helpdesk.domain.events import Body, Event, MaterialSet
from helpdesk.domain.materials import Material
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

WORDS_MAX = 10_000  # code points in one note or message
_TEXTS = (
    *("words", "reason", "department", "number", "right_authority", "to", "post_number"),
    *("relation", "place", "witness", "document"),
)


def act(session: Session, case_id: str, body: Body) -> Event:
    """Record an act on a case.

    Raises Problem `case-unknown`, `stage-forbids` (the case is at a stage that does not allow it),
    `words-missing`, `text-control`, `text-long` or that of `check_outcome`. Nothing is recorded then.
    """
    check_texts(body)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        if not may(case, type(body)):
            raise Problem("stage-forbids", stage=case.stage.value, act=body.KIND)
        check_outcome(body, now=moment.local)
        return uow.append(case_id, body, author=session.author, moment=moment)


def take_material(session: Session, case_id: str, line: int) -> None:
    """A material that was missing or deferred has come, as many as are asked for."""
    _revise(session, case_id, line, lambda material, _: material.take())


def defer_material(session: Session, case_id: str, line: int, *, until: date) -> None:
    """Allow a material to come by a later date, never beyond the matter's promised limit."""
    today = session.clock.now().local.date()
    _revise(
        session,
        case_id,
        line,
        lambda material, case: material.defer(
            until=until, today=today, latest=latest_deferral(case)
        ),
    )


def excuse_material(session: Session, case_id: str, line: int, *, reason: str = "") -> None:
    """This resident does not need the material. Raises Problem `text-control` or `text-long`."""
    clean_text(reason, field_name="reason", limit=WORDS_MAX)
    _revise(session, case_id, line, lambda material, _: material.not_applicable(reason=reason))


def reject_material(session: Session, case_id: str, line: int, *, reason: str) -> None:
    """A material that was brought cannot be used (预审); the one-time notice says why.

    Raises Problem `material-wrong-why`, `original-held` while its original lies here, `text-control` or
    `text-long`.
    """
    clean_text(reason, field_name="reason", limit=WORDS_MAX)
    _revise(session, case_id, line, lambda material, _: _rejected(material, reason))


def _rejected(material: Material, reason: str) -> Material:
    if material.held:
        raise Problem("original-held", material=material.name)
    return material.wrong(reason=reason)


def return_originals(
    session: Session, case_id: str, lines: Collection[int], *, to: str, on: date
) -> None:
    """The originals of these lines went back to `to`, who signs for them on the materials receipt.

    An ended case gives back what it holds too. Raises Problem `originals-none`, `originals-to`,
    `day-future`, `material-unknown` or `original-not-here`; nothing is recorded then.
    """
    to = clean_text(to, field_name="to", limit=WORDS_MAX).strip()
    if not lines:
        raise Problem("originals-none")
    if not to:
        raise Problem("originals-to")
    moment = session.clock.now()
    check_day(on, today=moment.local.date())
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        for line in sorted(lines):
            if not 0 <= line < len(case.materials):
                raise Problem("material-unknown")
            body = MaterialSet(line, case.materials[line].give_back(to=to, on=on))
            uow.append(case_id, body, author=session.author, moment=moment)


def known_case(uow: UnitOfWork, case_id: str) -> Case:
    """The case, or Problem `case-unknown`."""
    case = uow.case(case_id)
    if case.registered is None:
        raise Problem("case-unknown")
    return case


def check_texts(body: Body) -> None:
    """Every text of an act is clean and of bearable length; one that carries the act is not empty."""
    for spec in fields(body):  # type: ignore[arg-type]
        text = getattr(body, spec.name)
        if spec.name == "items":
            text = "\n".join(text)
        elif spec.name not in _TEXTS or not isinstance(text, str):
            continue
        clean_text(text, field_name=spec.name, limit=WORDS_MAX)
        if spec.default is MISSING and not text.strip():
            raise Problem("words-missing")


def _revise(
    session: Session, case_id: str, line: int, revise: Callable[[Material, Case], Material]
) -> None:
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        if not 0 <= line < len(case.materials):
            raise Problem("material-unknown")
        if case.ended:
            raise Problem("stage-forbids", stage=case.stage.value, act=MaterialSet.KIND)
        material = revise(case.materials[line], case)
        if material != case.materials[line]:
            body = MaterialSet(line=line, material=material)
            uow.append(case_id, body, author=session.author, moment=moment)
