"""What the city's benches share: a server with several processes, what it and PostgreSQL cost, and very many
desks written straight into the database."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.domain.numbering import nth_prefix
from helpdesk.protocol.chain import GENESIS
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.postgres.embedded import EmbeddedPostgres

_TICK = os.sysconf("SC_CLK_TCK")
_START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class CityUnderLoad:
    """A serving city: `database` is its owner's URL, the others are processes' ids."""

    url: str
    database: str
    data: Path
    server: int
    postgres: int


@contextmanager
def serving(data: Path, *options: str) -> Iterator[CityUnderLoad]:
    """`helpdesk-city serve` with its own PostgreSQL, until the end of the block."""
    data.mkdir(parents=True, exist_ok=True)
    ready = data / "ready.json"
    ready.unlink(missing_ok=True)
    listen = ("--port", "0", "--ready-file", str(ready), *options)
    command = [
        sys.executable,
        "-m",
        "helpdesk.bootstrap.city",
        "--data",
        str(data),
        "serve",
        *listen,
    ]
    with (data / "city.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        end = time.monotonic() + _START_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit((data / "city.log").read_text())
            time.sleep(0.05)
        database = EmbeddedPostgres(data / "postgres").url
        lines = (data / "postgres" / "cluster" / "postmaster.pid").read_text().splitlines()
        url = json.loads(ready.read_text())["url"]
        yield CityUnderLoad(url, database, data, process.pid, int(lines[0]))
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True, slots=True)
class Cpu:
    """Seconds of processor time that the city's processes, PostgreSQL and this process have used."""

    city: float
    postgres: float
    bench: float

    @classmethod
    def of(cls, city: CityUnderLoad) -> "Cpu":
        """So far."""
        children = _children()
        # The server of the city starts PostgreSQL: its processes are no part of the city's.
        return cls(
            _seconds(city.server, children, but=city.postgres),
            _seconds(city.postgres, children),
            time.process_time(),
        )

    def since(self, before: "Cpu") -> "Cpu":
        """The difference."""
        return Cpu(
            self.city - before.city, self.postgres - before.postgres, self.bench - before.bench
        )


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for each in Path("/proc").iterdir():
        if each.name.isdigit() and (stat := _stat(int(each.name))):
            found.setdefault(int(stat[1]), []).append(int(each.name))
    return found


def _seconds(process: int, children: dict[int, list[int]], *, but: int = 0) -> float:
    """Of a process, all that it started, and all that of these have ended."""
    if process == but or not (stat := _stat(process)):
        return 0.0
    own = sum(int(ticks) for ticks in stat[11:15]) / _TICK
    return own + sum(_seconds(each, children, but=but) for each in children.get(process, ()))


def _stat(process: int) -> list[str]:
    """The fields of /proc/…/stat from the state on; empty for one that has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@dataclass(frozen=True, slots=True)
class EnrolledDesk:
    """A desk's device as the city has it."""

    device: str
    code: str
    prefix: str
    key: Ed25519PrivateKey
    incarnation: bytes


def enrol_all(city: CityUnderLoad, codes: Sequence[str]) -> list[EnrolledDesk]:
    """A device for each of these desks' codes (one that is named twice has two), by COPY."""
    with psycopg.connect(city.database) as connection:
        row = connection.execute("SELECT prefixes FROM city FOR UPDATE").fetchone()
        first = row[0] if row else 0
        made = [
            EnrolledDesk(
                secrets.token_hex(6),
                code,
                nth_prefix(first + 2 * place + 1),
                Ed25519PrivateKey.generate(),
                secrets.token_bytes(8),
            )
            for place, code in enumerate(codes)
        ]
        connection.execute("UPDATE city SET prefixes = %s", [first + 2 * len(made)])
        connection.execute(
            "INSERT INTO stream (stream) SELECT DISTINCT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [list(codes)],
        )
        _copy(connection, made, first)
    return made


def _copy(connection: psycopg.Connection, made: Sequence[EnrolledDesk], first: int) -> None:
    now_ms, cursor = time.time_ns() // 1_000_000, connection.cursor()
    columns = "id, stream, name, public_key, prefix, spare, incarnation, enrolled_ms"
    with cursor.copy(f"COPY device ({columns}) FROM STDIN") as copy:
        for place, each in enumerate(made):
            public = each.key.public_key().public_bytes_raw()
            spare = nth_prefix(first + 2 * place + 2)
            said = (
                each.device,
                each.code,
                "",
                public,
                each.prefix,
                spare,
                each.incarnation,
                now_ms,
            )
            copy.write_row(said)
    with cursor.copy("COPY prefix (prefix, device, issued_ms) FROM STDIN") as copy:
        for place, each in enumerate(made):
            for number in (1, 2):
                copy.write_row((nth_prefix(first + 2 * place + number), each.device, now_ms))
    with cursor.copy("COPY log (stream, incarnation, head) FROM STDIN") as copy:
        for each in made:
            copy.write_row((each.code, each.incarnation, GENESIS))


def history_of(city: CityUnderLoad) -> str:
    """The history that the city is in."""
    return CredentialsFile(city.data).load().history


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share lies below, in ms."""
    ordered = sorted(values) or [0.0]
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Seconds told in ms."""
    return {
        "count": len(values),
        "p50_ms": percentile(values, 0.5),
        "p99_ms": percentile(values, 0.99),
        "max_ms": percentile(values, 1.0),
    }
