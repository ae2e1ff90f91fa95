"""A door plate: made and printed in the console, scanned by a telephone without scripts, abused by bots."""

import io
import re
from unicodedata import normalize

import httpx
import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from helpdesk.domain.intake_terms import CameBy
from helpdesk.domain.stages import Stage
from helpdesk.server.people import Role
from helpdesk.server.plates import PLATE_MOST
from tests.browser.looks import faults
from tests.browser.tour import PHONE
from tests.browser.world import World
from tests.printing.reading import codes, text
from tests.server.running import VILLAGE

PLACES = ("三组12号 白音仓家", "三组13号 <b>门</b>", "村口小卖部")


@pytest.fixture(scope="module")
def address(world: World) -> str:
    """The first plate's page, as the printed sheet says it."""
    world.at("2026-11-30 09:00")
    with world.signed_in(Role.TOWNSHIP_LEAD, division=VILLAGE[:9]) as seat:
        seat.click("门牌二维码", "link")
        seat.page.get_by_label("站点").select_option(VILLAGE)
        seat.page.get_by_label("地点，每行一个").fill("\n".join(PLACES))
        seat.click("制作")
        seat.reads(*PLACES, "使用中")
        assert faults(seat.page) == []
        seat.go(f"/console/plates/{VILLAGE}/sheet")
        seat.reads(*PLACES)
        printed = seat.page.pdf(prefer_css_page_size=True, print_background=True)
    [(code,)] = world.city.query("SELECT code FROM plate WHERE place = %s", PLACES[0])
    read = codes(printed)
    assert len(read) == len(PLACES)
    said = normalize("NFKC", text(printed))  # Chromium writes some characters as radicals
    assert said.count("扫码提诉求") == len(PLACES)
    assert {(round(w / 72 * 25.4), round(h / 72 * 25.4)) for w, h in sheets(printed)} == {
        (210, 297)
    }
    return next(each for each in read if each.endswith(code))


def sheets(printed: bytes) -> list[tuple[float, float]]:
    """The pages' sizes in points."""
    pages = PdfReader(io.BytesIO(printed)).pages
    return [(float(page.mediabox.width), float(page.mediabox.height)) for page in pages]


def fill_in(page: Page, **changed: str) -> None:
    said = {
        "words": "门前路灯不亮，晚上看不见路。",
        "name": "白音仓",
        "phone": "13947516799",
    } | changed
    page.get_by_label("诉求类型").select_option(label="求助")
    for name, typed in said.items():
        page.locator(f"#{name}").fill(typed)
    page.get_by_label("同意将姓名和电话").check()


def test_from_the_door_to_the_queue_and_the_desk(world: World, address: str) -> None:
    world.at("2026-11-30 10:00")
    with world.seat(size=PHONE, java_script_enabled=False, is_mobile=True, has_touch=True) as seat:
        seat.page.goto(address)
        seat.reads("提交诉求", PLACES[0])
        fill_in(seat.page)
        world.at("2026-11-30 10:02")
        seat.click("提交")
        seat.reads("诉求已收到", "白**", "12-01 17:30")
        number = seat.page.locator(".drawn-number").inner_text()
        seat.page.reload()  # sends the form again: the same number
        assert seat.page.locator(".drawn-number").inner_text() == number
        seat.page.locator("a.back").click()
        seat.page.locator("#phone").fill("6799")
        seat.page.locator("button.primary").click()
        seat.reads(number, "门前路灯不亮", "白**")
        assert "白音仓" not in seat.text()
    with world.signed_in(division=VILLAGE[:6]) as dispatcher:
        dispatcher.go(f"/console/cases?text={number}")
        dispatcher.reads(number, "门前路灯不亮", "已登记")
        dispatcher.page.locator("tbody a").first.click()
        dispatcher.reads("求助", "门牌二维码")
    with world.signed_in(division="150521") as foreign:
        foreign.go(f"/console/cases?text={number}")
        assert "门前路灯" not in foreign.text()
    assert world.desk.sync().synced
    found = world.city.query("SELECT id FROM city_case WHERE number = %s", number)
    case = world.desk.case(found[0][0])
    assert case.registered is not None
    assert (case.stage, case.registered.came_by) == (Stage.REGISTERED, CameBy.DOOR_PLATE.value)
    assert (case.registered.applicant.name, case.registered.applicant.address) == (
        "白音仓",
        PLACES[0],
    )


