"""Who sees what, as PostgreSQL enforces it: every table and every kind of principal."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

import helpdesk.server
from helpdesk.domain.problems import Problem
from helpdesk.protocol.wire import pack
from helpdesk.server.people import ACTS_OF, Role
from helpdesk.server.postgres.serving_role import serving_url
from helpdesk.server.principal import DOOR, SYSTEM, Principal
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity

# No rows of any desk in them: the schema's number, hashes and sizes of files that are reached through
# `case_file` only, the city's one row, wrong guesses by address.
FREE = {"alembic_version", "blob", "city", "guess"}
# Where a few functions act as the city itself: for commands alone, or of its own accord in quiet moments
# and in the ladder's rounds.
COMMANDED = ("exchange", "grants", "ladder", "logins", "runner", "sealing", "snapshots", "standing")


@pytest.fixture(scope="module")
def serving(city: RunningCity, devices: dict[str, RawDevice]) -> Iterator[psycopg.Connection]:
    """The serving user's own connection, as a forgotten filter or an injection would have it."""
    url = serving_url(city.database, city.inside.credentials.database_password)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def devices(city: RunningCity) -> dict[str, RawDevice]:
    """A device with a case at each of two desks."""
    made = {}
    for desk in (VILLAGE, OTHER_VILLAGE):
        device = made[desk] = RawDevice(city.url)
        device.enrol(city.code(desk))
        device.record(device.registered())
        assert device.send().acked_dseq == 1
    city.query("UPDATE city_case SET department = '城管局' WHERE stream = %s", VILLAGE)
    city.query("UPDATE city_case SET department = '民政局' WHERE stream = %s", OTHER_VILLAGE)
    return made


def streams(connection: psycopg.Connection, principal: Principal, table: str) -> set[str]:
    """The streams that a query without any filter shows."""
    with connection.transaction():
        connection.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
        return {row[0] for row in connection.execute(f"SELECT stream FROM {table}")}


def tables(city: RunningCity) -> list[tuple[str, bool, bool]]:
    """Each table with whether its rows are secured, and whether it is a partition."""
    return city.query(
        "SELECT relname, relrowsecurity, relispartition FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
    )


def test_every_table_is_secured(city: RunningCity) -> None:
    assert [name for name, secured, part in tables(city) if not (secured or part)] == sorted(FREE)


