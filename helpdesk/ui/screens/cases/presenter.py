"""Decides which cases are listed, and keeps the order, the marks and the place. Plain Python; everything
is read in the background: the first page at once, the whole list behind it."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from helpdesk.application.case_table import CaseTable, Order, Preferences, SortBy, TableLine
from helpdesk.application.queries import CaseFilter, SyncState
from helpdesk.i18n import _, ngettext
from helpdesk.ui.presenting import Later, Workbench
from helpdesk.ui.screens.cases.chosen_columns import Columns, keep_columns, read_columns
from helpdesk.ui.screens.cases.offered import Offered, offered
from helpdesk.ui.screens.cases.saved_views import Views, all_built_in, keep_views, read_views
from helpdesk.ui.screens.cases.wish import LISTS, Wish, case_filter

FIRST = 50
"""Rows that are read at once: more than any screen shows."""
PAUSE = 150
"""Milliseconds without a key, until all that a text finds is listed; its first rows come with each key."""

Lines = Mapping[int, Sequence[TableLine]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is in the list: the first row in sight and the current one, -1 for none."""

    top: int = 0
    current: int = -1


@dataclass(frozen=True, slots=True)
class Listing:
    """A list newly read. `whole` is False while only its beginning is there, and `state` is not read then;
    `more`: a text found more cases than are shown; `place` is where the view belongs, None: stay."""

    count: int
    pages: Lines
    state: SyncState | None
    as_of: datetime
    whole: bool = True
    more: bool = False
    place: Place | None = None


class CasesView(Protocol):
    """What the presenter asks of the widgets."""

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        ...

    def show_pages(self, generation: int, pages: Lines) -> None:
        """Pages that were scrolled into sight."""
        ...

    def show_wish(self, wish: Wish) -> None:
        """The chips, the text and the order as they stand."""
        ...

    def show_views(self, views: Views) -> None:
        """The views to choose from."""
        ...

    def show_columns(self, columns: Columns) -> None:
        """The columns as they were left."""
        ...

    def show_choices(self, choices: Offered) -> None:
        """What chips offer."""
        ...

    def place(self) -> tuple[Place, tuple[int, ...]]:
        """Where one is, and the pages in sight."""
        ...


