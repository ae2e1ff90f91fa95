"""A new data key: everything is there, under the new key only; a kill at any moment leaves a desk."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from filelock import FileLock

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol import recovery as carried
from helpdesk.protocol.recovery import DeskSecret
from helpdesk.store import keys, recovery
from helpdesk.store.rekey import COPY_NAME, SYNC_LOCK, fingerprint, rekey
from helpdesk.store.store import Store
from tests.store.desk import AGENT, PASSWORD, QUICK, Person, record, register
from tests.store.rekey_child import FRESH_KEY

ROOT = Path(__file__).resolve().parents[2]
BAO = Author("bao", "包文明")
NOT_WINDOWS = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has neither fork nor SIGKILL"
)


@pytest.fixture
def worked(folder: Path, key: bytes) -> tuple[Path, str]:
    """A desk with cases in the database and in its log; and its fingerprint."""
    store = Store.open(folder, key)
    with store.unit_of_work() as work:
        for number in range(30):
            person = Person(document="", phone=f"138475{number:05}")
            record(work, person)
            register(work, person)
    store.close()
    return folder, of(folder, key)


def of(folder: Path, key: bytes) -> str:
    store = Store.open(folder, key)
    with store._connections.read() as connection:
        found = fingerprint(connection)
    assert store.damage() == ()
    store.close()
    return found


def test_everything_is_there_under_the_new_key_only(worked: tuple[Path, str], key: bytes) -> None:
    folder, before = worked
    assert rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK) == ()
    assert keys.unlock(folder, AGENT.id, PASSWORD) == FRESH_KEY
    assert of(folder, FRESH_KEY) == before
    with pytest.raises(EnvironmentProblem, match="database-foreign"):
        Store.open(folder, key)
    assert not (folder / COPY_NAME).exists()
    store = Store.open(folder, FRESH_KEY)
    with store.unit_of_work() as work:
        register(work)
    store.close()


def test_who_was_not_there_needs_a_new_password(folder: Path, key: bytes) -> None:
    keys.add_agent(folder, key, BAO, password="another secret", stretching=QUICK)
    assert rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK) == (BAO,)
    with pytest.raises(Problem, match="agent-lapsed"):
        keys.unlock(folder, BAO.id, "another secret")
    keys.set_password(folder, FRESH_KEY, BAO.id, password="a new one", stretching=QUICK)
    assert keys.unlock(folder, BAO.id, "a new one") == FRESH_KEY


def test_the_city_can_still_recover(folder: Path, key: bytes) -> None:
    city = X25519PrivateKey.generate()
    public = city.public_key().public_bytes_raw()
    keys.set_recovery(folder, public, DeskSecret(key))
    rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK)
    request = recovery.ask(folder, BAO, "a new password", stretching=QUICK)
    raw = carried.msgspec.json.encode(request)
    _, secret, answer = carried.answer_request(raw, city.private_bytes_raw())
    assert secret.data_key == FRESH_KEY
    recovery.apply(folder, answer, "a new password")
    assert keys.unlock(folder, BAO.id, "a new password") == FRESH_KEY


def test_a_wrong_password_or_a_running_sync_changes_nothing(folder: Path, key: bytes) -> None:
    before = of(folder, key)
    with pytest.raises(Problem, match="password-wrong"):
        rekey(folder, AGENT, "not the password", fresh_key=FRESH_KEY, stretching=QUICK)
    with FileLock(folder / SYNC_LOCK), pytest.raises(EnvironmentProblem, match="sync-elsewhere"):
        rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK)
    assert of(folder, key) == before


def child(folder: Path, stop: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.rekey_child", str(folder), str(stop)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def copies(folder: Path, count: int) -> Iterator[Path]:
    for number in range(count):
        yield Path(shutil.copytree(folder, folder.with_name(f"copy{number}")))


def assert_whole(folder: Path, old: bytes, before: str) -> bytes:
    opened = keys.unlock(folder, AGENT.id, PASSWORD)
    assert opened in (old, FRESH_KEY)
    assert of(folder, opened) == before
    return opened


@NOT_WINDOWS
def test_stopped_before_and_after_each_act_on_disk(worked: tuple[Path, str], key: bytes) -> None:
    """Neither key is never the answer."""
    folder, before = worked
    (whole,) = copies(folder, 1)
    said, _ = child(whole, -1).communicate()
    acts = int(said)
    assert acts > 15
    found = set()
    command = [sys.executable, "-m", "tests.store.rekey_child", "serve"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        for stop in range(acts):
            copy = Path(shutil.copytree(folder, folder.with_name(f"stop{stop}")))
            server.stdin.write(f"{stop} {copy}\n")
            server.stdin.flush()
            assert server.stdout.readline() == "9\n", stop
            found.add(assert_whole(copy, key, before))
            shutil.rmtree(copy)
        server.stdin.close()
    assert found == {key, FRESH_KEY}


def test_a_broken_attempt_can_be_repeated(worked: tuple[Path, str], key: bytes) -> None:
    folder, before = worked
    child(folder, 2).communicate()
    rekey(folder, AGENT, PASSWORD, fresh_key=FRESH_KEY, stretching=QUICK)
    assert assert_whole(folder, key, before) == FRESH_KEY


@NOT_WINDOWS
def test_killed_at_random_moments(worked: tuple[Path, str], key: bytes) -> None:
    folder, before = worked
    chance = random.Random(20261123)
    for copy in copies(folder, 6):
        process = child(copy, -1)
        time.sleep(chance.uniform(0.2, 0.8))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert_whole(copy, key, before)
