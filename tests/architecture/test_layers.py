"""The layers hold: the contracts of pyproject.toml, by import-linter."""

import pytest
from importlinter import cli

from tests.architecture.sources import ROOT


def test_contracts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(ROOT)
    kept = cli.lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert kept == cli.EXIT_STATUS_SUCCESS, capsys.readouterr().out
