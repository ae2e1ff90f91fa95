"""The middle column: finding the matter or bundle, its variant and questions. No Qt."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from helpdesk.application.at_hand import star
from helpdesk.application.cases import checklist, lines_of
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFilter, Queries
from helpdesk.application.search_keys import MatterFinder, matches_initials, text_keys
from helpdesk.application.shelf import Kind
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.matters import Bundle, Matter, MatterKind, merged_materials
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import limit_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.files import carried
from helpdesk.ui.screens.intake.materials import MaterialsPart
from helpdesk.ui.screens.intake.prechecks import PreCheckPart
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, IntakeView, MatterCard, PickLine
from helpdesk.ui.tokens import Tone

_MOST = 12
_RECENT = 300  # of that many last cases the matters are counted
_BUNDLE = "bundle:"  # how the id of a bundle's line begins


@dataclass(frozen=True, slots=True)
class Found:
    """What is searched in: the matters in force, those at hand first, and which have a star."""

    finder: MatterFinder
    bundles: tuple[Bundle, ...]
    starred: frozenset[str]


class MatterPart:
    """Search and choice; every change goes into the sheet. `materials` and `prechecks` are the rest
    of the column. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, open_already: Callable[[], bool]
    ) -> None:
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._open_already = open_already
        self._found: Found | None = None
        self.materials = MaterialsPart(bench, sheet, view, matters=lambda: self.matters)
        self.prechecks = PreCheckPart(sheet, view, matters=lambda: self.matters)

    @property
    def matter(self) -> Matter | None:
        """The chosen matter, None for requests and bundles too."""
        found = self.matters
        return found[0] if found and not self._sheet.intake.bundle else None

    @property
    def matters(self) -> tuple[Matter, ...]:
        """The chosen matter, or those of the bundle; nothing for requests."""
        intake = self._sheet.intake
        if intake.kind is not CaseKind.MATTER:
            return ()
        find = self._bench.session.reference.catalogue.find
        codes = intake.matters if intake.bundle else (intake.matter,)
        return tuple(matter for code in codes if code and (matter := find(code)))

    def prepare(self) -> None:
        """Look up what is at hand; the search knows it from then on."""
        self._bench.background.run(
            lambda: at_hand(self._bench.session, self._bench.queries),
            done=self._prepared,
            key="intake-ranking",
        )

    def load(self) -> None:
        """Show what the sheet says about the matter."""
        self.show()
        if not self.matters:
            self._look(self._sheet.intake.matter_search)

    def show(self) -> None:
        """Draw the choice, its questions and its materials again."""
        matters, intake = self.matters, self._sheet.intake
        again = self._open_already()
        card = None
        if intake.bundle and matters:
            card = bundle_card(intake.bundle, matters, elsewhere=self._elsewhere(intake.bundle))
        elif matters:
            starred = self._found is not None and matters[0].code in self._found.starred
            card = matter_card(
                matters[0], variant=intake.variant, open_already=again, starred=starred
            )
        self._view.matters.show_card(card)
        self.prechecks.show()
        self.materials.show()

    def search(self, text: str) -> None:
        """Look for matters as one types; without a text those at hand."""
        self._sheet.edit(matter_search=text)
        self._look(text)

    def pick(self, line: str) -> None:
        """Take a matter or a bundle; materials that were asked for before keep their state."""
        name = line.removeprefix(_BUNDLE)
        catalogue = self._bench.session.reference.catalogue
        if name != line:
            self._pick_bundle(next(each for each in catalogue.bundles if each.name == name))
        elif (matter := catalogue.find(line)) is not None:
            variant = matter.variants[0].name if matter.variants else ""
            self._take(
                checklist(matter, variant=variant),
                matter=line,
                variant=variant,
                bundle="",
                matters=(),
            )

    def vary(self, variant: str) -> None:
        """Another variant: other materials, those already decided on stay so."""
        matter = self.matter
        if matter is not None and variant != self._sheet.intake.variant:
            self._renew(checklist(matter, variant=variant), variant=variant)

    def star(self, line: str = "") -> None:
        """Star a matter of the list, or the chosen one; a second time takes it away."""
        code = line or (self.matter.code if self.matter else "")
        if code and not code.startswith(_BUNDLE):
            self._bench.background.run(
                partial(star, self._bench.session, code), done=lambda _now: self.prepare()
            )

    def _elsewhere(self, name: str) -> Sequence[str]:
        """Steps of a bundle that no matter of the catalogue does."""
        bundles = self._bench.session.reference.catalogue.bundles
        items = next((each.items for each in bundles if each.name == name), ())
        return [item.name for item in items if not item.matter]

    def _pick_bundle(self, bundle: Bundle) -> None:
        session = self._bench.session
        today = session.clock.now().local.date()
        matters = session.reference.catalogue.matters_of(bundle, on=today)
        self._take(
            lines_of(merged_materials(matter.materials for matter in matters)),
            matter="",
            variant="",
            bundle=bundle.name,
            matters=tuple(matter.code for matter in matters),
        )

    def _take(self, fresh: Sequence[Material], **chosen: object) -> None:
        self._renew(fresh, prechecks=(), **chosen)
        self._view.focus(self._next_area())

    def _renew(self, fresh: Sequence[Material], **chosen: object) -> None:
        """Another checklist: what the last one asked for too keeps its state and its files."""
        intake = self._sheet.intake
        had = {material.name: material for material in intake.materials}
        materials = tuple(_carried(each, had.get(each.name)) for each in fresh)
        files = carried(intake.files, intake.materials, materials)
        self._sheet.edit(materials=materials, files=files, **chosen)
        self.show()

    def _next_area(self) -> Area:
        if self.prechecks.open:
            return Area.PRECHECKS
        return Area.MATERIALS if self._sheet.intake.materials else Area.PROXY

    def _look(self, text: str) -> None:
        found = self._found
        if found is not None:
            self._bench.background.run(
                lambda: lines_for(found, text),
                done=partial(self._view.matters.show_matters, text),
                key="intake-matters",
            )

    def _prepared(self, found: Found) -> None:
        self._found = found
        self.show()
        if not self.matters:
            self._look(self._sheet.intake.matter_search)


