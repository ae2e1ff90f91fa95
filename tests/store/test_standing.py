"""What the city says of a device: signed, kept, followed; and what a login may still do without it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from helpdesk.domain.events import Author
from helpdesk.domain.problems import Problem
from helpdesk.protocol.messages import Ability, Enrolment
from helpdesk.protocol.pdf_key import is_proven
from helpdesk.protocol.recovery import open_box
from helpdesk.protocol.standing import Policy, SignedStanding, Standing, sign_standing
from helpdesk.store import keys
from helpdesk.store.key_file import read_keys
from helpdesk.store.standing import DAY_MS, Heed
from helpdesk.store.store import Store
from tests.store.city import City, changed
from tests.store.desk import AGENT, DESK, PASSWORD, QUICK

AT = 1_795_406_400_000
SERVER = Ed25519PrivateKey.generate()
RECOVERY = X25519PrivateKey.generate().public_key().public_bytes_raw()
BAO = Author("bao", "包文明")


@pytest.fixture
def enrolled(store: Store) -> Store:
    enrolment = Enrolment(
        device="device-1",
        prefix="021",
        history="H1",
        server_ms=AT,
        desk_code=DESK.code,
        desk_name=DESK.name,
        server_key=SERVER.public_key().public_bytes_raw(),
    )
    store.enrol(enrolment, server="https://city.example")
    return store


def word(*, signer: Ed25519PrivateKey = SERVER, **changes: object) -> SignedStanding:
    values: dict[str, object] = {"device": "device-1", "at_ms": AT, "recovery_key": RECOVERY}
    return sign_standing(Standing(**(values | changes)), signer.sign)  # type: ignore[arg-type]


def test_the_citys_policy_is_kept(enrolled: Store) -> None:
    assert enrolled.standing.policy == Policy(30, 10, 4)
    enrolled.standing.heed(word(policy=Policy(7, 3, 6)))
    assert enrolled.standing.policy == Policy(7, 3, 6)


def test_a_city_of_before_is_not_asked_for_a_certificate_of_the_pdf_key(enrolled: Store) -> None:
    """It would be asked in every sync, at length."""
    asked = enrolled.standing.pdf_key
    assert asked is not None, "nothing was heard of the city yet"
    assert is_proven(asked, device_key=enrolled.public_key)
    answer, ability = City().answer(enrolled.incarnation), Ability.STREAMS | Ability.SHORT
    enrolled.outbox.apply(changed(answer, abilities=ability))
    assert enrolled.outbox.held(device_ms=AT).pdf_key is None
    enrolled.outbox.apply(changed(answer, abilities=ability | Ability.PDF_KEY))
    assert enrolled.outbox.held(device_ms=AT).pdf_key == asked


def test_the_data_key_is_sealed_to_the_city_once(enrolled: Store, folder: Path) -> None:
    enrolled.standing.heed(word())
    box = read_keys(folder).recovery
    assert box is not None
    assert box.public == RECOVERY
    enrolled.standing.heed(word(at_ms=AT + 1))
    assert read_keys(folder).recovery == box


def test_a_hostile_networks_word_changes_nothing(enrolled: Store, folder: Path) -> None:
    signed = word(revoked=True)
    other = Ed25519PrivateKey.generate()
    forged = (
        word(signer=other, revoked=True),
        word(device="device-2", revoked=True),
        SignedStanding(signed.payload + b"\0", signed.signature),
        SignedStanding(b"", b""),
        None,
    )
    for each in forged:
        assert enrolled.standing.heed(each) == Heed()
    assert keys.agents(folder) == (AGENT,)
    assert read_keys(folder).recovery is None


def test_an_older_word_is_not_taken_for_the_newest(enrolled: Store) -> None:
    enrolled.standing.heed(word(policy=Policy(offline_days=7)))
    enrolled.standing.heed(word(at_ms=AT - 1, policy=Policy(offline_days=3000)))
    assert enrolled.standing.policy.offline_days == 7


def test_a_revoked_agent_is_out_at_the_next_contact(
    enrolled: Store, folder: Path, key: bytes
) -> None:
    keys.add_agent(folder, key, BAO, password=PASSWORD, stretching=QUICK)
    assert enrolled.standing.heed(word(revoked_agents=(BAO.id,))) == Heed(agents_revoked=True)
    assert enrolled.standing.heed(word(revoked_agents=(BAO.id,))) == Heed()
    with pytest.raises(Problem, match="agent-revoked"):
        keys.unlock(folder, BAO.id, PASSWORD)
    assert keys.unlock(folder, AGENT.id, PASSWORD) == key


def test_a_revoked_device_seals_itself_and_keeps_its_work(
    enrolled: Store, folder: Path, key: bytes
) -> None:
    assert enrolled.standing.heed(word(revoked=True)) == Heed(sealed=True)
    with pytest.raises(Problem, match="device-sealed"):
        keys.unlock(folder, AGENT.id, PASSWORD)
    assert read_keys(folder).recovery is not None
    assert enrolled.status().events == 0
    Store.open(folder, key).close()  # the database itself is untouched


def test_a_device_taken_back_can_be_revoked_again(enrolled: Store, folder: Path) -> None:
    enrolled.standing.heed(word(revoked=True))
    enrolled.standing.heed(word(at_ms=AT + 1))
    assert not read_keys(folder).sealed
    assert keys.agents(folder) == ()  # the way back in is a recovery
    enrolled.standing.heed(word(at_ms=AT + 2, revoked=True))
    assert read_keys(folder).sealed


def test_offline_logins_end_after_the_days_of_the_policy(enrolled: Store) -> None:
    """C25: offline login for N days since the last contact."""
    enrolled.standing.check_contact(AT + 10_000 * DAY_MS)  # never told anything
    enrolled.standing.heed(word(policy=Policy(offline_days=30)))
    enrolled.standing.check_contact(AT + 30 * DAY_MS - 1)
    with pytest.raises(Problem) as caught:
        enrolled.standing.check_contact(AT + 31 * DAY_MS)
    assert caught.value.code == "offline-long"
    assert caught.value.params == {"days": 31, "limit": 30}
    enrolled.standing.heed(word(at_ms=AT + 31 * DAY_MS))
    enrolled.standing.check_contact(AT + 31 * DAY_MS)


def test_a_pin_is_only_a_verifier_inside_the_database(store: Store, folder: Path) -> None:
    assert not store.standing.has_pin(AGENT.id)
    assert not store.standing.pin_fits(AGENT.id, "")
    store.standing.set_pin(AGENT.id, "2711")
    assert store.standing.has_pin(AGENT.id)
    assert store.standing.pin_fits(AGENT.id, "2711")
    assert not store.standing.pin_fits(AGENT.id, "2712")
    assert not store.standing.pin_fits(BAO.id, "2711")
    store.standing.set_pin(AGENT.id, "")
    assert not store.standing.pin_fits(AGENT.id, "2711")


@pytest.mark.parametrize("pin", ["123", "12a4", "１２３４"])
def test_a_pin_has_enough_digits(store: Store, pin: str) -> None:
    with pytest.raises(Problem, match="pin-short"):
        store.standing.set_pin(AGENT.id, pin)


def test_the_recovery_slot_says_whose_it_is(enrolled: Store, folder: Path, key: bytes) -> None:
    private = X25519PrivateKey.generate()
    enrolled.standing.heed(word(recovery_key=private.public_key().public_bytes_raw()))
    box = read_keys(folder).recovery
    assert box is not None
    opened = open_box(private.private_bytes_raw(), box, purpose="helpdesk recovery slot 1")
    assert key in opened
    assert b"021" in opened


def test_what_is_held_need_not_be_said_again(enrolled: Store, folder: Path) -> None:
    """The days without contact count from the word's own moment: an old one is asked for anew."""
    standing, hour = enrolled.standing, DAY_MS // 24
    assert standing.word(AT) == b""
    standing.heed(word())
    held = standing.word(AT)
    assert len(held) == 4
    assert standing.word(AT + 12 * hour - 1) == held
    assert standing.word(AT + 12 * hour) == standing.word(AT - 1) == b""
    standing.heed(word(at_ms=AT + 12 * hour))
    assert standing.word(AT + 12 * hour) == held  # the same, said later
    standing.heed(word(at_ms=AT + DAY_MS, policy=Policy(offline_days=1)))
    assert standing.word(AT + DAY_MS) not in (b"", held)
    assert standing.word(AT + DAY_MS + hour) == b""


def test_a_word_that_is_not_done_is_asked_for_again(
    enrolled: Store, folder: Path, key: bytes
) -> None:
    """An older `keys.json` put back does not keep a revoked agent in for longer than a contact."""
    keys.add_agent(folder, key, BAO, password=PASSWORD, stretching=QUICK)
    before = (folder / "keys.json").read_bytes()
    enrolled.standing.heed(word(revoked_agents=(BAO.id,)))
    assert enrolled.standing.word(AT) != b""
    (folder / "keys.json").write_bytes(before)
    assert enrolled.standing.word(AT) == b""
    enrolled.standing.heed(word(revoked_agents=(BAO.id,)))
    assert enrolled.standing.word(AT) != b""
    with pytest.raises(Problem, match="agent-revoked"):
        keys.unlock(folder, BAO.id, PASSWORD)
