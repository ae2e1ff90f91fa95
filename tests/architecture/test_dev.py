"""dev.py says in one line what is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.architecture.sources import ROOT

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="about Linux")


def outcome(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in SCREENS}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@linux
def test_run_without_a_screen_points_to_the_tour() -> None:
    done = outcome("dev.py", "run")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "make tour" in done.stderr


@linux
def test_missing_qt_libraries_name_the_packages(tmp_path: Path) -> None:
    broken = tmp_path / "PySide6"
    broken.mkdir()
    reason = "libEGL.so.1: cannot open shared object file"
    (broken / "__init__.py").write_text(f"raise ImportError('{reason}')", encoding="utf-8")
    code = "import dev, sys; dev.PYTHON = sys.executable; dev.check_qt()"
    done = outcome("-c", code, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert reason in done.stderr
    assert "apt-get install -y" in done.stderr
    assert "libegl1" in done.stderr


@linux
def test_qt_that_loads_is_passed_in_silence() -> None:
    code = "import dev, sys; dev.PYTHON = sys.executable; dev.check_qt()"
    for environment in ({}, {"DISPLAY": ":0"}):
        done = outcome("-c", code, **environment)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_each_verb_is_a_target_with_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for verb in set(dev.VERBS) - {"env"}:
        assert f"\n{verb}: ## " in makefile
        assert f"\t@$(PYTHON) dev.py {verb}\n" in makefile
