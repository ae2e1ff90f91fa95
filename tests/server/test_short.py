"""Requests in short, by hand: who may send one, and what comes back."""

import time

import httpx
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.protocol.messages import Cursor, SyncAnswer
from helpdesk.protocol.short import ShortAnswer, shorten
from helpdesk.protocol.signing import NUMBER_HEADER, sign_short
from helpdesk.protocol.wire import unpack, unpack_plain
from helpdesk.server.exchange import ABILITIES
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    made = RawDevice(city.url)
    assert made.enrol(city.code()).status_code == 200
    return made


def said(device: RawDevice, **changes: object) -> bytes:
    """That the device is at the end of everything."""
    device.send()
    last = len(device.log)
    request = device.request(first=last + 1, abilities=int(ABILITIES), vouched=last)
    cursor = Cursor(device.known.desk_code, 1, last)
    short = shorten(msgspec.structs.replace(request, cursors=[cursor]))
    assert short is not None
    return msgspec.msgpack.encode(msgspec.structs.replace(short, **changes))


def sealed(device: RawDevice, message: bytes, *, key: Ed25519PrivateKey | None = None) -> bytes:
    """The message with the device's name and signature."""
    number = device.numbers.next(time.time_ns() // 1_000_000)
    sign = (key or device.key).sign
    return sign_short(device.known.device, message, sent_ms=number, sign=sign)


def post(device: RawDevice, body: bytes) -> httpx.Response:
    return httpx.post(f"{device.url}/sync", content=body)


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_an_answer_at_length_where_there_are_words(device: RawDevice) -> None:
    """The city's signed standing is news for who does not name it."""
    device.record(device.registered())
    answer = post(device, sealed(device, said(device)))
    assert answer.status_code == 200
    full = unpack(answer.content, SyncAnswer)
    assert (full.problem, full.acked_dseq) == ("", 1)
    assert full.standing is not None


@pytest.mark.parametrize("changes", [{"check": bytes(8)}, {"positions": []}, {"abilities": 0}])
def test_what_the_city_does_not_understand_is_asked_for(
    device: RawDevice, changes: dict[str, object]
) -> None:
    answer = post(device, sealed(device, said(device, **changes)))
    assert answer.status_code == 200
    if "abilities" in changes:  # said openly, and heeded
        assert unpack(answer.content, SyncAnswer).acked_head
        return
    assert "content-type" not in answer.headers
    short = unpack_plain(answer.content, ShortAnswer)
    assert short is not None
    assert short.check == b""
    assert short.server_ms > 0


def test_nobody_else_may_say_it(device: RawDevice, city: RunningCity) -> None:
    """C12: as with requests at length: the key, each number once, exactly these bytes."""
    message = said(device)
    body = sealed(device, message)
    assert post(device, body).status_code == 200
    again = post(device, body)
    assert code_of(again) == (401, "request-replayed")
    assert int(again.headers[NUMBER_HEADER]) > 0
    other = sealed(device, message, key=Ed25519PrivateKey.generate())
    assert code_of(post(device, other)) == (401, "signature-wrong")
    altered = bytearray(sealed(device, message))
    altered[-1] ^= 1
    assert code_of(post(device, bytes(altered))) == (401, "signature-wrong")
    stranger = b"HS" + bytes(6) + sealed(device, message)[8:]
    assert code_of(post(device, stranger)) == (401, "device-unknown")
    assert code_of(post(device, body[:80])) == (401, "credentials-missing")
    assert code_of(post(device, sealed(device, b"\xc1"))) == (400, "request-damaged")
    assert code_of(post(device, sealed(device, b"\x96" + bytes(5)))) == (400, "request-damaged")


def test_positions_out_of_every_range_do_no_harm(device: RawDevice) -> None:
    answer = post(device, sealed(device, said(device, positions=[2**64 - 1])))
    assert answer.status_code == 200
    assert unpack(answer.content, SyncAnswer).problem == "protocol"


def test_a_blocked_device_is_told(city: RunningCity, device: RawDevice) -> None:
    message = said(device)
    city.query("UPDATE device SET revoked = true WHERE id = %s", device.known.device)
    answer = post(device, sealed(device, message))
    assert unpack(answer.content, SyncAnswer).problem == "revoked"
