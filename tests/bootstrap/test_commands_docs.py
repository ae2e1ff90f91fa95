"""docs/commands.md names every command, option and JSON key there is, and no other."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.application.imports import (
    REQUEST_COLUMNS,
    RESIDENT_COLUMNS,
    request_column,
    resident_column,
)
from helpdesk.bootstrap.case_input import ApplicantInput, CaseInput, MaterialInput
from helpdesk.bootstrap.command_parser import parser
from tests.bootstrap.conftest import Run

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
HEAD, *PARTS = re.split(r"^## ", TEXT, flags=re.MULTILINE)
SECTIONS = {part.split("\n", 1)[0]: part for part in PARTS}
EVERY = "What holds for every command"


def commands() -> dict[str, argparse.ArgumentParser]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("no commands")


def options(of: argparse.ArgumentParser) -> set[str]:
    found = {option for action in of._actions for option in action.option_strings}
    return found - {"-h", "--help"}


def mentioned(text: str) -> Iterator[str]:
    yield from re.findall(r"^\| `(--[a-z-]+)", text, flags=re.MULTILINE)


def test_every_command_has_its_section() -> None:
    assert set(SECTIONS) == {EVERY, *commands()}


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_option_is_in_its_commands_table(name: str) -> None:
    assert set(mentioned(SECTIONS[name])) == options(commands()[name])


def test_what_stands_before_the_command() -> None:
    assert options(parser()) == {"--data", "--version"}
    assert all(option in HEAD for option in options(parser()))


@pytest.mark.parametrize("struct", [CaseInput, ApplicantInput, MaterialInput])
def test_every_field_of_a_case_is_explained(struct: type) -> None:
    assert [f for f in struct.__struct_fields__ if f"`{f}`" not in SECTIONS["open"]] == []


def keys_of(section: str) -> set[str]:
    return set(re.findall(r'"(\w+)"', re.sub(r"```.*?```", "", section, flags=re.DOTALL)))


@pytest.mark.parametrize(
    "name", ["list", "show", "status", "rebuild", "sync", "import", "day-sheet", "bulletin"]
)
def test_every_key_of_a_result_is_listed(name: str, folder: Path, run: Run, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("number,user,title,time,text\n1,A,T,2026-01-06,X\n2,A,T,?,X", encoding="utf-8")
    imported = run("import", "requests", table, "--json").json
    case = run("list", "--json").json["cases"][0]
    if name == "import":
        assert set(imported) | set(imported["problems"][0]) == keys_of(SECTIONS["import"])
    elif name == "list":
        own = {"total", "not_with_city", "refused", "as_of", "cases"}
        assert own | set(case) == keys_of(SECTIONS["list"])
    elif name == "day-sheet":
        sheet = run(name, "--json").json
        nested = set(sheet["cases"][0]) | set(sheet["total"])
        assert set(sheet) | nested == keys_of(SECTIONS[name])
    elif name == "bulletin":
        month = case["registered_at"][:7]
        told = run(name, "--month", month, "--json").json
        unit = told["departments"][0]
        nested = set(told["total"]) | set(unit) | set(unit["rates"])
        assert set(told) | nested == keys_of(SECTIONS[name])
    elif name == "show":
        shown = run("show", case["number"], "--json").json
        new = set(shown) - set(case)
        nested = set(shown["applicant"]) | set(shown["history"][0])
        section = SECTIONS["show"]
        assert [
            key
            for key in (*new, *nested)
            if f"`{key}`" not in section and f'"{key}"' not in section
        ] == []
    else:
        assert set(run(name, "--json").json) == keys_of(SECTIONS[name])


def test_the_headers_named_are_understood() -> None:
    for name, words in (*REQUEST_COLUMNS.items(), *RESIDENT_COLUMNS.items()):
        column_of = request_column if REQUEST_COLUMNS.get(name) == words else resident_column
        assert [word for word in words if column_of(word) != name] == []
    rows = re.findall(
        r"^\| (number|user|title|time|text|class) \| (.*?) … ([^|;]*)", TEXT, re.MULTILINE
    )
    assert [name for name, *_ in rows] == list(REQUEST_COLUMNS)
    for name, chinese, english in rows:
        for word in (*chinese.split(), *re.findall(r"`([a-z ]+)`", english)):
            assert request_column(word) == name