def test_a_partition_takes_inserts_and_shows_nothing(
    city: RunningCity, serving: psycopg.Connection
) -> None:
    parts = [name for name, _, part in tables(city) if part]
    assert parts
    for name in parts:
        for act in ("SELECT * FROM {}", "DELETE FROM {}", "UPDATE {} SET stream = ''"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute(act.format(name))


def test_without_a_principal_nothing_is_there(
    city: RunningCity, serving: psycopg.Connection
) -> None:
    for name, _, part in tables(city):
        if not part and name not in FREE:
            rows = serving.execute(f"SELECT * FROM {name}").fetchall()
            assert rows == [], name
    assert serving.execute("SELECT * FROM event").fetchall() == []


def test_the_serving_user_owns_nothing(city: RunningCity, serving: psycopg.Connection) -> None:
    user = conninfo_to_dict(serving.info.dsn)["user"]
    assert city.query(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
        user,
    ) == [(False, False, False, False)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute("ALTER TABLE event DISABLE ROW LEVEL SECURITY")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        serving.execute("CREATE TABLE mine (x int)")


@pytest.mark.parametrize("table", ["event", "city_case", "case_number", "log", "batch", "stream"])
def test_each_principal_sees_its_own(
    city: RunningCity, serving: psycopg.Connection, devices: dict[str, RawDevice], table: str
) -> None:
    both = {VILLAGE, OTHER_VILLAGE}
    assert streams(serving, Principal.device(devices[VILLAGE].known.device), table) == {VILLAGE}
    assert streams(serving, Principal.stream(OTHER_VILLAGE), table) == {OTHER_VILLAGE}
    assert streams(serving, SYSTEM, table) == both
    assert streams(serving, Principal.device("nobody"), table) == set()
    for role in (Role.DISPATCHER, Role.SUPERVISOR, Role.AUDITOR):
        assert streams(serving, Principal.person(city.person(role)), table) == both
    lead = Principal.person(city.person(Role.TOWNSHIP_LEAD, division=VILLAGE[:9]))
    assert streams(serving, lead, table) == both
    lead = Principal.person(city.person(Role.TOWNSHIP_LEAD, division="150526"))
    assert streams(serving, lead, table) == set()
    agent = Principal.person(city.person(Role.AGENT, division=VILLAGE))
    assert streams(serving, agent, table) == {VILLAGE}
    administrator = Principal.person(city.person(Role.ADMINISTRATOR))
    assert streams(serving, administrator, table) == (both if table == "stream" else set())
    assert streams(serving, DOOR, table) == (both if table == "stream" else set())
    if table in ("event", "city_case", "case_number"):
        handler = city.person(Role.DEPARTMENT_HANDLER, department="城管局")
        assert streams(serving, Principal.person(handler), table) == {VILLAGE}
        city.inside.people.disable(handler, by=SYSTEM)
        assert streams(serving, Principal.person(handler), table) == set()


def insert(connection: psycopg.Connection, principal: Principal, table: str) -> None:
    with connection.transaction():
        connection.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
        connection.execute(
            f"INSERT INTO {table} (stream, number, subject) VALUES (%s, 'x', 'x')", [OTHER_VILLAGE]
        )


def test_nobody_writes_into_a_foreign_stream(
    city: RunningCity, serving: psycopg.Connection, devices: dict[str, RawDevice]
) -> None:
    own = Principal.device(devices[VILLAGE].known.device)
    dispatcher = Principal.person(city.person())
    for principal in (own, dispatcher):
        for table in ("case_number", "case_number_rows"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                insert(serving, principal, table)
        with serving.transaction():
            serving.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
            changed = serving.execute(
                "UPDATE city_case SET stage = 'closed' WHERE stream = %s", [OTHER_VILLAGE]
            )
            assert changed.rowcount == 0


def test_people_change_nothing_of_a_device_but_whether_it_is_blocked(
    city: RunningCity, serving: psycopg.Connection, devices: dict[str, RawDevice]
) -> None:
    """Whoever may, and only in their division; the console asks as the person, never as the city."""
    device = devices[VILLAGE].known.device
    mine = Principal.person(city.person(division=VILLAGE[:6]))
    elsewhere = Principal.person(city.person(division="150526"))
    lead = Principal.person(city.person(Role.TOWNSHIP_LEAD, division=VILLAGE[:6]))
    own = Principal.device(device)
    for principal in (elsewhere, lead, own, DOOR):
        with serving.transaction():
            serving.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
            assert serving.execute("SELECT block_device(%s, true)", [device]).fetchone() == (False,)
        with pytest.raises(Problem, match="device-missing"):
            city.inside.standings.revoke_device(device, principal)
    for principal in (mine, Principal.person(city.person(Role.ADMINISTRATOR)), SYSTEM):
        with serving.transaction():
            serving.execute("SELECT act_as(%s, %s)", [principal.kind, principal.id])
            touched = serving.execute("UPDATE device SET name = name WHERE id = %s", [device])
            assert touched.rowcount == (principal is SYSTEM)
        for revoked in (True, False):
            row = city.inside.standings.revoke_device(device, principal, revoked=revoked)
            assert row.revoked == revoked
            assert city.query("SELECT revoked FROM device WHERE id = %s", device) == [(revoked,)]
    said = "SELECT count(*) FROM audit WHERE login = %s AND object = %s"
    assert city.query(said, mine.id, device) == [(2,)]


def test_a_request_never_asks_as_the_city_itself() -> None:
    """ADR 0023: the whole-city principal is named by commands and by what only commands call."""
    server = Path(helpdesk.server.__file__).parent
    named = {
        path.relative_to(server).as_posix()
        for path in server.rglob("*.py")
        if re.search(r"\bSYSTEM\b", path.read_text(encoding="utf-8"))
    }
    stores = {f"postgres/{name}.py" for name in COMMANDED}
    assert named - {"principal.py", "postgres/embedded.py"} == stores
    assert not [path for path in named if "= SYSTEM" in (server / path).read_text("utf-8")]


def test_a_device_gets_no_page_of_a_foreign_stream(devices: dict[str, RawDevice]) -> None:
    device = devices[VILLAGE]
    (cursor,) = device.request().cursors
    foreign = [type(cursor)(OTHER_VILLAGE, 1, 0), cursor]
    answer = device.send(device.request(first=2, count=0, cursors=foreign))
    assert [page.stream for page in answer.streams] == [VILLAGE]
    assert device.post(pack(device.request()), path="/renew").status_code == 400


SAID: dict[str, dict[str, Any]] = {
    "dispatch": {"department": "城管局"},
    "progress": {"words": "已派人查看"},
    "answer": {"words": "好"},
    "ask_correction": {"items": ["照片"]},
    "return": {"reason": "不归我们"},
    "refuse": {"reason": "不予受理"},
}


@pytest.mark.parametrize("role", list(Role))
def test_a_role_has_its_acts_and_no_others(
    city: RunningCity, devices: dict[str, RawDevice], role: Role
) -> None:
    case = devices[VILLAGE].log[0].subject.hex()
    with city.api(role, department="城管局") as client:
        for act, said in SAID.items():
            answer = client.post(f"/api/cases/{case}/acts", json={"act": act, **said})
            allowed = act in ACTS_OF.get(role, ())
            assert (answer.status_code == 403) != allowed, (role, act, answer.text)


def test_a_folder_of_the_city_holds_the_serving_password_and_no_others(
    city: RunningCity, tmp_path: Path
) -> None:
    kept = (city.data / "city.json").read_text(encoding="utf-8")
    assert "password_hash" not in kept
    assert (city.data / "city.json").stat().st_mode & 0o077 == 0
