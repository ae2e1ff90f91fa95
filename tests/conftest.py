"""For every test: its own home, Chinese, nothing left behind (threads, windows, log records)."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Machines differ; a rule is right or wrong however long it takes.
settings.register_profile("helpdesk", deadline=None)
settings.load_profile("helpdesk")

WAIT_MS = 30_000
_FOLDERS = {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/roaming",
    "LOCALAPPDATA": "home/local",
    "XDG_DATA_HOME": "home/data",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_STATE_HOME": "home/state",
    "XDG_CACHE_HOME": "home/cache",
    "HELPDESK_DATA": "helpdesk",
}


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once, before any worker reads them."""
    if not hasattr(config, "workerinput"):
        from tools.catalogues import compile_all

        compile_all()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is read from or written to the real home."""
    for variable, folder in _FOLDERS.items():
        monkeypatch.setenv(variable, str(tmp_path / folder))


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts in Chinese, whatever the one before chose."""
    from helpdesk.i18n import set_language

    monkeypatch.delenv("HELPDESK_LANGUAGE", raising=False)
    set_language("zh_CN")
    yield
    set_language("zh_CN")


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """A thread that would keep the program alive, or a window still open, fails the test."""
    threads, windows = set(threading.enumerate()), _open_windows()
    yield
    leaked = [t for t in threading.enumerate() if t not in threads and not t.daemon]
    for thread in leaked:
        thread.join(timeout=1)
    left = [thread.name for thread in leaked if thread.is_alive()]
    left += sorted(_open_windows() - windows)
    if left:
        pytest.fail("left behind: " + ", ".join(left), pytrace=False)


def _open_windows() -> set[str]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return set()
    return {repr(w) for w in widgets.QApplication.topLevelWidgets() if w.isVisible()}


@pytest.fixture
def qtbot(qtbot: Any) -> Any:
    """Waits end when what they wait for is there; their limit is for a machine that is busy otherwise."""
    for name in ("waitUntil", "waitSignal", "waitSignals"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=WAIT_MS))
    return qtbot


class _Records(logging.Handler):
    """Keeps what was logged, and what the test said would be."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.expected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def complaints(self) -> list[str]:
        unexpected = [m for m in self.messages if not any(e in m for e in self.expected)]
        missing = [e for e in self.expected if not any(e in m for m in self.messages)]
        return [f"logged: {m}" for m in unexpected] + [f"not logged: {e}" for e in missing]


def _all_heard() -> None:
    """Whatever a test before this one, or a library that it loaded, did to logging."""
    logging.disable(logging.NOTSET)
    for name, each in logging.root.manager.loggerDict.items():
        if isinstance(each, logging.Logger) and name.partition(".")[0] == "helpdesk":
            each.disabled, each.propagate = False, True
            each.setLevel(logging.NOTSET)


@pytest.fixture(autouse=True)
def log_records() -> Iterator[_Records]:
    """A warning or worse from the program fails the test, unless it was expected."""
    records, logger = _Records(), logging.getLogger("helpdesk")
    _all_heard()
    logger.addHandler(records)
    yield records
    logger.removeHandler(records)
    if complaints := records.complaints():
        pytest.fail("\n".join(complaints), pytrace=False)


@pytest.fixture
def expect_log(log_records: _Records) -> Callable[[str], None]:
    """`expect_log("disk")`: a warning with this text is expected, and must come."""
    return log_records.expected.append
