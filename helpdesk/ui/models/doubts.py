"""What a person must decide, read for the screens. Plain Python."""

from helpdesk.application.ports import Session
from helpdesk.application.queries import Doubt, Queries
from helpdesk.application.questions import Question, Reader, questions_of
from helpdesk.i18n import _
from helpdesk.i18n.doubts import field_name


def questions(queries: Queries, session: Session, subject: str) -> tuple[Question, ...]:
    """All that is to be decided about a case and its resident, or about a resident."""
    found: list[Question] = []
    offset = session.clock.now().offset_minutes
    reader = Reader(session.author, offset, lambda code: _place(session, code))
    file = queries.case_file(subject)
    subjects = (subject, file.row.resident) if file and file.row.resident else (subject,)
    for each in subjects:
        disputed = queries.doubts.disputed(each)
        if disputed is not None:
            found += questions_of(disputed, reader)
    return tuple(found)


def doubt_words(doubt: Doubt, me: str) -> tuple[str, str]:
    """A doubt in a list: what it is, and what stands below; `me` is the reader's agent id."""
    if "-" in doubt.key:
        below = _("Recorded by {author}, who did not know of the reassignment")
        mine = doubt.owner == me
        words = _("Late record, for you to decide") if mine else _("Late record, to be decided")
        return words, below.format(author=doubt.author)
    name = _("Material") if doubt.key.startswith("material.") else field_name(doubt.key)
    words = _("{field} differs").format(field=name)
    return words, _("Changed in two places, last by {author}; every version is kept").format(
        author=doubt.author
    )


def _place(session: Session, code: str) -> str:
    """A division with its parent; the code where the list does not know it."""
    divisions = session.reference.divisions
    return divisions.label(code) if divisions.find(code) else code
