"""The receipt 代办登记回执: every field of its definition, on A4 and A5, in both languages."""

import io
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from helpdesk.application.papers import DeferredMaterial, MissingMaterial, ReceivedMaterial
from helpdesk.i18n import _, set_language
from helpdesk.i18n.words import PAPERS as NAMES
from helpdesk.printing import Size
from helpdesk.printing.papers import PAPERS, render_receipt
from tests.printing import reading, samples

MM = 72 / 25.4
SIZES = {Size.A4: (210 * MM, 297 * MM), Size.A5: (148 * MM, 210 * MM)}
both_sizes = pytest.mark.parametrize("size", samples.SHEETS, ids=lambda size: size.name)


@both_sizes
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_field(size: Size, language: str) -> None:
    set_language(language)
    paper = samples.receipt()
    text = reading.text(render_receipt(paper, size=size))
    values = [
        samples.NUMBER,
        paper.desk.name,
        paper.desk.place,
        paper.desk.phone,
        paper.desk.address,
        paper.desk.hours,
        paper.issue.agent,
        paper.applicant.name,
        paper.applicant.document_number,
        paper.applicant.phone,
        paper.matter,
        paper.department,
        paper.mode,
        paper.fee,
        paper.promise.arithmetic,
        paper.promise.limit,
        paper.promise.response,
        *(item.name for item in (*paper.received, *paper.deferred, *paper.missing)),
        paper.missing[0].note,
        _("Registered for you by the help desk; not a decision on acceptance"),
        _("Signer for the applicant"),
        _("Witness"),
        _("Agent (signature)"),
        f"□ {_('Thumb-print')}",
        _("Copy {copy} of {copies}").format(copy=1, copies=1),
    ]
    assert [value for value in values if reading.squeezed(value) not in text] == []


def test_days_and_moments_in_chinese() -> None:
    text = reading.text(render_receipt(samples.receipt(), size=Size.A4))
    for shown in ("2026年12月14日（星期一）17:30前", "2026年11月23日10:43", "2026年11月30日"):
        assert shown in text


def test_the_words_that_matter_in_chinese() -> None:
    text = reading.text(render_receipt(samples.marked_receipt(), size=Size.A4))
    marks = ("未联网", "补打2", "练习", "暂定", "存根", "第1份，共2份", "申请人留存")
    signing = ("□手写□指印□代签", "代签人", "见证人", "代办员")
    wanted = ("代办登记回执", "代办登记，非受理决定", *marks, *signing)
    assert [shown for shown in wanted if shown not in text] == []


def test_marks_only_where_they_belong() -> None:
    marks = [_("Not connected"), _("Practice, without effect"), _("Provisional")]
    marks = [reading.squeezed(mark) for mark in [*marks, _("Reprint {number}").format(number=2)]]
    plain = reading.text(render_receipt(samples.receipt(), size=Size.A5))
    marked = reading.text(render_receipt(samples.marked_receipt(), size=Size.A5))
    assert not any(mark in plain for mark in marks)
    assert all(mark in marked for mark in marks)


@both_sizes
def test_sheet_and_fonts(size: Size) -> None:
    pdf = render_receipt(samples.marked_receipt(), size=size)
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(
            SIZES[size], abs=0.01
        )
    fonts = {name.split("+")[-1]: embedded for name, embedded in reading.fonts(pdf).items()}
    assert {"NotoSansSC-Regular", "NotoSansSC-Bold", "HanaMinB"} <= set(fonts)
    assert any("Mongolian" in name for name in fonts)
    assert {name for name, embedded in fonts.items() if not embedded} <= {"/Helvetica"}
    assert len(pdf) < 200_000


def test_rare_and_mongolian_names() -> None:
    text = reading.text(render_receipt(samples.marked_receipt(), size=Size.A4))
    assert f"{samples.RARE_NAME}U+3134A" in text
    assert reading.squeezed(samples.MONGOLIAN_NAME) in text


