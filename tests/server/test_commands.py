"""`helpdesk-city` on the command line: while it serves and alone, with an own PostgreSQL and without."""

import json
import signal
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from helpdesk.domain.problems import Problem
from helpdesk.server.postgres.embedded import EmbeddedPostgres
from helpdesk.sync.transport import Transport
from tests.server.running import VILLAGE, RunningCity, city_command, fresh_database, serving


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not in tmp_path: PostgreSQL runs as another user when the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as name:
        yield Path(name)


def test_commands_beside_a_serving_city(city: RunningCity) -> None:
    done = city.run("enrol", "--desk", VILLAGE, "--phone", "0475-1234567", "--json")
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == {"code", "desk", "name"}
    (desk,) = json.loads(city.run("desks", "--json").stdout)
    assert (desk["code"], desk["devices"]) == (VILLAGE, 0)
    assert json.loads(city.run("cases", "--json").stdout) == {"total": 0, "cases": []}
    assert city.run("user", "add", "wang", "--name", "王芳", "--role", "dispatcher").returncode == 0
    token = city.run("token", "--user", "wang").stdout.strip()
    answer = httpx.get(f"{city.url}/api/cases", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200


def test_problems_are_sentences(city: RunningCity) -> None:
    done = city.run("enrol", "--desk", "999999999999")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert city.run("enrol").returncode == 2
    assert city.run("nonsense").returncode == 2


def test_a_database_that_is_away(tmp_path: Path) -> None:
    done = city_command(tmp_path, "postgresql://nobody@127.0.0.1:1/none", "desks")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


def test_a_swapped_database_is_noticed(postgres: str, tmp_path: Path) -> None:
    """C13: another database under the same city would make devices believe what was lost is there."""
    assert city_command(tmp_path, fresh_database(postgres), "desks").returncode == 0
    done = city_command(tmp_path, fresh_database(postgres), "desks")
    assert done.returncode == 1
    assert "history-differs" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_database_of_a_newer_program(postgres: str, tmp_path: Path) -> None:
    """C24: never opened by an older one."""
    database = fresh_database(postgres)
    assert city_command(tmp_path, database, "desks").returncode == 0
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert city_command(tmp_path, database, "desks").returncode == 1


def test_a_taken_port(city: RunningCity, postgres: str, tmp_path: Path) -> None:
    port = city.url.rsplit(":", 1)[1]
    done = city_command(tmp_path, fresh_database(postgres), "serve", "--port", port)
    assert done.returncode == 1
    assert port in done.stderr


def test_secrets_are_for_their_owner_only(city: RunningCity) -> None:
    assert (city.data / "city.json").stat().st_mode & 0o077 == 0


def test_its_own_postgres_starts_and_stops_with_it(folder: Path) -> None:
    with serving(folder, "") as city:
        assert httpx.get(f"{city.url}/status").status_code == 200
        assert city_command(folder, "", "enrol", "--desk", VILLAGE, "--json").returncode == 0
        second = city_command(folder, "", "serve", "--port", "0")
        assert second.returncode == 1
        assert httpx.get(f"{city.url}/status").status_code == 200
    assert not EmbeddedPostgres(folder / "postgres").is_running()
    assert not EmbeddedPostgres(folder / "postgres").is_running()


def test_a_killed_server_leaves_nothing_that_hinders_the_next(folder: Path) -> None:
    """kill -9: PostgreSQL goes on alone; the next start takes it over, and stops it at its end."""
    ready = folder / "ready.json"
    with (folder / "log").open("wb") as log:
        killed = subprocess.Popen(
            [
                *(sys.executable, "-m", "helpdesk.bootstrap.city", "--data", str(folder)),
                *("serve", "--port", "0", "--ready-file", str(ready)),
            ],
            cwd=Path(__file__).resolve().parents[2],
            stdout=log,
            stderr=log,
        )
    while not ready.exists():
        assert killed.poll() is None, (folder / "log").read_text()
        with pytest.raises(subprocess.TimeoutExpired):
            killed.wait(timeout=0.05)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert EmbeddedPostgres(folder / "postgres").is_running()
    with serving(folder, "") as city:
        assert httpx.get(f"{city.url}/status").status_code == 200
    assert not EmbeddedPostgres(folder / "postgres").is_running()


def test_with_a_certificate_it_speaks_tls(postgres: str, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    name = ("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    files = ("-keyout", str(key), "-out", str(certificate))
    command = ("openssl", "req", "-x509", *curve, *name, *files)
    subprocess.run(command, check=True, capture_output=True)
    database = fresh_database(postgres)
    options = ("--certificate", str(certificate), "--key", str(key))
    with serving(tmp_path / "city", database, *options) as city:
        assert city.url.startswith("https://")
        context = ssl.create_default_context(cafile=certificate)
        assert httpx.get(f"{city.url}/status", verify=context).status_code == 200
        with Transport(city.url) as transport, pytest.raises(Problem, match="server-certificate"):
            transport.post_json("/enrol", b"{}")
    wrong = ("--certificate", str(key), "--key", str(certificate))
    done = city_command(tmp_path / "city", database, "serve", "--port", "0", *wrong)
    assert done.returncode == 1
    assert str(key) in done.stderr
