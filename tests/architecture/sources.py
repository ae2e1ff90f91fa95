"""The program's own sources, parsed once."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def parsed(path: Path) -> ast.Module:
    """A file's tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def modules(*folders: str) -> dict[str, ast.Module]:
    """Each Python file below `folders` (or the file itself): path from the top, and tree."""
    paths: list[Path] = []
    for folder in folders:
        start = ROOT / folder
        paths += [start] if start.is_file() else sorted(start.rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): parsed(path) for path in paths}


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the last part of the called name: `time.sleep(1)` gives `sleep`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if isinstance(called, ast.Name):
                yield called.id, node
            elif isinstance(called, ast.Attribute):
                yield called.attr, node


def tracked() -> list[Path]:
    """The files that git keeps, and those it would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]
