"""A desk on disk that commands can be run on, and a city to sync with."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from helpdesk.bootstrap.command_line import main
from tests.desk import PASSWORD, QUICK, desk_in
from tests.server.running import city, database, postgres

__all__ = ["city", "database", "postgres"]


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def quickly_stretched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password costs a second of both cores at every login: tests/store shows that it does."""
    for module in ("keys", "recovery"):
        monkeypatch.setattr(f"helpdesk.store.{module}.measured", lambda: QUICK)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `helpdesk` in this process."""

    def run(*argv: str | Path) -> Ran:
        code = main([str(each) for each in argv])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An enrolled desk's data folder, named by HELPDESK_DATA, its password by HELPDESK_PASSWORD."""
    data = tmp_path / "desk"
    with desk_in(data):
        pass
    monkeypatch.setenv("HELPDESK_DATA", str(data))
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    return data


@pytest.fixture
def case_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a case as JSON; answers the file."""

    def write(**fields: object) -> Path:
        path = tmp_path / "case.json"
        path.write_text(json.dumps(fields, ensure_ascii=False), encoding="utf-8")
        return path

    return write
