"""Decides which residents are listed. Plain Python; pages are read in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.list_rows import ResidentRow
from helpdesk.application.resident_queries import ResidentGroup, ResidentPage, Suspicion
from helpdesk.i18n import N_, _, ngettext
from helpdesk.ui.presenting import Workbench

ALIKE = "alike"
CHIPS: dict[str, str] = {
    ResidentGroup.ALL: N_("All"),
    ResidentGroup.NEEDS: N_("In need of care"),
    ResidentGroup.BARE: N_("Without a number"),
    ALIKE: N_("Possibly twice"),
}
PAIRS_MOST = 500

Pages = Mapping[int, Sequence[ResidentRow]]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list newly read: how many there are, whether a search found even more, the pages in sight."""

    count: int
    more: bool
    pages: Pages
    text: str


class ResidentsView(Protocol):
    """What the presenter asks of the widgets."""

    def show_listing(self, listing: Listing) -> None:
        """Another list, or the same read again."""
        ...

    def show_pages(self, generation: int, pages: Pages) -> None:
        """Pages that were scrolled into sight."""
        ...

    def show_pairs(self, pairs: Sequence[Suspicion]) -> None:
        """Records that may be one person."""
        ...

    def show_chip(self, chip: str) -> None:
        """The filter as it stands."""
        ...

    def pages_in_sight(self) -> tuple[int, ...]:
        """The pages that are looked at now."""
        ...


class ResidentsPresenter:
    """One chip and one text."""

    def __init__(self, bench: Workbench, view: ResidentsView, *, page: int) -> None:
        self._bench = bench
        self._view = view
        self._page = page
        self._chip, self._text = str(ResidentGroup.ALL), ""

    @property
    def text(self) -> str:
        """What was typed."""
        return self._text

    def refresh(self) -> None:
        """Read what is shown anew; choice and place stay."""
        if self._chip == ALIKE:
            self._load_pairs()
        else:
            self._load(self._view.pages_in_sight() or (0,))

    def choose_chip(self, chip: str) -> None:
        """Another list; the text stays."""
        if chip != self._chip:
            self._chip = chip
            self.refresh()

    def type_text(self, text: str) -> None:
        """The search as it is typed; pairs are not searched, so it leads back to all."""
        if text.strip() == self._text:
            return
        self._text = text.strip()
        if self._chip == ALIKE:
            self._chip = str(ResidentGroup.ALL)
            self._view.show_chip(self._chip)
        self._load((0,))

    def fetch(self, generation: int, pages: Sequence[int]) -> None:
        """Pages that came into sight."""
        text, group = self._text, ResidentGroup(self._chip)
        self._bench.background.run(
            lambda: (generation, {n: self._read(text, group, n).rows for n in pages}),
            done=lambda answer: self._view.show_pages(*answer),
            key="resident-pages",
        )

    def open(self, resident_id: str) -> None:
        """Go to a resident."""
        self._bench.navigator.open_resident(resident_id)

    def _load(self, pages: Sequence[int]) -> None:
        text, group = self._text, ResidentGroup(self._chip)

        def read() -> Listing:
            first = self._read(text, group, pages[0])
            last = max(0, first.count - 1) // self._page
            inside = sorted({min(page, last) for page in pages})
            known = {pages[0]: first.rows}
            found = {n: known[n] if n in known else self._read(text, group, n).rows for n in inside}
            return Listing(first.count, first.more, found, text)

        self._bench.background.run(read, done=self._view.show_listing, key="residents")

    def _load_pairs(self) -> None:
        self._bench.background.run(
            lambda: self._bench.queries.residents.suspicions(limit=PAIRS_MOST),
            done=self._view.show_pairs,
            key="residents",
        )

    def _read(self, text: str, group: ResidentGroup, page: int) -> ResidentPage:
        offset = page * self._page
        return self._bench.queries.residents.page(
            text, group=group, offset=offset, limit=self._page
        )


def count_text(listing: Listing) -> str:
    """How many the list has."""
    if listing.more:
        text = _("the first {n} found; type more to find fewer")
        return text.format(n=f"{listing.count:,}")
    if listing.text:
        found = ngettext("{n} found", "{n} found", listing.count)
        return found.format(n=f"{listing.count:,}")
    return ngettext("{n} resident", "{n} residents", listing.count).format(n=f"{listing.count:,}")


def pairs_text(count: int) -> str:
    """How many pairs there are."""
    return ngettext("{n} pair", "{n} pairs", count).format(n=f"{count:,}")
