"""Every paper in every size, from the tour's own case, to be looked at: `papers/` beside the pictures."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

from helpdesk.application.paper_data import notice_of, paper_desk, receipt_of
from helpdesk.application.paper_forms import FORMS, SHEETS, forms_of, sizes_for
from helpdesk.application.papers import Issue
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.application.slip_forms import SlipLevel, SlipSheet, slip_form
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS, render_forms

Draw = Callable[..., bytes]  # called with `size`


def write_papers(folder: Path, session: Session, file: CaseFile) -> int:
    """One PDF for each; answers how many. Papers that do not fit the case have less on them."""
    folder.mkdir()
    drawn = [
        (f"{name.replace('_', '-')}-{size}.pdf", draw(size=Size[size]))
        for name, draw in _papers(session, file)
        for size in (sizes_for(name) if name in PAPERS else SHEETS)
    ]
    for name, pdf in drawn:
        (folder / name).write_bytes(pdf)
    return len(drawn)


def _papers(session: Session, file: CaseFile) -> Iterator[tuple[str, Draw]]:
    yield "receipt", partial(PAPERS["receipt"], receipt_of(session, file.case))
    yield "one_time_notice", partial(PAPERS["one_time_notice"], notice_of(session, file.case))
    for paper in FORMS:
        yield paper, partial(render_forms, forms_of(session, file, paper=paper, copies=2))
    issue = Issue(
        printed_at=session.clock.now().local,
        agent=session.author.name,
        practice=session.desk.practice,
    )
    for level in SlipLevel:
        slip = slip_form(_slip(session, file, level), issue=issue, desk=paper_desk(session.desk))
        yield f"slip_{level}", partial(render_forms, [slip])


def _slip(session: Session, file: CaseFile, level: SlipLevel) -> SlipSheet:
    now = session.clock.now().local
    return SlipSheet(
        level=level,
        number="〔2026〕384",
        issuer=session.desk.name,
        addressee=file.case.department,
        responsible=session.author.name,
        case_number=file.row.number,
        matter=file.case.title,
        problem="承诺办结时间已过，至今未办结。",
        basis="《帮办代办工作规程》第十七条",
        demand="三个工作日内办结，或者书面说明理由和办结时间。",
        limit=now + timedelta(days=3),
        predecessor="提醒单〔2026〕1027",
        issued_on=now.date(),
    )
