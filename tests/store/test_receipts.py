"""The city's signed receipts: kept where they are the city's, and held against a chain made anew."""

from pathlib import Path

import pytest

from helpdesk.protocol.chain import GENESIS, link
from helpdesk.protocol.messages import WireEvent
from helpdesk.store import receipts
from helpdesk.store.connection import FILE_NAME, connect
from helpdesk.store.receipts import Vouched
from helpdesk.store.store import Store
from tests.store.city import AT, City, changed, signed
from tests.store.desk import registered


def vouched(folder: Path, key: bytes) -> Vouched:
    connection = connect(folder / FILE_NAME, key)
    found = receipts.vouched(connection)
    connection.close()
    return found


def test_the_newest_receipt_is_kept(store: Store, city: City, folder: Path, key: bytes) -> None:
    assert vouched(folder, key) == Vouched()
    registered(store)
    early = city.exchange(store)
    first = early.acked_dseq
    assert vouched(folder, key) == Vouched(first, AT)
    registered(store)
    last = city.exchange(store).acked_dseq
    store.outbox.apply(early)  # late, or played again
    assert vouched(folder, key) == Vouched(last, AT)
    assert store.outbox.held(device_ms=AT).vouched == last > first
    assert list(store.checks.faults()) == []


@pytest.mark.parametrize(
    "otherwise", [{"device": "device-2"}, {"at_ms": AT + 1}, {"history": "H2"}, {"dseq": 99}]
)
def test_a_receipt_for_something_else_is_not_kept(
    store: Store, city: City, folder: Path, key: bytes, otherwise: dict[str, object]
) -> None:
    """Its positions count as before: they never were signed one by one."""
    registered(store)
    answer = city.exchange(store)
    connection = connect(folder / FILE_NAME, key)
    connection.execute("DELETE FROM receipt")
    connection.close()
    store.outbox.apply(signed(answer, store.incarnation, **otherwise))
    store.outbox.apply(changed(answer, receipt=bytes(64)))
    assert vouched(folder, key) == Vouched()


def test_a_chain_made_anew_does_not_fit_the_citys_word(
    store: Store, city: City, folder: Path, key: bytes
) -> None:
    """Whoever has the data key can hash an altered log again, but not sign for the city."""
    registered(store)
    city.exchange(store)
    connection = connect(folder / FILE_NAME, key)
    connection.execute("UPDATE event SET zone = 'Asia/Urumqi' WHERE dseq = 1")
    head = GENESIS
    for dseq, *wire in connection.execute(
        "SELECT dseq, kind, version, subject, author_id, author_name, device_ms, correction_ms,"
        " offset_minutes, zone, base, body FROM event ORDER BY dseq"
    ).fetchall():
        head = link(head, WireEvent(*wire))
        connection.execute("UPDATE event SET head = ? WHERE dseq = ?", (head, dseq))
    connection.close()
    assert {fault.code for fault in store.checks.faults()} == {"fault-city-word"}


def test_another_history_of_the_city_is_vouched_for_anew(
    store: Store, city: City, folder: Path, key: bytes
) -> None:
    """C13: what a city says after it was restored counts by itself; its older word stays."""
    registered(store)
    city.exchange(store)
    city.history = "H2"
    store.outbox.apply(changed(city.answer(store.incarnation), problem="history", receipt=b""))
    assert store.outbox.held(device_ms=AT).vouched == 0
    city.exchange(store)
    assert vouched(folder, key).dseq > 0
    assert list(store.checks.faults()) == []
