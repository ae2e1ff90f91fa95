"""Policy, revocation and recovery between a real city and a real desk, by command."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.bootstrap.folder import open_desk
from helpdesk.domain.problems import Problem
from helpdesk.protocol.standing import Policy
from helpdesk.store.key_file import read_keys
from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD
from tests.server.running import VILLAGE, RunningCity

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}
OTHER = "another secret"


@pytest.fixture
def desk(
    tmp_path: Path, run: Run, city: RunningCity, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, str]:
    """An enrolled desk's folder and its prefix."""
    data = tmp_path / "desk"
    monkeypatch.setenv("HELPDESK_DATA", str(data))
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("HELPDESK_NEW_PASSWORD", OTHER)
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    made = run("init", "--agent", "wuyun", "--server", city.url, "--json").json
    return data, str(made["prefix"])


def done(city: RunningCity, *command: str) -> str:
    ran = city.run(*command)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_enrolment_seals_the_data_key_to_the_city(
    desk: tuple[Path, str], city: RunningCity
) -> None:
    box = read_keys(desk[0]).recovery
    assert box is not None
    assert box.public == city.inside.credentials.recovery_public
    key_file = city.data / "recovery.key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


def test_the_policy_comes_with_the_next_contact(
    desk: tuple[Path, str], city: RunningCity, run: Run
) -> None:
    done(city, "policy", "--offline-days", "14", "--idle-minutes", "5")
    assert json.loads(done(city, "policy", "--json"))["pin_digits"] == 4
    assert city.run("policy", "--offline-days", "0").returncode == 1
    assert run("sync").code == 0
    opened = open_desk(desk[0], password=PASSWORD)
    assert opened.store.standing.policy == Policy(14, 5, 4)
    opened.close()


def test_a_revoked_agent_is_out_and_a_colleague_goes_on(
    desk: tuple[Path, str], city: RunningCity, run: Run
) -> None:
    run("agents", "add", "bao", "--name", "包文明")
    city.inside.standings.revoke_agent(VILLAGE, "bao")
    opened = open_desk(desk[0], agent="bao", password=OTHER)  # offline nothing is known of it
    opened.close()
    assert run("sync", "--agent", "wuyun").code == 0
    with pytest.raises(Problem, match="agent-revoked"):
        open_desk(desk[0], agent="bao", password=OTHER)
    assert run("list", "--agent", "wuyun").code == 0
    with pytest.raises(Problem, match="desk-unknown"):
        city.inside.standings.revoke_agent("1", "bao")
    done(city, "revoke", "--agent", "bao", "--desk", VILLAGE, "--undo")


def test_a_revoked_device_seals_itself_and_its_unsent_work_is_recovered(
    desk: tuple[Path, str],
    city: RunningCity,
    run: Run,
    case_file: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data, prefix = desk
    number = run("open", "--json", case_file(**REQUEST), "--number").out.strip()
    done(city, "revoke", "--device", prefix)
    blocked = [row for row in json.loads(done(city, "devices", "--json")) if row["revoked"]]
    assert [row["prefix"] for row in blocked] == [prefix]
    said = run("sync", "--json")
    assert said.json["error"] == "sync-revoked"
    assert (said.json["waiting"], said.json["sent"]) == (2, 0)
    with pytest.raises(Problem, match="device-sealed"):
        open_desk(data, password=PASSWORD)
    request, answer = tmp_path / "request", tmp_path / "answer"
    code = run("recover", "request", request, "--agent", "wuyun", "--json").json["code"]
    wrong = city.run("recover", str(request), "--out", str(answer), "--code", "0000-0000")
    assert (wrong.returncode, answer.exists()) == (1, False)
    told = done(
        city, "recover", str(request), "--out", str(answer), "--code", code.lower(), "--json"
    )
    assert json.loads(told)["prefix"] == prefix
    assert run("recover", "apply", answer).code == 0
    monkeypatch.setenv("HELPDESK_PASSWORD", OTHER)
    assert run("show", number, "--json").json["number"] == number
    assert run("sync").code != 0
    unsent = tmp_path / "unsent"
    told = run("recover", "export", unsent, "--json").json
    assert told["records"] >= 2
    late = ("bundle", "import", str(told["file"]))
    said = city.run(*late, "--json")
    assert said.returncode == 1, "nothing of it was taken"
    (refused,) = json.loads(said.stdout)
    assert (refused["taken"], refused["error"]) == (0, "revoked")
    (taken,) = json.loads(done(city, *late, "--late", "--json"))
    assert (taken["taken"], taken["error"]) == (told["records"], "")
    assert city.query("SELECT count(*) FROM city_case WHERE number = %s", number) == [(1,)]


def test_another_recovery_key_does_not_open(
    desk: tuple[Path, str], city: RunningCity, run: Run, tmp_path: Path
) -> None:
    request, key = tmp_path / "request", tmp_path / "key"
    run("recover", "request", request, "--agent", "wuyun")
    key.write_text("00" * 31 + "01\n")
    ran = city.run(
        *("recover", str(request), "--out", str(tmp_path / "a")),
        *("--code", "0", "--key", str(key)),
    )
    assert ran.returncode == 1
    assert len(ran.stderr.splitlines()) == 1
    missing = ("recover", str(request), "--out", "a", "--code", "0", "--key", "none")
    assert city.run(*missing).returncode == 1


def test_a_failed_sync_ends_nothing(desk: tuple[Path, str], city: RunningCity, run: Run) -> None:
    """C25: offline, an open desk goes on, and opens again."""
    opened = open_desk(desk[0], password=PASSWORD)
    with opened.store._connections.write() as connection:
        connection.execute("UPDATE device SET server = 'http://127.0.0.1:1'")
    opened.close()
    assert run("sync", "--json").json["error"] == "network-unreachable"
    assert run("list").code == 0
    open_desk(desk[0], password=PASSWORD).close()


def test_after_too_many_days_a_sync_lets_in_again(
    desk: tuple[Path, str], run: Run, city: RunningCity
) -> None:
    """C25: N days since the last contact; one contact, and work goes on."""
    opened = open_desk(desk[0], password=PASSWORD)
    standing = opened.store.standing._said()
    with opened.store._connections.write() as connection:
        import msgspec

        from helpdesk.store.standing import _save

        _save(connection, msgspec.structs.replace(standing, at_ms=standing.at_ms - 40 * 86_400_000))
    opened.close()
    with pytest.raises(Problem, match="offline-long"):
        open_desk(desk[0], password=PASSWORD)
    assert run("list").code == 1
    assert run("sync").code == 0
    assert run("list").code == 0


def test_verify_says_how_far_the_city_signed(
    desk: tuple[Path, str], city: RunningCity, run: Run, case_file: Callable[..., Path]
) -> None:
    """And an exchange with nothing new brings none of its signed words again."""
    run("open", "--json", case_file(**REQUEST))
    assert run("verify", "--json").json["vouched"] == 0
    assert run("sync").code == 0
    told = run("verify", "--json").json
    assert (told["vouched"], told["sound"]) == (2, True)
    assert "第 2 条" in run("verify").out
    opened = open_desk(desk[0], password=PASSWORD)
    held = opened.store.outbox.held(device_ms=opened.clock.now().device_ms)
    assert (len(held.word), held.vouched) == (4, 2)
    opened.close()
