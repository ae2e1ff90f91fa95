"""The console as a browser sees it: sign in, list, case, acts; what a stranger cannot do."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from helpdesk.server.postgres.guesses import SHARED_MOST
from tests.server.running import (
    OTHER_VILLAGE,
    PASSWORD,
    VILLAGE,
    RunningCity,
    fresh_database,
    serving,
)
from tests.sync.desk import Device
from tests.sync.filing import attached, carry


@pytest.fixture(scope="module")
def cases(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three cases of a desk, one of another."""
    ids = []
    for desk, names in ((VILLAGE, ("包玉兰", "王德福", "𠮷桂兰")), (OTHER_VILLAGE, ("斯琴高娃",))):
        device = Device.enrolled(tmp_path_factory.mktemp("desk"), city.url, city.code(desk))
        ids += [device.register(name) for name in names]
        assert device.sync().synced
        device.close()
    return ids


@pytest.fixture
def browser(city: RunningCity, cases: list[str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        login = {"login": city.person(ready=True), "password": PASSWORD}
        done = client.post("/console/login", data=login)
        assert done.status_code == 200, done.text
        assert done.url.path == "/console/cases"
        yield client


def token_of(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_the_list_shows_masked_applicants_and_counts(browser: httpx.Client) -> None:
    page = browser.get("/console/cases").text
    assert "包**" in page
    assert "包玉兰" not in page
    assert "4 件" in page or "4 case" in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"division": OTHER_VILLAGE}, 1),
        ({"view": "to_dispatch"}, 4),
        ({"view": "answered"}, 0),
        ({"text": "包玉"}, 1),
        ({"text": "𠮷"}, 1),
        ({"text": "%"}, 0),
        ({"text": "'; DROP TABLE city_case; --"}, 0),
        ({"view": "nonsense", "kind": "x", "mark": "y", "sort": "z", "after": "AAAA"}, 4),
    ],
)
def test_filters(browser: httpx.Client, question: dict[str, str], found: int) -> None:
    page = browser.get("/console/cases", params=question).text
    assert page.count('class="wide"') == found


