"""A city with a PostgreSQL of its own, as a county runs it: killed, restarted, its database restarted."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from helpdesk.server.postgres.embedded import EmbeddedPostgres
from tests.e2e.ports import free_port
from tests.e2e.programs import LANGUAGE, ROOT
from tests.server.running import VILLAGE

SECONDS = 90


@dataclass(slots=True)
class OwnCity:
    """`helpdesk-city serve` on a data folder, always at the same address."""

    data: Path
    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def postgres(self) -> EmbeddedPostgres:
        """The city's database, whoever started it."""
        return EmbeddedPostgres(self.data / "postgres")

    def start(self) -> None:
        """Serve; comes back once it answers."""
        ready = self.data / "ready.json"
        ready.unlink(missing_ok=True)
        listen = (
            "serve",
            "--no-ladder",
            "--port",
            str(self.port),
            "--ready-file",
            str(ready),
            *self.options,
        )
        with (self.data / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command(*listen), env=_environment(), cwd=ROOT, stdout=log, stderr=log
            )
        end = time.monotonic() + SECONDS
        while not ready.exists():
            assert self.process.poll() is None, self._logs()
            assert time.monotonic() < end, self._logs()
            time.sleep(0.02)

    def kill(self) -> None:
        """As when the power goes, for the server's process."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)

    def stop(self) -> None:
        """As the administrator stops it."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(timeout=60) == 0, (self.data / "log").read_text()

    def ask(self, *command: str) -> str:
        """Another command on the same city."""
        ran = subprocess.run(
            self._command(*command),
            env=_environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        return ran.stdout

    def begin(self, *command: str) -> subprocess.Popen[bytes]:
        """The same, running."""
        return subprocess.Popen(
            self._command(*command),
            env=_environment(),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def code(self) -> str:
        """A fresh one-time code."""
        code: str = json.loads(self.ask("enrol", "--desk", VILLAGE, "--json"))["code"]
        return code

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with psycopg.connect(self.postgres.url) as connection:
            return connection.execute(sql).fetchall()

    def numbers(self) -> list[str]:
        """The numbers of all cases that the city has."""
        return [number for (number,) in self.query("SELECT number FROM case_number")]

    def _logs(self) -> str:
        """What the city and its PostgreSQL say for themselves."""
        paths = (self.data / "log", self.postgres.log_file)
        return "\n".join(path.read_text()[-20_000:] for path in paths if path.exists())

    def _command(self, *words: str) -> list[str]:
        program = (sys.executable, "-m", "helpdesk.bootstrap.city")
        return [*program, "--data", str(self.data), *words]


@contextmanager
def own_city() -> Iterator[OwnCity]:
    """A city that serves, until the end whatever became of it."""
    # Not in tmp_path: pytest closes its folder to other users, and run as root PostgreSQL is one.
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as folder:
        city = OwnCity(Path(folder) / "city")
        city.data.mkdir()
        try:
            city.start()
            yield city
        finally:
            try:
                city.stop()
            finally:
                city.postgres.stop()


def _environment() -> dict[str, str]:
    mine = {"HELPDESK_CITY_PASSWORD": "大林镇-console", "HELPDESK_LANGUAGE": LANGUAGE}
    return {**os.environ, **mine}
