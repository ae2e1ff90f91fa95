"""A paper with its fonts is at most 60 kB: it waits in queues, goes over thin lines and onto sticks."""

from dataclasses import replace
from random import Random

import pytest

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_forms import papers_for, sizes_for
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.printing import Size
from helpdesk.printing.papers import render_receipt
from helpdesk.protocol.evidence import Evidence, written
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
    """In Chinese alone, and with a test string of Mongolian beside every text."""
    made = {f"{name} {size.name}": len(draw(size, 2)) for name, size, draw in every.each()}
    with every.bilingual():
        both = {f"{name} {size.name}": len(draw(size, 2)) for name, size, draw in every.each()}
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


def sealed(copy: int) -> str:
    """A code of the length that a device with a certificate writes: further sheets have one of their own."""
    noise = Random(copy).randbytes
    evidence = Evidence(
        *(samples.NUMBER, 29_000_000, noise(16), noise(64)),
        public_key=noise(32),
        desk="150502021001",
        certificate=noise(64),
    )
    return f"{samples.NUMBER}#{written(evidence)}"


@pytest.mark.parametrize("size", list(Size), ids=lambda size: size.name)
def test_many_sheets_grow_by_their_words_alone(size: Size) -> None:
    """Twenty-seven materials and a note of 2,000 characters, two copies, a code on each sheet: what is alike
    on both is kept once. Only 24 sheets in large type on A5 need a little more."""
    long = samples.long_receipt()
    issue = replace(long.issue, copies=2)
    pdf = render_receipt(replace(long, issue=issue, codes=(sealed(1), sealed(2))), size=size)
    assert len(pdf) <= (LIMIT if size is not Size.A5_LARGE else 64_000)
