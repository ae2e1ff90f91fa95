"""docs/security.md names tests that exist, and every threat names one."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TEXT)


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_every_test_named_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in functions or (not name and functions)


def test_every_threat_names_its_test() -> None:
    threats = TEXT.split("## Threats")[1].split("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("|")][2:]
    assert [row for row in rows if "`tests/" not in row] == []