class CasesPresenter:
    """One wish at a time; `page` rows are read together."""

    def __init__(
        self,
        bench: Workbench,
        view: CasesView,
        *,
        table: CaseTable,
        preferences: Preferences,
        page: int,
        later: Later,
    ) -> None:
        self._bench, self._view, self.table = bench, view, table
        self._preferences = preferences
        self._page, self._later = page, later
        self.views = all_built_in()
        self.wish = Wish()
        self.order = Order(array("q"))
        self.columns = Columns()
        self._opened = self._chosen = False  # what the agent set was read; somebody chose a list

    @property
    def agent(self) -> str:
        """Whose views and columns these are."""
        return self._bench.session.author.id

    def refresh(self) -> None:
        """Read the list anew; wish and place stay. The first time, what the agent set comes first."""
        if self._opened:
            self._read_order()
            return
        self._opened = True
        agent = self.agent
        self._bench.background.run(
            lambda: (read_views(self._preferences, agent), read_columns(self._preferences, agent)),
            done=self._open,
            key="cases-views",
        )

    def choose(self, name: str, *, resident: str = "", person: str = "") -> None:
        """From another screen: one of `LISTS`, perhaps one resident's cases alone."""
        self._chosen = True
        wish = replace(LISTS[name], resident=resident, name=person)
        if self._opened:
            self.set_wish(wish)
        else:
            self.wish = wish
            self.refresh()

    def set_wish(self, wish: Wish) -> None:
        """Show something else, from its beginning."""
        self.wish = wish
        self._view.show_wish(wish)
        self._view.show_views(self.views)
        self._begin()

    def rows(self, cases: Sequence[str]) -> Sequence[int]:
        """The rows of these cases, or of the whole list where there are none."""
        return self.table.entries(cases) if cases else self.order.rows

    def sort(self, by: SortBy) -> None:
        """Another order, or the same one the other way round."""
        again = self.wish.sort == by.value and not self.wish.backwards
        self.set_wish(replace(self.wish, sort=by.value, backwards=again))

    def type_text(self, text: str) -> None:
        """The text filter as it is typed."""
        if text.strip() != self.wish.text:
            self.set_wish(replace(self.wish, text=text.strip()))

    def fetch(self, generation: int, pages: Sequence[int]) -> None:
        """Pages that came into sight."""
        rows = {page: _page_of(self.order, page, self._page) for page in pages}
        self._bench.background.run(
            lambda: (generation, self._read(rows)),
            done=lambda answer: self._view.show_pages(*answer),
            key="cases-pages",
        )

    def load_choices(self) -> None:
        """What the chips can offer, with names."""
        divisions = self._bench.session.reference
        self._bench.background.run(
            lambda: offered(self.table.choices(), divisions),
            done=self._view.show_choices,
            key="cases-choices",
        )

    def keep_views(self, views: Views) -> None:
        """Views were saved, moved or renamed."""
        self.views = views
        self._view.show_views(views)
        agent = self.agent
        self._bench.background.run(lambda: keep_views(self._preferences, agent, views))

    def keep_columns(self, columns: Columns) -> None:
        """Columns were chosen, moved or resized."""
        self.columns, agent = columns, self.agent
        self._bench.background.run(
            lambda: keep_columns(self._preferences, agent, columns), key="cases-columns"
        )

    def filter(self) -> CaseFilter:
        """The wish as the store knows it."""
        session = self._bench.session
        now = session.clock.now().local
        return case_filter(self.wish, now, session.reference.calendar, me=self.agent)

    # -- inside

    def _open(self, kept: tuple[Views, Columns]) -> None:
        self.views, self.columns = kept
        self._view.show_columns(self.columns)
        if not self._chosen and self.views.views:
            self.wish = self.views.views[self.views.first].wish
        self.load_choices()
        self.set_wish(self.wish)

    def _begin(self) -> None:
        """The beginning of the list at once, all of it as soon as it is read."""
        self.order = Order(array("q"))
        wanted, sorting = self.filter(), self.wish.sorting

        def read() -> tuple[Order, Listing]:
            order = self.table.top(wanted, sorting, most=FIRST)
            whole = len(order.rows) < FIRST
            pages = self._read({0: order.rows})
            return order, self._listing(order, pages, whole=whole, place=Place(0, 0))

        self._bench.background.run(read, done=self._begun, key="cases")

    def _begun(self, read: tuple[Order, Listing]) -> None:
        self.order, listing = read
        self._view.show_listing(listing)
        if not listing.whole:
            wish = self.wish
            self._later(PAUSE if wish.text else 0, lambda: self._go_on(wish))

    def _go_on(self, wish: Wish) -> None:
        if wish is self.wish:
            self._read_order()

    def _read_order(self) -> None:
        wanted, sorting, before = self.filter(), self.wish.sorting, self.order
        place, pages = self._view.place()

        def read() -> tuple[Order, Listing]:
            order = self.table.order(wanted, sorting)
            moved = _moved(place, before.rows, order.rows)
            last = max(0, len(order.rows) - 1) // self._page
            shift = moved.top // self._page - place.top // self._page
            wanted_pages = {min(max(0, page + shift), last) for page in pages or (0,)}
            rows = {page: _page_of(order, page, self._page) for page in sorted(wanted_pages)}
            kept = None if moved == place else moved
            return order, self._listing(order, self._read(rows), whole=True, place=kept)

        self._bench.background.run(read, done=self._begun, key="cases")

    def _listing(self, order: Order, pages: Lines, *, whole: bool, place: Place | None) -> Listing:
        state = self._bench.queries.sync_state() if whole else None
        as_of = self._bench.session.clock.now().local
        count = len(order.rows)
        return Listing(count, pages, state, as_of, whole=whole, more=order.more, place=place)

    def _read(self, rows: Mapping[int, Sequence[int]]) -> Lines:
        return {page: self.table.lines(some) for page, some in rows.items()}


def _page_of(order: Order, page: int, size: int) -> "array[int]":
    return order.rows[page * size : (page + 1) * size]


def _moved(place: Place, before: Sequence[int], after: Sequence[int]) -> Place:
    """Where the rows of a place went; one that is gone leaves the place to whatever is there now."""
    if before == after:
        return place

    def find(row: int) -> int:
        if not 0 <= row < len(before):
            return row
        try:
            return after.index(before[row])
        except ValueError:
            return min(row, len(after) - 1)

    current = find(place.current)
    top = find(place.top) if place.top else 0
    if place.top and 0 <= place.current - place.top < 200:
        top = max(0, current - (place.current - place.top))
    return Place(top, current)


def count_text(listing: Listing) -> str:
    """How many the list has, and as of when (C11)."""
    time = listing.as_of.strftime("%H:%M:%S")
    if not listing.whole:
        return _("counting … as of {time}").format(time=time)
    if listing.more:
        text = _("more than {n} cases as of {time}: these are the newest, type more")
        return text.format(n=f"{listing.count:,}", time=time)
    text = ngettext("{n} case as of {time}", "{n} cases as of {time}", listing.count)
    return text.format(n=f"{listing.count:,}", time=time)


def city_text(state: SyncState) -> str:
    """What this desk recorded and what of it the city has."""
    text = _("{recorded} records here · {acknowledged} acknowledged by the city")
    parts = [text.format(recorded=f"{state.recorded:,}", acknowledged=f"{state.acknowledged:,}")]
    if state.waiting:
        parts.append(_("{n} waiting").format(n=f"{state.waiting:,}"))
    if state.refused:
        parts.append(_("{n} refused").format(n=f"{state.refused:,}"))
    return " · ".join(parts)
