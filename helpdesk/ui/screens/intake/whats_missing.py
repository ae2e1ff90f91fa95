"""What an intake still lacks, in one sentence. No Qt."""

from collections.abc import Sequence
from functools import reduce

from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import title_of
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.ui.screens.intake import resident_form
from helpdesk.ui.screens.intake.state import Bar
from helpdesk.ui.tokens import Tone

_OPEN = (MaterialState.NEEDED, MaterialState.WRONG)
_NAMED = 3  # so many are named, the others counted


def bar(intake: Intake, *, wrong: bool) -> Bar:
    """The bottom line: what must still be done, else which materials are not here.

    `wrong` says that the form of the new resident has fields that cannot be kept.
    """
    lacking = list(_needed(intake))
    if lacking:
        return Bar(_("Still needed: {things}").format(things=_listed(lacking)))
    if wrong:
        return Bar(_("Something in the new resident's form is wrong."), Tone.AMBER)
    if intake.at_once and intake.kind is CaseKind.REQUEST:
        return Bar(_("Answered here: it is closed as it is registered."), Tone.GREEN)
    if intake.kind is not CaseKind.MATTER and not intake.resident and not intake.new_resident:
        return Bar(_("Without a name: it can be registered, but nobody can be called back."))
    open_materials = [m for m in intake.materials if m.state in _OPEN]
    if open_materials and intake.kind is CaseKind.MATTER:
        names = [_named(material) for material in open_materials]
        return Bar(_("Still missing: {things}").format(things=_listed(names)))
    return Bar(_("Everything is here: it can be registered."), Tone.GREEN)


def _needed(intake: Intake) -> Sequence[str]:
    needed = []
    if intake.new_resident:
        if not intake.new_resident.get(resident_form.NAME, "").strip():
            needed.append(_("the resident's name"))
    elif not intake.resident and intake.kind is CaseKind.MATTER:
        needed.append(_("the resident"))
    if intake.kind is CaseKind.MATTER:
        if not intake.matter and not intake.bundle:
            needed.append(_("the matter"))
    elif not title_of(intake):
        blocked = intake.kind is CaseKind.BLOCKED
        needed.append(_("which matter is blocked") if blocked else _("the words of the request"))
    return needed


def _named(material: Material) -> str:
    if material.deferrable:
        return _("{name} (may be deferred)").format(name=material.name)
    return material.name


def _and(names: str, name: str) -> str:
    return _("{names}, {name}").format(names=names, name=name)


def _listed(names: Sequence[str]) -> str:
    shown = reduce(_and, names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    return _("{names} and {n} more").format(names=shown, n=len(names) - _NAMED)
