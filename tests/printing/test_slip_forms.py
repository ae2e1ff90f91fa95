"""Slips and letter: what they must hold, in place on every sheet, legible in black at 180 dpi."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import zxingcpp
from PIL import Image

from helpdesk.application.forms import Form
from helpdesk.application.slip_forms import (
    SLIPS,
    SlipLevel,
    SlipSheet,
    slip_form,
)
from helpdesk.i18n import _, set_language
from helpdesk.printing import Size
from helpdesk.printing.papers import render_forms
from helpdesk.printing.preview import page_images
from tests.printing import reading, samples
from tests.printing.test_pages import check_places

SHEET = SlipSheet(
    level=SlipLevel.URGING,
    number="〔2026〕384",
    issuer="通辽市政务服务中心",
    addressee="科尔沁区民政局",
    responsible="王建国",
    case_number=samples.NUMBER,
    matter="城乡居民最低生活保障申请",
    problem="承诺办结时间为 12 月 14 日，至今未办结，提醒单〔2026〕1027 三个工作日内未反馈。",
    basis="《帮办代办工作规程》第十七条",
    demand="三个工作日内办结，或者书面说明理由和办结时间。",
    limit=datetime(2026, 12, 18, 17, 30),
    predecessor="提醒单〔2026〕1027",
    issued_on=date(2026, 12, 15),
)


def form(**changes: object) -> Form:
    sheet = replace(SHEET, **changes)  # type: ignore[arg-type]
    return slip_form(sheet, issue=samples.issue(), desk=samples.desk(), qr_text=samples.QR_TEXT)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("size", samples.SHEETS + samples.LARGE, ids=lambda size: size.name)
@pytest.mark.parametrize("level", list(SlipLevel))
def test_a_slip_holds_what_it_must(level: SlipLevel, size: Size, language: str) -> None:
    set_language(language)
    pdf = render_forms([form(level=level)], size=size)
    check_places(pdf, size)
    text = reading.text(pdf)
    must = (SHEET.number, SHEET.addressee, SHEET.case_number, SHEET.predecessor, SHEET.demand)
    for words in (*must, SHEET.problem, SHEET.responsible, _(SLIPS[level]), _("Signed for by")):
        assert reading.squeezed(words) in text


def test_the_foot_says_who_printed_it() -> None:
    """代办员 at a desk; whoever prints in the city is none."""
    issue = replace(samples.issue(), agent="李丽")
    for city, said in ((False, "代办员李丽"), (True, "打印人李丽")):
        made = slip_form(SHEET, issue=replace(issue, city=city), desk=samples.desk())
        for size in (Size.A4, Size.A5):
            text = reading.text(render_forms([made], size=size))
            assert said in text
            assert ("代办员" in text) != city


def test_a_transfer_letter_has_two_signatures() -> None:
    letter = reading.text(render_forms([form(level=SlipLevel.TRANSFER)], size=Size.A4))
    slip = reading.text(render_forms([form()], size=Size.A4))
    assert reading.squeezed(_("Countersigned by (signature)")) in letter
    assert reading.squeezed(_("Countersigned by (signature)")) not in slip


def test_what_is_on_record_is_printed_and_not_asked_again() -> None:
    text = reading.text(
        render_forms([form(feedback="已办结", signed_for="李娜 12-15")], size=Size.A4)
    )
    assert "已办结" in text
    assert reading.squeezed(_("Answered by (signature)")) not in text
    assert reading.squeezed(_("Signed for by")) not in text


@pytest.mark.parametrize("size", [Size.A4, Size.A5], ids=lambda size: size.name)
def test_black_only_at_180_dpi_a_slip_is_read_by_machine(size: Size) -> None:
    """A 24-pin printer: one colour, 180 dots an inch."""
    (page,) = page_images(render_forms([form()], size=size), dpi=180)
    picture = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
    black = picture.point(lambda value: 255 if value > 140 else 0).convert("1")
    (code,) = zxingcpp.read_barcodes(black)
    assert code.text == samples.QR_TEXT
