"""Who may read what is secret, and who may act on what; every console route as every role."""

from collections.abc import Iterator

import psycopg
import pytest

from helpdesk.server.console import pages
from helpdesk.server.people import Role
from helpdesk.server.postgres.migrations.versions.v0035_dispatch import count
from helpdesk.server.postgres.serving_role import serving_url
from helpdesk.server.principal import Principal
from tests.server.dispatching import Browser, Desks, request, signed_in
from tests.server.running import VILLAGE, RunningCity

NAME = "铁木尔"


@pytest.fixture(scope="module")
def desks(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    made = Desks.enrolled(tmp_path_factory.mktemp("desks"), city)
    yield made
    made.close()


@pytest.fixture(scope="module")
def secret(desks: Desks, city: RunningCity) -> str:
    """A secret report, sent to the discipline department."""
    case = request(desks.village, "举报侵占低保款", name=NAME, secret=True)
    assert desks.village.sync().synced
    with signed_in(city) as dispatcher:
        done = dispatcher.act(case, "dispatch", department="纪检组")
        assert done.status_code == 200, done.text
    return case


def can_read(browser: Browser, case: str) -> bool:
    """Whether the person finds the case by page, list and search; all three agree."""
    page = browser.get(f"cases/{case}")
    listed = case in browser.get("cases", view="all").text
    found = case in browser.get("cases", text=NAME).text
    assert listed == found == (page.status_code == 200)
    assert ("举报侵占低保款" in page.text) == listed
    return listed


@pytest.mark.parametrize(
    ("role", "scope", "reads"),
    [
        (Role.DISPATCHER, {}, True),
        (Role.SUPERVISOR, {"division": VILLAGE[:6]}, True),
        (Role.SUPERVISOR, {"division": "150526"}, False),
        (Role.DEPARTMENT_HANDLER, {"department": "纪检组"}, True),
        (Role.DEPARTMENT_HANDLER, {"department": "民政局"}, False),
        (Role.TOWNSHIP_LEAD, {"division": VILLAGE[:9]}, False),
        (Role.AGENT, {"division": VILLAGE}, False),
        (Role.AUDITOR, {}, False),
    ],
)
def test_who_reads_a_secret_request(
    city: RunningCity, secret: str, role: Role, scope: dict[str, str], reads: bool
) -> None:
    with signed_in(city, role, **scope) as browser:
        assert can_read(browser, secret) == reads


def test_a_forgotten_filter_shows_nothing_secret(city: RunningCity, secret: str) -> None:
    """The rows themselves are out of reach: the case, its events, its applicant's, its number."""
    lead = city.person(Role.TOWNSHIP_LEAD, division=VILLAGE[:9])
    dispatcher = city.person(Role.DISPATCHER)
    url = serving_url(city.database, city.inside.credentials.database_password)
    with psycopg.connect(url, autocommit=True) as connection:
        for login, sees in ((lead, False), (dispatcher, True)):
            principal = Principal.person(login)
            with connection.transaction():
                connection.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
                bodies = connection.execute("SELECT convert_from(body, 'utf8') FROM event")
                cases = connection.execute("SELECT applicant FROM city_case").fetchall()
                assert any(NAME in body for (body,) in bodies) == sees
                assert ((NAME,) in cases) == sees
                known = connection.execute("SELECT count(*) FROM case_number").fetchone()
                assert known == (int(sees),)


def test_what_was_passed_to_the_township_its_lead_reads(
    city: RunningCity, desks: Desks, secret: str
) -> None:
    with signed_in(city) as dispatcher:
        dispatcher.act(secret, "pass_down", to=VILLAGE[:9], words="请核实")
    with signed_in(city, Role.TOWNSHIP_LEAD, division=VILLAGE[:9]) as lead:
        assert can_read(lead, secret)
    with signed_in(city, Role.TOWNSHIP_LEAD, division="150526100") as other:
        assert not can_read(other, secret)


def test_cases_of_an_older_schema_are_counted_once(city: RunningCity, secret: str) -> None:
    """What the migration writes is what the projection had written."""
    rows = "SELECT * FROM city_case ORDER BY stream, id"
    hidden = "SELECT * FROM secret_subject ORDER BY 1, 2"
    before = city.query(rows), city.query(hidden)
    assert before[1]
    city.query(
        "UPDATE city_case SET terms = '{}', secret = false, phone = '', level = '', words = '',"
        " dispatched_at = NULL, category = '', document_number = ''"
    )
    city.query("DELETE FROM secret_subject")
    with psycopg.connect(city.database) as connection:
        count(connection)
    assert (city.query(rows), city.query(hidden)) == before


def case_routes() -> list[tuple[str, str]]:
    """Every console route about a case, with its verb."""
    found = []
    for part in pages.PARTS:
        for handler in part.HANDLERS:
            for path in handler.paths:
                if "{case:str}" in path:
                    found += [(str(verb), path) for verb in handler.http_methods]
    return found


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_every_console_route_as_every_role_against_foreign_data(
    city: RunningCity, desks: Desks, role: Role
) -> None:
    """A case of another desk and department is not there, whatever the role and the route."""
    case = request(desks.other)
    assert desks.other.sync().synced
    routes = [each for each in case_routes() if each[0] in ("GET", "POST")]
    assert len(routes) >= 9
    before = city.query("SELECT count(*) FROM event")
    with signed_in(city, role, division=VILLAGE, department="城管局") as browser:
        token = browser.fields("account", "account/password")["form_token"]
        said = {"form_token": token, "words": "x", "reason": "x", "department": "城管局"}
        for verb, path in routes:
            address = path.lstrip("/").replace("{case:str}", case)
            address = address.replace("{sha256:str}", "0" * 64).replace("{name:str}", "progress")
            if verb == "GET":
                answer = browser.get(address)
            elif address.endswith("answer"):
                answer = browser.post_files(address, said)
            else:
                answer = browser.post(address, said)
            assert answer.status_code in (403, 404), (role, verb, path, answer.status_code)
        row = {**said, "act": "note", f"row-{case}": "1"}
        assert NAME not in browser.post("batch/note", row).text
    assert city.query("SELECT count(*) FROM event") == before
