"""A device begins a new log: its prefix, its spare one, and where the old log and the city's part."""

import secrets

import httpx
import pytest

from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.messages import SyncAnswer, WireEvent
from helpdesk.protocol.renewal import ClosedLog, Probe, RenewAnswer, RenewRequest
from helpdesk.protocol.wire import pack, unpack
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    device = RawDevice(city.url)
    assert device.enrol(city.code()).status_code == 200
    return device


def asked(
    device: RawDevice,
    incarnation: bytes,
    *,
    prefix: str = "",
    closed: tuple[ClosedLog, ...] = (),
) -> httpx.Response:
    request = RenewRequest(1, incarnation, prefix, list(closed))
    return device.post(pack(request), path="/renew")


def renewed(device: RawDevice, incarnation: bytes, **rest: object) -> RenewAnswer:
    answer = asked(device, incarnation, **rest)  # type: ignore[arg-type]
    assert answer.status_code == 200
    return unpack(answer.content, RenewAnswer)


def push(device: RawDevice, *events: WireEvent) -> SyncAnswer:
    first = len(device.log) + 1
    device.record(*events)
    return device.send(device.request(first=first))


def probes(device: RawDevice, *numbers: int) -> ClosedLog:
    links = [GENESIS, *heads(GENESIS, device.log)]
    return ClosedLog(device.incarnation, [Probe(dseq, links[dseq]) for dseq in numbers])


def test_enrolment_gives_a_spare_prefix(device: RawDevice) -> None:
    assert device.known.spare
    assert device.known.spare != device.known.prefix


def test_a_new_log_has_a_new_prefix(city: RunningCity, device: RawDevice) -> None:
    """C6: old one closed, asked twice the same answer, and nobody gets one of them again."""
    fresh = secrets.token_bytes(8)
    answer = renewed(device, fresh)
    assert renewed(device, fresh) == answer
    had = {device.known.prefix, device.known.spare}
    assert len({answer.prefix, answer.spare} | had) == 4
    assert answer.acked == 0
    rows = city.query(
        "SELECT prefix FROM prefix WHERE device = %s AND closed_ms IS NOT NULL", device.known.device
    )
    assert {row[0] for row in rows} == had


def test_the_spare_prefix_becomes_the_prefix_when_it_was_used(device: RawDevice) -> None:
    answer = renewed(device, secrets.token_bytes(8), prefix=device.known.spare)
    assert answer.prefix == device.known.spare
    assert answer.spare not in (device.known.prefix, device.known.spare)


def test_a_log_that_was_given_up_is_not_begun_again(device: RawDevice) -> None:
    first = device.incarnation
    renewed(device, secrets.token_bytes(8))
    answer = asked(device, first)
    assert (answer.status_code, answer.json()["code"]) == (409, "incarnation-known")


def test_the_longest_common_prefix(device: RawDevice) -> None:
    push(device, *[device.registered() for _ in range(5)])
    device.log[3] = device.registered()  # what a restored device recorded instead of its fourth
    answer = renewed(device, secrets.token_bytes(8), closed=(probes(device, 1, 2, 3, 4, 5),))
    (parting,) = answer.partings
    assert parting.common == 3
    assert [(each.first, each.last) for each in parting.placed] == [(1, 3)]
    unknown = ClosedLog(secrets.token_bytes(8), [Probe(1, GENESIS)])
    (parting,) = renewed(device, secrets.token_bytes(8), closed=(unknown,)).partings
    assert (parting.common, parting.placed) == (0, [])


def test_absurd_questions(device: RawDevice) -> None:
    many = ClosedLog(device.incarnation, [Probe(number, GENESIS) for number in range(1, 99)])
    for request in (
        {"incarnation": b"short"},
        {"incarnation": secrets.token_bytes(8), "closed": (many,)},
        {"incarnation": secrets.token_bytes(8), "closed": (probes(device, 0),)},
    ):
        assert asked(device, **request).status_code == 422  # type: ignore[arg-type]


def test_numbers_of_before_arrive_after_it(city: RunningCity, device: RawDevice) -> None:
    """What was numbered and not sent comes with the old prefix; others' prefixes do not."""
    before = device.registered()
    device.incarnation = secrets.token_bytes(8)
    renewed(device, device.incarnation)
    device.log.clear()
    answer = push(device, before)
    assert (answer.acked_dseq, answer.quarantined) == (1, [])


def test_a_counter_that_runs_backwards_is_kept_aside(device: RawDevice) -> None:
    """C6: in one batch or in two, never for another day's or prefix's counters."""
    three = device.registered(number=device.number(3))
    push(device, three, device.registered(number=device.number(5)))
    backwards = device.registered(number=device.number(4))
    onwards = device.registered(number=device.number(6))
    answer = push(device, backwards, onwards)
    assert [(each.dseq, each.reason) for each in answer.quarantined] == [(3, "number-backwards")]
    answer = push(device, device.registered(number=device.number(2)))
    assert [(each.dseq, each.reason) for each in answer.quarantined] == [(5, "number-backwards")]
