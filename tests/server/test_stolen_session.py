"""A session's cookie in a second pair of hands while its owner is still signed in (issue 7, bad input)."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.server.running import PASSWORD, RunningCity
from tests.server.test_people import sign_in

COOKIE = "helpdesk-city"
NEW = "一个新的密码在这里2026"


@pytest.fixture
def client(city: RunningCity) -> Iterator[httpx.Client]:
    city.query("DELETE FROM guess")
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        yield client


def token_of(client: httpx.Client) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/console/account").text)
    assert found
    return found[1]


def signs_out(_city: RunningCity, owner: httpx.Client, _login: str) -> None:
    owner.post("/console/logout", data={"form_token": token_of(owner)})


def signs_out_everywhere(_city: RunningCity, owner: httpx.Client, _login: str) -> None:
    owner.post("/console/logout", data={"form_token": token_of(owner), "everywhere": "1"})


def takes_another_password(_city: RunningCity, owner: httpx.Client, _login: str) -> None:
    said = {"form_token": token_of(owner), "old": PASSWORD, "password": NEW, "again": NEW}
    assert owner.post("/console/account/password", data=said).url.path == "/console/cases"
    assert owner.get("/console/cases").url.path == "/console/cases", "the owner works on"


def is_blocked(city: RunningCity, _owner: httpx.Client, login: str) -> None:
    ran = city.run("user", "disable", login)
    assert ran.returncode == 0, ran.stderr


def is_set_back(city: RunningCity, _owner: httpx.Client, login: str) -> None:
    ran = city.run("user", "reset", login, "--url", city.url)
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize(
    "end", [signs_out, signs_out_everywhere, takes_another_password, is_blocked, is_set_back]
)
def test_a_stolen_cookie_ends_with_its_owner_s_session(
    city: RunningCity,
    client: httpx.Client,
    end: Callable[[RunningCity, httpx.Client, str], None],
) -> None:
    """Until then it is that session: what it cannot do is keep the owner out or make itself another."""
    login = city.person(ready=True)
    sign_in(client, login)
    with httpx.Client(base_url=city.url, follow_redirects=True) as thief:
        thief.cookies.set(COOKIE, client.cookies[COOKIE], path="/console")
        assert thief.get("/console/cases").url.path == "/console/cases"
        said = {"form_token": token_of(thief), "old": "", "password": NEW, "again": NEW}
        assert thief.post("/console/account/password", data=said).status_code == 403
        end(city, client, login)
        for page in ("/console/cases", "/console/account"):
            assert thief.get(page).url.path == "/console/login"


def test_who_else_is_signed_in_with_one_s_login_is_seen(
    city: RunningCity, client: httpx.Client
) -> None:
    login = city.person(ready=True)
    sign_in(client, login)
    listed = re.compile(r"<li>\D*\d")
    assert len(listed.findall(client.get("/console/account").text)) == 1
    with httpx.Client(base_url=city.url, follow_redirects=True) as other:
        sign_in(other, login)
        for who in (client, other):
            page = who.get("/console/account").text
            assert len(listed.findall(page)) == 2
            assert page.count("本次登录") == 1
        client.post("/console/logout", data={"form_token": token_of(client), "everywhere": "1"})
        sign_in(other, login)
        assert len(listed.findall(other.get("/console/account").text)) == 1
