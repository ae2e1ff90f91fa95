"""Several serving processes behind one socket: one that dies is replaced, all end together."""

import ctypes
import json
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.wire import pack, unpack
from tests.server.raw_device import RawDevice
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity, fresh_database, serving

HASTY = "tests.server.hasty_city"
HALF_A_HEAD = b"GET /healthz HTTP/1.1\r\nHo"
HALF_A_BODY = b"POST /sync HTTP/1.1\r\nHost: city\r\nContent-Length: 4000\r\n\r\nH1"
UNREAD = (
    b"GET /schema/openapi.json HTTP/1.1\r\nHost: city\r\n\r\n" * 400
)  # far more than sockets hold
IDLE = b"GET /healthz HTTP/1.1\r\nHost: city\r\n\r\n"


@pytest.fixture(scope="module")
def city(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """Two processes that write JSON lines."""
    folder = tmp_path_factory.mktemp("city")
    with serving(folder, fresh_database(postgres), "--processes", "2", "--json-logs") as running:
        yield running


def enrolled(city: RunningCity, desk: str = VILLAGE) -> RawDevice:
    device = RawDevice(city.url)
    assert device.enrol(city.code(desk)).status_code == 200
    return device


def workers(city: RunningCity) -> list[psutil.Process]:
    return [each for each in psutil.Process(city.process.pid).children() if works(each)]


def works(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:  # just dying
        return False


def lines(city: RunningCity) -> list[dict[str, object]]:
    text = (city.data / "log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def answering(city: RunningCity) -> set[object]:
    return {line["process"] for line in lines(city) if "route" in line}


def until(holds: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def test_both_answer_and_keep_one_order(city: RunningCity) -> None:
    """C1: eight devices push through two processes; positions have neither gaps nor doubles."""
    devices = [enrolled(city, desk) for desk in (VILLAGE, OTHER_VILLAGE) for _ in range(4)]

    def work(device: RawDevice) -> None:
        for _ in range(8):
            device.record(device.registered())
            answer = device.send(device.request(first=len(device.log)))
            assert answer.acked_dseq == len(device.log)

    with ThreadPoolExecutor(len(devices)) as pool:
        list(pool.map(work, devices))
    for desk in (VILLAGE, OTHER_VILLAGE):
        rows = city.query("SELECT position FROM event WHERE stream = %s ORDER BY 1", desk)
        assert [position for (position,) in rows] == list(range(1, 33))
    until(lambda: httpx.get(f"{city.url}/healthz").is_success and len(answering(city)) == 2)


def test_lines_say_nothing_of_anybody(city: RunningCity) -> None:
    device = enrolled(city)
    device.record(device.registered())
    device.send()
    with city.api() as api:
        api.get("/api/cases", params={"text": "包玉兰"})
        api.get(f"/api/cases/{device.log[0].subject.hex()}")
        api.get("/%E5%8C%85%E7%8E%89%E5%85%B0")
    until(lambda: any(line.get("route") == "/api/cases/{case}" for line in lines(city)))
    text = (city.data / "log").read_text(encoding="utf-8")
    number = city.query("SELECT number FROM case_number LIMIT 1")[0][0]
    for secret in ("包玉兰", "%E5", number, device.log[0].subject.hex(), "127.0.0.1:5"):
        assert secret not in text
    assert {"at", "level", "method", "route", "status", "ms"} <= set(
        next(line for line in lines(city) if "route" in line)
    )


def test_one_that_is_killed_is_replaced(city: RunningCity) -> None:
    before = {each.pid for each in workers(city)}
    assert len(before) == 2
    os.kill(min(before), signal.SIGKILL)
    until(lambda: len(workers(city)) == 2 and {each.pid for each in workers(city)} != before)
    device = enrolled(city)
    device.record(device.registered())
    assert device.send().acked_dseq == 1


def test_alive_and_ready(city: RunningCity) -> None:
    with httpx.Client(base_url=city.url) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "ready"}


def test_what_is_in_work_when_it_is_stopped_is_finished(postgres: str, tmp_path: Path) -> None:
    """SIGTERM in the middle of a push that waits for its stream: the device gets its receipt."""
    with serving(tmp_path, fresh_database(postgres), "--processes", "2") as city:
        device = enrolled(city)
        device.record(device.registered())
        with ThreadPoolExecutor(1) as pool, psycopg.connect(city.database) as holder:
            holder.execute("SELECT 1 FROM stream FOR UPDATE")
            pushing = pool.submit(device.post, pack(device.request()))
            until(lambda: waiting(city))
            city.process.terminate()
            until(lambda: not accepts(city.url))
            holder.rollback()
            answer = pushing.result(timeout=30)
        assert answer.status_code == 200
        assert unpack(answer.content, SyncAnswer).acked_dseq == 1


def waiting(city: RunningCity) -> int:
    """How many transactions wait for somebody's lock."""
    sql = (
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    count: int = city.query(sql)[0][0]
    return count


@contextmanager
def dawdling(url: str, said: bytes) -> Iterator[socket.socket]:
    """A client that says this, and then nothing, and reads nothing."""
    with socket.socket() as link:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        link.connect(("127.0.0.1", int(url.rsplit(":", 1)[1])))
        link.sendall(said)
        yield link


@contextmanager
def held(city: RunningCity, desk: str) -> Iterator[psycopg.Connection]:
    """Whatever is written at this desk waits."""
    with psycopg.connect(city.database) as holder:
        holder.execute("SELECT 1 FROM stream WHERE stream = %s FOR UPDATE", [desk])
        yield holder
        holder.rollback()


@pytest.mark.parametrize("options", [(), ("--processes", "2")], ids=["one", "two"])
def test_nobody_keeps_it_from_ending(
    postgres: str, tmp_path: Path, options: tuple[str, ...]
) -> None:
    """C15: clients that dawdle and a database that does not go on hold a stopped city no longer than agreed;
    a push that gets through meanwhile has its receipt, the other one is not there and comes again."""
    database = fresh_database(postgres)
    with serving(tmp_path, database, *options, program=HASTY) as city, ExitStack() as stack:
        quick, stuck = enrolled(city, VILLAGE), enrolled(city, OTHER_VILLAGE)
        for said in (HALF_A_HEAD, HALF_A_BODY, UNREAD, IDLE):
            stack.enter_context(dawdling(city.url, said))
        pool = stack.enter_context(ThreadPoolExecutor(2))
        with held(city, OTHER_VILLAGE), held(city, VILLAGE) as first:
            pushes = [pool.submit(push, device) for device in (quick, stuck)]
            until(lambda: waiting(city) == 2)
            city.process.terminate()
            until(lambda: not accepts(city.url))
            city.process.terminate()  # somebody is impatient
            first.rollback()
            answer = pushes[0].result(timeout=20)
            start = time.monotonic()
            assert city.process.wait(timeout=20) == 0
            assert time.monotonic() - start < 15
            assert pushes[1].exception(timeout=20) is not None
        assert unpack(answer.content, SyncAnswer).acked_dseq == 1
        until(lambda: not waiting(city))
        assert city.query("SELECT stream FROM event") == [(VILLAGE,)]
    with serving(tmp_path, database) as city:
        stuck.url = city.url
        assert stuck.send().acked_dseq == 1


def push(device: RawDevice) -> httpx.Response:
    device.record(device.registered())
    return device.post(pack(device.request()))


def accepts(url: str) -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1])), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="POSIX threads and signals")
def test_whichever_thread_hears_it_is_told_to_stop(postgres: str, tmp_path: Path) -> None:
    """The system may hand a signal to any thread: the sleeping loop is woken all the same."""
    with serving(tmp_path, fresh_database(postgres)) as city:
        process = psutil.Process(city.process.pid)
        other = max(each.id for each in process.threads() if each.id != process.pid)
        assert ctypes.CDLL(None).tgkill(process.pid, other, signal.SIGTERM) == 0
        assert city.process.wait(timeout=30) == 0


def test_without_their_parent_they_end_and_free_the_port(postgres: str, tmp_path: Path) -> None:
    """kill -9 of the parent: the next start finds its port free."""
    database = fresh_database(postgres)
    with serving(tmp_path / "a", database, "--processes", "2", ends=-signal.SIGKILL) as city:
        family = workers(city)
        city.process.kill()
        _, alive = psutil.wait_procs(family, timeout=30)
        assert not alive
        assert not accepts(city.url)


def test_instances_over_one_database(city: RunningCity, tmp_path: Path) -> None:
    """A second server over the same database, with a copy of city.json: one city."""
    shutil.copy(city.data / "city.json", tmp_path / "city.json")
    device = enrolled(city)
    device.record(device.registered(), device.registered())
    with serving(tmp_path, city.database) as other:
        assert device.send(device.request(count=1)).acked_dseq == 1
        device.url = other.url
        assert device.send(device.request()).acked_dseq == 2
