"""PostgreSQL gone and back, a full disk, two at once: a clear answer, one effect, nothing lost, no 500."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.wire import pack, unpack
from helpdesk.server.postgres.embedded import EmbeddedPostgres
from tests.e2e.disks import full, small_disk
from tests.server.raw_device import RawDevice
from tests.server.running import PASSWORD, RunningCity, serving


@pytest.fixture(scope="module")
def cluster() -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL that a test may stop."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as name:
        postgres = EmbeddedPostgres(Path(name), options=("fsync=off",))
        postgres.start()
        try:
            yield postgres
        finally:
            postgres.stop()


@pytest.fixture(scope="module")
def city(
    cluster: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningCity]:
    with serving(tmp_path_factory.mktemp("city"), cluster.url) as running:
        yield running


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    device = RawDevice(city.url)
    device.enrol(city.code())
    device.record(device.registered())
    return device


@contextmanager
def stopped(cluster: EmbeddedPostgres) -> Iterator[None]:
    """Without PostgreSQL, for a while."""
    cluster.stop()
    try:
        yield
    finally:
        cluster.start()


def test_postgresql_stopped_and_started(
    city: RunningCity, cluster: EmbeddedPostgres, device: RawDevice
) -> None:
    """503 with a sentence and when to come back; the very first request afterwards is answered."""
    with httpx.Client(base_url=city.url, follow_redirects=True, timeout=30) as browser:
        login = {"login": city.person(ready=True), "password": PASSWORD}
        assert browser.post("/console/login", data=login).status_code == 200
        device.send()
        with stopped(cluster):
            away = [
                device.post(pack(device.request())),
                browser.get("/console/cases"),
                browser.get("/readyz"),
                browser.post("/console/login", data=login),
                browser.get("/status"),
            ]
            assert browser.get("/healthz").status_code == 200
        assert [answer.status_code for answer in away] == [503] * len(away)
        assert all(int(answer.headers["retry-after"]) > 0 for answer in away)
        assert away[0].json()["code"] == "database-away"
        assert "<html" in away[1].text
        device.record(device.registered())
        assert device.send().acked_dseq == 2
        assert browser.get("/console/cases").url.path == "/console/cases"
        assert browser.get("/readyz").status_code == 200


def test_the_ladder_waits_for_postgresql(
    city: RunningCity, cluster: EmbeddedPostgres, expect_log: Callable[[str], None]
) -> None:
    """A round that finds no database does nothing; the next one does what is due."""
    expect_log("The ladder's round waits: database-away")
    thread = LadderThread.of(city.inside)
    with stopped(cluster):
        assert thread.once() is None
    assert thread.once() is not None


def test_postgresql_restarted_between_two_requests(
    city: RunningCity, cluster: EmbeddedPostgres, device: RawDevice
) -> None:
    """Connections from before are thrown away; nobody notices."""
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: httpx.get(f"{city.url}/readyz").status_code, range(8)))
    assert statuses == [200] * 8
    with stopped(cluster):
        pass
    assert device.post(pack(device.request())).status_code == 200


def test_a_backend_killed_in_the_middle(city: RunningCity, device: RawDevice) -> None:
    """The push waits for its stream when its backend is ended: 503, nothing kept, and then it goes."""
    with ThreadPoolExecutor(1) as pool, psycopg.connect(city.database) as holder:
        holder.execute("SELECT 1 FROM stream FOR UPDATE")
        pushing = pool.submit(device.post, pack(device.request()))
        ended = threading.Event()
        while not ended.is_set():
            rows = city.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            )
            if rows:
                ended.set()
        answer = pushing.result(timeout=30)
        holder.rollback()
    assert (answer.status_code, answer.json()["code"]) == (503, "database-away")
    assert device.send().acked_dseq == 1


def test_postgresql_killed_while_one_of_its_processes_hangs(
    city: RunningCity, cluster: EmbeddedPostgres, device: RawDevice
) -> None:
    """kill -9 of all but one, which still holds the memory: the next start ends it and comes up."""
    held = psycopg.connect(cluster.url)
    os.kill(held.info.backend_pid, signal.SIGSTOP)
    os.kill(postmaster(cluster), signal.SIGKILL)
    cluster.start()
    assert device.send().acked_dseq == 1
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")


def test_postgresql_killed_and_its_number_taken_by_another_program(
    city: RunningCity, cluster: EmbeddedPostgres, device: RawDevice
) -> None:
    """After a power cut, or in a container: what the files name is a stranger of the same user."""
    owner = cluster.cluster.stat().st_uid
    mine = owner == os.geteuid()
    stranger = subprocess.Popen(["sleep", "60"], user=None if mine else owner)
    os.kill(postmaster(cluster), signal.SIGKILL)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        path = cluster.cluster / name
        _number, rest = path.read_text().split("\n", 1)
        path.write_text(f"{stranger.pid}\n{rest}")
    cluster.start()
    assert device.send().acked_dseq == 1
    assert stranger.poll() is None, "nobody else is ended"
    stranger.kill()
    stranger.wait()


def test_two_handlers_at_once(city: RunningCity, device: RawDevice) -> None:
    """Of ten who answer the same case as it stood, one does; the others are told. C1."""
    device.send()
    case = device.log[0].subject.hex()
    with city.api() as api, ThreadPoolExecutor(10) as pool:
        events = api.get(f"/api/cases/{case}").json()["case"]["events"]
        said = {"act": "answer", "words": "好", "events": events}
        answers = list(
            pool.map(lambda _: api.post(f"/api/cases/{case}/acts", json=said), range(10))
        )
        codes = sorted(answer.status_code for answer in answers)
        assert codes == [200] + [409] * 9
        assert api.get(f"/api/cases/{case}").json()["case"]["events"] == events + 1


def test_one_form_posted_ten_times_at_once(city: RunningCity, device: RawDevice) -> None:
    device.send()
    case = device.log[0].subject.hex()
    with city.api() as api, ThreadPoolExecutor(10) as pool:
        said = {"act": "progress", "words": "一次就好"}
        key = {"Idempotency-Key": case}
        answers = list(
            pool.map(
                lambda _: api.post(f"/api/cases/{case}/acts", json=said, headers=key), range(10)
            )
        )
        assert {answer.status_code for answer in answers} == {200}
        history = api.get(f"/api/cases/{case}").json()["history"]
        assert json.dumps(history, ensure_ascii=False).count("一次就好") == 1


def test_a_full_disk(city: RunningCity, cluster: EmbeddedPostgres) -> None:
    """What comes is refused with a sentence, nothing is half there, and it goes when there is room."""
    device = RawDevice(city.url)
    device.enrol(city.code())
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-") as name,
        small_disk(Path(name) / "d") as disk,
    ):
        space = disk / "space"
        space.mkdir()
        own(disk, cluster)
        city.query(f"CREATE TABLESPACE small LOCATION '{space}'")
        city.query("ALTER TABLE event_rows SET TABLESPACE small")
        held = city.query("SELECT count(*) FROM event")
        device.record(*(device.registered() for _ in range(200)))
        with full(disk):
            answer = device.post(pack(device.request()))
            assert (answer.status_code, answer.json()["code"]) == (503, "server-full")
            assert city.query("SELECT count(*) FROM event") == held
            assert httpx.get(f"{city.url}/readyz").status_code == 200
        answer = device.post(pack(device.request()))
        assert unpack(answer.content, SyncAnswer).acked_dseq == 200
        city.query("ALTER TABLE event_rows SET TABLESPACE pg_default")
        city.query("DROP TABLESPACE small")


def postmaster(cluster: EmbeddedPostgres) -> int:
    """The process that the city's database hangs on."""
    return int((cluster.cluster / "postmaster.pid").read_text().split()[0])


def own(disk: Path, cluster: EmbeddedPostgres) -> None:
    """Make the disk the database's, which runs as a user of its own."""
    owner = cluster.cluster.stat()
    for place in (disk, disk / "space"):
        shutil.chown(place, owner.st_uid, owner.st_gid)
    disk.parent.chmod(0o755)
