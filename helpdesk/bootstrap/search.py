"""The search above every screen: asks as somebody types, opens what was chosen. GUI thread."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Slot

from helpdesk.application.paper_check import PaperCheck, check_paper
from helpdesk.application.queries import SearchHit
from helpdesk.i18n import _
from helpdesk.i18n.paper_check import FINDINGS
from helpdesk.protocol.evidence import is_sealed
from helpdesk.ui import search
from helpdesk.ui.compare_dialog import compare_checked
from helpdesk.ui.frame import Frame
from helpdesk.ui.palette import ALL_ACTS, Palette
from helpdesk.ui.paper_check import PaperCheckDialog
from helpdesk.ui.presenting import Workbench

HITS = 12


class Search(QObject):
    """Joins the frame's search field to the store; of several questions the latest is answered."""

    def __init__(self, bench: Workbench, frame: Frame, palette: Palette) -> None:
        super().__init__(frame)
        self._bench = bench
        self._frame = frame
        self._palette = palette
        self._checks: dict[str, PaperCheck] = {}
        frame.search_changed.connect(self._find)
        frame.hit_chosen.connect(self._open_hit)
        frame.case_asked.connect(lambda hit: bench.navigator.new_case(resident_id=hit.id))

    def warm_up(self) -> None:
        """Look for something once in the background: the dictionaries of pinyin take half a second."""
        offers = self._palette.offers()
        self._bench.background.run(lambda: self._palette.find("a", offers))

    @Slot(str)
    def _find(self, text: str) -> None:
        def found(hits: Sequence[search.SearchHit]) -> None:
            self._frame.set_results(hits, text=text)

        offers = self._palette.offers() if text else ()
        self._bench.background.run(lambda: self._hits(text, offers), done=found, key="find")

    def _hits(self, text: str, offers: Sequence[search.SearchHit]) -> Sequence[search.SearchHit]:
        """Background thread: a scanned paper is checked, everything else is looked up."""
        if text.startswith(ALL_ACTS):
            return self._palette.find(text, offers)
        seal = self._bench.session.seal
        queries = self._bench.queries
        check = check_paper(text, seal=seal, queries=queries) if seal and is_sealed(text) else None
        if check is None:
            found = [_shown_hit(hit) for hit in queries.find(text, limit=HITS)]
            return [*found, *self._palette.find(text, offers)]
        self._checks[text] = check
        headline = _(FINDINGS[check.finding][0])
        return [search.SearchHit(search.HitKind.PAPER, text, headline, check.sealed.number)]

    @Slot(object)
    def _open_hit(self, hit: search.SearchHit) -> None:
        match hit.kind:
            case search.HitKind.CASE:
                self._bench.navigator.open_case(hit.id)
            case search.HitKind.DRAFT:
                self._bench.navigator.new_case(draft_id=hit.id)
            case search.HitKind.RESIDENT:
                self._bench.navigator.open_resident(hit.id)
            case search.HitKind.MATTER:
                self._bench.navigator.new_case(matter=hit.id)
            case search.HitKind.ACT | search.HitKind.SETTING:
                self._palette.open(hit)
            case search.HitKind.PAPER:
                open_case = self._bench.navigator.open_case
                check, window = self._checks.pop(hit.id), self._frame.window()
                compare = partial(compare_checked, self._bench, check, window)
                PaperCheckDialog(check, open_case=open_case, parent=window, compare=compare).open()


def _shown_hit(hit: SearchHit) -> search.SearchHit:
    detail = " · ".join(part for part in (hit.number, hit.detail) if part)
    return search.SearchHit(search.HitKind(hit.kind), hit.subject, hit.title, detail)
