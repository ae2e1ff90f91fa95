"""Choices of this machine, such as language and printer: a small JSON file, never personal data.

What an administrator writes into `locked.json` beside it, in the same form, counts instead and cannot be
changed from the program.
"""

import contextlib
import json
import threading
from pathlib import Path

from helpdesk.bootstrap.files import write_whole
from helpdesk.domain.problems import EnvironmentProblem

FILE_NAME, LOCKED_NAME = "settings.json", "locked.json"


class Settings:
    """Text by key. A damaged file counts as empty; a disk that does not take it is no obstacle."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._values = _read(self._path)
        self._locked = _read(folder / LOCKED_NAME)

    def get(self, key: str, default: str = "") -> str:
        """What the administrator decided, what was chosen, or the default."""
        return self._locked.get(key, self._values.get(key, default))

    def locked(self, key: str) -> bool:
        """Whether the administrator decided it."""
        return key in self._locked

    def set(self, key: str, value: str) -> None:
        """Remember a choice, now and for the next start; what is locked stays."""
        with self._lock:
            if key in self._locked or self._values.get(key) == value:
                return
            self._values[key] = value
            text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
            with contextlib.suppress(EnvironmentProblem):
                write_whole(self._path, text.encode())


def _read(path: Path) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        read = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(read, dict):
            return {str(k): str(v) for k, v in read.items()}
    return {}
