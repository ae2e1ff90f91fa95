"""A paper drawn again is the one that came out, word for word, wherever and in whatever language."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from helpdesk.application.case_archive import PastPaper, past_papers
from helpdesk.application.paper_forms import papers_for, sizes_for
from helpdesk.application.paper_proof import Likeness, case_facts
from helpdesk.application.ports import Session
from helpdesk.application.prints import queue_paper
from helpdesk.bootstrap.drawing import Drawing
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.event import Author
from helpdesk.i18n import set_language
from tests.application.test_paper_data import case_of
from tests.desk import at
from tests.printing import reading
from tests.printing.forms import Cases, cases_in

AGAIN = datetime(2026, 11, 24, 16, 5)


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cases]:
    with cases_in(tmp_path_factory.mktemp("desk")) as cases:
        yield cases


@dataclass(frozen=True)
class Out:
    """A paper that came out: its PDF, and how it is drawn again."""

    pdf: bytes
    past: PastPaper


def printed(cases: Cases, session: Session, paper: str, *, size: str, folder: Path) -> Out:
    desk, case = cases.desk, cases.file(paper).case
    path = folder / f"{paper}-{size}.pdf"
    job = queue_paper(session, case.id, paper=paper, size=size, copies=2)
    DeskPapers(session, desk.queries).save_job(job, path=str(path))
    file = desk.queries.case_file(case.id)
    assert file is not None
    *_before, past = past_papers(desk.session, file)
    return Out(path.read_bytes(), past)


def squeezed(pdf: bytes) -> str:
    return reading.squeezed(reading.text(pdf))


def test_every_paper_is_drawn_again_word_for_word(cases: Cases, tmp_path: Path) -> None:
    """At another time, by somebody else, at a desk of another name, synced meanwhile: as it was."""
    desk, drawing = cases.desk, Drawing(cases.desk.queries)
    later = replace(at(desk.session, AGAIN), author=Author("q", "其木格"))
    for paper in papers_for(cases.file("receipt").case):
        size = sizes_for(paper)[0]
        out = printed(cases, later, paper, size=size, folder=tmp_path)
        file = replace(cases.file(paper), case=case_of(desk, cases.file(paper).case.id))
        elsewhere = replace(desk.session, desk=replace(desk.session.desk, name="别处", phone="1"))
        file = replace(
            file, events=tuple(replace(e, position=n) for n, e in enumerate(file.events))
        )
        *_before, past = past_papers(elsewhere, file)
        found = [drawing.again(past, copy=copy) for copy in (1, 2)]
        assert {each.likeness for each in found} == {Likeness.SAME}, paper
        assert "".join(squeezed(each.pdf) for each in found) == squeezed(out.pdf), paper
        assert "未联网" in squeezed(found[0].pdf), "as it was when it came out"
        again = [code for each in found for code in reading.codes(each.pdf)]
        assert again == reading.codes(out.pdf), paper
        assert sum(past.body.sheets) == len(list(reading.words(out.pdf))), paper


def test_a_paper_is_drawn_again_in_the_language_that_it_was_printed_in(
    cases: Cases, tmp_path: Path
) -> None:
    out = printed(cases, cases.desk.session, "one_time_notice", size="A5", folder=tmp_path)
    set_language("en")
    again = Drawing(cases.desk.queries).again(out.past)
    assert again.likeness is Likeness.SAME
    assert "一次性告知单" in squeezed(again.pdf)


def test_a_later_version_says_that_it_words_a_paper_otherwise(
    cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed template makes no genuine paper look altered; nor does a print before words were kept."""
    out = printed(cases, cases.desk.session, "receipt", size="A5", folder=tmp_path)
    drawing = Drawing(cases.desk.queries)
    monkeypatch.setattr("helpdesk.application.paper_proof.frame_digest", lambda: "another")
    assert drawing.again(out.past).likeness is Likeness.FRAME
    elder = replace(out.past, body=replace(out.past.body, facts=case_facts(out.past.body.facts)))
    assert drawing.again(elder).likeness is Likeness.UNKNOWN
    with_more = ev.Author("x", "另一人")
    other = replace(out.past, session=replace(out.past.session, author=with_more))
    assert drawing.again(other).likeness is Likeness.WORDS
    assert drawing.again(replace(out.past, whole=False)).likeness is Likeness.FACTS
