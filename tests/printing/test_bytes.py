"""A paper with its fonts is at most 60 kB: it waits in queues, goes over thin lines and onto sticks."""

from dataclasses import replace

import pytest

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_forms import papers_for, sizes_for
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from tests.printing import samples
from tests.printing.every import Every

LIMIT = 60_000
LONG = {
    "name": "\U00020bb7\U000210bd·额尔德尼其木格",  # of the extensions: a font of its own
    "document_number": "15230119580612242X",
    "phone": "13847516701",
    "address": "科尔沁左翼后旗阿古拉镇白音查干嘎查三独贵龙 7 号蒙古包东侧",
}


def test_every_paper_in_every_size_with_two_copies(every: Every) -> None:
    """In Chinese alone; and one copy of each with a test string of Mongolian beside every text."""
    made = {f"{name} {size.name}": len(draw(size, 2)) for name, size, draw in every.each()}
    with every.bilingual():
        both = {f"{name} {size.name}": len(draw(size, 1)) for name, size, draw in every.each()}
    assert len(made) > 60
    assert both["receipt A4"] > made["receipt A4"]
    for sizes in (made, both):
        assert {name: size for name, size in sizes.items() if size > LIMIT} == {}


def test_the_longest_that_a_desk_prints(every: Every) -> None:
    """The matter with the longest list, a rare name, half of the materials here; every paper that fits."""
    desk = every.cases.desk
    matters = desk.session.reference.catalogue.matters
    matter = max(matters, key=lambda m: sum(len(x.name) + len(x.condition) for x in m.materials))
    lines = tuple(
        line.take() if n % 2 else line.wrong(reason="复印件不清楚，请带原件重新复印")
        for n, line in enumerate(checklist(matter))
    )
    intake = Intake(new_resident=LONG, matter=matter.code, materials=lines, proxy="女儿 萨仁高娃")
    case = open_case(desk.session, intake).case
    file = desk.queries.case_file(case)
    assert file is not None
    papers = DeskPapers(desk.session, desk.queries)
    made = {
        f"{paper} {size}": len(papers.render(case, paper=paper, size=size, copies=2))
        for paper in papers_for(file.case)
        for size in sizes_for(paper)
    }
    assert len(made) > 15
    assert {name: size for name, size in made.items() if size > LIMIT} == {}


@pytest.mark.parametrize("size", [Size.A4_LARGE, Size.ROLL58], ids=lambda size: size.name)
def test_all_five_fonts_and_every_mark(size: Size) -> None:
    """Rare characters, Mongolian, bold, a watermark, a code on each of two copies."""
    assert len(render_receipt(samples.marked_receipt(), size=size)) <= LIMIT


def test_ten_pages_grow_by_their_words_alone() -> None:
    """Twenty-seven materials and a note of 2,000 characters, twice: no longer one of usual length."""
    long = samples.long_receipt()
    long = replace(long, issue=replace(long.issue, copies=2))
    assert len(render_receipt(long, size=Size.A4)) < 1.2 * LIMIT
