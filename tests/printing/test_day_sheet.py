"""The day sheet on paper: by number, masked, on as many pages as it takes, heads on each (C2)."""

import io
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest

from helpdesk.application.day_sheet import Counts, DaySheet, SheetLine, day_span
from helpdesk.domain.numbering import CaseNumber
from helpdesk.i18n import _, set_language
from helpdesk.printing import Size
from helpdesk.printing.papers.day_sheet import DaySheetPaper, render_day_sheet
from tests.printing import reading
from tests.printing.samples import desk, issue

DAY = date(2026, 11, 23)
SHEETS = [size for size in Size if not size.roll]
SINCE, UNTIL = day_span(DAY)
AS_OF = datetime(2026, 11, 23, 17, 40)


def number(counter: int) -> str:
    return str(CaseNumber.make(division="150502100217", prefix="021", day=DAY, counter=counter))


def line(counter: int, *, at_city: bool = True, name: str = "包玉兰") -> SheetLine:
    counts = Counts(3, 3, 3) if at_city else Counts(3, 1)
    return SheetLine(
        str(counter), number(counter), name, "高龄津贴", True, at_city, counts, printed=2
    )


def paper(*lines: SheetLine, lost: tuple[str, ...] = ()) -> DaySheetPaper:
    return DaySheetPaper(issue(), desk(), DaySheet(SINCE, UNTIL, AS_OF, lines, Counts(2), lost))


def pages_of(paper: DaySheetPaper, size: Size = Size.A4) -> list[str]:
    """The text of each page without white space."""
    pages = pypdf.PdfReader(io.BytesIO(render_day_sheet(paper, size=size))).pages
    return [reading.squeezed(page.extract_text()) for page in pages]


def said(words: str) -> str:
    return reading.squeezed(_(words))


@pytest.mark.parametrize("size", SHEETS, ids=lambda size: size.name)
@pytest.mark.parametrize("speech", ["zh_CN", "en"])
def test_every_number_is_there_and_pages_are_counted(size: Size, speech: str) -> None:
    set_language(speech)
    lines = [line(n, at_city=n > 2) for n in range(1, 61)]
    pages = pages_of(paper(*lines), size)
    assert len(pages) > 1
    for n, page in enumerate(pages, start=1):
        words = _("Page {page} of {pages}").format(page=n, pages=len(pages))
        assert reading.squeezed(words) in page
    for _size, boxes in reading.words(render_day_sheet(paper(*lines), size=size)):
        assert reading.overlapping(boxes) == []
    whole = "\n".join(pages)
    assert all(number(n) in whole for n in range(1, 61))
    assert all(said("Printed") in page for page in pages[:-1])


def test_what_the_city_lacks_stands_first_and_names_are_masked() -> None:
    [text] = pages_of(paper(line(1), line(2, at_city=False)), Size.A4)
    assert text.index(said("On paper, not with the city")) < text.index(
        said("Numbers that the city has")
    )
    assert text.index(number(2)) < text.index(number(1))
    assert "包玉兰" not in text
    assert "包**" in text
    assert said("Not all with the city") in text
    assert said("Agent (signature)") in text


def test_a_whole_day_says_so_and_an_empty_one_too() -> None:
    sheet = replace(paper(line(1)).sheet, others=Counts(1, 1, 1))
    [text] = pages_of(replace(paper(), sheet=sheet), Size.A5)
    assert said("All with the city") in text
    [empty] = pages_of(paper(), Size.A5)
    assert said("No case in this time.") in empty


def test_a_number_without_a_case_is_named() -> None:
    [text] = pages_of(paper(line(1), lost=(number(9),)), Size.A4)
    assert number(9) in text


def test_a_trip_has_its_own_title_and_times() -> None:
    trip = replace(paper(line(1)).sheet, since=datetime(2026, 11, 23, 7, 40), until=AS_OF)
    [text] = pages_of(replace(paper(), sheet=trip), Size.A4)
    assert said("Trip sheet") in text
    assert "07:40" in text


def test_the_same_sheet_is_the_same_bytes() -> None:
    made = [render_day_sheet(paper(line(1)), size=Size.A4) for _again in range(2)]
    assert made[0] == made[1]
