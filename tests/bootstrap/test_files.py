"""Papers in somebody's folder: there whole or not at all, and never half of one left behind."""

import errno
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from helpdesk.bootstrap.files import (
    UNFINISHED,
    clear_unfinished,
    hand_out,
    unwritable,
    write_whole,
)
from helpdesk.domain.problems import EnvironmentProblem

LINUX = hasattr(os, "O_TMPFILE")
CHILD = """
import os, sys
from pathlib import Path
from helpdesk.bootstrap import files
if sys.argv[3] == "named":
    files._link_whole = lambda *_: False
sync = os.fsync
def killed(descriptor):
    if os.fstat(descriptor).st_size >= 1_000_000:
        os.kill(os.getpid(), 9)
    sync(descriptor)
os.fsync = killed
files.hand_out(Path(sys.argv[1]), bytes(1_000_000), data=Path(sys.argv[2]))
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


@pytest.fixture
def there(tmp_path: Path) -> Path:
    (tmp_path / "there").mkdir()
    return tmp_path / "there"


@pytest.mark.parametrize("named", [False, True])
def test_a_paper_is_saved_and_replaced(
    there: Path, data: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    if named:
        monkeypatch.setattr("helpdesk.bootstrap.files._link_whole", lambda *_: False)
    for content in (b"one", b"another"):
        hand_out(there / "a.pdf", content, data=data)
        assert (there / "a.pdf").read_bytes() == content
        assert list(there.iterdir()) == [there / "a.pdf"]
    if os.name == "posix":
        assert (there / "a.pdf").stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("way", ["nameless", "named"])
def test_killed_while_saving(there: Path, data: Path, way: str) -> None:
    child = [sys.executable, "-c", CHILD, str(there / "a.pdf"), str(data), way]
    assert subprocess.run(child, check=False).returncode == -9
    if way == "nameless" and LINUX:
        assert list(there.iterdir()) == []
    clear_unfinished(data)  # what the next start does
    assert list(there.iterdir()) == []


def test_a_stick_that_is_out_is_asked_for_again(there: Path, data: Path) -> None:
    stick = there / "stick"
    (data / UNFINISHED).write_text(f'["{stick / "a.pdf.part"}"]', encoding="utf-8")
    clear_unfinished(data)
    stick.mkdir()
    (stick / "a.pdf.part").write_bytes(b"half")
    clear_unfinished(data)
    assert list(stick.iterdir()) == []
    assert (data / UNFINISHED).read_text(encoding="utf-8") == "[]"


def test_what_is_in_the_way_is_said(there: Path, data: Path) -> None:
    """Each cause has a sentence of its own, and the file that stands there stays."""
    old = there / "old.pdf"
    old.write_bytes(b"old")
    for path, code in (
        (there / "missing" / "a.pdf", "file-folder-missing"),
        (there, "file-is-folder"),
        (old / "a.pdf", "file-folder-missing"),
        (there / ("字" * 200), "file-name-long"),
    ):
        for write in (write_whole, partial(hand_out, data=data)):
            with pytest.raises(EnvironmentProblem, match=f"^{code}$"):
                write(path, b"x")
    assert old.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.ENOSPC, ""), "file-no-room"),
        (OSError(errno.EDQUOT, ""), "file-no-room"),
        (PermissionError(errno.EACCES, ""), "file-in-use"),  # what Windows says of an open file
        (OSError(errno.EIO, ""), "file-unwritable"),
    ],
)
def test_a_disk_that_is_full_and_a_file_that_is_open(
    there: Path, error: OSError, code: str
) -> None:
    (there / "a.pdf").write_bytes(b"old")
    assert unwritable(there / "a.pdf", error).code == code


@pytest.mark.parametrize("raw", ["", "{}", "[1, 2]", "\x00", '["keys.json", "/data/keys.json"]'])
def test_a_damaged_list_is_no_obstacle_and_no_weapon(data: Path, raw: str) -> None:
    (data / "keys.json").write_bytes(b"{}")
    (data / UNFINISHED).write_text(raw.replace("/data", str(data)), encoding="utf-8")
    clear_unfinished(data)
    assert (data / "keys.json").exists()
