"""Materials of a case: what is needed, what lies on the desk, what comes later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from helpdesk.domain.problems import Problem


class MaterialState(StrEnum):
    """Where one required material stands."""

    NEEDED = "needed"
    TAKEN = "taken"
    WRONG = "wrong"  # it was brought and cannot be used: `reason` says why
    DEFERRED = "deferred"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Material:
    """One line of a case's checklist.

    `originals` and `copies` are what the matter asks for; `originals_taken` and `copies_taken` what
    the desk holds; `to_return` says that the originals go back after the check, `returned` that they
    went, to whom and on which day. `deferred_until` belongs to the state `deferred`.
    """

    name: str
    originals: int = 0
    copies: int = 0
    state: MaterialState = MaterialState.NEEDED
    originals_taken: int = 0
    copies_taken: int = 0
    deferred_until: date | None = None
    deferrable: bool = False
    necessary: bool = True
    to_return: bool = False
    returned: bool = False
    reason: str = ""
    returned_to: str = ""
    returned_on: date | None = None

    @property
    def held(self) -> int:
        """Originals that lie at the desk and go back to the resident."""
        return 0 if self.returned else self.originals_taken

    def take(self, *, originals: int | None = None, copies: int | None = None) -> "Material":
        """The line once the material is here; without counts, as many as are asked for."""
        return replace(
            self,
            state=MaterialState.TAKEN,
            originals_taken=self.originals if originals is None else originals,
            copies_taken=self.copies if copies is None else copies,
            deferred_until=None,
            reason="",
        )

    def defer(self, *, until: date, today: date, latest: date | None) -> "Material":
        """The line with a promise to bring it by `until`.

        Raises Problem `material-not-deferrable`, `deferral-past` or `deferral-long` (a deferral is
        never longer than the matter's promised limit).
        """
        if not self.deferrable:
            raise Problem("material-not-deferrable", material=self.name)
        if until < today:
            raise Problem("deferral-past", until=until.isoformat())
        if latest is not None and until > latest:
            raise Problem("deferral-long", latest=latest.isoformat())
        return replace(self.reset(), state=MaterialState.DEFERRED, deferred_until=until)

    def wrong(self, *, reason: str) -> "Material":
        """The line when what was brought cannot be used (预审); `reason` is told to the resident.

        Raises Problem `material-wrong-why` without a reason: never a bare no.
        """
        if not reason.strip():
            raise Problem("material-wrong-why", material=self.name)
        return replace(self.reset(), state=MaterialState.WRONG, reason=reason.strip())

    def give_back(self, *, to: str, on: date) -> "Material":
        """The line once its originals went back. Raises Problem `original-not-here`."""
        if not self.held:
            raise Problem("original-not-here", material=self.name)
        return replace(self, returned=True, returned_to=to, returned_on=on)

    def not_applicable(self, *, reason: str = "") -> "Material":
        """The line when this resident does not need the material."""
        return replace(self.reset(), state=MaterialState.NOT_APPLICABLE, reason=reason)

    def reset(self) -> "Material":
        """The line as it was before anything was brought."""
        return replace(
            self,
            state=MaterialState.NEEDED,
            originals_taken=0,
            copies_taken=0,
            deferred_until=None,
            reason="",
        )


def missing(materials: Sequence[Material]) -> tuple[Material, ...]:
    """What still has to come: not here, brought but wrong, or deferred."""
    here = (MaterialState.TAKEN, MaterialState.NOT_APPLICABLE)
    return tuple(m for m in materials if m.state not in here)
