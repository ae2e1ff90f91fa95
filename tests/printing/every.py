"""Every paper that the program draws, each from a case that it fits, for tests that look at all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from helpdesk.application.cases import open_case
from helpdesk.application.forms import Form
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.mongolian import spoken
from helpdesk.application.paper_forms import SHEETS, sizes_for
from helpdesk.application.slip_forms import SlipLevel
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS, render_forms
from helpdesk.printing.papers.day_sheet import render_day_sheet
from tests.application.test_registration import bundle_of
from tests.printing.bulletins import bulletin
from tests.printing.forms import Cases, cases_in
from tests.printing.mongolian import WORDS
from tests.printing.test_slip_forms import form as slip

OUT, BACK = datetime(2026, 11, 23, 8, 30), datetime(2026, 11, 23, 16, 0)
Draw = Callable[[Size, int], bytes]  # size and copies


@dataclass(slots=True)
class Every:
    """The papers by name, each with the sizes that it comes in and what draws it."""

    cases: Cases
    draws: dict[str, tuple[tuple[Size, ...], Draw]]
    words: dict[str, str]
    emblem: bytearray

    @contextmanager
    def carrying(self, emblem: bytes) -> Iterator[None]:
        """Residents' papers carry this picture."""
        self.emblem += emblem
        try:
            yield
        finally:
            self.emblem.clear()

    @contextmanager
    def bilingual(self) -> Iterator[None]:
        """Residents' papers have test strings beside all texts."""
        self.words.update(spoken(WORDS))
        try:
            yield
        finally:
            self.words.clear()

    def each(self) -> Iterator[tuple[str, Size, Draw]]:
        """Every paper in every size."""
        for name, (sizes, draw) in self.draws.items():
            for size in sizes:
                yield name, size, draw


@contextmanager
def every_paper(folder: Path) -> Iterator[Every]:
    """A desk with its cases, and all papers."""
    from tests.printing.test_day_sheet import line, paper

    with cases_in(folder) as cases:
        joint = open_case(cases.desk.session, bundle_of(cases.desk)).case
        words, emblem = dict[str, str](), bytearray()
        papers = DeskPapers(cases.desk.session, cases.desk.queries, words=lambda: words)
        papers.emblem = lambda: bytes(emblem)

        def drawn(name: str) -> Draw:
            case = joint if name == JOINT else cases.file(name).case.id
            return lambda size, copies: papers.render(
                case, paper=name, size=size.name, copies=copies
            )

        draws = {name: (_sizes(sizes_for(name)), drawn(name)) for name in PAPERS}
        sheets = _sizes(SHEETS)
        for level in SlipLevel:
            draws[f"slip_{level}"] = (sheets, _forms(lambda level=level: slip(level=level)))
        draws["bulletin"] = (sheets, _forms(bulletin))
        day = paper(*(line(n, at_city=n > 2) for n in range(1, 15)))
        trip = replace(day, sheet=replace(day.sheet, since=OUT, until=BACK))
        draws["day_sheet"] = (sheets, lambda size, _copies: render_day_sheet(day, size=size))
        draws["trip_sheet"] = (sheets, lambda size, _copies: render_day_sheet(trip, size=size))
        yield Every(cases, draws, words, emblem)


def _forms(make: Callable[[], Form]) -> Draw:
    return lambda size, copies: render_forms([make()] * copies, size=size)


def _sizes(names: tuple[str, ...]) -> tuple[Size, ...]:
    return tuple(Size[name] for name in names)
