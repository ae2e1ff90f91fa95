"""Papers of cases as this computer draws them: now, with their proof, or again as they once came out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

from helpdesk.application import mongolian
from helpdesk.application.case_archive import PastPaper
from helpdesk.application.files import FileStore
from helpdesk.application.forms import Form
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.matter_form import FORM
from helpdesk.application.paper_data import notice_of, receipt_of
from helpdesk.application.paper_facts import SLIP, paper_facts
from helpdesk.application.paper_forms import FORMS, forms_of, papers_for, sizes_for
from helpdesk.application.paper_proof import (
    Again,
    Drawn,
    likeness,
    proven,
    with_codes,
    with_signature,
)
from helpdesk.application.paper_text import Paper, read_beside
from helpdesk.application.papers import Notice, Receipt
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.application.slip_paper import slip_paper
from helpdesk.bootstrap.bilingual import Words
from helpdesk.bootstrap.signing import forms_as_signed, signature_shown
from helpdesk.domain.cases import Case
from helpdesk.domain.problems import Problem
from helpdesk.i18n.texts import speaking
from helpdesk.printing import Size
from helpdesk.printing.columns import beside_with
from helpdesk.printing.emblem import carried, carrying
from helpdesk.printing.pages import counting
from helpdesk.printing.papers import PAPERS as RENDERERS
from helpdesk.printing.papers import render_forms


@dataclass(frozen=True, slots=True)
class Drawing:
    """What papers are drawn with: `words` are asked for whatever residents' papers carry beside their
    texts, `emblem` for the picture in their head, `emblem_of` for one that an earlier paper bore, by what
    its record calls it; with `files` a paper that was signed at the desk shows
    the signature."""

    queries: Queries
    words: Words = dict
    emblem: Callable[[], bytes] = bytes
    files: FileStore | None = None
    emblem_of: Callable[[str], bytes] = lambda _digest: b""

    def drawn(
        self, session: Session, file: CaseFile, *, paper: str, size: str, copies: int
    ) -> Drawn:
        """A paper of a case as it stands. Raises Problem `paper-unknown`, `paper-unfit`, `size-unknown`."""
        sheet, session = check_size(size, paper=paper), session.at()
        models = self._models(session, file, paper, copies)
        beside = self._beside(paper)
        facts = paper_facts(session, file.case, paper=paper)
        ready = proven(session, file.case.number, models, facts, size=size, beside=beside)
        with self.dressed(paper) as sheets:
            pdf = rendered(paper, ready.papers, sheet)
            return Drawn(pdf, ready.facts, tuple(sheets), carried())

    def receipts(
        self, session: Session, files: Iterable[CaseFile], *, size: str
    ) -> Iterator[tuple[Receipt, tuple[str, ...]]]:
        """A receipt of each case with the facts that it vouches for, one copy: for `render_receipts`."""
        beside = self._beside("receipt")
        for file in files:
            (model,) = self._models(session, file, "receipt", 1)
            facts = paper_facts(session, file.case, paper="receipt")
            number = file.case.number
            ready = proven(session, number, (model,), facts, size=size, beside=beside)
            yield cast("Receipt", ready.papers[0]), ready.facts

    @contextmanager
    def dressed(self, paper: str) -> Iterator[list[int]]:
        """While it is entered papers carry what they carry here; gathers how many sheets each copy has."""
        with (
            beside_with(self._beside(paper)),
            carrying(self.emblem()),
            counting() as sheets,
        ):
            yield sheets

    def unregistered(self, session: Session, file: CaseFile, *, paper: str, size: str) -> bytes:
        """A paper of a case that is not registered yet: nothing to prove, its number is still open."""
        sheet = check_size(size, paper=paper)
        models: tuple[Paper, ...]
        if paper in (JOINT, FORM, "authorisation"):
            models = forms_of(session, file, paper=paper, copies=1)
        else:
            models = _plain(session, file.case, paper, copies=1)
        with self.dressed(paper):
            return rendered(paper, models, sheet)

    def slip(
        self, session: Session, file: CaseFile, key: str, *, size: str, copies: int = 1
    ) -> Drawn:
        """A slip of a case. Raises Problem `slip-unknown`, `size-unknown`."""
        sheet, session = check_size(size, paper=SLIP), session.at()
        facts = paper_facts(session, file.case, paper=SLIP, slip=key)
        models = (slip_paper(session, file, key),) * copies
        ready = proven(session, file.case.number, models, facts, size=size)
        with counting() as sheets:
            pdf = rendered(SLIP, ready.papers, sheet)
        return Drawn(pdf, ready.facts, tuple(sheets))

    def again(self, past: PastPaper, *, copy: int = 1) -> Again:
        """A copy of a paper as it came out, in the language of then, and whether every word is the same."""
        session, body = past.session, past.body
        with speaking(past.language):
            models = self._models_of(past)
            beside = self._beside(past.paper) if past.is_bilingual else {}
            found = likeness(models, body.facts, whole=past.whole, beside=beside)
            if body.facts and not session.author.of_city:  # no desk can make the city's code
                models = with_codes(session, past.file.case.number, models, body.facts)
            first, n = models[0], min(max(copy, 1), body.copies)
            if isinstance(first, Form):
                models = models[n - 1 : n] or models[:1]
            else:
                models = (replace(first, issue=replace(first.issue, only=n)),)
            sheet = check_size(body.size, paper=past.paper)
            bore = self.emblem_of(body.emblem) if body.emblem else b""
            with beside_with(beside), carrying(bore):
                return Again(rendered(past.paper, models, sheet), found)

    def _models_of(self, past: PastPaper) -> tuple[Paper, ...]:
        if past.slip:
            return (slip_paper(past.session, past.file, past.slip),) * past.body.copies
        return self._models(past.session, past.file, past.paper, past.body.copies)

    def _models(
        self, session: Session, file: CaseFile, paper: str, copies: int
    ) -> tuple[Paper, ...]:
        """The copies without their codes, with the signature where one was given under these words."""
        file = read_beside(self.queries, file, (paper,))
        given = signature_shown(session, file, paper, self.files)
        if paper in FORMS or paper in (JOINT, FORM):
            if paper not in papers_for(file.case):
                raise Problem("paper-unfit")
            forms: Sequence[Form] = forms_of(session, file, paper=paper, copies=copies)
            if given is not None:
                forms = forms_as_signed(session, file, paper, forms)
            return tuple(with_signature(form, given) for form in forms)
        return tuple(
            with_signature(each, given) for each in _plain(session, file.case, paper, copies=copies)
        )

    def _beside(self, paper: str) -> Mapping[str, str]:
        return self.words() if paper in mongolian.PAPERS else {}


def _plain(session: Session, case: Case, paper: str, *, copies: int) -> tuple[Receipt | Notice]:
    if paper == "receipt":
        return (receipt_of(session, case, copies=copies),)
    if paper == "one_time_notice":
        return (notice_of(session, case, copies=copies),)
    raise Problem("paper-unknown", paper=paper)


def rendered(paper: str, models: Sequence[Paper], size: Size) -> bytes:
    """Papers as PDF, as they are."""
    if isinstance(models[0], Form):
        return render_forms(cast("Sequence[Form]", models), size=size)
    return RENDERERS[paper](models[0], size=size)


def check_size(name: str, *, paper: str) -> Size:
    """A size that the paper comes in. Raises Problem `size-unknown` for another."""
    if name not in (known := sizes_for(paper)):
        raise Problem("size-unknown", size=name, known=", ".join(known))
    return Size[name]
