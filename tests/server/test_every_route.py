"""Every route as every role against foreign data, and every form with nonsense in every field."""

import base64
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import psycopg
import pytest

from helpdesk.domain.ladder import BOUNDS
from helpdesk.server.acts import ACTS
from helpdesk.server.people import Role
from tests.server.every_route import (
    ACT_SAYS,
    DEPARTMENT,
    MARK,
    ROUTES,
    Foreign,
    filled,
    may,
    seat,
    served,
    variants,
)
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity

_STATE = """
SELECT (SELECT count(*) FROM event WHERE stream = %(s)s),
    (SELECT string_agg(c::text, '' ORDER BY id) FROM city_case c WHERE stream = %(s)s),
    (SELECT string_agg(s::text, '' ORDER BY id) FROM slip s WHERE stream = %(s)s),
    (SELECT string_agg(d::text, '' ORDER BY id) FROM device d WHERE stream = %(s)s),
    (SELECT count(*) FROM notice WHERE division = %(s)s)
"""
pytestmark = pytest.mark.filterwarnings("ignore:.*:litestar.exceptions.LitestarDeprecationWarning")


@pytest.fixture(scope="module")
def foreign(city: RunningCity) -> Foreign:
    return Foreign.at(city)


@pytest.fixture(scope="module")
def database_state(city: RunningCity) -> Iterator[Any]:
    """Everything of the foreign desk that somebody could change."""
    with psycopg.connect(city.database, autocommit=True) as connection:
        yield lambda: connection.execute(_STATE, {"s": OTHER_VILLAGE}).fetchone()


def test_the_table_has_every_route(city: RunningCity) -> None:
    assert set(served(city)) == set(ROUTES)


def tus(sha256: str) -> dict[str, str]:
    """What every request for a file may say."""
    named = base64.b64encode(sha256.encode()).decode()
    return {
        "Upload-Length": "6",
        "Upload-Offset": "0",
        "Range": "bytes=0-5",
        "Upload-Metadata": f"sha256 {named}",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": "0",
    }


def asked(client: httpx.Client, token: str, route: str, names: dict[str, str]) -> httpx.Response:
    """The route, with a form that could be right."""
    verb, path = route.split(" ")
    said, address = ROUTES[route], filled(path, names)
    if route == "POST /api/cases/{case}/acts":
        return client.post(address, json={"act": names["name"], **ACT_SAYS})
    if route.startswith("POST /api/cases/{case}/") and "merge" in route:
        word = "reason" if "unmerge" in route else "into"
        return client.post(address, json={word: names["number"]})
    if said.device:
        return client.request(verb, address, headers=tus(names["sha256"]), content=None)
    form = {filled(name, names): filled(text, names) for name, text in said.form.items()}
    if verb == "GET":
        return client.get(address)
    form |= {"form_token": token}
    if said.files or route.endswith("/answer"):
        sent = dict.fromkeys(said.files, ("x.pdf", b"%PDF-1.7 x"))
        return client.request(verb, address, data=form, files=sent)
    return client.request(verb, address, data=form)


@pytest.mark.parametrize("role", list(Role))
def test_every_route_as_every_role_against_foreign_data(
    city: RunningCity, foreign: Foreign, database_state: Any, role: Role
) -> None:
    """Nothing of another desk and department is shown or changed, whatever the role and the route."""
    before = database_state()
    with seat(city, role, division=VILLAGE, department=DEPARTMENT) as (client, token):
        for route, said in ROUTES.items():
            if said.open or route == "POST /console/logout":
                continue
            for more in variants(route, foreign.names):
                names = foreign.names | more
                answer = asked(client, token, route, names)
                told = (role, route, more, answer.status_code, answer.text[:300])
                assert answer.status_code < 500, told
                if said.device:
                    assert answer.status_code == 401, told
                    continue
                if not may(role, route, names):
                    assert answer.status_code in (303, 403, 404), told
                if role in said.whole:
                    before = database_state()
                    continue
                assert MARK not in answer.text, told
                assert database_state() == before, told
                if "{case}" in route:
                    assert answer.status_code >= 400, told


