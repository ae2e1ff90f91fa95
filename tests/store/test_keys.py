"""Keys: wrapped by passwords, never in the clear, never half written."""

import os
from pathlib import Path

import msgspec
import pytest

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys
from helpdesk.store.stretching import Stretching
from tests.store.desk import AGENT, PASSWORD, QUICK


@pytest.fixture
def data_key(tmp_path: Path) -> bytes:
    return keys.create_keys(tmp_path, AGENT, PASSWORD, stretching=QUICK)


def test_the_password_unlocks(tmp_path: Path, data_key: bytes) -> None:
    assert len(data_key) == 32
    assert keys.unlock(tmp_path, AGENT.id, PASSWORD) == data_key


def test_two_folders_have_two_keys(tmp_path: Path, data_key: bytes) -> None:
    other = keys.create_keys(tmp_path / "other", AGENT, PASSWORD, stretching=QUICK)
    assert other != data_key


@pytest.mark.parametrize(
    ("agent", "password"), [(AGENT.id, "correct hors"), (AGENT.id, ""), ("nobody", PASSWORD)]
)
def test_wrong_password_or_agent(
    tmp_path: Path, data_key: bytes, agent: str, password: str
) -> None:
    with pytest.raises(Problem) as raised:
        keys.unlock(tmp_path, agent, password)
    assert raised.value.code == "password-wrong"


def test_a_password_typed_in_another_unicode_form_still_unlocks(tmp_path: Path) -> None:
    data_key = keys.create_keys(tmp_path, AGENT, "pass\u00e9word", stretching=QUICK)
    assert keys.unlock(tmp_path, AGENT.id, "passe\u0301word") == data_key


def test_short_passwords_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(Problem) as raised:
        keys.create_keys(tmp_path, AGENT, "1234567", stretching=QUICK)
    assert raised.value.code == "password-short"
    assert not keys.has_keys(tmp_path)


def test_several_agents_share_one_data_key(tmp_path: Path, data_key: bytes) -> None:
    """C26: one data key, wrapped once per user."""
    keys.add_agent(tmp_path, data_key, Author("agent-2", "包玉兰"), password="another secret")
    assert keys.unlock(tmp_path, "agent-2", "another secret") == data_key
    assert keys.unlock(tmp_path, AGENT.id, PASSWORD) == data_key
    assert keys.agents(tmp_path) == (AGENT, Author("agent-2", "包玉兰"))


def test_keys_are_never_overwritten(tmp_path: Path, data_key: bytes) -> None:
    with pytest.raises(Problem) as raised:
        keys.create_keys(tmp_path, AGENT, PASSWORD)
    assert raised.value.code == "keys-exist"
    assert keys.unlock(tmp_path, AGENT.id, PASSWORD) == data_key


def test_the_file_holds_no_secret(tmp_path: Path, data_key: bytes) -> None:
    raw = (tmp_path / keys.FILE_NAME).read_bytes()
    assert PASSWORD.encode() not in raw
    assert data_key not in raw
    assert data_key.hex().encode() not in raw


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem) as raised:
        keys.unlock(tmp_path, AGENT.id, PASSWORD)
    assert raised.value.code == "keys-missing"


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'{"format": 9, "slots": []}', b"\xff" * 50])
def test_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / keys.FILE_NAME).write_bytes(content)
    with pytest.raises(EnvironmentProblem) as raised:
        keys.unlock(tmp_path, AGENT.id, PASSWORD)
    assert raised.value.code == "keys-damaged"


def test_a_crash_while_writing_leaves_the_old_keys(
    tmp_path: Path, data_key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(EnvironmentProblem) as raised:
        keys.add_agent(tmp_path, data_key, Author("agent-2", "x"), password="another secret")
    assert raised.value.code == "disk-full"
    assert keys.agents(tmp_path) == (AGENT,)


def test_the_default_costs_an_attacker_as_rfc_9106_says() -> None:
    assert keys.Stretching().memory_kib >= 64 * 1024
    assert keys.Stretching().iterations >= 3


def test_subkeys_differ_by_purpose(data_key: bytes) -> None:
    files, support = keys.subkey(data_key, "files"), keys.subkey(data_key, "support")
    assert len({files, support, data_key}) == 3
    assert files == keys.subkey(data_key, "files")


@pytest.mark.parametrize(
    "absurd", [Stretching(iterations=10**9), Stretching(memory_kib=1 << 30), Stretching(0, 64, 1)]
)
def test_keys_from_a_hostile_stick_do_not_exhaust_the_machine(
    tmp_path: Path, absurd: Stretching
) -> None:
    keys.create_keys(tmp_path, AGENT, PASSWORD, stretching=QUICK)
    known = keys.read_keys(tmp_path)
    slot = msgspec.structs.replace(known.slots[0], stretching=absurd)
    raw = msgspec.json.encode(msgspec.structs.replace(known, slots=(slot,)))
    (tmp_path / keys.FILE_NAME).write_bytes(raw)
    with pytest.raises(EnvironmentProblem, match="keys-damaged"):
        keys.unlock(tmp_path, AGENT.id, PASSWORD)
