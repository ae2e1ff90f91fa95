"""What is too much, too slow, too often, sent again, or meant to burst something: a clear answer each."""

import json
import socket
import struct
import threading
from pathlib import Path

import httpx
import msgspec
import pytest
import zstandard

from helpdesk.protocol.signing import NUMBER_HEADER, RequestNumbers, authorization
from helpdesk.protocol.wire import pack
from helpdesk.server import limits
from helpdesk.server.limits import Buckets
from helpdesk.server.postgres.door import WINDOW
from helpdesk.sync.transport import Transport
from tests.server.raw_device import RawDevice, event
from tests.server.running import RunningCity, fresh_database, serving


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    device = RawDevice(city.url)
    device.enrol(city.code())
    device.record(device.registered())
    return device


def signed(device: RawDevice, body: bytes, number: int) -> dict[str, str]:
    known = device.known.device
    return {"Authorization": authorization(known, body, sent_ms=number, sign=device.key.sign)}


def test_a_recorded_request_is_not_answered_again(device: RawDevice) -> None:
    """Who recorded a request gets no news by playing it again (ADR 0022)."""
    body = pack(device.request())
    header = signed(device, body, 1000)
    assert device.post(body, **header).status_code == 200
    again = device.post(body, **header)
    assert (again.status_code, again.json()["code"]) == (401, "request-replayed")
    assert again.headers[NUMBER_HEADER] == "1000"
    other = device.post(body, path="/renew", **header)
    assert other.json()["code"] == "request-replayed"


def test_requests_that_overtake_each_other_all_count_once(device: RawDevice) -> None:
    """The file queue and the sync speak at once; only what is far behind is refused."""
    body = pack(device.request())
    for number in (500, 498, 499, 501, 300):
        assert device.post(body, **signed(device, body, number)).status_code == 200
    for number in range(1000, 1000 + WINDOW):
        assert device.post(body, **signed(device, body, number)).status_code == 200
    for number in (500, 502, 1000):
        refused = device.post(body, **signed(device, body, number))
        assert refused.json()["code"] == "request-replayed"
        assert refused.headers[NUMBER_HEADER] == str(1000 + WINDOW - 1)


@pytest.mark.parametrize("number", ["", "x", "１", "1" * 30, "1e3", "--1"])
def test_numbers_that_are_none(device: RawDevice, number: str) -> None:
    body = pack(device.request())
    header = signed(device, body, 0)["Authorization"].split(".")
    said = ".".join((header[0], number, header[2])).encode()
    answer = device.post(body, Authorization=said)  # type: ignore[arg-type]
    assert answer.status_code == 401


def test_a_clock_that_went_back_costs_one_request_and_no_more(device: RawDevice) -> None:
    """C19: the battery died; the city says from where to count, and the transport goes on there."""
    who = {"device": device.known.device, "sign": device.key.sign}
    with Transport(device.url) as before:
        for _ in range(WINDOW + 1):
            before.exchange(device.request(), sent_ms=1_900_000_000_000, **who)  # type: ignore[arg-type]
    with Transport(device.url) as after:
        for moment in (0, 0, -5_000):
            reply = after.exchange(device.request(), sent_ms=moment, **who)  # type: ignore[arg-type]
            assert reply.answer.acked_dseq == 1


def test_numbers_of_requests_only_rise() -> None:
    numbers = RequestNumbers()
    assert [numbers.next(at) for at in (5, 5, 3, 9, -1)] == [5, 6, 7, 9, 10]
    numbers.go_on_from(100)
    numbers.go_on_from(50)
    assert numbers.next(7) == 101


def bomb(kind: str) -> bytes:
    """A frame that says its size, that does not, or that lies about it."""
    plain = bytes(40_000_000)
    if kind == "says":
        return zstandard.ZstdCompressor().compress(plain)
    if kind == "silent":
        squeezer = zstandard.ZstdCompressor(write_content_size=False).compressobj()
        return squeezer.compress(plain) + squeezer.flush()
    return struct.pack("<IB", 0xFD2FB528, 0b1110_0000) + struct.pack("<Q", 2**60)


@pytest.mark.parametrize("kind", ["says", "silent", "lies"])
def test_a_frame_that_would_burst(device: RawDevice, kind: str) -> None:
    answer = device.post(b"H1" + bomb(kind))
    assert (answer.status_code, answer.json()["code"]) == (400, "request-damaged")


@pytest.mark.parametrize(
    "body",
    [
        b'{"changes": {"name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
        b'{"changes": {"name": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b"[" * 100_000,
        b'{"changes": {"name": 1e999999}}',
    ],
)
def test_a_body_as_deep_as_it_gets_is_kept_aside(device: RawDevice, body: bytes) -> None:
    """C2: what cannot be read never stops a desk's queue."""
    from helpdesk.domain.events import ResidentChanged

    deep = event(ResidentChanged(changes={}), subject=bytes(16))
    device.record(msgspec.structs.replace(deep, body=body))
    answer = device.send()
    assert (answer.acked_dseq, answer.quarantined[0].dseq) == (2, 2)


