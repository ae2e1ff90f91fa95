"""A real city on a real PostgreSQL: one cluster for a test run, one database and one server process
for each test module."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from helpdesk.bootstrap.city_parts import open_city
from helpdesk.server.city import City
from helpdesk.server.people import Person, Role
from helpdesk.server.ports import Desk
from helpdesk.server.postgres.embedded import EmbeddedPostgres, own_postgres
from helpdesk.server.postgres.schema import migrate
from helpdesk.server.principal import SYSTEM
from helpdesk.server.second_factor import code_at

PASSWORD = "大林镇-console-2026"
VILLAGE = "150502100217"  # 科尔沁区 大林镇 保安村
OTHER_VILLAGE = "150502100218"
CITY = "helpdesk.bootstrap.city"
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class RunningCity:
    """A `helpdesk-city serve` process, and the same city opened beside it for what is quicker so."""

    url: str
    data: Path
    database: str
    process: subprocess.Popen[bytes]
    inside: City

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same city, while it serves."""
        return city_command(self.data, self.database, *command)

    def code(self, desk: str = VILLAGE) -> str:
        """A fresh one-time code."""
        return self.inside.enrolments.issue(Desk(desk), by=SYSTEM)

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def person(
        self, role: Role = Role.DISPATCHER, *, name: str = "李丽", ready: bool = False, **scope: str
    ) -> str:
        """A new person's login; `ready` ones have PASSWORD (administrators nothing else needs)."""
        login = f"p-{secrets.token_hex(4)}"
        code = self.inside.people.add(Person(login, name, role, **scope), by=SYSTEM)
        if ready:
            digits = code_at(self.inside.logins.authenticator(code), self.inside.now_ms() // 30_000)
            self.inside.logins.set_up(code, password=PASSWORD, digits=digits, source=login)
        return login

    def api(self, role: Role = Role.DISPATCHER, **scope: str) -> httpx.Client:
        """A client with a token for the API, by default a dispatcher's of the whole city."""
        token = self.inside.logins.token(self.person(role, **scope), days=1)
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"})


def command_line(data: Path, *command: str) -> list[str]:
    """`helpdesk-city` as a process is started with it."""
    return [sys.executable, "-m", CITY, "--data", str(data), *command]


def city_command(data: Path, database: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run `helpdesk-city` to its end."""
    return subprocess.run(
        command_line(data, *command),
        env=environment(database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def serving(
    data: Path, database: str, *options: str, ends: int = 0, program: str = CITY
) -> Iterator[RunningCity]:
    """A server process, from its first answer until it was told to stop; it `ends` with this code."""
    data.mkdir(parents=True, exist_ok=True)
    ready = data / "ready.json"
    ready.unlink(missing_ok=True)
    listen = ("--no-ladder", "--port", "0", "--ready-file", str(ready), *options)
    with (data / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                program,
                "--data",
                str(data),
                "serve",
                *listen,
            ],
            env=environment(database),
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        while not ready.exists():
            assert process.poll() is None, (data / "log").read_text()
            time.sleep(0.02)
        url = json.loads(ready.read_text())["url"]
        database = database or EmbeddedPostgres(data / "postgres").url
        with open_city(data, database) as inside:
            yield RunningCity(url, data, database, process, inside)
    finally:
        process.terminate()
        assert process.wait(timeout=30) == ends, (data / "log").read_text()


def environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "HELPDESK_CITY_DATABASE": database,
        "HELPDESK_LANGUAGE": "zh_CN",
    }


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """One PostgreSQL for the run; a test's data need not survive a power cut."""
    # Not in tmp_path: pytest closes its folder to other users, and run as root PostgreSQL is one.
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-") as folder,
        own_postgres(Path(folder), serving=True, options=("fsync=off",)) as url,
    ):
        yield url


@pytest.fixture(scope="module")
def database(postgres: str) -> str:
    """A database with the city's tables, and nothing in them."""
    return fresh_database(postgres, like=_with_tables(postgres))


def fresh_database(postgres: str, *, like: str = "template1") -> str:
    """The URL of a database that nobody has used."""
    name = f"city_{secrets.token_hex(4)}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return postgres.replace("/postgres?", f"/{name}?")


@cache
def _with_tables(postgres: str) -> str:
    """The name of a database to be copied: every migration runs once, not for every city."""
    url = fresh_database(postgres)
    migrate(url)
    return urlsplit(url).path.removeprefix("/")


@pytest.fixture(scope="module")
def city(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city that serves."""
    with serving(tmp_path_factory.mktemp("city"), database) as running:
        yield running
