"""People of the city: set up by a one-time link, sign in, sign out; what a stranger or a thief gets."""

import json
import re
import time
from collections.abc import Iterator

import httpx
import pytest

from helpdesk.server.people import Role
from helpdesk.server.postgres.logins import IDLE_MS
from helpdesk.server.second_factor import code_at, matching_step
from tests.server.running import PASSWORD, RunningCity

SETUP = {"password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def client(city: RunningCity) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        yield client


@pytest.fixture(autouse=True)
def patience(city: RunningCity) -> None:
    """Wrong attempts of the tests before are forgiven."""
    city.query("DELETE FROM guess")


def sign_in(client: httpx.Client, login: str, **said: str) -> httpx.Response:
    data = {"login": login, "password": PASSWORD, **said}
    return client.post("/console/login", data=data)


def link_of(city: RunningCity, login: str, role: str) -> str:
    ran = city.run(
        *("user", "add", login, "--name", "王芳", "--role", role, "--url", city.url, "--json")
    )
    assert ran.returncode == 0, ran.stderr
    link: str = json.loads(ran.stdout)["link"]
    return link


def secret_of(page: str) -> bytes:
    import base64

    found = re.search(r'class="number">([A-Z2-7]{32})<', page)
    assert found
    return base64.b32decode(found[1])


def test_the_first_administrator_comes_by_a_link_and_a_second_factor(
    city: RunningCity, client: httpx.Client
) -> None:
    """No default password: a command at the server, a link, an authenticator."""
    link = link_of(city, "chief", "administrator")
    page = client.get(link)
    assert "data:image/svg+xml" in page.text
    secret, step = secret_of(page.text), int(time.time()) // 30
    refused = client.post(link, data={**SETUP, "digits": "000000"})
    assert refused.status_code == 422
    assert client.get(link).text == page.text
    done = client.post(link, data={**SETUP, "digits": code_at(secret, step)})
    assert done.url.path == "/console/login"
    assert client.get(link).status_code == 403
    assert sign_in(client, "chief").status_code == 403
    again = sign_in(client, "chief", digits=code_at(secret, step))
    assert again.status_code == 403
    done = sign_in(client, "chief", digits=code_at(secret, step + 1))
    assert done.url.path == "/console/people"
    assert "密码或验证码错误" in client.get("/console/audit?what=login-failed").text
    assert client.get("/console/cases/x").status_code == 403
    kept = city.query("SELECT password, totp FROM person WHERE login = 'chief'")[0]
    assert kept[0].startswith("$argon2id$")
    assert secret not in kept[1]


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [("kurz", "kurz", "10"), (PASSWORD, PASSWORD + "x", "两次"), ("x" * 201, "x" * 201, "200")],
)
def test_passwords_that_will_not_do(
    city: RunningCity, client: httpx.Client, password: str, again: str, sentence: str
) -> None:
    link = link_of(city, f"new-{len(password)}", "dispatcher")
    refused = client.post(link, data={"password": password, "again": again})
    assert refused.status_code == 422
    assert sentence in refused.text


def test_commands(city: RunningCity) -> None:
    link_of(city, "bao.yl", "agent")
    assert city.run("user", "add", "bao.yl", "--name", "x", "--role", "agent").returncode == 1
    assert city.run("user", "role", "nobody", "--role", "agent").returncode == 1
    lacking = city.run("user", "role", "bao.yl", "--role", "department_handler")
    assert lacking.returncode == 1
    assert len(lacking.stderr.splitlines()) == 1
    where = ("--department", "民政局", "--division", "1505")
    assert (
        city.run("user", "role", "bao.yl", "--role", "department_handler", *where).returncode == 0
    )
    assert city.run("user", "disable", "bao.yl").returncode == 0
    people = {each["login"]: each for each in json.loads(city.run("user", "list", "--json").stdout)}
    mine = people["bao.yl"]
    assert (mine["department"], mine["disabled"], mine["ready"]) == ("民政局", True, False)
    assert city.run("token", "--user", "bao.yl").returncode == 1
    assert "bao.yl" in city.run("user", "list").stdout
    made = json.loads(
        city.run("user", "role", "bao.yl", "--role", "administrator", "--json").stdout
    )
    assert made["code"]


@pytest.mark.parametrize("login", ["", "李丽", "a b", "x" * 41, "a/b"])
def test_logins_that_are_none(city: RunningCity, login: str) -> None:
    ran = city.run("user", "add", login, "--name", "x", "--role", "agent")
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)


def test_a_session_ends_on_the_server(city: RunningCity, client: httpx.Client) -> None:
    """A stolen cookie is worth nothing once its owner signed out."""
    sign_in(client, city.person(ready=True))
    stolen = client.cookies["helpdesk-city"]
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/console/cases").text)
    assert token
    client.post("/console/logout", data={"form_token": token[1]})
    client.cookies.set("helpdesk-city", stolen, path="/console")
    assert client.get("/console/cases").url.path == "/console/login"