def test_the_same_addresses_show_it_to_whoever_may_see_it(
    city: RunningCity, foreign: Foreign
) -> None:
    """So that the test above cannot pass because nothing is there."""
    shown = set()
    with seat(city, Role.DISPATCHER) as (client, token):
        for route, said in ROUTES.items():
            if route.startswith("GET ") and Role.DISPATCHER in said.roles:
                answer = asked(client, token, route, foreign.names)
                assert answer.status_code == (
                    404 if re.search("{bundle}|/sheet", route) else 200
                ), route
                if MARK in answer.text:
                    shown.add(route)
    assert len(shown) >= 10, shown


TEXTS = (
    "'; DROP TABLE event; --<script>alert(1)</script>",
    "a\0b",
    "\ud800".encode(errors="surrogatepass") + b"\xff",
    "9" * 9_000,
    "字" * 3_000,
)
NUMBERS = ("-1", "²", "\u0663")
DATES = ("0000-01-01", "0001-01-01T00:00", "9999-12-31T23:59", "99999-12-31")
COUNTED = {"days", "rating", "once", "events", "shown", "page", "year", "n", "dseq", *BOUNDS}
DATED = {"due", "until", "received", "lines", "opens", "closes", "after"}
HIDDEN = ("once", "events", "shown", "row-x")
AT_FORMS = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
WRONG = re.compile("<script>alert|Traceback|Internal Server")


def nonsense(field: str) -> tuple[str | bytes, ...]:
    """SQL and script, NUL, halves of characters, thousands of digits; numbers and dates that are none."""
    return TEXTS + NUMBERS * (field in COUNTED) + DATES * (field in DATED)


def tried(client: httpx.Client, verb: str, address: str, **content: Any) -> None:
    """Whatever it is, the answer is one of ours and repeats no script."""
    answer = client.request(verb, address, **content)
    told = (verb, address[:200], str(content)[:300], answer.status_code, answer.text[:300])
    assert answer.status_code < 500, told
    assert not WRONG.search(answer.text), told


def test_every_field_of_every_form_takes_anything(city: RunningCity, foreign: Foreign) -> None:
    """A clear answer each time, and no 500."""
    with ExitStack() as stack:
        people = {role: stack.enter_context(seat(city, role)) for role in AT_FORMS}
        for route in (each for each, said in ROUTES.items() if said.form):
            for more in variants(route, foreign.names):
                able = (role for role in AT_FORMS if may(role, route, more))
                fill_in(*people[next(able, Role.DISPATCHER)], route, foreign.names | more)


def fill_in(client: httpx.Client, token: str, route: str, names: dict[str, str]) -> None:
    """Each field with nonsense beside what could be right, then what the page adds unseen."""
    if route == "POST /console/logout":
        return
    verb, path = route.split(" ")
    form = {filled(n, names): filled(t, names) for n, t in ROUTES[route].form.items()}
    form["form_token"] = token
    act = ACTS.get(names["name"]) if route.endswith("/acts/{name}") else None
    hidden = HIDDEN if names["name"] == "progress" and "/{name}" in path else ()
    for field in (*(act.fields if act else ROUTES[route].form), *hidden):
        for each in nonsense(field):
            typed = form | {filled(field, names): each}
            tried(client, verb, filled(path, names), **content_of(route, typed))


def content_of(route: str, form: dict[str, Any]) -> dict[str, Any]:
    """A form as a browser sends it, but for what a browser never would."""
    if ROUTES[route].files:
        return {"data": form, "files": {"none": b""}}
    kind = "application/x-www-form-urlencoded"
    return {"content": urlencode(form), "headers": {"Content-Type": kind}}


def test_every_question_and_part_of_an_address_takes_anything(
    city: RunningCity, foreign: Foreign
) -> None:
    with seat(city, Role.SUPERVISOR) as (client, _token):
        for route, questions in served(city).items():
            verb, path = route.split(" ")
            for name in questions if verb == "GET" else ():
                for each in nonsense(name):
                    query = urlencode({name: each})
                    tried(client, verb, f"{filled(path, foreign.names)}?{query}")
            for part in re.findall(r"{(\w+)}", path) if verb == "GET" else ():
                for each in nonsense(part):
                    names = foreign.names | {part: quote(each, safe="")}
                    tried(client, verb, filled(path, names))
