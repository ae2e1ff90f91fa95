"""Backups of the city: tried out before they count, restored into a new history, nothing lost (C13)."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from helpdesk.server.postgres import leftovers
from helpdesk.server.principal import SYSTEM
from tests.server.raw_device import RawDevice
from tests.server.running import (
    ROOT,
    VILLAGE,
    city_command,
    command_line,
    environment,
    fresh_database,
    serving,
)
from tests.sync.desk import Device


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not in tmp_path: PostgreSQL runs as another user when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as name:
        yield Path(name)


def test_a_desk_ahead_of_a_restored_city(folder: Path) -> None:
    """C13: backup while it serves, more work, the database lost, restored; the desk offers again. Cut off in
    the middle (C23) neither leaves anything for good, and what is half restored does not serve."""
    data, backups = folder / "city", folder / "backups"
    with serving(data, "") as city:
        desk = Device.enrolled(folder / "desk", city.url, city.code())
        cases = [desk.register() for _ in range(3)]
        assert desk.sync().synced
        words, safe = ("backup", "--to", str(backups)), "SELECT safe FROM stream WHERE stream = %s"
        killed(data, *words, when=lambda: list(data.glob("check-*/cluster/postmaster.opts")))
        assert city.query(safe, VILLAGE) == [(0,)], "nothing is safe before it was tried out"
        (left,) = data.glob("check-*")
        running = leftovers.postmaster(left / "cluster")
        assert running is not None
        with FileLock(data / "backup.lock"):
            assert "已有" in city_command(data, "", *words).stderr, "one at a time"
        ran = city_command(data, "", *words, "--json")
        assert ran.returncode == 0, ran.stderr
        made = json.loads(ran.stdout)
        kept = made["streams"][VILLAGE]
        assert kept >= 3
        assert desk.sync().synced
        assert city.query(safe, VILLAGE) == [(kept,)]
        assert (list(data.glob("check-*")), works_in(left, running)) == ([], False)
        assert [path.suffix for path in backups.glob("helpdesk-city-*")] == [""]
        cases += [desk.register() for _ in range(2)]
        assert desk.sync().synced
        history = city.query("SELECT history FROM city")
        refused = city_command(data, "", "restore", made["path"])
        assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
        port = city.url.rsplit(":", 1)[1]
    nothing_open(Path(made["path"]))
    new = data / "postgres" / "cluster" / "postmaster.opts"
    killed(
        *(data, "restore", made["path"]),
        when=lambda: list(new.parent.parent.glob("cluster-before-*")) and new.exists(),
    )
    cut = city_command(data, "", "desks")
    assert (cut.returncode, "恢复没有完成" in cut.stderr) == (1, True), cut.stderr
    ran = city_command(data, "", "restore", made["path"], "--json")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["streams"] == {VILLAGE: kept}
    assert list((data / "postgres").glob("cluster-before-*"))
    with serving(data, "", "--port", port) as city:
        assert city.query("SELECT count(*) FROM event") == [(kept,)]
        assert city.query("SELECT history FROM city") != history
        cases.append(desk.register())
        for _ in range(2):
            report = desk.sync()
            assert report.synced, report.error
        held = city.query("SELECT id FROM city_case")
        assert sorted(case for (case,) in held) == sorted(cases)
        once = city.query(
            "SELECT count(*) FROM event WHERE kind = 'case.registered' GROUP BY subject"
        )
        assert once == [(1,)] * len(cases)
        assert desk.store.queries.sync_state().waiting == 0
    desk.close()


def nothing_open(backup: Path) -> None:
    """Neither names nor keys stand in a backup, and only its owner reads it."""
    for file in backup.iterdir():
        assert file.stat().st_mode & 0o077 == 0
        content = file.read_bytes()
        for secret in (b"PGDMP", b'"secret"', "便民".encode(), b"case.registered"):
            assert secret not in content
    assert backup.stat().st_mode & 0o077 == 0


def test_into_an_empty_database_of_another_server(
    postgres: str, tmp_path: Path, folder: Path
) -> None:
    """A new machine has the backup and the recovery key from its safe, and nothing else."""
    data, fresh, backups = folder / "city", tmp_path / "new", folder / "backups"
    with serving(data, fresh_database(postgres)) as city:
        device = RawDevice(city.url)
        device.enrol(city.code())
        device.record(device.registered())
        device.send()
        login = city.person(ready=True)
        token = city.inside.logins.token(login, days=1)
        for _ in range(2):
            ran = city.run("backup", "--to", str(backups), "--keep", "1")
            assert ran.returncode == 0, ran.stderr
        full = city_command(*(data, city.database, "restore", str(newest(backups))))
        assert full.returncode == 1
        public = city.inside.credentials.public_key
    backup, key = newest(backups), data / "recovery.key"
    database = fresh_database(postgres)
    lacking = city_command(fresh, database, "restore", str(backup))
    assert lacking.returncode == 1
    ran = city_command(fresh, database, "restore", str(backup), "--key", str(key))
    assert ran.returncode == 0, ran.stderr
    assert "停用" in ran.stdout, "who was blocked since is let in again, and that is said"
    with serving(fresh, database) as city:
        assert city.inside.credentials.public_key == public
        assert [each.login for each in city.inside.people.everybody(SYSTEM)] == [login]
        assert city.query("SELECT count(*) FROM session") == [(0,)]
        assert city.query("SELECT count(*) FROM event") == [(1,)]
        with pytest.raises(ValueError, match="session-missing"):
            city.inside.logins.visitor(token, kind="api")


def newest(backups: Path) -> Path:
    return max(backups.glob("helpdesk-city-*"))


def test_backups_that_are_none_or_damaged(postgres: str, tmp_path: Path, folder: Path) -> None:
    data, backups = folder / "city", folder / "backups"
    database, empty = fresh_database(postgres), fresh_database(postgres)
    assert city_command(data, database, "desks").returncode == 0
    assert city_command(data, database, "backup", "--to", str(backups)).returncode == 0
    backup = newest(backups)
    for file, harm in (("database.sealed", flip), ("backup.json", cut), ("city.sealed", gone)):
        broken = tmp_path / f"broken-{file}"
        shutil.copytree(backup, broken)
        harm(broken / file)
        ran = city_command(data, empty, "restore", str(broken))
        assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1), file
    assert city_command(data, empty, "restore", str(tmp_path)).returncode == 1
    other = city_command(tmp_path / "other", fresh_database(postgres), "desks")
    assert other.returncode == 0
    key = ("--key", str(data / "recovery.key"))
    foreign = city_command(tmp_path / "other", empty, "restore", str(backup), *key)
    assert foreign.returncode == 1
    assert city_command(data, empty, "restore", str(backup)).returncode == 0


def killed(data: Path, *words: str, when: Callable[[], object]) -> None:
    """A command on the city's own PostgreSQL that ends like a power cut."""
    with subprocess.Popen(command_line(data, *words), env=environment(""), cwd=ROOT) as process:
        while not when():
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()


def works_in(folder: Path, process: int) -> bool:
    """Whether this process works below a folder, also one that is gone."""
    try:
        return str((Path("/proc") / str(process) / "cwd").readlink()).startswith(str(folder))
    except OSError:
        return False


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def gone(path: Path) -> None:
    path.unlink()


def test_a_folder_that_takes_nothing(postgres: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    target = str(tmp_path / "file" / "backups")
    ran = city_command(tmp_path / "city", fresh_database(postgres), "backup", "--to", target)
    assert (ran.returncode, len(ran.stderr.splitlines())) == (1, 1)
