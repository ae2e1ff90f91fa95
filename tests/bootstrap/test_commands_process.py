"""The real command in processes of its own: streams, pipes, signals, kills, several at once."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}
NUMBER = re.compile(r"BA-1505-021-\d{6}-\d{4}-\w")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")


def start(*argv: str | Path, **options: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "helpdesk", *map(str, argv)],
        cwd=ROOT,
        env={**os.environ, "HELPDESK_PASSWORD": PASSWORD, "LC_ALL": "C"},
        **{"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        | options,  # type: ignore[call-overload]
    )


def finished(process: subprocess.Popen[bytes], sent: bytes = b"") -> tuple[int, str, str]:
    out, err = process.communicate(sent, timeout=60)
    assert b"Traceback" not in err, err.decode()
    return process.returncode, out.decode(), err.decode()


def test_a_case_from_stdin_to_paper(folder: Path, tmp_path: Path) -> None:
    """Output is UTF-8 whatever the locale; machine output alone on stdout."""
    code, out, err = finished(
        start("open", "--json", "-", "--number"), json.dumps(REQUEST).encode()
    )
    assert (code, err) == (0, "")
    number = out.strip()
    assert NUMBER.fullmatch(number)
    code, out, err = finished(start("list", "--json"))
    assert (code, err) == (0, "")
    assert json.loads(out)["cases"][0]["title"] == "路灯不亮"
    code, out, err = finished(start("print", number, "--out", tmp_path / "r.pdf"))
    assert (code, err) == (0, "")
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")


def test_errors_have_their_codes(folder: Path, tmp_path: Path) -> None:
    for argv, expected in (
        (("show", "nonsense"), 1),
        (("nonsense",), 2),
        (("open", "--json", tmp_path / "none.json"), 3),
        (("--data", tmp_path / "none", "list"), 1),
    ):
        code, out, err = finished(start(*argv))
        assert (code, out, err.count("\n")) == (expected, "", 1)


def test_a_reader_that_goes_away(folder: Path) -> None:
    reading, writing = os.pipe()
    process = start("list", "--json", stdout=writing)
    os.close(reading)
    os.close(writing)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


def test_an_output_that_is_full_or_closed(folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        process = start("status", "--json", stdout=full)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count(b"\n")) == (3, 1)
    closed = f"exec {sys.executable} -m helpdesk list >&- 2>&-"
    assert subprocess.call(["/bin/sh", "-c", closed], cwd=ROOT) == 0


def test_several_at_once_never_draw_a_number_twice(folder: Path) -> None:
    """C3: the number is drawn inside the transaction, one registering program at a time."""
    sent = json.dumps(REQUEST).encode()
    processes = [start("open", "--json", "-", "--number") for _ in range(4)]
    numbers = [finished(process, sent)[1].strip() for process in processes]
    assert all(NUMBER.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == 4


def test_killed_while_importing_half_a_row_is_never_there(
    folder: Path, run: Run, tmp_path: Path, case_file: Callable[..., Path]
) -> None:
    path = tmp_path / "many.csv"
    rows = [f"{n},A,路灯,2026/1/6,不亮" for n in range(3000)]
    path.write_text("\n".join(["number,user,title,time,text", *rows]), encoding="utf-8")
    process = start("import", "requests", path, "--json")
    while process.poll() is None and _size(folder / "helpdesk.db-wal") < 300_000:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    there = run("list", "--json").json["total"]
    assert there % 500 == 0
    report = run("import", "requests", path, "--json").json
    assert (report["imported"], report["skipped"]) == (3000 - there, there)
    numbers = [case["number"] for case in run("list", "--json", "--limit", "9999").json["cases"]]
    assert len(set(numbers)) == 3000
    assert run("rebuild", "--json").json["differed"] is False


@pytest.fixture
def heeding_ctrl_c() -> Iterator[None]:
    """A shell has what it starts in the background ignore Ctrl-C, and so would our children."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding_ctrl_c")
def test_ctrl_c_leaves_no_traceback(folder: Path) -> None:
    process = start("open", "--json", "-")
    assert process.stdin is not None
    # A long document keeps the command reading until it is interrupted.
    process.stdin.write(b" " * 200_000)
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    _, out, err = finished(process)
    assert (process.returncode, out, err.strip()) == (130, "", "")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
