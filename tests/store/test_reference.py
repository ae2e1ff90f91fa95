"""Reference data: stored whole, parsed when asked for, never half replaced."""

import time
from pathlib import Path

import pytest

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.store.desk import AGENT, DESK, PASSWORD, QUICK, reference_files, registered


@pytest.fixture
def bare(tmp_path: Path) -> Store:
    key = keys.create_keys(tmp_path / "bare", AGENT, PASSWORD, stretching=QUICK)
    return Store.create(tmp_path / "bare", key, desk=DESK)


def test_a_fresh_desk_has_everything_within_two_seconds(bare: Store) -> None:
    files = reference_files()
    begun = time.process_time()
    assert bare.load_reference(files)
    reference = bare.reference
    assert len(reference.catalogue) == 87
    assert reference.divisions.find("150502001001") is not None
    assert not reference.calendar.is_provisional(2026)
    assert time.process_time() - begun < 2
    bare.close()


def test_the_same_again_is_nothing_new(store: Store) -> None:
    catalogue = store.reference.catalogue
    assert not store.load_reference(reference_files())
    assert store.reference.catalogue is catalogue


def test_a_new_edition_takes_effect(store: Store) -> None:
    assert store.reference.catalogue.version != "new-1"
    files = reference_files()
    old = store.reference.catalogue.version.encode()
    files["catalogue/edition.csv"] = files["catalogue/edition.csv"].replace(old, b"new-1")
    assert store.load_reference(files)
    assert store.reference.catalogue.version == "new-1"


def test_a_table_that_cannot_be_read_replaces_nothing(store: Store) -> None:
    files = reference_files()
    days = files["calendar/days.csv"]
    files["calendar/days.csv"] = days.replace(b"2026-01-01", b"2026-13-01")
    with pytest.raises(Problem) as raised:
        store.load_reference(files)
    assert raised.value.code == "calendar-date"
    assert not store.reference.calendar.is_provisional(2026)


def test_a_missing_table_is_named(bare: Store) -> None:
    with pytest.raises(EnvironmentProblem) as raised:
        _ = bare.reference.catalogue
    assert raised.value.code == "reference-missing"
    with pytest.raises(EnvironmentProblem) as raised:
        registered(bare)
    assert raised.value.code == "reference-missing"
    assert bare.status().events == 0
    bare.close()
