"""Data files that are locked, foreign, damaged or too new: a sentence, and not a byte of them changed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from helpdesk.store import keys, migrations
from helpdesk.store.connection import connect
from tests.desk import PASSWORD, desk_in
from tests.e2e.programs import ROOT, SOAK, Desk, sentence
from tests.e2e.window import window

CASE = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}
DATABASE, KEYS = "helpdesk.db", "keys.json"


@pytest.fixture(scope="module")
def worked_at(fresh_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk with some cases in it."""
    desk = fresh_desk.copied(tmp_path_factory.mktemp("used") / "desk")
    for _ in range(3):
        desk.opened(**CASE, text="字" * 3_000)
    return desk


@pytest.fixture
def used(worked_at: Desk, tmp_path: Path) -> Desk:
    return worked_at.copied(tmp_path / "desk")


def flip(at: int, count: int = 64) -> Callable[[Path], None]:
    """Every bit of some bytes, from the end if `at` is negative."""

    def damage(folder: Path) -> None:
        content = bytearray((folder / DATABASE).read_bytes())
        start = at % len(content)
        content[start : start + count] = bytes(b ^ 0xFF for b in content[start : start + count])
        (folder / DATABASE).write_bytes(content)

    return damage


def cut(to: int) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        os.truncate(folder / DATABASE, to)

    return damage


def newer(folder: Path) -> None:
    connection = connect(folder / DATABASE, data_key(folder))
    connection.execute(f"PRAGMA user_version = {migrations.VERSION + 1}")
    connection.close()


def foreign(folder: Path) -> None:
    with desk_in(folder.parent / "other"):
        pass
    shutil.copy(folder.parent / "other" / DATABASE, folder / DATABASE)


def plain(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"SQLite format 3\0" + bytes(8_176))


def gone(folder: Path) -> None:
    (folder / DATABASE).unlink()


def keyless(folder: Path) -> None:
    (folder / KEYS).unlink()


def half_key(folder: Path) -> None:
    os.truncate(folder / KEYS, 100)


def data_key(folder: Path) -> bytes:
    return keys.unlock(folder, "wuyun", PASSWORD)


WAYS = {
    "header": (flip(0), "损坏"),
    "first page": (flip(2_000), "损坏"),
    "emptied": (cut(0), "损坏"),
    "cut in a page": (cut(100_000), "损坏"),
    "foreign": (foreign, "不匹配"),
    "no database": (plain, "不匹配"),
    "newer": (newer, "新版本"),
    "gone": (gone, "不见了"),
    "keyless": (keyless, "keys.json"),
    "half a key": (half_key, "keys.json"),
}


@pytest.mark.parametrize(("damage", "words"), WAYS.values(), ids=WAYS.keys())
def test_what_cannot_be_opened_is_said_and_left_as_it_is(
    used: Desk, qapp: QApplication, damage: Callable[[Path], None], words: str
) -> None:
    damage(used.folder)
    before = contents(used.folder)
    used.open(**CASE).refused(3, words)
    assert contents(used.folder) == before
    if damage not in (half_key, keyless):
        with window(used.folder) as seen:
            seen.try_password()
            sentence(seen.text(words))
            assert seen.desktop.workplace is None
        assert contents(used.folder) == before


@pytest.mark.parametrize("damage", [half_key, keyless])
def test_the_window_without_its_keys(
    used: Desk, qapp: QApplication, damage: Callable[[Path], None]
) -> None:
    """It cannot ask for a password: it says why, and leads to the backups."""
    damage(used.folder)
    before = contents(used.folder)
    with window(used.folder) as seen:
        sentence(seen.text("keys.json"))
        assert seen.desktop.login._restore.isVisible()
    assert contents(used.folder) == before


@pytest.mark.parametrize("at", [40_000, 150_000, -4_096])
def test_damage_further_in_is_found_by_the_check_and_never_a_traceback(used: Desk, at: int) -> None:
    flip(at)(used.folder)
    ran = used.run("status", "--check", "--json")
    assert ran.code == 3, ran
    sentence(ran.err.strip(), "损坏")
    ran = used.run("rebuild")
    assert ran.code in (0, 3), ran
    if ran.code:
        ran.said("损坏")


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another process writes to the database and does not come to an end."""
    program = """
import sys
from pathlib import Path
from helpdesk.store.connection import connect
connection = connect(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
    other = subprocess.Popen(
        [sys.executable, "-c", program, folder / DATABASE, data_key(folder).hex()],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
    finally:
        other.communicate(b"", timeout=20)


def test_a_locked_database_in_the_window(used: Desk, qapp: QApplication) -> None:
    """It is said at the draft; what was typed stays and is saved as soon as the other one ends."""
    with window(used.folder) as seen:
        seen.unlock()
        seen.new_intake(request=True)
        with held(used.folder):
            seen.tell("井盖丢失", "村口的井盖不见了")
            sentence(seen.text("草稿未能保存"), "其他程序")
            assert used.run("list", "--json").json["total"] == 3, "readers do not wait"
        seen.wait(lambda: [d.text for d in seen.drafts()] == ["村口的井盖不见了"], "the draft")


def test_a_locked_database_on_the_command_line(used: Desk) -> None:
    with held(used.folder):
        used.open(**CASE).refused(3, "其他程序")
    used.opened(**CASE)
    assert len(used.numbers()) == 4


def test_the_desk_is_open_in_a_window_already(used: Desk, qapp: QApplication) -> None:
    with window(used.folder) as seen:
        seen.unlock()
        if SOAK:  # it waits for the other one first
            used.run("rebuild").refused(3, "另一个窗口")
        with window(used.folder) as second:
            second.try_password()
            sentence(second.text("另一个窗口"))


def contents(folder: Path) -> dict[str, bytes]:
    """Keys and database, byte for byte."""
    names = (DATABASE, KEYS)
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}