def test_htmx_gets_only_the_part_that_changes(browser: httpx.Client) -> None:
    part = browser.get("/console/cases", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'hx-swap-oob="true"' in part


def test_dispatch_sign_accept_answer(browser: httpx.Client, cases: list[str]) -> None:
    """The loop a clerk closes; each stage offers only what it allows."""
    address = f"/console/cases/{cases[0]}"
    token = token_of(browser.get(address).text)
    steps = (
        ("dispatch", {"department": "民政局", "words": "请核实"}),
        ("sign_for", {"department": "民政局"}),
        ("accept", {"department": "民政局", "number": "民-12", "due": "2026-12-10T17:30"}),
        ("answer", {"words": "准予发放"}),
    )
    for name, form in steps:
        action = "answer" if name == "answer" else f"acts/{name}"
        assert f"{address}/{action}" in browser.get(address).text
        done = browser.post(f"{address}/acts/{name}", data={**form, "form_token": token})
        assert done.status_code == 200, done.text
    assert "民-12" in done.text
    assert "准予发放" in done.text
    assert f"{address}/acts/dispatch" not in done.text


def test_an_act_the_stage_forbids_says_so_and_keeps_what_was_typed(
    browser: httpx.Client, cases: list[str]
) -> None:
    address = f"/console/cases/{cases[1]}"
    token = token_of(browser.get(address).text)
    done = browser.post(f"{address}/acts/sign_for", data={"form_token": token})
    assert done.status_code == 409
    assert 'role="alert"' in done.text
    done = browser.post(
        f"{address}/acts/ask_correction",
        data={"form_token": token, "items": "户口簿\n照片", "until": "x"},
    )
    assert done.status_code == 422
    assert "户口簿\n照片" in done.text


def test_a_form_without_its_token_is_refused(browser: httpx.Client, cases: list[str]) -> None:
    for token in ("", "x" * 43):
        done = browser.post(
            f"/console/cases/{cases[2]}/acts/answer", data={"words": "好", "form_token": token}
        )
        assert done.status_code == 403
    assert "answered" not in browser.get(f"/console/cases/{cases[2]}").text


def test_nobody_gets_in_without_signing_in(city: RunningCity, cases: list[str]) -> None:
    with httpx.Client(base_url=city.url) as stranger:
        for path in ("/console/cases", f"/console/cases/{cases[0]}"):
            done = stranger.get(path)
            assert done.status_code == 303
            assert done.headers["location"].startswith("/console/login")
        stranger.cookies.set("helpdesk-city", "W10.x")
        assert stranger.get("/console/cases").status_code == 303
        done = stranger.post("/console/login", data={"login": "li", "password": "wrong-password"})
        assert done.status_code == 403
        assert "set-cookie" not in done.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(city: RunningCity) -> None:
    with httpx.Client(base_url=city.url) as client:
        login = {"login": city.person(ready=True), "password": PASSWORD}
        done = client.post("/console/login", data=login)
    cookie = done.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_signing_out(browser: httpx.Client) -> None:
    token = token_of(browser.get("/console/cases").text)
    done = browser.post("/console/logout", data={"form_token": token})
    assert done.url.path == "/console/login"
    assert browser.get("/console/cases").url.path == "/console/login"


def test_text_of_a_desk_is_never_markup(
    city: RunningCity, browser: httpx.Client, tmp_path: Path
) -> None:
    device = Device.enrolled(tmp_path, city.url, city.code())
    case = device.register("<script>alert(1)</script>")
    assert device.sync().synced
    device.close()
    page = browser.get(f"/console/cases/{case}").text
    assert "<script>alert" not in page


def test_files_of_the_console(city: RunningCity) -> None:
    with httpx.Client(base_url=city.url) as client:
        assert (
            client.get("/console/static/console.css").headers["content-type"].startswith("text/css")
        )
        assert client.get("/console/static/htmx.min.js").status_code == 200
        assert client.get("/console/static/..%2fpages.py").status_code == 404


def test_a_guesser_is_slowed_down(postgres: str, tmp_path: Path) -> None:
    """Ten wrong passwords make one account wait, not the colleagues behind the same address; of many accounts
    together a hundred do."""
    with (
        serving(tmp_path, fresh_database(postgres)) as city,
        httpx.Client(base_url=city.url) as client,
    ):
        codes = [
            client.post("/console/login", data={"login": "x", "password": "wrong"}).status_code
            for _ in range(11)
        ]
        assert codes == [403] * 10 + [429]
        right = {"login": city.person(ready=True), "password": PASSWORD}
        assert client.post("/console/login", data=right).status_code == 303
        city.query("UPDATE guess SET count = %s WHERE source LIKE 'login %%'", SHARED_MOST)
        assert client.post("/console/login", data=right).status_code == 429


def hidden(page: str, act: str) -> dict[str, str]:
    """The hidden fields of an act's form."""
    form = page.split(f'/acts/{act}"')[1].split("</form>")[0]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_form_posted_twice_acts_once(browser: httpx.Client, cases: list[str]) -> None:
    address = f"/console/cases/{cases[2]}"
    form = {**hidden(browser.get(address).text, "progress"), "words": "已派人查看第三件"}
    for _ in range(2):
        done = browser.post(f"{address}/acts/progress", data=form)
        assert done.status_code == 200
    assert done.text.count("已派人查看第三件") == 1


def test_of_two_people_at_one_case_the_second_is_told(
    browser: httpx.Client, cases: list[str]
) -> None:
    """What was typed stays; sent again on the fresh page it is done."""
    address = f"/console/cases/{cases[3]}"
    page = browser.get(address).text
    stale = {**hidden(page, "progress"), "words": "第二个人写的"}
    first = {**hidden(page, "dispatch"), "department": "城管局"}
    assert browser.post(f"{address}/acts/dispatch", data=first).status_code == 200
    told = browser.post(f"{address}/acts/progress", data=stale)
    assert told.status_code == 409
    assert ">第二个人写的</textarea>" in told.text
    again = {**hidden(told.text, "progress"), "words": "第二个人写的"}
    done = browser.post(f"{address}/acts/progress", data=again)
    assert done.status_code == 200
    assert done.text.count("第二个人写的") == 1


def test_the_api_does_the_same_key_once(city: RunningCity, cases: list[str]) -> None:
    with city.api() as api:
        address, said = f"/api/cases/{cases[2]}/acts", {"act": "progress", "words": "一次"}
        for _ in range(2):
            done = api.post(address, json=said, headers={"Idempotency-Key": "k-1"})
            assert done.status_code == 200
        events = done.json()["case"]["events"]
        stale = api.post(address, json={**said, "events": events - 1})
        assert (stale.status_code, stale.json()["code"]) == (409, "case-changed")
        assert api.post(address, json={**said, "events": events}).status_code == 200


def test_the_files_of_a_case(city: RunningCity, browser: httpx.Client, tmp_path: Path) -> None:
    """C7: the page says how many have come, shows those, and names the missing."""
    device = Device.enrolled(tmp_path / "desk", city.url, city.code())
    case = device.register("图片")
    page, small = b"\xff\xd8 a page", b"\xff\xd8 small"
    file = attached(device, case, page, thumbnail=small)
    assert device.sync().synced
    shown = browser.get(f"/console/cases/{case}").text
    assert "1 个附件已到 0 个" in shown
    assert "尚未收到" in shown
    assert browser.get(f"/console/cases/{case}/files/{file.sha256}").status_code == 404
    assert '"files": 1' in city.run("files", "--json").stdout
    assert carry(device).sent == 2
    device.close()
    shown = browser.get(f"/console/cases/{case}").text
    assert "1 个附件已到 1 个" in shown
    assert f'<img src="/console/cases/{case}/files/{file.thumbnail}"' in shown
    answer = browser.get(f"/console/cases/{case}/files/{file.sha256}")
    assert (answer.content, answer.headers["content-type"]) == (page, "image/jpeg")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser.get(f"/console/cases/{case}/files/{'0' * 64}").status_code == 404
    with httpx.Client(base_url=city.url) as nobody:
        answer = nobody.get(f"/console/cases/{case}/files/{file.sha256}")
        assert answer.status_code == 303
    assert "附件都已到齐" in city.run("files").stdout