def test_what_is_wrong_is_said_and_what_was_typed_stays(world: World, address: str) -> None:
    world.at("2026-11-30 12:00")
    with world.seat(size=PHONE, java_script_enabled=False) as seat:
        seat.page.goto(address)
        for minute, (changed, words) in enumerate(
            (
                ({"words": "长" * 10_000}, "10000"),
                ({"phone": "不知道"}, "电话"),
                ({"name": "白"}, "姓名"),
            ),
            start=10,
        ):
            fill_in(seat.page, **changed)
            world.clock.set(f"2026-11-30 12:{minute}")
            seat.refused(422)
            seat.click("提交")
            assert words in seat.page.get_by_role("alert").inner_text()
            ((field, typed),) = changed.items()
            assert seat.page.locator(f"#{field}").input_value() == typed
        assert faults(seat.page) == []


def posted(address: str, **changed: str) -> httpx.Response:
    """What a bot sends that reads the form first."""
    page = httpx.get(address).text
    form = re.search(r'name="form" value="([^"]+)"', page)
    said = {
        "form": form[1] if form else "",
        "category": "help",
        "words": "门前积水很深。",
        "name": "白音仓",
        "phone": "13947516799",
        "agreed": "1",
    }
    return httpx.post(address, data=said | changed)


def test_bots_and_replays_get_a_sentence_and_leave_nothing(world: World, address: str) -> None:
    world.at("2026-12-01 09:00")
    before = world.city.query("SELECT count(*) FROM city_case")
    fast = posted(address)
    assert (fast.status_code, "提交过快" in fast.text) == (422, True)
    assert posted(address, website="https://spam.example").status_code == 422
    assert posted(address, form="1.2.3").status_code == 422
    old = re.search(r'name="form" value="([^"]+)"', httpx.get(address).text)
    assert old
    world.at("2026-12-03 09:00")
    late = posted(address, form=old[1])
    assert (late.status_code, "门前积水很深" in late.text) == (422, True)
    other = address[:-1] + ("2" if address[-1] != "2" else "3")
    assert httpx.get(other).status_code == httpx.post(other, data={}).status_code == 404
    large = httpx.post(address, data={"words": "长" * 30_000})
    assert (large.status_code, 'role="alert"' in large.text) == (413, True)
    assert world.city.query("SELECT count(*) FROM city_case") == before


def test_script_stays_text_and_a_plate_takes_so_many_an_hour(world: World, address: str) -> None:
    nasty = "<script>alert(1)</script>'; DROP TABLE plate; --"
    world.at("2026-12-04 09:00")
    forms = [
        re.search(r'name="form" value="([^"]+)"', httpx.get(address).text)[1]  # type: ignore[index]
        for _ in range(PLATE_MOST + 1)
    ]
    world.at("2026-12-04 09:10")
    answers = [posted(address, form=form, words=nasty) for form in forms]
    assert [each.status_code for each in answers] == [200] * PLATE_MOST + [429]
    assert nasty.split("'")[0] not in answers[-1].text
    again = posted(address, form=forms[0], words="别的话")
    assert (again.status_code, again.text) == (200, answers[0].text)  # replayed: nothing new
    world.at("2026-12-04 09:20")
    with world.signed_in() as seat:
        seat.page.on("dialog", lambda dialog: seat.complaints.append(dialog.message))
        seat.go("/console/cases?text=DROP")
        seat.reads("<script>alert(1)</script>")


def test_a_plate_out_of_use_says_so(world: World, address: str) -> None:
    world.at("2026-12-07 09:00")
    with world.signed_in() as seat:
        seat.go(f"/console/plates?desk={VILLAGE}")
        row = seat.page.locator("tr", has_text=PLACES[0])
        row.get_by_role("button").click()
        seat.page.locator("tr", has_text=PLACES[0]).get_by_text("已停用").wait_for()
        gone = httpx.get(address)
        assert (gone.status_code, "此码已停用" in gone.text) == (404, True)
        seat.page.locator("tr", has_text=PLACES[0]).get_by_role("button").click()
        assert httpx.get(address).status_code == 200
    with world.signed_in(Role.TOWNSHIP_LEAD, division="150521100") as foreign:
        foreign.go(f"/console/plates?desk={VILLAGE}")
        assert PLACES[0] not in foreign.text()
        foreign.refused(404)
        foreign.go(f"/console/plates/{VILLAGE}/sheet")
