"""`verify` finds each kind of damage by itself, and nothing where nothing is wrong."""

from pathlib import Path

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.audit import LoggedIn, NumberUnmasked
from helpdesk.store import event_log, verify
from helpdesk.store.connection import FILE_NAME, connect
from helpdesk.store.store import Store
from tests.store.city import City
from tests.store.desk import AGENT, MOMENT, Person, act, record, registered


@pytest.fixture
def filled(store: Store, city: City) -> Store:
    """Two cases, a resident, acts on the device; half of it acknowledged."""
    case = registered(store)
    city.exchange(store)
    with store.unit_of_work() as work:
        resident = record(work, Person())
        work.append(work.device, LoggedIn(), author=AGENT, moment=MOMENT)
        work.append(resident, NumberUnmasked("核对证件"), author=AGENT, moment=MOMENT)
        work.append(case, NumberUnmasked("电话联系本人"), author=AGENT, moment=MOMENT)
    registered(store)
    act(store, case, ev.Progressed("核对中"))
    return store


def found(store: Store) -> list[str]:
    return [fault.code for fault in store.checks.faults()]


def test_a_sound_store_has_no_fault(filled: Store) -> None:
    assert found(filled) == []


def test_several_processes_find_what_one_finds(filled: Store, folder: Path, key: bytes) -> None:
    for _ in range(30):
        registered(filled)
    connection = connect(folder / FILE_NAME, key)
    for sql in (
        "UPDATE event SET author_name = '别人' WHERE dseq IN (2, 40)",
        "UPDATE cases SET stage = 'closed' WHERE entry % 5 = 0",
        "UPDATE cases SET id = zeroblob(16) WHERE entry = 1",
        "UPDATE cases SET id = x'ffffffffffffffffffffffffffffffff' WHERE entry = 2",
        "DELETE FROM residents",
        "UPDATE counter SET last = 1",
        "DELETE FROM cases WHERE entry = 3",
    ):
        connection.execute(sql)
    connection.close()
    one, several = list(filled.checks.faults()), list(filled.checks.faults(large=1))
    assert {fault.code for fault in one} >= {
        *("fault-chain", "fault-case", "fault-resident", "fault-orphan"),
        *("fault-counter", "fault-search"),
    }
    assert sorted(map(repr, several)) == sorted(map(repr, one))


def test_terms_that_wait_are_no_fault_but_rows_are(filled: Store) -> None:
    with filled._connections.write() as connection:
        connection.execute("UPDATE cases SET searched = x''")
        connection.execute("DELETE FROM search_case")
        assert {fault.code for fault in verify.index(connection)} == set()
        part = (b"", event_log.BEYOND)
        assert list(verify.lists(connection, lambda: filled.reference, part)) == []
        connection.execute("UPDATE cases SET applicant = '别人' WHERE entry = 1")
        faults = list(verify.lists(connection, lambda: filled.reference, part))
    assert [fault.code for fault in faults] == ["fault-case"]


def test_unreadable_tables_are_named_and_nothing_else(
    filled: Store, folder: Path, key: bytes
) -> None:
    """What cannot be compared without a calendar is not called wrong."""
    with filled._connections.write() as connection:
        connection.execute("UPDATE reference SET content = x'00' WHERE name LIKE 'calendar/days%'")
    filled.reference.forget()
    assert set(found(filled)) == {"fault-reference"}


@pytest.mark.parametrize(
    ("sql", "codes"),
    [
        ("UPDATE event SET author_name = '别人' WHERE dseq = 2", {"fault-chain"}),
        ("UPDATE event SET head = zeroblob(32) WHERE dseq = 2", {"fault-chain"}),
        ("UPDATE event SET body = x'00' WHERE position = 1", {"fault-digest"}),
        ("UPDATE cursor SET digest = digest + 1", {"fault-digest"}),
        ("DELETE FROM event WHERE dseq = 3", {"fault-gap"}),
        ("UPDATE event SET position = 5 - dseq WHERE dseq <= 4", {"fault-receipt"}),
        ("UPDATE device SET problem = 'fork'", {"fault-city"}),
        ("UPDATE receipt SET at_ms = at_ms + 1", {"fault-city-signature"}),
        ("UPDATE receipt SET head = zeroblob(32)", {"fault-city-signature", "fault-city-word"}),
        ("UPDATE receipt SET own = zeroblob(64)", {"fault-own-signature"}),
        ("UPDATE device SET private_key = zeroblob(32)", {"fault-own-signature"}),
        ("UPDATE device SET server_key = zeroblob(32)", {"fault-city-signature"}),
        ("UPDATE cases SET stage = 'closed' WHERE entry = 1", {"fault-case"}),
        ("UPDATE cases SET applicant = '别人' WHERE entry = 1", {"fault-case"}),
        ("DELETE FROM cases WHERE entry = 1", {"fault-case", "fault-search"}),
        ("UPDATE residents SET phone = '1'", {"fault-resident"}),
        ("UPDATE counter SET last = 1", {"fault-counter"}),
        ("UPDATE cases SET twin = 1 WHERE entry = 1", {"fault-twin"}),
        ("DELETE FROM search_case WHERE rowid = 1", {"fault-search"}),
        (
            "UPDATE reference SET version = 'x' WHERE name LIKE 'calendar/days%'",
            {"fault-reference"},
        ),
        (
            "UPDATE reference SET content = x'00' WHERE name LIKE 'calendar/tables%'",
            {"fault-reference"},
        ),
    ],
)
def test_each_damage_is_named(
    filled: Store, folder: Path, key: bytes, sql: str, codes: set[str]
) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute(sql)
    connection.close()
    assert set(found(filled)) >= codes


def test_a_case_without_records_is_named(filled: Store, folder: Path, key: bytes) -> None:
    connection = connect(folder / FILE_NAME, key)
    connection.execute("UPDATE cases SET id = zeroblob(16) WHERE entry = 1")
    connection.close()
    assert {"fault-orphan", "fault-case"} <= set(found(filled))
