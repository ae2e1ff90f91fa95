"""What no source may contain: empty names, waits, somebody's machine, untranslatable texts."""

import ast
import re

import pytest

from tests.architecture.sources import ROOT, calls, modules, tracked

EMPTY_WORDS = re.compile(r"(?:^|[_/])(?:utils?|helpers?|common|managers?|misc)(?=[_/.])")
EMPTY_CLASS = re.compile(r"(?:Utils?|Helpers?|Manager)$")
MACHINE = re.compile(
    r"(?<![\w.~])/(?:home|root|Users|work)/\w"  # somebody's folders
    r"|\b(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d{1,3}){2,3}\b(?!\.)"  # somebody's network
    r"|\b[\w-]+\.(?:internal|lan)\b"
)
MARKERS = {"_", "N_", "ngettext"}

# Files that may wait or pump events. Stays empty: background work goes through tasks.py.
WAITS_ALLOWED: set[str] = set()


def test_every_module_says_its_job() -> None:
    trees = modules("helpdesk", "tools")
    assert [path for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_names_say_something() -> None:
    empty = [path for path in modules("helpdesk") if EMPTY_WORDS.search(path)]
    empty += [
        f"{path}:{node.name}"
        for path, tree in modules("helpdesk").items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and EMPTY_CLASS.search(node.name)
    ]
    assert empty == []


def test_nothing_waits_in_place() -> None:
    waits = [
        f"{path}:{call.lineno}"
        for path, tree in modules("helpdesk").items()
        for name, call in calls(tree)
        if name in {"processEvents", "sleep", "msleep"} and path not in WAITS_ALLOWED
    ]
    assert waits == []


def test_no_machine_is_named() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if match := MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match.group()}")
    assert found == []


@pytest.mark.parametrize(
    "parts", ["cd /home /anna", "'/root /x", "http://192.168 .1.7/", "db.corp .lan"]
)
def test_a_machine_would_be_seen(parts: str) -> None:
    assert MACHINE.search("".join(parts.rsplit(" ", 1)))


def test_texts_can_be_translated() -> None:
    """`_` takes a text or a name marked by `N_`; never a text put together on the spot."""
    wrong = []
    for path, tree in modules("helpdesk").items():
        if path.endswith("i18n/texts.py"):
            continue
        for name, call in calls(tree):
            if name not in MARKERS or not isinstance(call.func, ast.Name):
                continue
            texts = call.args[: 2 if name == "ngettext" else 1]
            named = (ast.Name, ast.Attribute, ast.Subscript) if name == "_" else ()
            if not texts or not all(isinstance(text, (ast.Constant, *named)) for text in texts):
                wrong.append(f"{path}:{call.lineno}")
    assert wrong == []
