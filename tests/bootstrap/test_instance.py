"""Two programs on one folder, with real processes: windows, commands, and what a kill leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpdesk.bootstrap import commands_desk
from helpdesk.bootstrap.command_line import main
from helpdesk.bootstrap.desktop import Desktop
from helpdesk.bootstrap.instance import Instance, name_of, raise_other
from helpdesk.domain.problems import EnvironmentProblem
from tests.desk import PASSWORD, WUYUN, desk_in

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from helpdesk.bootstrap.instance import Instance
app = QCoreApplication([])
instance = Instance(Path(sys.argv[1]))
instance.raise_asked.connect(lambda: print("raised", flush=True))
print("ready", flush=True)
app.exec()
"""
_WRITER = """
import sys
from pathlib import Path
from helpdesk.bootstrap.folder import open_desk
desk = open_desk(Path(sys.argv[1]), password=sys.argv[2])
print("ready", flush=True)
sys.stdin.read()
desk.close()
"""
_ASK = """
import sys
from pathlib import Path
from helpdesk.bootstrap.instance import raise_other
raise_other(Path(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    with desk_in(tmp_path / "desk"):
        pass
    return tmp_path / "desk"


@contextmanager
def child(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A process that said it is ready; ended afterwards."""
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_start_raises_the_first_window_and_ends(folder: Path) -> None:
    with child(_WINDOW, str(folder)) as first:
        run = subprocess.run(
            [sys.executable, "-m", "helpdesk", "--data", str(folder)],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            timeout=60,
            check=False,
        )
        assert run.returncode == 0
        assert first.stdout is not None
        assert first.stdout.readline() == "raised\n"


def test_windows_of_two_folders_do_not_know_each_other(folder: Path, tmp_path: Path) -> None:
    with child(_WINDOW, str(folder)):
        assert name_of(folder) == name_of(folder / ".." / "desk")
        assert not raise_other(tmp_path / "elsewhere")
        assert raise_other(folder)


def test_a_killed_window_is_in_nobodys_way(folder: Path, qtbot) -> None:
    with child(_WINDOW, str(folder)) as first:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert not raise_other(folder)
    instance = Instance(folder)
    command = [sys.executable, "-c", _ASK, str(folder)]
    with qtbot.waitSignal(instance.raise_asked):
        asking = subprocess.Popen(command)
    assert asking.wait(60) == 0
    instance.close()


def test_a_command_is_refused_while_the_desk_is_open(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands_desk, "WAIT_SECONDS", 0.1)
    with child(_WRITER, str(folder), PASSWORD) as writer:
        assert main(["--data", str(folder), "rebuild"]) == 3
        assert "数据文件夹" in capsys.readouterr().err
        assert main(["--data", str(folder), "list"]) == 0
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        assert main(["--data", str(folder), "rebuild"]) == 0


def test_the_window_is_refused_while_a_command_writes(folder: Path, qtbot) -> None:
    desktop = Desktop(folder)
    qtbot.addWidget(desktop.window)
    with (
        child(_WRITER, str(folder), PASSWORD),
        pytest.raises(EnvironmentProblem, match="desk-in-use"),
    ):
        desktop.unlock(WUYUN.id, PASSWORD)
    desktop.opened(desktop.unlock(WUYUN.id, PASSWORD))
    assert desktop.desk is not None
    desktop.close()
