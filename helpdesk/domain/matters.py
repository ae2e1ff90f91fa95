"""Matters: what can be done at the desk, what it takes, and the catalogue that holds them.

A catalogue keeps every edition of a matter, so that an old case keeps the rules of its day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from helpdesk.domain.clocks import Limit
from helpdesk.domain.problems import Problem

CODE_MAX = 50


class Mode(StrEnum):
    """How the desk takes part."""

    HELP = "help"  # 帮办: the resident acts, the agent helps
    ACT_FOR = "act_for"  # 代办: the agent acts for the resident
    PAY_FOR = "pay_for"  # 代缴: the agent pays in for the resident
    DO_HERE = "do_here"  # 直办: done at the desk itself


class MatterKind(StrEnum):
    """How fast the department answers."""

    AT_ONCE = "at_once"  # 即办件
    PROMISED = "promised"  # 承诺件


class Scope(StrEnum):
    """Whether a matter can be done across provinces."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"


class Confidence(StrEnum):
    """How well a statement is founded: seen in a source, likely, or plausible only."""

    A = "A"
    B = "B"
    C = "C"


class Form(StrEnum):
    """In which form a material comes."""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    TOLD = "told"  # a number told at the counter, nothing is handed over


@dataclass(frozen=True, slots=True)
class MaterialRequirement:
    """One material of a matter: how many originals and copies, and what is asked of it.

    `necessary` is False for a conditional material, whose `condition` says when it is needed.
    `returned` means that the original is handed back after the check. `deferrable` (可容缺) means
    that the case may be registered before the material is here.
    """

    name: str
    originals: int = 1
    copies: int = 0
    form: Form = Form.PAPER
    necessary: bool = True
    condition: str = ""
    deferrable: bool = False
    returned: bool = False
    sample: str = ""

    @property
    def label(self) -> str:
        """The name with its condition: 残疾人证（如有）."""
        return f"{self.name}（{self.condition}）" if self.condition else self.name


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant (情形) of a matter: `materials` are the places, from 0, of what it asks for; what is
    conditional elsewhere is necessary in it."""

    name: str
    materials: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PreCheck:
    """A question (预判) whose yes the matter needs. A no is never bare: its reason, and where to turn."""

    question: str
    reason: str
    address: str


class FieldKind(StrEnum):
    """What a line of a form is."""

    FIELD = "field"  # label and value; without a value a line to write on
    TEXT = "text"
    TICK = "tick"
    LINE = "line"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of a form below the heading `section`; `value` may name resident data: `{name}`."""

    section: str
    kind: FieldKind
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """A matter's own form (预填), as a city loads it; `matter` is empty for the form of all the others."""

    title: str
    fields: tuple[FormField, ...]
    matter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One edition of a matter, in force from `valid_from` to `valid_until`, both included.

    `legal_text` is the limit as published; `legal` is its number of days where it is one. `promised`
    is the department's promise, None where it made none. `mode_note` and `promised_note` keep what
    the source adds. Raises Problem `matter-code` or `matter-validity`.
    """

    code: str
    name: str
    english_name: str = ""
    category: str = ""
    department: str
    mode: Mode
    mode_note: str = ""
    kind: MatterKind
    legal_text: str = ""
    legal: Limit | None = None
    promised: Limit | None = None
    promised_note: str = ""
    fee: str = ""
    cross_province: Scope = Scope.NO
    cross_province_note: str = ""
    in_person: bool = False
    authorisation: bool = False
    materials: tuple[MaterialRequirement, ...] = ()
    variants: tuple[Variant, ...] = ()
    prechecks: tuple[PreCheck, ...] = ()
    aliases: tuple[str, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    version: int = 1
    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.code) <= CODE_MAX:
            raise Problem("matter-code", code=self.code)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise Problem("matter-validity", code=self.code)

    def in_force(self, on: date) -> bool:
        """Whether this edition holds on `on`."""
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_until is None or on <= self.valid_until)

    def materials_of(self, variant: str) -> tuple[MaterialRequirement, ...]:
        """What the variant of this name asks for; without such a variant everything."""
        chosen = next((each for each in self.variants if each.name == variant), None)
        if chosen is None:
            return self.materials
        return tuple(
            replace(self.materials[place], necessary=True, condition="")
            for place in chosen.materials
        )


@dataclass(frozen=True, slots=True)
class BundleItem:
    """One step of a bundle; `matter` is empty where the catalogue has no such matter."""

    name: str
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """一件事: several matters in one application, one case for each, every material once."""

    name: str
    items: tuple[BundleItem, ...]
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All editions of all matters, and the bundles. `version` names the published state.

    Raises Problem `catalogue-duplicate` when one edition stands in it twice.
    """

    matters: tuple[Matter, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    forms: tuple[FormDefinition, ...] = ()
    version: str = ""
    source: str = ""
    _editions: dict[str, list[Matter]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        editions: dict[str, list[Matter]] = {}
        for matter in self.matters:
            known = editions.setdefault(matter.code, [])
            if any(other.version == matter.version for other in known):
                raise Problem("catalogue-duplicate", code=matter.code, version=matter.version)
            known.append(matter)
        for known in editions.values():
            known.sort(key=lambda matter: -matter.version)
        object.__setattr__(self, "_editions", editions)

    def __iter__(self) -> Iterator[Matter]:
        return iter(self.matters)

    def __len__(self) -> int:
        return len(self.matters)

    def find(
        self, code: str, *, version: int | None = None, on: date | None = None
    ) -> Matter | None:
        """The newest edition of `code`; with `version` that one, with `on` the one in force then."""
        for matter in self._editions.get(code, ()):
            if version in (None, matter.version) and (on is None or matter.in_force(on)):
                return matter
        return None

    def in_force(self, on: date) -> tuple[Matter, ...]:
        """The matters that can be asked for on `on`, in the catalogue's order."""
        found = (self.find(code, on=on) for code in self._editions)
        return tuple(matter for matter in found if matter)

    def form_of(self, code: str) -> FormDefinition | None:
        """The form of a matter, else the one for all the others."""
        known = {form.matter: form for form in self.forms}
        return known.get(code) or known.get("")

    def matters_of(self, bundle: Bundle, *, on: date) -> tuple[Matter, ...]:
        """The bundle's matters that the catalogue has, in its order."""
        found = (self.find(item.matter, on=on) for item in bundle.items if item.matter)
        return tuple(matter for matter in found if matter)

    def bundle_materials(self, bundle: Bundle) -> tuple[MaterialRequirement, ...]:
        """The union of what the bundle's matters ask for: each name once, the larger counts."""
        found = (self.find(item.matter) for item in bundle.items)
        return merged_materials(matter.materials for matter in found if matter)


def merged_materials(
    asked: Iterable[Sequence[MaterialRequirement]],
) -> tuple[MaterialRequirement, ...]:
    """What several matters ask for together: each name once, the larger counts."""
    union: dict[str, MaterialRequirement] = {}
    for materials in asked:
        for material in materials:
            union[material.name] = _stricter(union.get(material.name), material)
    return tuple(union.values())


def _stricter(one: MaterialRequirement | None, other: MaterialRequirement) -> MaterialRequirement:
    if one is None:
        return other
    necessary = one.necessary or other.necessary
    return MaterialRequirement(
        name=one.name,
        originals=max(one.originals, other.originals),
        copies=max(one.copies, other.copies),
        form=other.form if one.form is Form.TOLD else one.form,
        necessary=necessary,
        condition="" if necessary else one.condition or other.condition,
        deferrable=one.deferrable and other.deferrable,
        returned=one.returned and other.returned,
        sample=one.sample or other.sample,
    )
