"""The terminal: nothing steers it, columns stand below each other, secrets are asked for."""

import unicodedata
from argparse import Namespace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.bootstrap import console
from helpdesk.domain.problems import Problem


@given(st.text())
def test_any_text_fits_on_one_line(text: str) -> None:
    line = console.one_line(text)
    assert not any(unicodedata.category(c) == "Cc" for c in line)
    assert "\u2028" not in line


def test_columns_stand_below_each_other() -> None:
    assert list(console.columns([("包玉兰", "x"), ("a", "yy")])) == ["包玉兰  x", "a       yy"]


def test_a_new_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPDESK_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    typed = iter(["one secret", "another secret", "one secret", "one secret", "one secret"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))
    arguments = Namespace(password_file=None, code_file=None)
    with pytest.raises(Problem, match="passwords-differ"):
        console.password_of(arguments, new=True)
    assert console.password_of(arguments, new=True) == "one secret"
    assert console.password_of(arguments) == "one secret"


def test_a_code_comes_from_file_environment_or_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "code"
    path.write_text("ABCD-1\n", encoding="utf-8-sig")
    assert console.code_of(Namespace(code_file=path)) == "ABCD-1"
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", "ABCD-2")
    assert console.code_of(Namespace(code_file=None)) == "ABCD-2"
    monkeypatch.delenv("HELPDESK_ENROLMENT_CODE")
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with pytest.raises(Problem, match="code-missing"):
        console.code_of(Namespace(code_file=None))
