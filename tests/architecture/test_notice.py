"""NOTICE names everything that is shipped or installed with the program."""

import re
import tomllib

from tests.architecture.sources import ROOT

NOTICE = (ROOT / "NOTICE").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_dependency() -> None:
    names = [re.match(r"[\w-]+", line)[0] for line in PROJECT["dependencies"]]
    assert [name for name in names if not re.search(rf"^\| {name} ", NOTICE, re.MULTILINE)] == []


def test_every_font() -> None:
    fonts = [path.name for path in (ROOT / "resources" / "fonts").iterdir()]
    assert [name for name in fonts if name not in NOTICE] == []


def test_one_version() -> None:
    from helpdesk import __version__

    assert __version__ == PROJECT["version"]