def test_signing_out_everywhere(city: RunningCity, client: httpx.Client) -> None:
    login = city.person(ready=True)
    sign_in(client, login)
    with httpx.Client(base_url=city.url, follow_redirects=True) as other:
        sign_in(other, login)
        assert other.get("/console/cases").url.path == "/console/cases"
        page = client.get("/console/account").text
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        client.post("/console/logout", data={"form_token": token[1], "everywhere": "1"})
        assert other.get("/console/cases").url.path == "/console/login"


def test_another_password_ends_every_other_session(city: RunningCity, client: httpx.Client) -> None:
    login = city.person(ready=True)
    with httpx.Client(base_url=city.url, follow_redirects=True) as other:
        sign_in(other, login)
        sign_in(client, login)
        before = client.cookies["helpdesk-city"]
        page = client.get("/console/account").text
        token = re.search(r'name="form_token" value="([^"]+)"', page)
        assert token
        said = {
            "form_token": token[1],
            "password": "一个新的密码在这里",
            "again": "一个新的密码在这里",
        }
        wrong = client.post("/console/account/password", data={**said, "old": "x"})
        assert wrong.status_code == 403
        said |= {"password": "一个新的密码在这里2026", "again": "一个新的密码在这里2026"}
        done = client.post("/console/account/password", data={**said, "old": PASSWORD})
        assert done.url.path == "/console/cases"
        assert client.cookies["helpdesk-city"] != before
        assert other.get("/console/cases").url.path == "/console/login"
    assert sign_in(client, login).status_code == 403


@pytest.mark.parametrize(
    "sql",
    [
        f"UPDATE session SET seen_ms = seen_ms - {IDLE_MS + 1000}",
        "UPDATE session SET until_ms = 1",
        "DELETE FROM session",
        "UPDATE person SET disabled = true",
    ],
)
def test_sessions_that_are_over(city: RunningCity, client: httpx.Client, sql: str) -> None:
    """Idle, too old, gone, or its person disabled: the login page, and the next login works."""
    login = city.person(ready=True)
    sign_in(client, login)
    city.query(sql + " WHERE login = %s", login)
    assert client.get("/console/cases").url.path == "/console/login"
    city.query("UPDATE person SET disabled = false WHERE login = %s", login)
    assert sign_in(client, login).url.path == "/console/cases"


def test_a_login_is_new_each_time(city: RunningCity, client: httpx.Client) -> None:
    """A session that somebody else planted is not gone on with."""
    client.cookies.set("helpdesk-city", "planted", path="/console")
    sign_in(client, city.person(ready=True))
    kept = {cookie.value for cookie in client.cookies.jar}
    assert any(value and value != "planted" for value in kept)


def test_names_are_not_told_apart_from_passwords(city: RunningCity, client: httpx.Client) -> None:
    login = city.person(ready=True)
    unknown, known = (
        sign_in(client, each, password="falsches-Passwort") for each in ("nobody", login)
    )
    assert unknown.status_code == known.status_code == 403
    assert unknown.text.replace("nobody", "") == known.text.replace(login, "")


def test_a_guesser_of_one_account_is_slowed_down_from_wherever(
    city: RunningCity, client: httpx.Client
) -> None:
    login = city.person(ready=True)
    for _ in range(10):
        sign_in(client, login, password="falsches-Passwort")
    city.query("DELETE FROM guess WHERE source LIKE 'login %%'")
    refused = sign_in(client, login)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_what_is_typed_oddly_is_a_wrong_login(client: httpx.Client) -> None:
    for login in ("a\0b", "x" * 9000, "' OR 1=1 --", "𠮷"):
        assert sign_in(client, login).status_code == 403


def test_headers_keep_scripts_and_frames_out(client: httpx.Client) -> None:
    page = client.get("/console/login")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script>|style=|onclick=", page.text)
    assert page.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("role", list(Role))
def test_every_page_as_every_role(city: RunningCity, client: httpx.Client, role: Role) -> None:
    scope = {"department": "民政局"} if role is Role.DEPARTMENT_HANDLER else {}
    login = city.person(role, ready=True, **scope)
    if role is Role.ADMINISTRATOR:
        city.query("UPDATE person SET totp = '', role = 'agent' WHERE login = %s", login)
        sign_in(client, login)
        city.query("UPDATE person SET role = 'administrator' WHERE login = %s", login)
    else:
        sign_in(client, login)
    cases, people = client.get("/console/cases"), client.get("/console/people")
    assert cases.status_code == client.get("/console/account").status_code == 200
    sees_people = role in (Role.ADMINISTRATOR, Role.AUDITOR)
    assert people.status_code == (200 if sees_people else 403)
    assert cases.url.path == ("/console/people" if role is Role.ADMINISTRATOR else "/console/cases")
    assert ('href="/console/people"' in cases.text) == sees_people


def test_the_codes_of_rfc_6238() -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    secret = b"12345678901234567890"
    for second, code in ((59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")):
        assert code_at(secret, second // 30) == code
    now = 59_000
    assert matching_step(secret, "287 082", now_ms=now, after=0) == 1
    assert matching_step(secret, "287082", now_ms=now, after=1) is None
    assert matching_step(secret, "287082", now_ms=now + 90_000, after=0) is None
    assert matching_step(secret, "二八七零八二", now_ms=now, after=0) is None
