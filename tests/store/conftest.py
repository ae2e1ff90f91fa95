"""Real SQLCipher files: one is made and filled with reference data, every test gets a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.store import keys
from helpdesk.store.store import Store
from tests.store.city import City, enrol
from tests.store.desk import AGENT, DESK, PASSWORD, QUICK, reference_files


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A folder with keys and an empty store, and the data key. Not to be written to."""
    folder = tmp_path_factory.mktemp("prepared")
    key = keys.create_keys(folder, AGENT, PASSWORD, stretching=QUICK)
    store = Store.create(folder, key, desk=DESK)
    store.load_reference(reference_files())
    store.close()
    return folder, key


@pytest.fixture
def folder(prepared: tuple[Path, bytes], tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(prepared[0], tmp_path / "desk"))


@pytest.fixture
def key(prepared: tuple[Path, bytes]) -> bytes:
    """The data key of `folder`."""
    return prepared[1]


@pytest.fixture
def store(folder: Path, key: bytes) -> Iterator[Store]:
    """The store in `folder`."""
    store = Store.open(folder, key)
    yield store
    store.close()


@pytest.fixture
def city(store: Store) -> City:
    """An empty city at which `store` is enrolled."""
    enrol(store)
    return City()
