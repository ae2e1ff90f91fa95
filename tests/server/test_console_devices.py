"""Bundles and lost devices in the console: who may do what, and that the desk hears of it."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from helpdesk.server.people import Role
from helpdesk.sync.bundles import export_bundle, import_bundle
from tests.server.running import OTHER_VILLAGE, PASSWORD, VILLAGE, RunningCity
from tests.sync.desk import Device

Make = Callable[..., Device]
SignIn = Callable[..., httpx.Client]


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device(desk: str = VILLAGE) -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code(desk)))
        return made[-1]

    yield device
    for one in made:
        one.close()


@pytest.fixture
def sign_in(city: RunningCity) -> Iterator[SignIn]:
    clients: list[httpx.Client] = []

    def browser(role: Role = Role.DISPATCHER, **scope: str) -> httpx.Client:
        client = httpx.Client(base_url=city.url, follow_redirects=True)
        clients.append(client)
        login = {"login": city.person(role, ready=True, **scope), "password": PASSWORD}
        assert client.post("/console/login", data=login).status_code == 200
        return client

    yield browser
    for client in clients:
        client.close()


def token_of(page: httpx.Response) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def bring(browser: httpx.Client, raw: bytes, *, token: str | None = None) -> httpx.Response:
    if token is None:
        token = token_of(browser.get("/console/bundles"))
    return browser.post(
        "/console/bundles",
        data={"form_token": token},
        files={"bundle": ("to-city.hdb", raw, "application/octet-stream")},
    )


def out(device: Device) -> bytes:
    target = io.BytesIO()
    export_bundle(device.store.outbox, target, now_ms=1_795_400_000_000)
    return target.getvalue()


def numbered(device: Device, case: str) -> str:
    file = device.store.queries.case_file(case)
    assert file is not None
    return file.case.number


def test_a_clerk_brings_a_bundle_in_and_takes_the_answer_away(
    city: RunningCity, make: Make, sign_in: SignIn
) -> None:
    device, browser = make(), sign_in()
    device.register()
    page = bring(browser, out(device))
    assert page.status_code == 200, page.text
    assert device.store.desk.prefix in page.text
    link = re.search(r'href="(/console/bundles/[0-9a-f]{32}/return)"', page.text)
    assert link
    answer = browser.get(link[1])
    assert "attachment" in answer.headers["content-disposition"]
    imported = import_bundle(device.store.outbox, io.BytesIO(answer.content))
    assert imported.acknowledged == 2
    assert device.store.queries.sync_state().waiting == 0


def test_a_bundle_that_no_desk_asked_for(city: RunningCity, make: Make, sign_in: SignIn) -> None:
    """What is new at a desk's colleague goes there on a stick, though the desk has sent none."""
    device, colleague, browser = make(), make(), sign_in()
    case = colleague.register()
    assert colleague.sync().synced

    def export(name: str, client: httpx.Client = browser) -> httpx.Response:
        form = {"form_token": token_of(client.get("/console/bundles")), "device": name}
        return client.post("/console/bundles/export", data=form)

    answer = export(f" {device.store.desk.prefix.lower()} ")
    assert answer.status_code == 200, answer.text
    assert f"to-desk-{device.store.desk.prefix}-" in answer.headers["content-disposition"]
    assert import_bundle(device.store.outbox, io.BytesIO(answer.content)).received > 0
    assert device.store.queries.case_file(case) is not None
    for name, client in (
        ("zz9", browser),
        (device.store.desk.prefix, sign_in(Role.TOWNSHIP_LEAD, division="150521")),
    ):
        page = export(name, client)
        assert page.status_code == 422
        assert name.upper() in page.text


@pytest.mark.parametrize("raw", [b"", b"a letter", b"HDB1\n" + bytes(300)])
def test_what_is_no_bundle_is_said(sign_in: SignIn, raw: bytes) -> None:
    page = bring(sign_in(), raw)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_nothing_chosen_and_foreign_forms(make: Make, sign_in: SignIn) -> None:
    browser = sign_in()
    token = token_of(browser.get("/console/bundles"))
    nothing = browser.post("/console/bundles", files={"form_token": (None, token)})
    assert nothing.status_code == 422
    assert bring(browser, out(make()), token="stolen").status_code == 403
    assert browser.get("/console/bundles/zz/return").status_code == 404
    assert browser.get(f"/console/bundles/{'0' * 32}/return").status_code == 404