def at_hand(session: Session, queries: Queries) -> Found:
    """The matters in force: the agent's favourites, then those last used, then those most used
    here. Background thread."""
    today = session.clock.now().local.date()
    wanted = CaseFilter(kinds=(CaseKind.MATTER,))
    counts = Counter(row.matter for row in queries.cases(wanted, offset=0, limit=_RECENT))
    agent = session.author.id
    starred = frozenset(kept.key for kept in queries.shelf.kept(agent, Kind.FAVOURITE))
    last = {kept.key: kept.used_ms for kept in queries.shelf.kept(agent, Kind.USED)}
    catalogue = session.reference.catalogue

    def place(matter: Matter) -> tuple[bool, int, int]:
        code = matter.code
        return code not in starred, -last.get(code, 0), -counts[code]

    finder = MatterFinder(sorted(catalogue.in_force(today), key=place))
    bundles = [each for each in catalogue.bundles if catalogue.matters_of(each, on=today)]
    return Found(finder, tuple(bundles), starred)


def lines_for(found: Found, text: str) -> Sequence[PickLine]:
    """What is found for a text: bundles that it begins, then matters. Background thread."""
    typed = text.strip()
    bundles = [bundle_line(each) for each in found.bundles if typed and _is_meant(each, typed)]
    matters = found.finder.find(typed, limit=_MOST - len(bundles))
    return bundles + [matter_line(each, starred=each.code in found.starred) for each in matters]


def _is_meant(bundle: Bundle, typed: str) -> bool:
    words = f"一件事 {bundle.name}"
    return typed in words or any(
        matches_initials(typed, text_keys(name)) for name in (bundle.name, "一件事")
    )


def bundle_line(bundle: Bundle) -> PickLine:
    """A bundle as it is picked from."""
    n = sum(bool(item.matter) for item in bundle.items)
    steps = ngettext("{n} matter", "{n} matters", n).format(n=n)
    detail = _("Bundle: {steps}, {names}")
    names = _(", ").join(item.name for item in bundle.items if item.matter)
    return PickLine(
        _BUNDLE + bundle.name, bundle.name, detail.format(steps=steps, names=names), _("Bundle")
    )


def matter_line(matter: Matter, *, starred: bool = False) -> PickLine:
    """A matter as it is picked from."""
    lead = f"★ {matter.name}" if starred else matter.name
    return PickLine(matter.code, lead, _detail(matter), initials(matter))


def matter_card(
    matter: Matter, *, variant: str = "", open_already: bool = False, starred: bool = False
) -> MatterCard:
    """The chosen matter, with what to know before the materials."""
    notes: list[tuple[str, Tone]] = []
    needs = [
        _("the applicant must come in person") if matter.in_person else "",
        _("an authorisation must be signed") if matter.authorisation else "",
        matter.mode_note,
    ]
    if any(needs):
        words = _("Mind: {needs}").format(needs=_("; ").join(filter(None, needs)))
        notes.append((words, Tone.BLUE))
    if open_already:
        words = _("This resident already has an open case of this matter.")
        notes.append((words, Tone.AMBER))
    return MatterCard(
        name=matter.name,
        detail=_detail(matter),
        initials=initials(matter),
        notes=tuple(notes),
        variants=tuple(each.name for each in matter.variants),
        variant=variant,
        starred=starred,
    )


def bundle_card(
    name: str, matters: Sequence[Matter], *, elsewhere: Sequence[str] = ()
) -> MatterCard:
    """The chosen bundle: a case for each matter, materials merged."""
    n = len(matters)
    detail = ngettext("{n} case of its own clock", "{n} cases, each with its own clock", n).format(
        n=n
    )
    names = _("; ").join(matter.name for matter in matters)
    notes = [(_("Registers together: {names}").format(names=names), Tone.BLUE)]
    if elsewhere:
        words = _("Not in the catalogue, to be done apart: {names}")
        notes.append((words.format(names=_("; ").join(elsewhere)), Tone.AMBER))
    return MatterCard(name, detail, _("Bundle"), tuple(notes))


def initials(matter: Matter) -> str:
    """The shortest letters that find it: of its shortest everyday name."""
    names = [alias for alias in matter.aliases if len(alias) > 1] or [matter.name]
    return text_keys(min(names, key=len)).initials[0]


def _detail(matter: Matter) -> str:
    parts = [matter.department]
    if matter.promised:
        limit = limit_text(matter.promised.days, matter.promised.unit)
        parts.append(_("promised in {limit}").format(limit=limit))
    elif matter.kind is MatterKind.AT_ONCE:
        parts.append(_("done at once"))
    parts.append(matter.fee or _("free of charge"))
    return " · ".join(filter(None, parts))


def _carried(fresh: Material, had: Material | None) -> Material:
    if had is None or had.state is MaterialState.NEEDED:
        return fresh
    if had.state is MaterialState.TAKEN:
        return fresh.take()
    if had.state is MaterialState.NOT_APPLICABLE:
        return fresh.not_applicable(reason=had.reason)
    # Another matter promises another day: a deferral has to be agreed on again.
    return replace(fresh, reason=had.reason)
