"""The intake screen's decisions: what is saved, what is shown, what comes next. No Qt."""

from dataclasses import replace

from helpdesk.application.intake import Channel, Draft, Intake
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.ui.presenting import Later, Settings, Workbench
from helpdesk.ui.screens.intake import resident_form, whats_missing
from helpdesk.ui.screens.intake.autosave import Autosave, is_blank
from helpdesk.ui.screens.intake.cards import CardPart
from helpdesk.ui.screens.intake.confirmation import ConfirmationPart
from helpdesk.ui.screens.intake.drafts_shown import DraftsShown
from helpdesk.ui.screens.intake.files import FilesPart
from helpdesk.ui.screens.intake.like import LikePart
from helpdesk.ui.screens.intake.matters import MatterPart
from helpdesk.ui.screens.intake.people import PeoplePart
from helpdesk.ui.screens.intake.proxies import ProxyPart
from helpdesk.ui.screens.intake.registering import Columns, Registering
from helpdesk.ui.screens.intake.requests import RequestPart
from helpdesk.ui.screens.intake.residents import ResidentPart
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, IntakeView


class IntakePresenter:
    """One intake after the other; the columns are `resident`, `matter` and `confirmation`,
    and `registering` ends it."""

    def __init__(
        self, bench: Workbench, view: IntakeView, *, settings: Settings, later: Later
    ) -> None:
        self._bench = bench
        self._view = view
        self._sheet = Sheet(self._changed)
        self._drafts = DraftsShown(bench, view.header)
        self._autosave = Autosave(
            bench.session,
            background=bench.background,
            later=later,
            show=self._drafts.saved,
            elsewhere=self._drafts.failed_elsewhere,
        )
        self.resident = ResidentPart(bench, self._sheet, view, known=self._resident_known)
        self.matter = MatterPart(bench, self._sheet, view, open_already=self._open_already)
        self.request = RequestPart(bench, self._sheet, view, turned=self.matter.load)
        self.people = PeoplePart(bench, self._sheet, view, chosen=self.resident.pick)
        self.card = CardPart(bench, self._sheet, view, residents=self.resident, anew=self.put_aside)
        self.proxy = ProxyPart(bench, self._sheet, view)
        self.like = LikePart(bench, self._sheet, view, loaded=self._reload)
        self.files = FilesPart(bench, self._sheet, view.files, changed=self.matter.show)
        self.confirmation = ConfirmationPart(
            bench, self._sheet, view, settings=settings, later=later, name=self._applicant
        )
        self.registering = Registering(
            bench,
            self._sheet,
            view,
            autosave=self._autosave,
            columns=Columns(self.resident, self.matter, self.confirmation),
            emptied=self._emptied,
        )

    @property
    def intake(self) -> Intake:
        """What is on the screen."""
        return self._sheet.intake

    # -- coming and going

    def begin(self, *, draft_id: str = "", resident_id: str = "", like: str = "") -> None:
        """An empty intake, an opened draft, one for a known resident, or one like an earlier case."""
        if self.registering.busy:
            return
        if not draft_id:
            self._load(None, Intake())
            if resident_id:
                self.resident.pick(resident_id)
            if like:
                self.like.take_over(like)
        elif draft_id == self._autosave.keeper.draft_id:
            self._view.focus(self.intake.area or Area.RESIDENT)
        else:
            self._bench.background.run(
                lambda: self._bench.queries.draft(draft_id), done=self._opened, key="intake-open"
            )

    def shown(self) -> None:
        """The screen came into sight: what the rest of the program did may matter here."""
        self.confirmation.find_printers()
        self.matter.prepare()
        self.tick()
        self._drafts.refresh(lambda: self._autosave.keeper.draft_id)

    def tick(self) -> None:
        """The clock went on: received time and promise are those of now."""
        self.confirmation.show(self.matter.matters)

    def put_aside(self) -> None:
        """Keep the draft and begin anew: the next resident is at the counter."""
        if self.registering.busy or is_blank(self.intake):
            return
        words = _("The draft is kept. Go on with it from Today or from the list of drafts.")
        self._bench.navigator.say(words, topic="draft")
        self.begin()

    def leave(self) -> None:
        """The same, and back to Today."""
        self.put_aside()
        self._bench.navigator.show("today")

    def flush(self) -> None:
        """The program ends: what is not on the disk yet goes there now, in this very thread.

        Raises EnvironmentProblem.
        """
        self._autosave.close()

    # -- what is typed outside the columns' own parts

    def set_kind(self, kind: str) -> None:
        """Matter, request or blocked matter."""
        areas = {CaseKind.MATTER: Area.MATTER, CaseKind.BLOCKED: Area.BLOCKED}
        self.request.turn(CaseKind(kind), focus=areas.get(CaseKind(kind), Area.TITLE))

    def type(self, field: str, text: str) -> None:
        """Raw text of proxy or notify, or the way of working (`channel`)."""
        self._sheet.edit(**{field: Channel(text) if field == "channel" else text})

    def moved(self, area: str) -> None:
        """The keyboard is elsewhere now; an opened draft goes on there."""
        if not is_blank(self.intake) and area != self.intake.area:
            # Nothing was entered: what is shown, an error too, stays as it is.
            self._sheet.intake = replace(self.intake, area=area)
            self._autosave.changed(self.intake)

    # -- inside

    def _opened(self, draft: Draft | None) -> None:
        if draft is None:
            words = _("This draft is no longer there; it was registered or dropped.")
            self._bench.navigator.say(words, tone="warning")
            self.begin()
            return
        self._load(draft, draft.intake)

    def _emptied(self) -> None:
        self._load(None, Intake(channel=self.intake.channel))
        self.matter.prepare()

    def _load(self, draft: Draft | None, intake: Intake) -> None:
        self._autosave.begin(draft)
        self._sheet.intake = intake
        self._view.fill(intake)
        for area in Area:
            self._view.show_error(area, "")
        self.resident.load()
        self.people.show()
        self.matter.load()
        self.files.load()
        self.tick()
        self.confirmation.forget()
        self._show_bar()
        self._view.focus(intake.area or Area.RESIDENT)
        self._drafts.refresh(lambda: self._autosave.keeper.draft_id)

    def _reload(self) -> None:
        """Other fields of the same intake."""
        self._view.fill(self.intake)
        self.matter.load()
        self._view.focus(Area.MATERIALS if self.intake.resident else Area.RESIDENT)

    def _changed(self) -> None:
        self._autosave.changed(self.intake)
        self.tick()
        self.confirmation.refresh()
        for area in (Area.RESIDENT, Area.MATTER, Area.TITLE):
            self._view.show_error(area, "")
        if not self.registering.busy:
            self._show_bar()

    def _show_bar(self) -> None:
        wrong = bool(self.resident.form.errors)
        self._view.show_bar(whats_missing.bar(self.intake, wrong=wrong))

    def _resident_known(self) -> None:
        self.matter.show()
        self.confirmation.refresh()

    def _open_already(self) -> bool:
        known, matter = self.resident.known, self.intake.matter
        return bool(known and matter and any(row.matter == matter for row in known.open_cases))

    def _applicant(self) -> str:
        """Everything of the applicant that the paper prints."""
        known = self.resident.known
        typed = self.intake.new_resident
        if known:
            return known.resident.name + known.resident.address
        return typed.get(resident_form.NAME, "") + typed.get(resident_form.ADDRESS, "")
