"""Slots: agents come, go and forget, and the data key stays the same."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.protocol import recovery as carried
from helpdesk.protocol.recovery import DeskSecret
from helpdesk.store import keys, recovery
from helpdesk.store.key_file import SlotState
from helpdesk.store.store import Store
from helpdesk.store.stretching import measured
from tests.store.desk import AGENT, PASSWORD, QUICK

BAO = Author("bao", "包文明")
OTHER = "another secret"
CITY = X25519PrivateKey.generate()
CITY_PUBLIC = CITY.public_key().public_bytes_raw()


def code_of(act: object) -> str:
    with pytest.raises(Problem) as caught:
        act()  # type: ignore[operator]
    return caught.value.code


def unlocks(folder: Path, agent: str, password: str) -> str:
    try:
        keys.unlock(folder, agent, password)
    except Problem as problem:
        return problem.code
    return "open"


@pytest.fixture
def bao(folder: Path, key: bytes) -> Path:
    keys.add_agent(folder, key, BAO, password=OTHER, stretching=QUICK)
    return folder


def test_another_agent_leaves_the_database_alone(folder: Path, key: bytes) -> None:
    """C26: one data key, wrapped once per user; the database is not rewritten."""
    before = (folder / "helpdesk.db").read_bytes()
    keys.add_agent(folder, key, BAO, password=OTHER, stretching=QUICK)
    keys.set_password(folder, key, AGENT.id, password="a new password", stretching=QUICK)
    keys.remove_agent(folder, AGENT.id)
    assert (folder / "helpdesk.db").read_bytes() == before
    assert keys.unlock(folder, BAO.id, OTHER) == key
    assert unlocks(folder, AGENT.id, "a new password") == "password-wrong"


def test_a_disabled_agent_stays_out_until_enabled(bao: Path, key: bytes) -> None:
    keys.disable_agent(bao, key, BAO.id)
    assert unlocks(bao, BAO.id, OTHER) == "agent-disabled"
    assert keys.agents(bao) == (AGENT,)
    keys.enable_agent(bao, key, BAO.id)
    assert keys.unlock(bao, BAO.id, OTHER) == key


def test_a_disabled_slot_opens_for_no_program_that_ignores_its_state(bao: Path, key: bytes) -> None:
    keys.disable_agent(bao, key, BAO.id)
    path = bao / keys.FILE_NAME
    path.write_bytes(path.read_bytes().replace(b'"disabled"', b'"enabled"'))
    assert unlocks(bao, BAO.id, OTHER) == "password-wrong"


def test_somebody_can_always_unlock(bao: Path, key: bytes) -> None:
    keys.disable_agent(bao, key, AGENT.id)
    assert code_of(lambda: keys.disable_agent(bao, key, BAO.id)) == "agent-last"
    assert code_of(lambda: keys.remove_agent(bao, BAO.id)) == "agent-last"
    assert keys.unlock(bao, BAO.id, OTHER) == key


def test_unknown_and_known_agents(bao: Path, key: bytes) -> None:
    again = Author(BAO.id, "x")
    assert code_of(lambda: keys.add_agent(bao, key, again, password=OTHER)) == "agent-known"
    assert code_of(lambda: keys.remove_agent(bao, "nobody")) == "agent-unknown"


def test_revoked_agents_are_out_even_the_last(bao: Path, key: bytes) -> None:
    assert keys.revoke_agents(bao, [BAO.id])
    assert not keys.revoke_agents(bao, [BAO.id])
    assert unlocks(bao, BAO.id, OTHER) == "agent-revoked"
    assert code_of(lambda: keys.set_password(bao, key, BAO.id, password=OTHER)) == "agent-revoked"
    assert code_of(lambda: keys.enable_agent(bao, key, BAO.id)) == "agent-revoked"
    keys.revoke_agents(bao, [AGENT.id])
    assert keys.agents(bao) == ()


def test_a_password_is_stretched_as_this_machine_bears() -> None:
    assert measured().iterations >= 3
    assert measured().memory_kib == 64 * 1024


def asked_and_answered(folder: Path, agent: Author, password: str) -> bytes:
    request = recovery.ask(folder, agent, password, stretching=QUICK)
    raw = carried.msgspec.json.encode(request)
    seen, secret, answer = carried.answer_request(raw, CITY.private_bytes_raw())
    assert (seen.agent, secret.prefix) == (agent.id, "021")
    assert carried.comparison_code(seen) == carried.comparison_code(request)
    return answer


def with_recovery(folder: Path, key: bytes) -> None:
    keys.set_recovery(folder, CITY_PUBLIC, DeskSecret(key, "d1", "021", "150502001001"))


def test_a_forgotten_password_is_replaced_by_the_citys_answer(folder: Path, key: bytes) -> None:
    with_recovery(folder, key)
    answer = asked_and_answered(folder, AGENT, "a new password")
    assert keys.unlock(folder, AGENT.id, PASSWORD) == key  # nothing happens before the answer
    assert recovery.apply(folder, answer, "a new password") == AGENT
    assert keys.unlock(folder, AGENT.id, "a new password") == key
    assert unlocks(folder, AGENT.id, PASSWORD) == "password-wrong"
    assert code_of(lambda: recovery.apply(folder, answer, "a new password")) == "recovery-not-asked"


def test_the_answer_needs_the_password_of_the_request(folder: Path, key: bytes) -> None:
    with_recovery(folder, key)
    answer = asked_and_answered(folder, BAO, OTHER)
    assert code_of(lambda: recovery.apply(folder, answer, PASSWORD)) == "password-wrong"
    assert recovery.apply(folder, answer, OTHER) == BAO
    assert keys.agents(folder) == (AGENT, BAO)


def test_the_answer_for_another_request_or_city_opens_nothing(folder: Path, key: bytes) -> None:
    with_recovery(folder, key)
    first = asked_and_answered(folder, BAO, OTHER)
    request = recovery.ask(folder, BAO, OTHER, stretching=QUICK)
    assert code_of(lambda: recovery.apply(folder, first, OTHER)) == "recovery-key-wrong"
    raw = carried.msgspec.json.encode(request)
    stranger = X25519PrivateKey.generate().private_bytes_raw()
    assert code_of(lambda: carried.answer_request(raw, stranger)) == "recovery-key-wrong"
    assert code_of(lambda: carried.answer_request(b"{}", stranger)) == "recovery-file-wrong"
    assert code_of(lambda: recovery.apply(folder, b"\xff", OTHER)) == "recovery-file-wrong"


def test_a_desk_without_a_city_has_no_recovery(folder: Path) -> None:
    assert code_of(lambda: recovery.ask(folder, BAO, OTHER, stretching=QUICK)) == "recovery-none"


def test_a_sealed_device_opens_only_by_recovery(bao: Path, key: bytes) -> None:
    with_recovery(bao, key)
    keys.seal_device(bao)
    assert keys.agents(bao) == ()
    assert unlocks(bao, AGENT.id, PASSWORD) == "device-sealed"
    answer = asked_and_answered(bao, AGENT, "a new password")
    recovery.apply(bao, answer, "a new password")
    Store.open(bao, keys.unlock(bao, AGENT.id, "a new password")).close()
    assert unlocks(bao, BAO.id, OTHER) == "device-sealed"


def test_no_key_lies_on_the_disk(bao: Path, key: bytes) -> None:
    """Neither the data key, nor a subkey, nor a password, nor the one-time key, in any file."""
    with_recovery(bao, key)
    answer = asked_and_answered(bao, BAO, "a new password")
    planted = [key, PASSWORD.encode(), OTHER.encode(), b"a new password"]
    planted += [keys.subkey(key, purpose) for purpose in ("backup", "disabled slot")]
    for path in (path for path in bao.rglob("*") if path.is_file()):
        raw = path.read_bytes()
        for secret in planted:
            assert secret not in raw, path.name
            assert secret.hex().encode() not in raw.lower(), path.name
    assert key not in answer


def test_keys_of_the_first_version_still_open(folder: Path, key: bytes) -> None:
    path = folder / keys.FILE_NAME
    old = carried.msgspec.json.decode(path.read_bytes())
    slot = {name: value for name, value in old["slots"][0].items() if name != "state"}
    first = {"format": 1, "slots": [slot], "database": old["database"]}
    path.write_bytes(carried.msgspec.json.encode(first))
    assert keys.unlock(folder, AGENT.id, PASSWORD) == key
    keys.add_agent(folder, key, BAO, password=OTHER, stretching=QUICK)
    assert keys.unlock(folder, AGENT.id, PASSWORD) == key


class Slots(RuleBasedStateMachine):
    """Whatever is done in whatever order: who should get in does, with that one data key."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self._kept = tempfile.TemporaryDirectory()
        self.folder = Path(self._kept.name)
        self.key = keys.create_keys(self.folder, Author("a", "a"), "password a0", stretching=QUICK)
        self.passwords = {"a": "password a0"}
        self.states = {"a": SlotState.ENABLED}

    agents = st.sampled_from("abc")

    def try_(self, act: object) -> bool:
        try:
            act()  # type: ignore[operator]
        except EnvironmentProblem:
            raise
        except Problem:
            return False
        return True

    def others_enabled(self, agent: str) -> bool:
        return any(s is SlotState.ENABLED for a, s in self.states.items() if a != agent)

    @rule(agent=agents)
    def add(self, agent: str) -> None:
        password = f"password {agent}1"
        act = lambda: keys.add_agent(  # noqa: E731
            self.folder, self.key, Author(agent, agent), password=password, stretching=QUICK
        )
        assert self.try_(act) == (agent not in self.states)
        if agent not in self.states:
            self.passwords[agent], self.states[agent] = password, SlotState.ENABLED

    @rule(agent=agents, number=st.integers(min_value=0, max_value=9))
    def password(self, agent: str, number: int) -> None:
        password = f"password {agent}{number}"
        act = lambda: keys.set_password(  # noqa: E731
            self.folder, self.key, agent, password=password, stretching=QUICK
        )
        assert self.try_(act) == (agent in self.states)
        if agent in self.states:
            self.passwords[agent] = password

    @rule(agent=agents)
    def disable(self, agent: str) -> None:
        may = agent in self.states and self.others_enabled(agent)
        assert self.try_(lambda: keys.disable_agent(self.folder, self.key, agent)) == may
        if may:
            self.states[agent] = SlotState.DISABLED

    @rule(agent=agents)
    def enable(self, agent: str) -> None:
        may = agent in self.states
        assert self.try_(lambda: keys.enable_agent(self.folder, self.key, agent)) == may
        if may:
            self.states[agent] = SlotState.ENABLED

    @rule(agent=agents)
    def remove(self, agent: str) -> None:
        may = agent in self.states and self.others_enabled(agent)
        assert self.try_(lambda: keys.remove_agent(self.folder, agent)) == may
        if may:
            del self.states[agent], self.passwords[agent]

    @invariant()
    def the_right_ones_get_in(self) -> None:
        for agent, state in self.states.items():
            opens = unlocks(self.folder, agent, self.passwords[agent]) == "open"
            assert opens == (state is SlotState.ENABLED)
            if opens:
                assert keys.unlock(self.folder, agent, self.passwords[agent]) == self.key

    def teardown(self) -> None:
        self._kept.cleanup()


TestSlots = Slots.TestCase
TestSlots.settings = settings(
    max_examples=15,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
