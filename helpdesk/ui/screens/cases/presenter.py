"""Decides which cases are listed. Plain Python; counts and pages are read in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from helpdesk.application.queries import CaseFilter, SyncState
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.stages import ENDED, CaseKind, Stage
from helpdesk.i18n import N_, _, ngettext
from helpdesk.ui.models.case_lines import CaseLine, case_line, day_end, soon_end
from helpdesk.ui.presenting import Workbench

CHIPS: dict[str, str] = {
    "all": N_("All"),
    "open": N_("Under way"),
    "overdue": N_("Overdue"),
    "soon": N_("Due soon"),
    "correct": N_("To correct"),
    "deliver": N_("To deliver"),
    "call_back": N_("To call back"),
    "requests": N_("Requests"),
    "unsent": N_("Not sent"),
    "anomalies": N_("Out of order"),
    "in_doubt": N_("In doubt"),
    "ended": N_("Ended"),
}
"""The filter chips in their order; `overdue` to `call_back` are the lists behind Today's figures."""

Lines = Mapping[int, Sequence[CaseLine]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list newly read: how many there are, the pages in sight, and what stands above them."""

    count: int
    pages: Lines
    state: SyncState
    as_of: datetime


class CasesView(Protocol):
    """What the presenter asks of the widgets."""

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        ...

    def show_pages(self, generation: int, pages: Lines) -> None:
        """Pages that were scrolled into sight."""
        ...

    def show_wish(self, chip: str, text: str, resident: str) -> None:
        """The filter as it stands; `resident` is a name, empty for all."""
        ...

    def pages_in_sight(self) -> tuple[int, ...]:
        """The pages that are looked at now."""
        ...


class CasesPresenter:
    """One filter: a chip, a text, perhaps one resident."""

    def __init__(self, bench: Workbench, view: CasesView, *, page: int) -> None:
        self._bench = bench
        self._view = view
        self._page = page
        self._chip, self._text = "all", ""
        self._resident, self._name = "", ""

    def refresh(self) -> None:
        """Read the list and the pages in sight anew; the choice and the place stay."""
        self._load(self._view.pages_in_sight() or (0,))

    def choose(self, chip: str, *, resident: str = "", name: str = "") -> None:
        """From another screen: this chip, no text, perhaps one resident's cases alone."""
        self._chip, self._text = chip, ""
        self._resident, self._name = resident, name
        self._view.show_wish(chip, "", name)
        self._load((0,))

    def choose_chip(self, chip: str) -> None:
        """Another chip; text and resident stay."""
        if chip != self._chip:
            self._chip = chip
            self._load((0,))

    def type_text(self, text: str) -> None:
        """The text filter as it is typed."""
        if text.strip() != self._text:
            self._text = text.strip()
            self._load((0,))

    def everybody(self) -> None:
        """Not this one resident any more."""
        self.choose(self._chip)

    def fetch(self, generation: int, pages: Sequence[int]) -> None:
        """Pages that came into sight."""
        wanted = self._filter()
        self._bench.background.run(
            lambda: (generation, self._read(wanted, pages)),
            done=lambda answer: self._view.show_pages(*answer),
            key="cases-pages",
        )

    def open_case(self, case_id: str) -> None:
        """Go to a case."""
        self._bench.navigator.open_case(case_id)

    def new_case(self) -> None:
        """What to do when there is none."""
        self._bench.navigator.new_case()

    def _load(self, pages: Sequence[int]) -> None:
        wanted, queries, clock = self._filter(), self._bench.queries, self._bench.session.clock

        def read() -> Listing:
            count = queries.count_cases(wanted)
            last = max(0, count - 1) // self._page
            inside = sorted({min(page, last) for page in pages})
            lines = self._read(wanted, inside)
            return Listing(count, lines, queries.sync_state(), clock.now().local)

        self._bench.background.run(read, done=self._view.show_listing, key="cases")

    def _read(self, wanted: CaseFilter, pages: Sequence[int]) -> Lines:
        session = self._bench.session
        now, calendar = session.clock.now().local, session.reference.calendar
        return {page: self._lines(wanted, page, now, calendar) for page in pages}

    def _lines(
        self, wanted: CaseFilter, page: int, now: datetime, calendar: WorkCalendar
    ) -> Sequence[CaseLine]:
        rows = self._bench.queries.cases(wanted, offset=page * self._page, limit=self._page)
        return [case_line(row, now, calendar) for row in rows]

    def _filter(self) -> CaseFilter:
        session = self._bench.session
        chosen = chip_filter(self._chip, session.clock.now().local, session.reference.calendar)
        return replace(chosen, text=self._text, resident=self._resident)


def chip_filter(chip: str, now: datetime, calendar: WorkCalendar) -> CaseFilter:
    """What a chip lets through; the same lists that Today's figures count."""
    filters = {
        "all": CaseFilter(),
        "open": CaseFilter(open_only=True),
        "overdue": CaseFilter(due_before=day_end(now)),
        "soon": CaseFilter(due_from=day_end(now), due_before=soon_end(now, calendar)),
        "correct": CaseFilter(stages=(Stage.CORRECTION_ASKED,)),
        "deliver": CaseFilter(stages=(Stage.ANSWERED,), kinds=(CaseKind.MATTER,)),
        "call_back": CaseFilter(call_back=True),
        "requests": CaseFilter(kinds=(CaseKind.REQUEST, CaseKind.BLOCKED)),
        "unsent": CaseFilter(unsent_only=True),
        "anomalies": CaseFilter(anomalies_only=True),
        "in_doubt": CaseFilter(in_doubt=True),
        "ended": CaseFilter(stages=tuple(sorted(ENDED))),
    }
    return filters[chip]


def count_text(listing: Listing) -> str:
    """How many the list has, and as of when (C11)."""
    text = ngettext("{n} case as of {time}", "{n} cases as of {time}", listing.count)
    return text.format(n=f"{listing.count:,}", time=listing.as_of.strftime("%H:%M:%S"))


def city_text(state: SyncState) -> str:
    """What this desk recorded and what of it the city has."""
    text = _("{recorded} records here · {acknowledged} acknowledged by the city")
    parts = [text.format(recorded=f"{state.recorded:,}", acknowledged=f"{state.acknowledged:,}")]
    if state.waiting:
        parts.append(_("{n} waiting").format(n=f"{state.waiting:,}"))
    if state.refused:
        parts.append(_("{n} refused").format(n=f"{state.refused:,}"))
    return " · ".join(parts)
