"""The one-time notice 一次性告知单: everything needed, what is missing, why, and how to get it."""

import io
from dataclasses import replace

import pypdf
import pytest

from helpdesk.application.papers import NoticeMaterial
from helpdesk.i18n import _, set_language
from helpdesk.printing import Size
from helpdesk.printing.papers import render_notice
from tests.printing import reading, samples


@pytest.mark.parametrize("size", samples.SHEETS, ids=lambda size: size.name)
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field(size: Size, language: str) -> None:
    set_language(language)
    paper = samples.notice()
    text = reading.text(render_notice(paper, size=size))
    assert paper.applicant is not None
    values = [
        samples.NUMBER,
        paper.matter,
        paper.department,
        paper.basis,
        paper.applicant.name,
        paper.promise.limit,
        paper.desk.name,
        paper.desk.phone,
        paper.desk.address,
        paper.issue.agent,
        *(m.name for m in paper.materials),
        _("Still to be brought"),
        _("All of the above was told to me at one time, and I received this notice."),
        _("Witness"),
    ]
    assert [value for value in values if reading.squeezed(value) not in text] == []


def test_what_is_missing_has_its_reason_and_its_cure() -> None:
    text = reading.text(render_notice(samples.notice(), size=Size.A4))
    state = {"wrong": _("To be corrected"), "missing": _("Missing")}
    for row in (
        f"1户口簿{state['wrong']}{_('; ')}户主页复印件不清楚带原件到本站重新复印，不收费",
        f"3银行卡{state['missing']}{_('; ')}未带本人储蓄卡，任一银行均可",
    ):
        assert reading.squeezed(row) in text


def test_two_copies() -> None:
    pages = pypdf.PdfReader(io.BytesIO(render_notice(samples.notice(), size=Size.A4))).pages
    assert len(pages) == 2
    for n, page in enumerate(pages, start=1):
        mark = _("Copy {copy} of {copies}").format(copy=n, copies=2)
        assert reading.squeezed(mark) in reading.squeezed(page.extract_text())


def test_from_the_guide_without_a_case() -> None:
    paper = replace(
        samples.notice(),
        number="",
        codes=(),
        applicant=None,
        bring_by=None,
        materials=(NoticeMaterial(name="居民身份证", originals=1, copies=2),),
    )
    pdf = render_notice(paper, size=Size.A5)
    text = reading.text(pdf)
    assert reading.codes(pdf) == []
    assert reading.squeezed(f"1居民身份证12{_('□ To bring')}") in text
    assert reading.squeezed(_("Still to be brought")) not in text


def test_chinese_words() -> None:
    text = reading.text(render_notice(samples.notice(), size=Size.A5))
    for shown in ("一次性告知单", "所需全部材料", "需补齐的材料", "2026年11月30日", "告知单已收到"):
        assert shown in text
