"""Who signed which papers of a case, and which signed copies are here: a total fold."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from helpdesk.domain.comparing_events import PaperCompared
from helpdesk.domain.copies import replace
from helpdesk.domain.event import Author, Event
from helpdesk.domain.moments import Moment
from helpdesk.domain.signing_events import UNSIGNED, PaperSigned, SignedCopyFiled


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A signed paper that came back, and who filed it."""

    filed: SignedCopyFiled
    author: Author
    moment: Moment


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature given at the desk, or its refusal; `author` is the agent who took it."""

    signed: PaperSigned
    author: Author
    moment: Moment

    @property
    def given(self) -> bool:
        """Whether somebody signed."""
        return self.signed.way not in UNSIGNED


@dataclass(frozen=True, slots=True)
class Comparison:
    """A paper held beside the record of its printing, by whom and when."""

    compared: PaperCompared
    author: Author
    moment: Moment


@dataclass(frozen=True, slots=True)
class Sheets:
    """How many sheets each copy has of the `printing`th printing (from 1) of a paper."""

    paper: str
    printing: int
    each: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A signed copy that is here in part: `missing` are numbers of its `sheets`, from 1. `facts` is the
    digest in its code; `printing` and `copy` are 0 where they are not known."""

    paper: str
    printing: int
    copy: int
    facts: str
    sheets: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """All of a case, in order; `sheets` of printings with more than one."""

    copies: tuple[SignedCopy, ...] = ()
    signatures: tuple[Signature, ...] = ()
    sheets: tuple[Sheets, ...] = ()
    comparisons: tuple[Comparison, ...] = ()

    def compared(self, paper: str) -> Comparison | None:
        """The last comparison of this kind of paper."""
        found = (each for each in reversed(self.comparisons) if each.compared.paper == paper)
        return next(found, None)

    def copies_of(self, paper: str) -> tuple[SignedCopy, ...]:
        """Signed copies of this kind of paper."""
        return tuple(each for each in self.copies if each.filed.paper == paper)

    def signatures_of(self, paper: str) -> tuple[Signature, ...]:
        """Signatures under this kind of paper, and refusals."""
        return tuple(each for each in self.signatures if each.signed.paper == paper)


UNSIGNED_YET = Signing()


def with_signing(signing: Signing, event: Event) -> Signing:
    """After one more event; the same file filed twice counts as it was filed last."""
    match event.body:
        case SignedCopyFiled() as filed:
            kept = tuple(each for each in signing.copies if each.filed.file != filed.file)
            copy = SignedCopy(filed, event.author, event.moment)
            return replace(signing, copies=(*kept, copy))
        case PaperSigned() as signed:
            made = Signature(signed, event.author, event.moment)
            return replace(signing, signatures=(*signing.signatures, made))
        case PaperCompared() as compared:
            done = Comparison(compared, event.author, event.moment)
            return replace(signing, comparisons=(*signing.comparisons, done))
        case _:
            return signing


def with_sheets(signing: Signing, paper: str, printing: int, each: tuple[int, ...]) -> Signing:
    """After a printing whose copies have so many sheets."""
    if max(each, default=1) < 2:
        return signing
    return replace(signing, sheets=(*signing.sheets, Sheets(paper, printing, each)))


def gaps(signing: Signing, *, withdrawn: Collection[str] = ()) -> tuple[Gap, ...]:
    """Signed copies of which sheets are missing, files in `withdrawn` left out; not those of which a later
    printing is here whole. A page that a person filed without saying which sheet it is fills no gap."""
    piles: dict[tuple[str, int, int, str], list[SignedCopyFiled]] = defaultdict(list)
    for copy in signing.copies:
        page = copy.filed
        if page.file not in withdrawn and (page.printing or page.facts):
            facts = "" if page.printing else page.facts
            piles[page.paper, page.printing, page.copy, facts].append(page)
    found = [_gap(signing, *key, pages) for key, pages in piles.items()]
    whole = [(each.paper, each.printing) for each in found if not each.missing]
    return tuple(
        each
        for each in found
        if each.missing and not any(p == each.paper and n > each.printing > 0 for p, n in whole)
    )


def _gap(
    signing: Signing,
    paper: str,
    printing: int,
    copy: int,
    _facts: str,
    pages: Iterable[SignedCopyFiled],
) -> Gap:
    pages = tuple(pages)
    told = max(page.sheets for page in pages)
    printed = (s for s in signing.sheets if (s.paper, s.printing) == (paper, printing))
    known = max((s.each[min(max(copy, 1), len(s.each)) - 1] for s in printed), default=1)
    here = {page.sheet or 1 for page in pages}
    sheets = max(told, known)
    missing = tuple(n for n in range(1, sheets + 1) if n not in here)
    facts = next((page.facts for page in pages if page.facts), "")
    return Gap(paper, printing, copy, facts, sheets, missing)
