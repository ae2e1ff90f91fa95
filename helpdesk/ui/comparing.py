"""What a comparison of a paper has to show, and what becomes of it. Plain Python."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from helpdesk.application.comparing import record_comparison
from helpdesk.application.paper_check import PaperCheck, copies_there, filed_check
from helpdesk.domain.cases import Case
from helpdesk.domain.comparing_events import OTHER_WORDS
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing_events import SignedCopyFiled
from helpdesk.i18n import _
from helpdesk.i18n.paper_check import LIKENESS, fact_lines, fact_name, minute_words
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import PageImage, Workbench

DPI = 130.0


@dataclass(frozen=True, slots=True)
class Line:
    """Something to compare: its fact as it is recorded, what it is called, what stands there."""

    fact: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Comparable:
    """A paper and what is held against it: pages drawn again, pages that came back by their sheet (JPEG; none
    where the paper itself is in the hand), and the lines; `words` say what the drawn ones show."""

    check: PaperCheck
    words: str
    drawn: tuple[PageImage, ...]
    filed: Mapping[int, bytes]
    files: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def sheets(self) -> int:
        """How many sheets there are to look at, at least one."""
        return max(len(self.drawn), max(self.filed, default=1), 1)


def of_case(bench: Workbench, case_id: str, paper: str) -> Comparable:
    """The last signed copy of a paper that is here, all its sheets. Background work. Raises Problem
    `attachment-missing` where there is none."""
    file = bench.queries.case_file(case_id)
    copies = copies_there(file.case, paper) if file else []
    if file is None or not copies:
        raise Problem("attachment-missing")
    last = copies[-1]
    pages = [each for each in copies if each is last or _together(each, last)]
    return _comparable(bench, filed_check(file, last), pages)


def of_check(bench: Workbench, check: PaperCheck) -> Comparable:
    """A paper whose code was checked; beside it the signed copy with the same code, where one is here.
    Background work."""
    file = bench.queries.case_file(check.case)
    digest = check.sealed.digest.hex()
    pages = _with_digest(file.case, digest) if file else []
    return _comparable(bench, check, pages)


def _with_digest(case: Case, digest: str) -> list[SignedCopyFiled]:
    gone = {each.file.sha256 for each in case.files if each.withdrawn}
    pages = (each.filed for each in case.signing.copies)
    return [each for each in pages if each.facts == digest and each.file not in gone]


def _together(one: SignedCopyFiled, other: SignedCopyFiled) -> bool:
    return bool(one.facts) and one.facts == other.facts


def _comparable(
    bench: Workbench, check: PaperCheck, pages: Sequence[SignedCopyFiled]
) -> Comparable:
    drawn, words = _drawn(bench, check)
    filed = {page.sheet or 1: bench.filing.store.read(page.file) for page in pages}
    files = tuple(page.file for page in pages)
    return Comparable(check, words, drawn, filed, files, tuple(lines_of(check)))


def _drawn(bench: Workbench, check: PaperCheck) -> tuple[tuple[PageImage, ...], str]:
    """Pages as they were printed, and what they show; why not, where they cannot be drawn."""
    try:
        again = bench.papers.again(check)
    except Problem as problem:
        return (), sentence(problem)
    if again is None:
        return (), _("No record of this printing is here, so it cannot be drawn again.")
    return tuple(bench.papers.pages(again.pdf, dpi=DPI)), _(LIKENESS[again.likeness])


def lines_of(check: PaperCheck) -> list[Line]:
    """Number and minute, every fact, and last all other words."""
    sealed = check.sealed
    number = Line(f"number={sealed.number}", fact_name("number"), sealed.number)
    said = minute_words(sealed.minute) if sealed.minute else ""
    printed = [Line(f"printed={said}", fact_name("printed"), said)] if said else []
    facts = [Line(fact, name, value) for fact, name, value in fact_lines(check.facts)]
    other = Line(OTHER_WORDS, _("All other words"), _("address, notes, legal lines …"))
    return [number, *printed, *facts, other] if facts else []


def record(
    bench: Workbench,
    shown: Comparable,
    differing: Sequence[str],
    words: str,
    *,
    done: Callable[[], object],
    failed: Callable[[str], object],
) -> None:
    """Put on record what was found; said on the screen, too."""

    def recorded(_event: object) -> None:
        text, tone = (
            (_("The difference is on record; the city is told with the next sync."), "warning")
            if differing
            else (_("That all agrees is on record."), "success")
        )
        bench.navigator.say(text, tone=tone, topic="compare")
        done()

    bench.background.run(
        lambda: record_comparison(
            bench.session, shown.check, differing=differing, words=words, files=shown.files
        ),
        done=recorded,
        failed=lambda problem: failed(sentence(problem)),
    )


def load(
    bench: Workbench, read: Callable[[], Comparable], show: Callable[[Comparable], object]
) -> None:
    """Read in the background, then show; what went wrong is said."""
    navigator = bench.navigator
    bench.background.run(
        read,
        done=show,
        failed=lambda problem: navigator.say(sentence(problem), tone="error", topic="compare"),
    )
