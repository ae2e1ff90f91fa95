"""`helpdesk agents`, `rekey`, `recover`: on a real desk, with exit codes, sentences and JSON."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from helpdesk.bootstrap.folder import open_desk
from helpdesk.domain.audit import KeyAct, KeyChanged
from helpdesk.domain.problems import Problem
from helpdesk.protocol.recovery import DeskSecret, answer_request
from helpdesk.store import keys
from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD, WUYUN

OTHER = "another secret"


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch) -> None:
    """The new password is in its variable."""
    monkeypatch.setenv("HELPDESK_NEW_PASSWORD", OTHER)


def acts(folder: Path) -> list[tuple[KeyAct, str]]:
    """The key acts that were recorded."""
    password = os.environ["HELPDESK_PASSWORD"]
    desk = open_desk(folder, agent=WUYUN.id, password=password, out_of_touch=True)
    with desk.store.unit_of_work() as work:
        bodies = tuple(work.device_acts())
    desk.close()
    return [(body.act, body.agent) for body in bodies if isinstance(body, KeyChanged)]


@pytest.mark.usefixtures("new")
def test_agents_come_and_go(folder: Path, run: Run) -> None:
    added = run("agents", "add", "bao", "--name", "包文明", "--json")
    assert added.json["agents"][1] == {"agent": "bao", "name": "包文明", "state": "enabled"}
    keys.unlock(folder, "bao", OTHER)
    me = ("--agent", WUYUN.id)
    assert run("agents", "disable", "bao", *me, "--json").json["agents"][1]["state"] == "disabled"
    assert run("list", "--agent", "bao").code == 1
    assert run("agents", "enable", "bao", *me).code == 0
    assert run("agents", "remove", "bao", *me, "--json").json["agents"] == [
        {"agent": "wuyun", "name": WUYUN.name, "state": "enabled"}
    ]
    assert acts(folder) == [
        (KeyAct.AGENT_ADDED, "bao"),
        (KeyAct.AGENT_DISABLED, "bao"),
        (KeyAct.AGENT_ENABLED, "bao"),
        (KeyAct.AGENT_REMOVED, "bao"),
    ]


def test_the_list_needs_no_password(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HELPDESK_PASSWORD")
    assert WUYUN.name in run("agents", "list").out


def test_mistakes_are_sentences(folder: Path, run: Run) -> None:
    for arguments in (("remove", "wuyun"), ("remove", "nobody"), ("add",), ("add", "bao")):
        ran = run("agents", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err
    assert run("recover", "request", folder / "r").code == 1


@pytest.mark.usefixtures("new")
def test_a_pin_is_ones_own(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_NEW_PASSWORD", "2711")
    assert run("agents", "pin", "bao").code == 1
    assert run("agents", "pin", WUYUN.id).code == 0
    desk = open_desk(folder, password=PASSWORD)
    assert desk.store.standing.pin_fits(WUYUN.id, "2711")
    desk.close()


@pytest.mark.usefixtures("new")
def test_rekey_names_whose_passwords_are_needed(folder: Path, run: Run) -> None:
    before = keys.unlock(folder, WUYUN.id, PASSWORD)
    run("agents", "add", "bao", "--name", "包文明")
    lapsed = run("rekey", "--agent", WUYUN.id, "--json").json["lapsed"]
    assert lapsed == [{"agent": "bao", "name": "包文明"}]
    assert keys.unlock(folder, WUYUN.id, PASSWORD) != before
    assert run("list", "--agent", "bao").code == 1
    assert run("agents", "password", "bao", "--agent", WUYUN.id).code == 0
    keys.unlock(folder, "bao", OTHER)
    assert (KeyAct.REKEYED, "") in acts(folder)


@pytest.mark.usefixtures("new")
def test_recovery_by_two_files(
    folder: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = X25519PrivateKey.generate()
    key = keys.unlock(folder, WUYUN.id, PASSWORD)
    keys.set_recovery(folder, city.public_key().public_bytes_raw(), DeskSecret(key))
    asked = run("recover", "request", tmp_path / "request", "--json").json
    assert len(asked["code"]) == 9
    _, _, answer = answer_request((tmp_path / "request").read_bytes(), city.private_bytes_raw())
    (tmp_path / "answer").write_bytes(answer)
    assert run("recover", "apply", tmp_path / "answer", "--json").json["agent"] == WUYUN.id
    monkeypatch.setenv("HELPDESK_PASSWORD", OTHER)
    assert run("list").code == 0
    assert acts(folder)[-1] == (KeyAct.RECOVERED, WUYUN.id)


def test_wrong_passwords_slow_down_across_restarts(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HELPDESK_PASSWORD", "not the password")
    for _ in range(3):
        assert run("list").code == 1
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    with pytest.raises(Problem) as caught:
        open_desk(folder, password=PASSWORD)
    assert caught.value.code == "password-wait"
    assert run("list").code == 1
