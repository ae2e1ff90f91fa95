"""Decides what the screen of a case shows and what may be done there. Plain Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.deadlines import latest_deferral
from helpdesk.application.dispatch import act_in_city
from helpdesk.application.progress import (
    act,
    defer_material,
    excuse_material,
    reject_material,
    take_material,
)
from helpdesk.application.queries import CaseFilter
from helpdesk.application.signing import standings
from helpdesk.domain.clocks import CORRECTION
from helpdesk.domain.events import Body, Delivered, ExtensionAsked
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.words import PAPERS, word
from helpdesk.ui.models.doubts import questions
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.case.act_shapes import Act
from helpdesk.ui.screens.case.acts import act_of, first_values
from helpdesk.ui.screens.case.clocks import Arithmetic, arithmetic
from helpdesk.ui.screens.case.outcome import callback_script
from helpdesk.ui.screens.case.paper_lines import PAPER_OF
from helpdesk.ui.screens.case.sheet import CaseSheet, sheet_of

Values = Mapping[str, str]
Done = Callable[[], object]
Failed = Callable[[str], object]


class CaseView(Protocol):
    """What the presenter asks of the widgets."""

    def show_sheet(self, sheet: CaseSheet) -> None:
        """The case as it stands; the place in history and materials stays."""
        ...

    def show_opening(self) -> None:
        """Another case is being read: nothing can be done to the one that is still in sight."""
        ...

    def show_nothing(self) -> None:
        """There is no such case on this device, or not all of it yet."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the screen leads: printing (a case's id and, by name, a `paper`), the list of one resident's
    cases (id, name), the papers of a case that wait for a printer, signed papers that came back, signing
    one here."""

    open_print: Callable[..., object]
    show_resident: Callable[[str, str], object]
    sync_now: Callable[[], object] = lambda: None
    print_waiting: Callable[[str], object] = lambda _case: None
    scan_papers: Callable[[str], object] = lambda _case: None
    sign: Callable[[str, str], object] = lambda _case, _paper: None


class CasePresenter:
    """One case at a time. Acts run in the background; what was typed is kept until it is recorded."""

    def __init__(self, bench: Workbench, view: CaseView, ways: Ways) -> None:
        self._bench = bench
        self._view = view
        self._ways = ways
        self._case_id = ""
        self._sheet: CaseSheet | None = None
        self._kept: dict[tuple[str, str], Values] = {}

    @property
    def sheet(self) -> CaseSheet | None:
        """The case on the screen."""
        return self._sheet

    def show(self, case_id: str) -> None:
        """Another case."""
        if case_id != self._case_id:
            self._case_id, self._sheet = case_id, None
            self._view.show_opening()
        self.refresh()

    def refresh(self) -> None:
        """Read the case anew."""
        case_id = self._case_id
        if case_id:
            self._bench.background.run(
                lambda: self._read(case_id), done=self._show, key="case-sheet"
            )

    def script(self, act_id: str) -> tuple[str, ...]:
        """What to say while an act is logged; only a callback has something to say."""
        if self._sheet is None or act_id != "call_back":
            return ()
        session = self._bench.session
        return callback_script(self._sheet.case, session.desk, session.author.name)

    def show_resident(self) -> None:
        """All cases of this resident."""
        if self._sheet is not None and self._sheet.resident:
            self._ways.show_resident(self._sheet.resident, self._sheet.name)

    def counted(self) -> tuple[Arithmetic, ...]:
        """How the deadlines were counted, on demand."""
        if self._sheet is None:
            return ()
        return arithmetic(self._sheet.case, self._bench.session.reference.calendar)

    # -- acts

    def values_for(self, act_id: str) -> Values:
        """What stands in the fields of an act: what was typed before, else what is known."""
        assert self._sheet is not None
        kept = self._kept.get((self._case_id, act_id))
        if kept is not None:
            return kept
        session = self._bench.session
        today = session.clock.now().local.date()
        bring_by = session.reference.calendar.working_days_after(today, CORRECTION.days).due
        return first_values(act_of(act_id), self._sheet.case, bring_by=bring_by)

    def keep(self, act_id: str, values: Values) -> None:
        """What was typed, in case the dialog is left or the act fails."""
        self._kept[self._case_id, act_id] = dict(values)

    def record(self, act_id: str, values: Values, *, done: Done, failed: Failed) -> None:
        """Log an act; `failed` gets the sentence of what is wrong, and nothing is lost."""
        case_id = self._case_id
        self.keep(act_id, values)
        try:
            body = act_of(act_id).build(values)
        except Problem as problem:
            failed(sentence(problem))
            return

        # More time is asked for by the same rules here and in the city.
        record = act_in_city if isinstance(body, ExtensionAsked) else act

        def recorded(_event: object) -> None:
            self._kept.pop((case_id, act_id), None)
            done()
            self.refresh()
            self._offer_paper(case_id, body)

        self._bench.background.run(
            lambda: record(self._bench.session, case_id, body),
            done=recorded,
            failed=lambda problem: failed(sentence(problem)),
        )

    def _offer_paper(self, case_id: str, body: Body) -> None:
        """What was recorded is signed on a paper: one press away."""
        paper = PAPER_OF.get(type(body), "")
        if isinstance(body, Delivered) and body.how != "post":  # who is away signs nothing here
            who = _("its witness") if body.refused else _("whoever received it")
            self._bench.navigator.say(
                _("Recorded. {paper}: {who} signs it here, or on paper (Ctrl P).").format(
                    paper=word(PAPERS, paper), who=who
                ),
                tone="success",
                action=_("Sign at the desk"),
                do=lambda: self._ways.sign(case_id, paper),
                topic="case-paper",
            )
        elif paper:
            self._bench.navigator.say(
                _("Recorded. {paper}: print it to be signed.").format(paper=word(PAPERS, paper)),
                tone="success",
                action=_("Print"),
                do=lambda: self._ways.open_print(case_id, paper=paper),
                topic="case-paper",
            )

    def record_look(self, reason: str, *, done: Done, failed: Failed) -> None:
        """Record who looks at the full numbers and why; only `done` may show them."""
        case_id = self._case_id
        self._bench.background.run(
            lambda: look_at_numbers(self._bench.session, case_id, reason=reason),
            done=lambda _nothing: done(),
            failed=lambda problem: failed(sentence(problem)),
        )

    # -- materials

    def take(self, line: int) -> None:
        """A material is here now."""
        case_id = self._case_id
        self._revise(lambda: take_material(self._bench.session, case_id, line))

    def defer(self, line: int, until: date, *, done: Done, failed: Failed) -> None:
        """A material may come by a later day."""
        case_id = self._case_id
        self._revise(
            lambda: defer_material(self._bench.session, case_id, line, until=until),
            done=done,
            failed=failed,
        )

    def refuse(self, line: int, reason: str, *, brought: bool, done: Done, failed: Failed) -> None:
        """A material that was `brought` cannot be used; else this resident does not need it."""
        case_id = self._case_id
        record = reject_material if brought else excuse_material
        self._revise(
            lambda: record(self._bench.session, case_id, line, reason=reason),
            done=done,
            failed=failed,
        )

    def deferral_days(self) -> tuple[date, date, date]:
        """Today, the day proposed for a deferral, and the last one possible."""
        session = self._bench.session
        today = session.clock.now().local.date()
        proposed = session.reference.calendar.working_days_after(today, CORRECTION.days).due
        latest = latest_deferral(self._sheet.case) if self._sheet else None
        last = latest or today + timedelta(days=365)
        return today, min(proposed, max(today, last)), max(today, last)

    def _revise(
        self,
        change: Callable[[], object],
        *,
        done: Done | None = None,
        failed: Failed | None = None,
    ) -> None:
        def revised(_nothing: object) -> None:
            if done is not None:
                done()
            self.refresh()

        def refused(problem: Problem) -> None:
            if failed is not None:
                failed(sentence(problem))
            else:
                self._bench.navigator.say(sentence(problem), tone="warning")

        self._bench.background.run(change, done=revised, failed=refused)

    # -- background

    def read_anew(self, then: Callable[[], object]) -> None:
        """Read and show the case, then go on."""
        case_id = self._case_id

        def read(sheet: CaseSheet | None) -> None:
            if case_id == self._case_id:
                self._show(sheet)
            then()

        self._bench.background.run(lambda: self._read(case_id), done=read)

    def _read(self, case_id: str) -> CaseSheet | None:
        queries, session = self._bench.queries, self._bench.session
        file = queries.case_file(case_id)
        if file is None:
            return None
        resident = file.row.resident
        count = queries.count_cases(CaseFilter(resident=resident)) if resident else 1
        calendar = session.reference.calendar
        asked = questions(queries, session, case_id)
        return sheet_of(
            file,
            session.clock.now(),
            calendar,
            of_resident=count,
            asked=asked,
            standing=standings(session, queries, file),
        )

    def _show(self, sheet: CaseSheet | None) -> None:
        self._sheet = sheet
        if sheet is None:
            self._view.show_nothing()
        else:
            self._view.show_sheet(sheet)


def missing_text(act: Act, name: str) -> str:
    """What is wrong with a field that was left empty."""
    words = next(ask.words for ask in act.asks if ask.name == name)
    return _("“{field}” is empty. Fill it in.").format(field=_(words))
