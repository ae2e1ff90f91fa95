"""Long papers flow onto further pages: nothing clipped, nothing on top of anything else."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.application.papers import DeferredMaterial, MissingMaterial, ReceivedMaterial
from helpdesk.i18n import _, set_language
from helpdesk.printing import Size
from helpdesk.printing.papers import render_notice, render_receipt
from tests.printing import reading, samples

SAMPLES: dict[str, Callable[[Size], bytes]] = {
    "receipt": lambda size: render_receipt(samples.receipt(), size=size),
    "long": lambda size: render_receipt(samples.long_receipt(), size=size),
    "marked": lambda size: render_receipt(unwatermarked(), size=size),
    "notice": lambda size: render_notice(samples.notice(), size=size),
}


def unwatermarked():  # type: ignore[no-untyped-def]
    marked = samples.marked_receipt()
    return replace(marked, issue=replace(marked.issue, practice=False))


def check_places(pdf: bytes, size: Size) -> None:
    m = size.value
    for sheet, boxes in reading.words(pdf):
        height = m.height or sheet[1]  # a roll is as long as its words
        assert sheet == pytest.approx((m.width, height), abs=0.5)
        for left, bottom, right, top in boxes:
            assert left >= m.margin - 1.5
            assert right <= m.width - m.margin + 1.5
            assert bottom >= m.margin - 1.5
            assert top <= height - m.margin + 1.5
        assert reading.overlapping(boxes) == []


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", samples.SHEETS + samples.LARGE, ids=lambda size: size.name)
@pytest.mark.parametrize("sample", list(SAMPLES))
def test_nothing_overlaps_or_leaves_the_sheet(sample: str, size: Size, language: str) -> None:
    set_language(language)
    check_places(SAMPLES[sample](size), size)


@pytest.mark.parametrize("size", samples.SHEETS, ids=lambda size: size.name)
def test_a_long_receipt_keeps_every_word(size: Size) -> None:
    paper = samples.long_receipt()
    pdf = render_receipt(paper, size=size)
    pages = [
        reading.squeezed(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages
    ]
    whole = "".join(pages)
    assert len(pages) > 2
    assert paper.applicant.name in whole
    assert reading.squeezed(paper.applicant.address) in whole
    assert all(f"第{n}项材料" in whole for n in range(1, 28))
    assert whole.count("邻") == paper.note.count("邻")
    for n, page in enumerate(pages, start=1):
        count = _("Page {page} of {pages}").format(page=n, pages=len(pages))
        assert reading.squeezed(count) in page
        assert samples.NUMBER in page
        assert (reading.squeezed(_("Original")) in page) == ("项材料" in page or "银行卡" in page)


anything = st.text(max_size=60) | st.text(
    st.sampled_from(
        "包玉兰，。（）“”·—… ab-1\t\n\r\x00\x07\x1b\u202e\u200d\ufe00\ud800𠮷ᠮᠠ\u180e😀"
    ),
    max_size=300,
)


@given(data=st.data(), size=st.sampled_from(Size))
@settings(max_examples=25)
def test_any_words_can_be_printed(data: st.DataObject, size: Size) -> None:
    def words() -> str:
        return data.draw(anything)

    paper = samples.receipt()
    paper = replace(
        paper,
        applicant=replace(paper.applicant, name=words(), address=words(), mongolian_name=words()),
        matter=words(),
        department=words(),
        note=words() * 5,
        promise=replace(paper.promise, arithmetic=words()),
        received=tuple(ReceivedMaterial(name=words(), note=words()) for _n in range(3)),
        deferred=(DeferredMaterial(name=words(), until=date(2027, 2, 1)),),
        missing=(MissingMaterial(name=words(), note=words()),),
    )
    pdf = render_receipt(paper, size=size)
    assert samples.NUMBER in reading.text(pdf)
    check_places(pdf, size)