@both_sizes
def test_a_typical_receipt_is_one_sheet(size: Size) -> None:
    pdf = render_receipt(samples.receipt(), size=size)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_qr_codes_carry_the_number_and_its_verification() -> None:
    assert reading.codes(render_receipt(samples.receipt(), size=Size.A5)) == [samples.QR_TEXT]
    with_stub = reading.codes(render_receipt(samples.receipt(), size=Size.A4))
    assert with_stub == [samples.QR_TEXT] * 2


def test_without_qr_text_there_is_no_code() -> None:
    pdf = render_receipt(replace(samples.receipt(), codes=()), size=Size.A4)
    assert reading.codes(pdf) == []
    assert samples.NUMBER in reading.text(pdf)


def test_copies_follow_each_other_and_say_whose_they_are() -> None:
    paper = samples.receipt()
    paper = replace(paper, issue=replace(paper.issue, copies=2))
    pages = pypdf.PdfReader(io.BytesIO(render_receipt(paper, size=Size.A5))).pages
    applicant, desk = (reading.squeezed(page.extract_text()) for page in pages)
    mark = _("Copy {copy} of {copies}")
    assert (
        reading.squeezed(mark.format(copy=1, copies=2) + "·" + _("for the applicant")) in applicant
    )
    assert reading.squeezed(mark.format(copy=2, copies=2) + "·" + _("for the desk")) in desk


def test_materials_say_what_became_of_them() -> None:
    paper = replace(
        samples.receipt(),
        received=(
            ReceivedMaterial(name="户口簿", originals=1, copies=3, to_return=True),
            ReceivedMaterial(name="照片", electronic=2, note="白底"),
        ),
        deferred=(DeferredMaterial(name="收入证明", until=date(2026, 12, 1)),),
        missing=(MissingMaterial(name="银行卡", note="忘带"),),
    )
    text = reading.text(render_receipt(paper, size=Size.A4))
    until = _("{year}-{month:02}-{day:02}").format(year=2026, month=12, day=1)
    for row in (
        f"1户口簿13—{_('Received, to be returned')}",
        f"2{_('{name} ({note})').format(name='照片', note='白底')}——2{_('Received')}",
        f"3收入证明———{_('Deferred to {day}').format(day=until)}",
        f"4{_('{name} ({note})').format(name='银行卡', note='忘带')}———{_('Missing')}",
    ):
        assert reading.squeezed(row) in text


def test_nothing_promised_nothing_shown() -> None:
    paper = samples.receipt()
    bare = replace(paper, promise=replace(paper.promise, due=None))
    text = reading.text(render_receipt(bare, size=Size.A4))
    assert reading.squeezed(_("Promised hand-over")) not in text
    assert reading.squeezed(paper.promise.limit) in text


def test_metadata_names_the_paper_only() -> None:
    pdf = render_receipt(samples.receipt(), size=Size.A5)
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None
    assert about["/Title"] == _("Receipt of registration")
    said = " ".join(map(str, about.values()))
    for personal in (samples.NUMBER, "包玉兰", "乌云其其格", "保安", "2026"):
        assert personal not in said


@pytest.mark.skipif(
    not hasattr(time, "tzset"), reason="this system cannot switch zones in a process"
)
def test_same_bytes_in_every_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    """C20: a day is a day wherever the clock of the machine thinks it is."""
    made = set()
    try:
        for zone in ("Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            made.add(render_receipt(samples.receipt(), size=Size.A4))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len(made) == 1


def test_same_bytes_whatever_was_printed_before() -> None:
    script = (
        "import sys\n"
        "from helpdesk.printing import Size\n"
        "from helpdesk.printing.papers import render_receipt\n"
        "from tests.printing import samples\n"
        "sys.stdout.buffer.write(render_receipt(samples.marked_receipt(), size=Size.A5))"
    )
    render_receipt(replace(samples.marked_receipt(), matter="ᠮᠣᠩᠭᠣᠯ 𪜀葛\U000e0100"), size=Size.A4)
    here = render_receipt(samples.marked_receipt(), size=Size.A5)
    fresh = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout
    assert here == fresh


def test_registry() -> None:
    paper = samples.receipt()
    made = PAPERS["receipt"](paper, size=Size.A5)
    assert made == render_receipt(paper, size=Size.A5)
    assert set(PAPERS) == set(NAMES)
