"""The search above every screen: asks as somebody types, opens what was chosen. GUI thread."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot

from helpdesk.application.queries import SearchHit
from helpdesk.ui import search
from helpdesk.ui.frame import Frame
from helpdesk.ui.presenting import Workbench

HITS = 12


class Search(QObject):
    """Joins the frame's search field to the store; of several questions the latest is answered."""

    def __init__(self, bench: Workbench, frame: Frame) -> None:
        super().__init__(frame)
        self._bench = bench
        self._frame = frame
        frame.search_changed.connect(self._find)
        frame.hit_chosen.connect(self._open_hit)

    @Slot(str)
    def _find(self, text: str) -> None:
        def found(hits: Sequence[SearchHit]) -> None:
            self._frame.set_results([_shown_hit(hit) for hit in hits], text=text)

        self._bench.background.run(
            lambda: self._bench.queries.find(text, limit=HITS), done=found, key="find"
        )

    @Slot(object)
    def _open_hit(self, hit: search.SearchHit) -> None:
        match hit.kind:
            case search.HitKind.CASE:
                self._bench.navigator.open_case(hit.id)
            case search.HitKind.DRAFT:
                self._bench.navigator.new_case(draft_id=hit.id)
            case search.HitKind.RESIDENT:
                self._bench.navigator.new_case(resident_id=hit.id)


def _shown_hit(hit: SearchHit) -> search.SearchHit:
    detail = " · ".join(part for part in (hit.number, hit.detail) if part)
    return search.SearchHit(search.HitKind(hit.kind), hit.subject, hit.title, detail)
