"""`backup` and `restore` as people type them."""

from pathlib import Path

from helpdesk.bootstrap.command_parser import parser
from helpdesk.store.backup import backups_in
from tests.bootstrap.conftest import Run
from tests.bootstrap.test_commands_docs import SECTIONS, keys_of

__all__ = ["parser"]


def test_backup_and_restore(run: Run, folder: Path, tmp_path: Path) -> None:
    made = run("backup", "--rehearse", "--json")
    assert made.code == 0, made.err
    assert set(made.json) == keys_of(SECTIONS["backup"])
    assert made.json["rehearsed"]
    (file,) = made.json["files"]
    assert Path(file).parent == folder / "backups"
    healthy = run("restore", "--newest")
    assert (healthy.code, healthy.out) == (1, "")
    (folder / "helpdesk.db").write_bytes(b"ruined" * 1000)
    assert run("status").code == 3
    back = run("restore", "--newest", "--json")
    assert back.code == 0, back.err
    assert set(back.json) == keys_of(SECTIONS["restore"])
    assert back.json["file"] == file
    assert Path(back.json["aside"]).read_bytes() == b"ruined" * 1000
    assert run("status").code == 0


def test_restored_elsewhere_from_a_named_file(run: Run, folder: Path, tmp_path: Path) -> None:
    assert run("backup", "--to", tmp_path / "there").code == 0
    assert not (folder / "backups").exists()
    (backup,) = backups_in(tmp_path / "there")
    assert run("--data", tmp_path / "new", "restore", backup.path).code == 0
    assert run("--data", tmp_path / "new", "status").code == 0
    none = run("--data", tmp_path / "other", "restore", "--newest", "--from", tmp_path / "no")
    assert none.code == 3


def test_a_damaged_backup_is_passed_over(run: Run, folder: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    assert run("backup", "--to", there).code == 0
    (good,) = backups_in(there)
    newer = good.path.with_name(good.path.name.replace("-20", "-21"))
    newer.write_bytes(good.path.read_bytes()[:-3])
    said = run("--data", tmp_path / "new", "restore", "--newest", "--from", there, "--json")
    assert said.json["file"] == str(good.path)


def test_a_stick_that_was_chosen(run: Run, folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert run("backup", "--stick", stick).code == 0
    assert len(backups_in(stick / "helpdesk-backup")) == 1
