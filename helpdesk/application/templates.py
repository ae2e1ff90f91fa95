"""Again like an earlier case: what it was about and what was decided on, never who it was for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from helpdesk.application.registration import checklist
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Catalogue
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind


def intake_like(case: Case, *, catalogue: Catalogue, on: date) -> Mapping[str, Any]:
    """The fields of an intake that an earlier case gives: matter, variant, which materials do not apply,
    title, words and kind. Materials, questions and the rules are those of today.

    Raises Problem `case-unknown`, or `matter-unknown` where the matter is in force no more.
    """
    body = case.registered
    if body is None:
        raise Problem("case-unknown")
    said: dict[str, Any] = {
        "kind": body.case_kind,
        "title": body.title,
        "text": body.text,
        "category": body.category,
        "special": body.special,
        "matter": "",
        "variant": "",
        "bundle": "",
        "matters": (),
        "materials": (),
        "prechecks": (),
        "blocked": replace(body.blocked, tried="") if body.blocked else None,
    }
    if body.case_kind is not CaseKind.MATTER or body.matter is None:
        return said
    matter = catalogue.find(body.matter.code, on=on)
    if matter is None:
        raise Problem("matter-unknown", code=body.matter.code)
    known = body.matter.variant in {each.name for each in matter.variants}
    variant = body.matter.variant if known or not matter.variants else matter.variants[0].name
    had = {material.name: material for material in case.materials}
    lines = tuple(_like(each, had.get(each.name)) for each in checklist(matter, variant=variant))
    return said | {"matter": matter.code, "variant": variant, "materials": lines}


def _like(fresh: Material, had: Material | None) -> Material:
    if had is not None and had.state is MaterialState.NOT_APPLICABLE:
        return fresh.not_applicable(reason=had.reason)
    return fresh