def test_a_township_takes_in_only_its_own_desks(make: Make, sign_in: SignIn) -> None:
    device = make()
    device.register()
    raw = out(device)
    elsewhere = sign_in(Role.TOWNSHIP_LEAD, division="150521")
    page = bring(elsewhere, raw)
    assert page.status_code == 422
    assert f">{device.store.desk.prefix}<" not in elsewhere.get("/console/devices").text
    assert bring(sign_in(Role.TOWNSHIP_LEAD, division="150502"), raw).status_code == 200


def test_roles(make: Make, sign_in: SignIn) -> None:
    device = make()
    path = f"/console/devices/{device.store.desk.prefix}"
    handler = sign_in(Role.DEPARTMENT_HANDLER, department="市民政局")
    assert handler.get("/console/bundles").status_code == 403
    assert handler.get("/console/devices").status_code == 403
    auditor = sign_in(Role.AUDITOR)
    page = auditor.get(path)
    assert page.status_code == 200
    assert "/block" not in page.text
    assert "/stubs" not in page.text
    form = {"form_token": token_of(page), "prefix": device.store.desk.prefix}
    assert auditor.post(f"{path}/block", data=form).status_code == 403
    assert auditor.post(f"{path}/stubs", data=form).status_code == 403


def test_a_lost_device_is_blocked_by_its_prefix(
    city: RunningCity, make: Make, sign_in: SignIn
) -> None:
    """Nobody has, 22."""
    device, browser = make(), sign_in()
    device.register()
    prefix = device.store.desk.prefix
    assert prefix in browser.get("/console/devices").text
    path = f"/console/devices/{prefix}"
    form = {"form_token": token_of(browser.get(path)), "undo": ""}
    wrong = browser.post(f"{path}/block", data={**form, "prefix": "ZZZZZ"})
    assert wrong.status_code == 422
    assert device.sync().synced
    done = browser.post(f"{path}/block", data={**form, "prefix": prefix.lower()})
    assert done.status_code == 200
    assert device.sync().error is not None
    acts = city.query("SELECT act, login FROM audit WHERE act LIKE 'device-%%' ORDER BY at_ms")
    assert acts[-1][0] == "device-revoked"
    assert acts[-1][1]
    log = sign_in(Role.AUDITOR).get("/console/audit?what=device-revoked").text
    assert f">{prefix}<" in log, "by what people know a device by"
    page = bring(browser, out(device)).text
    assert "--late" in page, "whoever may decide about it reads how"
    assert "才算上传" not in page
    browser.post(f"{path}/block", data={**form, "undo": "1", "prefix": prefix})
    assert city.query("SELECT revoked FROM device WHERE prefix = %s", prefix) == [(False,)]


def test_its_papers_are_recorded_again(city: RunningCity, make: Make, sign_in: SignIn) -> None:
    device, browser = make(OTHER_VILLAGE), sign_in()
    papers = [numbered(device, device.register(name)) for name in ("格日勒图", "王德福")]
    path = f"/console/devices/{device.store.desk.prefix}"
    page = browser.get(path)
    form = {"form_token": token_of(page), "name": "王德福", "matter": "TL-0018"}
    wrong = browser.post(f"{path}/stubs", data={**form, "number": papers[1][:-1] + "?"})
    assert wrong.status_code == 422
    assert "王德福" in wrong.text  # what was typed stays
    odd = browser.post(f"{path}/stubs", data={**form, "number": papers[1], "received": "soon"})
    assert odd.status_code == 422
    done = browser.post(f"{path}/stubs", data={**form, "number": papers[1].lower()})
    assert done.status_code == 200
    assert done.url.path.startswith("/console/cases/")
    assert papers[1] in done.text
    said = "SELECT object, login <> '' FROM audit WHERE act = 'case.reentered'"
    assert city.query(said) == [(done.url.path.rsplit("/", 1)[1], True)], (
        "refused ones stand nowhere"
    )
    page = browser.get(path)
    assert papers[0] in page.text
    assert papers[1] in page.text
    assert device.sync().synced  # found again: its own record and the stub are one case
    page = browser.get(path)
    assert "已打印但没有上传的回执" in page.text
    assert not any(number in page.text for number in (*papers, "王德福"))
    assert papers[1] in browser.get(done.url.path).text


def test_a_device_that_nobody_knows(sign_in: SignIn) -> None:
    assert sign_in().get("/console/devices/nobody").status_code == 422
