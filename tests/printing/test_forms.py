"""The forms of a case: complete, masked where they must be, in place on every size."""

from dataclasses import replace

import pytest

from helpdesk.application.forms import Facts, Form, Lines, Listing, Words
from helpdesk.application.paper_forms import FORMS, papers_for, sizes_for
from helpdesk.i18n import _, set_language
from helpdesk.i18n.words import PAPERS as NAMES
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS, render_forms
from helpdesk.printing.preview import page_count
from tests.printing import reading, samples
from tests.printing.every import Every
from tests.printing.forms import (
    ANSWER,
    AUTHORITY,
    BAO,
    CORRECTIONS,
    DOCUMENT,
    REASON,
    Cases,
)
from tests.printing.test_pages import check_places

SIZES = pytest.mark.parametrize("size", list(Size), ids=lambda size: size.name)


@pytest.fixture
def cases(every: Every) -> Cases:
    """Three cases on a desk, for all tests that only read."""
    return every.cases


def shown(form: Form, size: Size = Size.A4) -> str:
    """The text of a form as printed."""
    return reading.text(render_forms([form], size=size))


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize(
    ("paper", "size"),
    [(p, s) for p in sorted(FORMS) for s in Size if s.name in sizes_for(p)],
    ids=str,
)
def test_everything_is_in_its_place(cases: Cases, paper: str, size: Size, language: str) -> None:
    set_language(language)
    (form,) = cases.forms(paper)
    pdf = PAPERS[paper]([form], size=size)
    check_places(pdf, size)
    text = reading.text(pdf)
    registered = cases.file(paper).case.registered
    assert registered is not None
    for words in (registered.number, _(NAMES[paper]), registered.matter and registered.matter.name):
        assert reading.squeezed(words or "") in text
    found = reading.codes(pdf)
    assert len(found) == page_count(pdf), "each sheet has a code of its own"
    assert {code.partition("#")[0] for code in found} == {registered.number}


def test_full_numbers_prove_who_signed_and_a_third_copy_is_masked(cases: Cases) -> None:
    first, second, third = (shown(form) for form in cases.forms("authorisation", copies=3))
    for copy in (first, second):
        assert BAO["document_number"] in copy
        assert BAO["name"] in copy
    assert BAO["document_number"] not in third
    assert BAO["phone"] not in third
    assert "152301********242X" in third


@pytest.mark.parametrize("paper", ["materials_receipt", "correction_notice", "refusal_slip"])
def test_what_is_not_signed_for_identity_is_masked(cases: Cases, paper: str) -> None:
    text = shown(cases.forms(paper)[0])
    assert BAO["document_number"] not in text
    assert BAO["name"] not in text


def test_an_authorisation_is_never_general(cases: Cases) -> None:
    text = shown(cases.forms("authorisation")[0])
    for words in (
        "委托权限（仅限勾选项）",
        "不得转委托",
        "代为提交材料",
        "代为补正材料",
        "委托期限",
    ):
        assert words in text
    assert "全权" not in text
    assert "2026年11月23日至2027年5月25日" in text


def test_a_refusal_names_reason_authority_and_both_remedies(cases: Cases) -> None:
    text = shown(cases.forms("refusal_slip")[0])
    for words in (REASON, AUTHORITY, "六十日内申请行政复议", "六个月内向人民法院提起行政诉讼"):
        assert reading.squeezed(words) in text


def test_a_correction_names_everything_once(cases: Cases) -> None:
    text = shown(cases.forms("correction_notice")[0])
    for words in (*CORRECTIONS, "2026年11月30日", "第三十二条", "不再另行要求"):
        assert text.count(reading.squeezed(words)) == 1


def test_originals_are_signed_back_on_the_paper_they_were_received_with(cases: Cases) -> None:
    text = shown(cases.forms("materials_receipt")[0])
    for words in ("居民身份证11纸质是□", "户口簿11纸质是□", "原件退还", "退还日期"):
        assert words in text
    assert "收入财产材料" not in text, "what was not handed in is not receipted"


def test_an_outcome_carries_document_delivery_and_rating(cases: Cases) -> None:
    completion, delivery = (
        shown(cases.forms(paper)[0]) for paper in ("completion_slip", "delivery_receipt")
    )
    for text in (completion, delivery):
        assert reading.squeezed(DOCUMENT) in text
        assert "EA123456789CN" in text
    assert reading.squeezed(ANSWER) in completion
    assert "非常不满意" in completion
    assert "见证人（姓名、单位）" in delivery


def test_an_undertaking_names_what_comes_later_and_by_when(cases: Cases) -> None:
    text = shown(cases.forms("deferral_undertaking")[0])
    for words in ("收入财产材料", "2026年12月1日（星期二）", "由此产生的后果由本人承担"):
        assert words in text


def test_only_papers_that_fit_the_case_are_offered(cases: Cases) -> None:
    offered = {name: papers_for(cases.file(paper).case) for name, paper in _ABOUT.items()}
    assert "refusal_slip" in offered["refused"]
    assert "refusal_slip" not in offered["corrected"]
    assert "correction_notice" in offered["corrected"]
    assert "delivery_receipt" in offered["answered"]
    assert all(papers[0] == "receipt" for papers in offered.values())


_ABOUT = {
    "corrected": "correction_notice",
    "refused": "refusal_slip",
    "answered": "completion_slip",
}


@SIZES
def test_long_input_is_laid_out_and_never_cut(cases: Cases, size: Size) -> None:
    (form,) = cases.forms("materials_receipt")
    (listing,) = (s for s in form.sections if isinstance(s, Listing))
    name = "阿拉坦其其格·额尔德尼巴雅尔·孟和吉日嘎拉·乌力吉德力格尔·斯琴高娃·萨日娜阿"
    rows = tuple((f"第{n}项材料及附件说明", *listing.rows[0][1:]) for n in range(1, 61))
    note = "".join(f"第{n}句话要原样印出，一个字也不能少。" for n in range(1, 300))
    long = replace(
        form,
        sections=(
            Facts(((_("Applicant"), name), (_("Address"), ""))),
            replace(listing, rows=rows),
            Words(note + "\u202e🙂\x07" + samples.NO_GLYPH, _("Note")),
        ),
    )
    pdf = render_forms([long], size=size)
    check_places(pdf, size)
    text = reading.text(pdf)
    for words in (name, "第60项材料及附件说明", "第299句话要原样印出"):
        assert reading.squeezed(words) in text


@pytest.mark.parametrize("size", [Size.A5_LARGE, Size.A4], ids=lambda size: size.name)
def test_a_departments_own_long_labels_and_titles_have_room(cases: Cases, size: Size) -> None:
    """Whoever loads a matter's own form words it: a title, a heading, a label may be a whole sentence."""
    long = "家庭成员（含共同生活的父母、配偶、未成年子女）上年度收入和财产情况说明"
    (form,) = cases.forms("authorisation")
    sections = (
        Facts(((long, "有"),), long, open=(long,)),
        Lines(((long,), (long, "日期"), ("", ""))),
        *[Words("说明。" * 400)] * 2,
    )
    pdf = render_forms([replace(form, title=long, qr_text="", sections=sections)], size=size)
    check_places(pdf, size)
    assert page_count(pdf) > 1
    assert reading.text(pdf).count("偶") == 5 + page_count(pdf) - 1
