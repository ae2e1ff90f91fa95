"""Signatures given at the desk: bound to the exact text that was shown, kept with the sealed PDF.

What is signed is fixed at the moment it is shown; when the case has changed by the time somebody is done,
it is shown again. A signature under another text stays on record and no paper shows it any more.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from helpdesk.application.files import FileStore
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.paper_proof import Proven, case_facts, proven, with_signature
from helpdesk.application.paper_text import (
    Paper,
    boxes_of,
    paper_of,
    read_beside,
    text_digest,
    with_ticks,
)
from helpdesk.application.papers import SignatureShown
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.application.queries import CaseFile, Queries
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.case_events import Delivered
from helpdesk.domain.cases import Case
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.domain.signing import Signature
from helpdesk.domain.signing_events import UNSIGNED, PaperSigned
from helpdesk.i18n import dates
from helpdesk.i18n.signing_history import WAYS
from helpdesk.i18n.texts import _, language
from helpdesk.i18n.words import PAPERS, word

SIZE = "A4"  # a paper that is kept has room for the signature
NAME_MAX = 40  # code points
JPEG, PDF = "image/jpeg", "application/pdf"


@dataclass(frozen=True, slots=True)
class ToSign:
    """A paper as it is shown to be signed: `text` is the digest of its text, `session` stands still at
    the moment it was shown; `ticks` are ticked of its `boxes`, `signer` is who is likely to sign."""

    paper: str
    number: str
    text: str
    facts: tuple[str, ...]
    model: Paper
    session: Session
    signer: str = ""
    boxes: tuple[str, ...] = ()
    ticks: tuple[str, ...] = ()

    def proven(self, model: Paper) -> Proven:
        """This paper with its code, which vouches for what it says."""
        facts = case_facts(self.facts)
        return proven(self.session, self.number, (model,), facts, size=SIZE)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody did at the desk: `way` is a `SigningWay`, `picture` the signature (JPEG or PNG) with
    its `thumbnail`; without one, who refused or could not sign, why, and before whom."""

    way: str
    by: str
    picture: bytes = b""
    thumbnail: bytes = b""
    witness: str = ""
    reason: str = ""


Finish = Callable[[Paper], bytes]  # the paper, which has the signature on it, sealed


def to_sign(session: Session, file: CaseFile, paper: str, *, ticks: tuple[str, ...] = ()) -> ToSign:
    """Fix a paper to be signed. Raises what `paper_of` does."""
    session = session.at()
    plain = paper_of(session, file, paper)
    boxes = boxes_of(plain)
    ticks = tuple(words for words in boxes if words in ticks)
    model = with_ticks(plain, ticks)
    facts = paper_facts(session, file.case, paper=paper)
    who, number = _signer(file, paper), file.case.number
    shown = ToSign(paper, number, text_digest(model), facts, model, session, who, boxes, ticks)
    ready = shown.proven(model)
    return replace(shown, model=ready.papers[0], facts=ready.facts)


def _signer(file: CaseFile, paper: str) -> str:
    """Who is likely to sign: the applicant, who received the result, or the witness of a refusal."""
    who = file.case.registered.applicant.name if file.case.registered else ""
    given = next((e.body for e in reversed(file.events) if isinstance(e.body, Delivered)), None)
    if paper != "delivery_receipt" or given is None:
        return who
    return (given.witness if given.refused else given.to) or who


def check_given(given: Given) -> Given:
    """What was given, tidied. Raises Problem `signature-missing`, `signature-name`, `witness-missing`,
    `reason-missing`, `text-long` or `text-control`."""
    by = clean_text(given.by.strip(), field_name="name", limit=NAME_MAX)
    witness = clean_text(given.witness.strip(), field_name="name", limit=NAME_MAX)
    reason = clean_text(given.reason.strip(), field_name="reason", limit=WORDS_MAX)
    if given.way in UNSIGNED:
        if not witness:
            raise Problem("witness-missing")
        if not reason:
            raise Problem("reason-missing")
    elif not given.picture:
        raise Problem("signature-missing")
    if not by:
        raise Problem("signature-name")
    return replace(given, by=by, witness=witness, reason=reason)


def sign_paper(
    files: FileStore,
    session: Session,
    file: CaseFile,
    shown: ToSign,
    given: Given,
    *,
    finish: Finish,
) -> PaperSigned:
    """Record it in one transaction, with the picture and the sealed PDF as files of the case.

    `file` is the case as it stands. Raises what `check_given` does, Problem `signing-changed` when it says
    something else than what was shown, `case-unknown`, and EnvironmentProblem of the disk: then nothing
    is recorded.
    """
    given = check_given(given)
    if text_now(session, file, shown.paper, ticks=shown.ticks) != shown.text:
        raise Problem("signing-changed")
    attached, body = _kept(files, session, shown, given, finish)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, file.case.id)
        if case != file.case or not _same_beside(uow, file):
            raise Problem("signing-changed")
        there = {each.file.sha256 for each in case.files if not each.withdrawn}
        for each in attached:
            if each.sha256 not in there:
                uow.append(case.id, each, author=session.author, moment=moment)
        uow.append(case.id, body, author=session.author, moment=moment)
    return body


