"""What administrators and leads do in the console without the server's command line: accounts, one-time
codes for devices; and the audit log that tells of it."""

import re
from collections.abc import Iterator

import httpx
import pytest

from helpdesk.server.people import Role
from tests.server.every_route import seat
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, PASSWORD, VILLAGE, RunningCity

SCOPE = {"role": "department_handler", "division": "科尔沁区", "department": "民政局"}


@pytest.fixture
def administrator(city: RunningCity) -> Iterator[tuple[httpx.Client, str]]:
    with seat(city, Role.ADMINISTRATOR) as at:
        yield at


def posted(at: tuple[httpx.Client, str], path: str, **form: str) -> httpx.Response:
    client, token = at
    return client.post(
        f"/console/{path}", data={"form_token": token, **form}, follow_redirects=True
    )


def link_in(page: httpx.Response) -> str:
    found = re.search(r'value="(http[^"]*/console/setup/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


def row_of(city: RunningCity, login: str) -> tuple[object, ...]:
    said = (
        "SELECT role, division, department, disabled, password <> '' FROM person WHERE login = %s"
    )
    return city.query(said, login)[0]


def test_an_account_is_made_changed_blocked_and_set_back(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    """The link is shown once, to whoever asked for it; what becomes of the account ends its sessions."""
    made = posted(administrator, "people", login="Chen.Ke", name="陈科长", **SCOPE)
    assert row_of(city, "chen.ke") == ("department_handler", "150502", "民政局", False, False)
    link = link_in(made)
    assert link not in administrator[0].get("/console/people/chen.ke").text
    with httpx.Client(base_url=city.url, follow_redirects=True) as newcomer:
        chosen = {"password": PASSWORD, "again": PASSWORD}
        assert newcomer.post(link, data=chosen).url.path == "/console/login"
        signed_in = {"login": "chen.ke", "password": PASSWORD}
        assert newcomer.post("/console/login", data=signed_in).url.path == "/console/cases"
        change = {"role": "auditor", "division": "", "department": ""}
        assert posted(administrator, "people/chen.ke/role", **change).status_code == 200
        assert row_of(city, "chen.ke")[:3] == ("auditor", "", "")
        assert newcomer.get("/console/cases").url.path == "/console/login"
        posted(administrator, "people/chen.ke/block")
        assert newcomer.post("/console/login", data=signed_in).status_code == 403
        posted(administrator, "people/chen.ke/block", undo="1")
        assert newcomer.post("/console/login", data=signed_in).status_code == 200
        again = link_in(posted(administrator, "people/chen.ke/reset"))
        assert again != link
        assert newcomer.get("/console/cases").url.path == "/console/login"
        assert newcomer.post("/console/login", data=signed_in).status_code == 403
    acts = city.query("SELECT act FROM audit WHERE object = 'chen.ke' AND login <> '' ORDER BY id")
    kept = ["add", "role", "disable", "enable", "reset"]
    assert [each[0] for each in acts] == [f"person.{act}" for act in kept]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"login": "陈"}, "不能用作登录名"),
        ({"name": " "}, "姓名"),
        ({"role": "king"}, "请选择角色"),
        ({"department": ""}, "承办单位"),
        ({"division": "胜利村"}, "有多处"),
        ({"division": "月亮"}, "不在名录中"),
        ({"name": "名\0字", "login": "a\0b"}, ""),
    ],
)
def test_what_was_typed_stays_when_no_account_can_be_made(
    administrator: tuple[httpx.Client, str], form: dict[str, str], sentence: str
) -> None:
    typed = {"login": "neu.er", "name": "新人", **SCOPE, **form}
    told = posted(administrator, "people", **typed)
    if sentence:
        assert told.status_code == 422
        assert sentence in told.text.split('role="alert"')[1][:200]
        assert f'value="{typed["department"]}"' in told.text
    assert told.status_code < 500


def test_nobody_locks_themselves_out_and_the_same_login_is_not_given_twice(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    mine = city.query("SELECT login FROM person WHERE role = 'administrator' ORDER BY made_ms")[-1][
        0
    ]
    for act in ("block", "reset", "role"):
        told = posted(administrator, f"people/{mine}/{act}", role="agent")
        assert told.status_code == 409, act
    assert row_of(city, mine)[0] == "administrator"
    known = city.person()
    told = posted(administrator, "people", login=known, name="同名", **SCOPE)
    assert (told.status_code, row_of(city, known)[0]) == (422, "dispatcher")
    assert posted(administrator, "people/nobody/block").status_code == 404


def test_a_lead_gives_a_code_to_a_desk_of_the_township_and_to_no_other(city: RunningCity) -> None:
    with seat(city, Role.TOWNSHIP_LEAD, division=VILLAGE[:9]) as at:
        name = city.inside.desk_label(OTHER_VILLAGE)
        page = posted(at, "devices", desk=name, phone="0475-8234567", address="", practice="")
        found = re.search(r'class="code">([^<]+)<', page.text)
        assert found, page.text
        assert found[1] not in at[0].get("/console/devices").text, "shown once"
        device = RawDevice(city.url)
        device.enrol(found[1])
        kept = "SELECT stream, phone FROM device JOIN stream USING (stream) WHERE id = %s"
        assert city.query(kept, device.known.device) == [(OTHER_VILLAGE, "0475-8234567")]
        for desk, sentence in (
            ("150581000000", "管辖"),
            ("月亮", "不在名录中"),
            ("", "不在名录中"),
        ):
            told = posted(at, "devices", desk=desk, phone="", address="")
            assert told.status_code == 422
            assert sentence in told.text.split('role="alert"')[1][:120]
    said = "SELECT object FROM audit WHERE act = 'device-code' AND login <> ''"
    assert city.query(said) == [(OTHER_VILLAGE,)]


def test_the_audit_log_is_read_on_page_by_page_and_narrowed(
    city: RunningCity, administrator: tuple[httpx.Client, str]
) -> None:
    mine = city.person(name="审计对象")
    city.query(
        "INSERT INTO audit (at_ms, login, act, object) SELECT %s + g / 3, %s, 'catalogue.changed',"
        " '第' || g || '行' FROM generate_series(1, 250) g",
        1_774_000_000_000,  # 2026-03-20
        mine,
    )
    client, seen, page = administrator[0], [], f"/console/audit?who={mine}&what=catalogue.changed"
    while page:
        text = client.get(page).text
        seen += re.findall(r"第(\d+)行", text)
        on = re.search(r'<a href="([^"]+)" rel="next"', text)
        page = f"/console/audit{on[1].replace('&amp;', '&')}" if on else ""
    assert seen == [str(n) for n in range(250, 0, -1)]
    for questions, there in (
        ("since=2026-03-20&until=2026-03-20", True),
        ("since=2026-03-21", False),
        ("until=2026-03-19", False),
        ("since=nonsense&until=9999-12-31&before=x-y&what=%00", True),
    ):
        assert ("第250行" in client.get(f"/console/audit?who={mine}&{questions}").text) is there
