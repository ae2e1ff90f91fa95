"""Wrong passwords slow down, in whichever process, and never for ever."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.store import keys
from helpdesk.store.login_pace import FREE, MOST_SECONDS, paced, pause
from tests.store.desk import AGENT, PASSWORD, QUICK

NOW = 1_795_406_400_000


def attempt(folder: Path, password: str, *, agent: str = AGENT.id, now_ms: int = NOW) -> str:
    try:
        with paced(folder, agent, now_ms=now_ms):
            keys.unlock(folder, agent, password)
    except Problem as problem:
        return f"{problem.code} {problem.params.get('seconds', '')}".strip()
    return "open"


def fail(folder: Path, times: int) -> None:
    for _ in range(times):
        assert attempt(folder, "not it at all") == "password-wrong"


@given(st.integers(min_value=0, max_value=10**6))
def test_the_wait_grows_and_ends(count: int) -> None:
    assert 0 <= pause(count) <= pause(count + 1) <= MOST_SECONDS


def test_some_slips_cost_nothing(folder: Path) -> None:
    fail(folder, FREE - 1)
    assert attempt(folder, PASSWORD) == "open"
    fail(folder, FREE - 1)
    assert attempt(folder, PASSWORD) == "open"


def test_then_one_waits_even_with_the_right_password(folder: Path) -> None:
    fail(folder, FREE)
    assert attempt(folder, PASSWORD, now_ms=NOW + 4_001) == "password-wait 1"
    assert attempt(folder, "not it", now_ms=NOW + 5_000) == "password-wrong"
    assert attempt(folder, PASSWORD, now_ms=NOW + 5_000) == "password-wait 10"
    assert attempt(folder, PASSWORD, now_ms=NOW + 15_000) == "open"
    assert (
        attempt(folder, "not it", now_ms=NOW + 15_001) == "password-wrong"
    )  # counts from the start
    assert attempt(folder, PASSWORD, now_ms=NOW + 15_002) == "open"


def test_each_agent_waits_alone(folder: Path, key: bytes) -> None:
    bao = Author("bao", "包文明")
    keys.add_agent(folder, key, bao, password="another secret", stretching=QUICK)
    fail(folder, FREE)
    assert attempt(folder, "another secret", agent="bao") == "open"
    assert attempt(folder, PASSWORD).startswith("password-wait")


def test_a_clock_set_back_does_not_lock_for_years(folder: Path) -> None:
    fail(folder, FREE)
    before = NOW - 10**11
    assert attempt(folder, PASSWORD, now_ms=before) == "password-wait 5"
    assert attempt(folder, PASSWORD, now_ms=before + 5_000) == "open"


def test_other_agents_names_leave_no_trace(folder: Path) -> None:
    for _ in range(10):
        assert attempt(folder, PASSWORD, agent="nobody") == "password-wrong"
    assert keys.read_keys(folder).wrong == ()


def test_a_new_password_ends_the_wait(folder: Path, key: bytes) -> None:
    fail(folder, FREE)
    keys.set_password(folder, key, AGENT.id, password="a new password", stretching=QUICK)
    assert attempt(folder, "a new password") == "open"
