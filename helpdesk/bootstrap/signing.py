"""Signatures at the desk: shown on paper, sealed as PDF, checked again. Any thread but the GUI's."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from helpdesk.application.files import FileStore
from helpdesk.application.forms import Form
from helpdesk.application.paper_forms import forms_of
from helpdesk.application.paper_text import Paper, read_beside
from helpdesk.application.papers import SignatureShown
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.application.signing import (
    SIZE,
    Given,
    Standing,
    ToSign,
    last_signature,
    note_of,
    sign_paper,
    standing_of,
    to_sign,
    when_signed,
)
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.domain.signing_events import PaperSigned
from helpdesk.i18n import _
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS as RENDERERS
from helpdesk.printing.preview import PageImage, page_images

DPI = 110.0


def forms_as_signed(
    session: Session, file: CaseFile, paper: str, forms: Sequence[Form]
) -> Sequence[Form]:
    """Forms that bear a signature: the words as they were signed, with the day and the printing of the
    forms that come out now."""
    signature = last_signature(file.case, paper)
    if signature is None:
        return forms
    signed = forms_of(when_signed(session, signature), file, paper=paper, copies=len(forms))
    return [
        replace(old, issue=new.issue, aside=new.aside)
        for old, new in zip(signed, forms, strict=True)
    ]


def signature_shown(
    session: Session, file: CaseFile, paper: str, files: FileStore | None
) -> SignatureShown | None:
    """The signature under a paper that says what was signed; nothing where it says something else now,
    or where the picture is not on this computer."""
    signature = last_signature(file.case, paper)
    if files is None or signature is None or not signature.signed.image:
        return None
    if standing_of(session, file, signature) is not Standing.SAME:
        return None
    try:
        picture = files.read(signature.signed.image)
        return SignatureShown(picture, note_of(signature), signature.signed.ticks)
    except EnvironmentProblem:
        return None


@dataclass(frozen=True, slots=True)
class DeskSigning:
    """`ui.signing_dialog.presenter.Signing` of an open desk."""

    session: Session
    queries: Queries
    files: FileStore
    dressed: Callable[[str], AbstractContextManager[object]] = nullcontext
    """What a paper is drawn within, so that it looks like the one that is printed."""

    def show(
        self, case_id: str, paper: str, *, ticks: tuple[str, ...] = ()
    ) -> tuple[ToSign, tuple[PageImage, ...]]:
        """The paper to be signed, and its pages. Raises Problem `case-unknown`, `paper-unfit`."""
        shown = to_sign(self.session, self._file(case_id, paper), paper, ticks=ticks)
        return shown, tuple(page_images(self._drawn(paper, shown.model), dpi=DPI))

    def picture(self, content: bytes) -> tuple[bytes, bytes]:
        """A signature cut to its ink, and its thumbnail. Raises Problem `signature-empty`."""
        from helpdesk.imaging.signatures import signature_picture

        return signature_picture(content)

    def sign(self, case_id: str, shown: ToSign, given: Given) -> PaperSigned:
        """Record it. Raises what `sign_paper` does, and EnvironmentProblem `seal-failed`."""
        return sign_paper(
            self.files,
            self.session,
            self._file(case_id, shown.paper),
            shown,
            given,
            finish=lambda model: self._sealed(self._drawn(shown.paper, model)),
        )

    def _sealed(self, pdf: bytes) -> bytes:
        seal = self.session.seal
        if seal is None:
            return pdf
        from helpdesk.imaging.seals import seal_pdf  # pyHanko, with the first signature

        key = seal.for_pdfs(self.session.desk.code)
        return seal_pdf(
            pdf, sign=key.sign, certificates=key.certificates, reason=_("Signed at the desk")
        )

    def _file(self, case_id: str, paper: str) -> CaseFile:
        file = self.queries.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        return read_beside(self.queries, file, (paper,))

    def _drawn(self, paper: str, model: Paper) -> bytes:
        with self.dressed(paper):
            return RENDERERS[paper]([model] if isinstance(model, Form) else model, size=Size[SIZE])
