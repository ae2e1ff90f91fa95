"""Choices of this machine, such as language and printer: a small JSON file, never personal data."""

import contextlib
import json
import threading
from pathlib import Path

from helpdesk.bootstrap.files import write_whole
from helpdesk.domain.problems import EnvironmentProblem

FILE_NAME = "settings.json"


class Settings:
    """Text by key. A damaged file counts as empty; a disk that does not take it is no obstacle."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._lock = threading.Lock()
        self._values: dict[str, str] = {}
        with contextlib.suppress(OSError, ValueError):
            read = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(read, dict):
                self._values = {str(k): str(v) for k, v in read.items()}

    def get(self, key: str, default: str = "") -> str:
        """What was chosen, or the default."""
        return self._values.get(key, default)

    def set(self, key: str, value: str) -> None:
        """Remember a choice, now and for the next start."""
        with self._lock:
            if self._values.get(key) == value:
                return
            self._values[key] = value
            text = json.dumps(self._values, ensure_ascii=False, indent=1, sort_keys=True)
            with contextlib.suppress(EnvironmentProblem):
                write_whole(self._path, text.encode())