def _same_beside(uow: UnitOfWork, file: CaseFile) -> bool:
    """Whether what the paper says beside its case stands as it was read."""
    known = file.resident
    return all(uow.case(each.id) == each for each in file.members) and (
        known is None or uow.resident(known.id) == known
    )


def _kept(
    files: FileStore, session: Session, shown: ToSign, given: Given, finish: Finish
) -> tuple[list[FileAttached], PaperSigned]:
    """The files of a signature, sealed on the disk; nothing refers to them yet."""
    body = PaperSigned(
        shown.paper,
        given.way,
        shown.text,
        language=language(),
        facts=shown.facts,
        by=given.by,
        witness=given.witness,
        reason=given.reason,
        ticks=shown.ticks,
    )
    if not given.picture:
        return [], body
    by = session.seal.certified_by if session.seal else ""
    body = replace(body, certified_by=by)
    files.require_room()
    now_ms, paper = session.clock.now().utc_ms, word(PAPERS, shown.paper)
    note = SignatureShown(given.picture, _note(body, session.clock.now()))
    bearing = shown.proven(with_signature(shown.model, note))
    pdf = finish(bearing.papers[0])
    body = replace(body, facts=bearing.facts)
    image, sealed, thumbnail = (
        files.keep(each, now_ms=now_ms) for each in (given.picture, pdf, given.thumbnail)
    )
    ink = FileAttached(
        image,
        len(given.picture),
        JPEG,
        caption=_("Signature: {paper}").format(paper=paper),
        thumbnail=thumbnail,
        thumbnail_size=len(given.thumbnail),
    )
    whole = FileAttached(
        sealed, len(pdf), PDF, caption=_("Signed PDF: {paper}").format(paper=paper)
    )
    return [ink, whole], replace(body, image=image, sealed=sealed)


def text_now(session: Session, file: CaseFile, paper: str, *, ticks: Collection[str] = ()) -> str:
    """The digest of the text that the paper has now; empty where the case asks for no such paper."""
    try:
        return text_digest(with_ticks(paper_of(session, file, paper), ticks))
    except Problem:
        return ""


class Standing(StrEnum):
    """Whether a signed paper says the same still. `UNKNOWN`: it was signed in another language."""

    SAME = "same"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


def standing_of(session: Session, file: CaseFile, signature: Signature) -> Standing:
    """Compare what was signed with what the paper would say for the same moment and person today."""
    signed = signature.signed
    if signed.language != language():
        return Standing.UNKNOWN
    then = when_signed(session, signature)
    same = text_now(then, file, signed.paper, ticks=signed.ticks) == signed.text
    return Standing.SAME if same else Standing.DIFFERS


def when_signed(session: Session, signature: Signature) -> Session:
    """The session as it was: whoever took the signature, at that moment."""
    return replace(session, author=signature.author).at(signature.moment)


def standings(session: Session, queries: Queries, file: CaseFile) -> dict[str, Standing]:
    """The same for the last signature under each kind of paper."""
    papers = {each.signed.paper for each in file.case.signing.signatures}
    file = read_beside(queries, file, papers)
    last = {paper: last_signature(file.case, paper) for paper in papers}
    return {paper: standing_of(session, file, s) for paper, s in last.items() if s is not None}


def last_signature(case: Case, paper: str) -> Signature | None:
    """The last one given under this kind of paper, refusals left out."""
    given = [each for each in case.signing.signatures_of(paper) if each.given]
    return given[-1] if given else None


def note_of(signature: Signature) -> str:
    """What stands beside a signature's picture on later prints."""
    return _note(signature.signed, signature.moment)


def _note(signed: PaperSigned, moment: Moment) -> str:
    lines = [
        _("{name}, {way}, {moment}").format(
            name=signed.by, way=word(WAYS, signed.way), moment=dates.moment(moment.local)
        ),
        *([_("Witness: {name}").format(name=signed.witness)] if signed.witness else []),
        _("Bound to the text above, SHA-256 {digest}").format(digest=signed.text),
        _("PDF sealed by this desk, certified by {name}").format(name=signed.certified_by)
        if signed.certified_by
        else _(
            "PDF sealed by this desk with its own certificate; the city has not certified it yet"
        ),
    ]
    return "\n".join(lines)
