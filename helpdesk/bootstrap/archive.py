"""A whole case as one PDF for the archive: `helpdesk print --all`."""

from collections.abc import Callable, Sequence

from helpdesk.application.case_archive import PastPaper, contents_form, history_form, past_papers
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.i18n import _
from helpdesk.printing import Size
from helpdesk.printing.archive import Bound, bind
from helpdesk.printing.papers import render_forms

Draw = Callable[[PastPaper], bytes]


def case_archive(session: Session, file: CaseFile, *, draw: Draw) -> bytes:
    """Contents, history and every printed paper of the case, PDF/A-2b.

    A paper whose facts on record differ from what the case gives says so in the contents.
    """
    size = Size.A4
    parts = [(_("History of the case"), render_forms([history_form(session, file)], size=size))]
    for past in past_papers(session, file):
        differs = _("{name} (drawn anew: its facts on record differ)").format(name=past.name)
        parts.append((past.name if past.whole else differs, draw(past)))

    def contents(places: Sequence[Bound]) -> bytes:
        listed = [(place.name, place.page) for place in places]
        return render_forms([contents_form(session, file, listed)], size=size)

    return bind(parts, contents=contents, title=_("Case file"))
