"""A whole case as one PDF for the archive: `helpdesk print --all`."""

from collections.abc import Callable, Sequence

from helpdesk.application.case_archive import PastPaper, contents_form, history_form, past_papers
from helpdesk.application.files import FileStore
from helpdesk.application.paper_proof import Again, Likeness
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain.attachments import Attachment
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import N_, _, dates
from helpdesk.i18n.problems import sentence
from helpdesk.printing import Size
from helpdesk.printing.archive import Bound, bind
from helpdesk.printing.attached import attached_pdf, picture_of_image, pictures_of_pdf
from helpdesk.printing.papers import render_forms

Draw = Callable[[PastPaper], Again]
Told = Callable[[int, int], object]  # parts done, of how many
MAGIC = b"%PDF-"
_DIFFERS = {
    Likeness.FACTS: N_("{name} (drawn anew: its facts on record differ)"),
    Likeness.WORDS: N_("{name} (drawn anew: some words that are no facts read otherwise now)"),
    Likeness.FRAME: N_("{name} (drawn anew: this version of the program words the form otherwise)"),
}


def case_archive(
    session: Session,
    file: CaseFile,
    *,
    draw: Draw,
    files: FileStore | None = None,
    told: Told = lambda _done, _total: None,
) -> bytes:
    """Contents, history, every printed paper of the case, and with `files` every file of it, signed copies
    and signatures among them, as pictures: PDF/A-2b. What `told` raises gives it up.

    A paper whose facts on record differ from what the case gives, or that is worded otherwise now, says so
    in the contents, and so does a file that is not on this computer.
    """
    size = Size.A4
    parts = [(_("History of the case"), render_forms([history_form(session, file)], size=size))]
    papers = [*past_papers(session, file)]
    total = len(papers) + len(file.case.files) + 1
    for past in papers:
        told(len(parts) - 1, total)
        again = draw(past)
        words = _(_DIFFERS[again.likeness]) if again.likeness in _DIFFERS else "{name}"
        parts.append((words.format(name=past.name), again.pdf))
    if files is not None:
        for each in file.case.files:
            told(len(parts) - 1, total)
            parts.append(attached_part(each, file, files))
    told(total - 1, total)

    def contents(places: Sequence[Bound]) -> bytes:
        listed = [(place.name, place.page) for place in places]
        return render_forms([contents_form(session, file, listed)], size=size)

    return bind(parts, contents=contents, title=_("Case file"))


def attached_part(attachment: Attachment, file: CaseFile, files: FileStore) -> tuple[str, bytes]:
    """A file of the case: its name in the contents, and its pages."""
    named = attachment.file
    line = named.line
    material = file.case.materials[line].name if 0 <= line < len(file.case.materials) else ""
    name = (
        named.caption or material or _("File {n}").format(n=file.case.files.index(attachment) + 1)
    )
    if attachment.withdrawn:
        name = _("{name} (withdrawn: {reason})").format(name=name, reason=attachment.reason or "—")
    when = dates.moment(attachment.attached_at.local) if attachment.attached_at else "—"
    heading = _("{name} · {moment} · {who} · SHA-256 {digest}").format(
        name=name, moment=when, who=attachment.attached_by, digest=named.sha256
    )
    try:
        content = files.read(named.sha256)
    except EnvironmentProblem as problem:
        missing = _("{name} (not on this computer)").format(name=name)
        return missing, attached_pdf(heading, (), note=sentence(problem))
    drawn = pictures_of_pdf if content.startswith(MAGIC) else _as_picture
    try:
        return name, attached_pdf(heading, drawn(content))
    except Problem:
        shown = _("{name} (cannot be shown on paper)").format(name=name)
        note = _(
            "This file ({kind}, {size} bytes) cannot be shown on paper; it stays with the case."
        )
        text = note.format(kind=named.media_type, size=f"{len(content):,}")
        return shown, attached_pdf(heading, (), note=text)


def _as_picture(content: bytes) -> tuple[bytes]:
    return (picture_of_image(content),)