def test_more_than_one_request_may_hold(device: RawDevice) -> None:
    answer = device.post(b"H1" + bytes(4_000_001))
    assert (answer.status_code, answer.json()["code"]) == (413, "request-large")


def test_a_body_that_says_it_is_large_is_not_waited_for(city: RunningCity) -> None:
    with socket.create_connection(("127.0.0.1", int(city.url.rsplit(":", 1)[1]))) as line:
        head = "POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 2147483648\r\n\r\n"
        line.sendall(head.encode())
        line.settimeout(20)
        assert line.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("who", ["", "Authorization: Helpdesk nobody.1.AA\r\n"])
def test_so_much_is_read_of_nobody_but_a_device(city: RunningCity, who: str) -> None:
    """64 MB of each of a thousand strangers would be the city's memory."""
    with socket.create_connection(("127.0.0.1", int(city.url.rsplit(":", 1)[1]))) as line:
        head = f"POST /bundle HTTP/1.1\r\nHost: x\r\n{who}Content-Length: 60000000\r\n\r\n"
        line.sendall(head.encode() + bytes(1000))
        line.settimeout(20)
        assert line.recv(100).startswith(b"HTTP/1.1 401")


# Litestar 3 wants dependencies marked; everywhere else the application runs in a process of its own.
@pytest.mark.filterwarnings("ignore:.*:litestar.exceptions.LitestarDeprecationWarning")
@pytest.mark.parametrize(
    ("grace", "silence", "pieces"), [(0.3, 5.0, 400), (60.0, 0.3, 0)], ids=["trickles", "silent"]
)
def test_a_body_that_does_not_come(
    city: RunningCity,
    monkeypatch: pytest.MonkeyPatch,
    grace: float,
    silence: float,
    pieces: int,
) -> None:
    """In this process, on a socket of its own, so that the patience can be short."""
    from granian.constants import Interfaces
    from granian.server.embed import Server

    from helpdesk.server.app import create_app

    monkeypatch.setattr(limits, "GRACE_SECONDS", grace)
    monkeypatch.setattr(limits, "SILENCE_SECONDS", silence)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    server = Server(
        create_app(city.inside), address="127.0.0.1", port=port, interface=Interfaces.ASGI
    )
    answer = trickle(server, port, pieces)
    assert answer.startswith(b"HTTP/1.1 408"), answer
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["code"] == "request-slow"


def trickle(server: object, port: int, pieces: int) -> bytes:
    """What the server answers to a body of which a byte comes now and then."""
    import asyncio

    async def ask() -> bytes:
        serving = asyncio.create_task(server.serve())  # type: ignore[attr-defined]
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                break
            except OSError:
                await asyncio.sleep(0.01)
        writer.write(b"POST /enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n")
        writer.write(b"Content-Type: application/json\r\nConnection: close\r\n\r\n")
        answered = asyncio.create_task(reader.read())
        for _ in range(pieces):
            if (await asyncio.wait({answered}, timeout=0.02))[0]:
                break
            writer.write(b" ")
        answer = await answered
        writer.close()
        server.stop()  # type: ignore[attr-defined]
        await serving
        return answer

    return asyncio.run(ask())


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    buckets = Buckets(rate=2, burst=3, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.take("b") == 0
    now[0] = 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 1]
    now[0] = 100
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 1]


def test_an_address_that_asks_too_often(postgres: str, tmp_path: Path) -> None:
    """Behind a proxy each address counts for itself."""
    with serving(tmp_path, fresh_database(postgres), "--behind-proxy") as city:
        statuses = hammer(city.url, "203.0.113.7", requests=2400)
        assert 429 in statuses
        with httpx.Client(base_url=city.url) as client:
            other = client.get("/healthz", headers={"X-Forwarded-For": "203.0.113.7, 203.0.113.8"})
            assert other.status_code == 200


def hammer(url: str, source: str, *, requests: int) -> set[int]:
    """Everything at once on one connection; the statuses that came back."""
    port = int(url.rsplit(":", 1)[1])
    one = f"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {source}\r\n\r\n".encode()
    last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port)) as line:
        sender = threading.Thread(target=line.sendall, args=(one * (requests - 1) + last,))
        sender.start()
        got = b""
        while piece := line.recv(1 << 20):
            got += piece
        sender.join()
    assert b'"requests-many"' in got
    assert b"retry-after: 1\r\n" in got.lower()
    return {int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]}
