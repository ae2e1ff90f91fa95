"""docs/sync.md is what a city's integrator builds by: it names every field of every message, in order."""

import importlib
import re
from pathlib import Path

import msgspec
import pytest

from helpdesk.protocol.messages import ANSWER_PROBLEMS, MAX_BODY, MAX_EVENTS, Ability

MODULES = [
    "messages",
    "short",
    "renewal",
    "standing",
    "receipts",
    "calendars",
    "pdf_key",
    "mongolian",
    "files",
]
TEXT = (Path(__file__).parents[2] / "docs" / "sync.md").read_text("utf-8")
_META = type(msgspec.Struct)
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \|", re.MULTILINE)


def structs() -> dict[str, tuple[str, ...]]:
    """Every message and piece of one, with its fields as they stand on the wire."""
    found: dict[str, tuple[str, ...]] = {}
    for name in MODULES:
        module = importlib.import_module(f"helpdesk.protocol.{name}")
        for each in vars(module).values():
            if getattr(each, "__module__", "") == module.__name__ and isinstance(each, _META):
                found[each.__name__] = each.__struct_fields__
    return found


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[str, ...]]:
    """What the document's table of all fields says."""
    table = TEXT.partition("**Every field**")[2].partition("\n\n## ")[0]
    return {name: tuple(re.findall(r"`(\w+)`", fields)) for name, fields in _ROW.findall(table)}


def test_the_document_names_every_field_of_every_message(said: dict[str, tuple[str, ...]]) -> None:
    assert said == structs()


def test_the_document_names_every_answer_and_limit() -> None:
    for name in (*ANSWER_PROBLEMS, "snapshot-gone", "incarnation-known"):
        assert f"`{name}`" in TEXT, name
    for ability in Ability:
        assert not ability or f"`{ability.name}` {ability.value}" in TEXT, ability
    assert f"{MAX_EVENTS:,} events or 512 kB" in TEXT
    assert MAX_BODY == 1_000_000
