"""What a sync costs on the line: bytes with HTTP headers, and requests. Hard limits; seconds are `make
bench`'s. The work is that of `bench/sync.py`, a tenth of it: cases with terms and clocks."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.sync import day_at_work, register
from helpdesk.application.progress import act
from helpdesk.domain import events as ev
from tests.server.running import RunningCity
from tests.sync.desk import Device

CASES = 1_000
DESK = "150502001001"
# A signed request and its answer, in short (ADR 37): 160 are both heads (54 the HTTP server adds), 80 say who
# asks, with the signature, 31 to 38 and 22 are the messages.
EMPTY = 300


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one exchange that was complete."""

    total: int
    requests: int
    sent: int
    received: int


@pytest.fixture
def pair(tmp_path: Path, city: RunningCity) -> Iterator[tuple[Device, Device]]:
    """Two devices of one desk."""
    devices = [
        Device.enrolled(tmp_path / name, city.url, city.code(DESK)) for name in ("one", "two")
    ]
    yield devices[0], devices[1]
    for device in devices:
        device.close()


def synced(device: Device) -> Cost:
    report = device.sync()
    assert report.synced
    tally = report.tally
    total = tally.bytes_out + tally.bytes_in
    return Cost(total, tally.requests, tally.sent, tally.received)


def test_what_a_sync_may_cost(pair: tuple[Device, Device]) -> None:
    one, two = pair
    dice = random.Random(1)
    for device in pair:
        synced(device)
    cases = register(one.store, cases=CASES, dice=dice)
    push = synced(one)
    assert push.sent == CASES
    assert push.total <= 135 * CASES
    assert push.requests <= 4
    pull = synced(two)
    assert pull.received == CASES
    assert pull.total <= 140 * CASES
    assert pull.requests <= 4
    for device in pair:
        empty = synced(device)
        assert (empty.requests, empty.sent, empty.received) == (1, 0, 0)
        assert empty.total <= EMPTY
    day_at_work(one.store, cases, dice)
    day = synced(one), synced(two)
    assert [(each.requests, each.sent + each.received) for each in day] == [(1, 40), (1, 40)]
    assert max(each.total for each in day) <= 4_200


def test_a_day_at_the_counter(city: RunningCity, tmp_path: Path) -> None:
    """As agents do it, with residents and receipts: 10 new and 30 changed cases up, the same down."""
    one, other = (
        Device.enrolled(tmp_path / name, city.url, city.code()) for name in ("one", "other")
    )
    cases = [one.register() for _ in range(30)]
    assert one.sync().synced
    assert other.sync().synced
    for case in cases:
        act(one.session, case, ev.HandedOver())
    names = ("格日勒图", "包玉兰", "李丽", "王芳", "乌云")
    for number in range(10):
        one.register(names[number % 5])
    report = one.sync()
    assert report.synced
    assert report.tally.requests == 1
    assert report.tally.bytes_out + report.tally.bytes_in <= 4_200
    report = other.sync()
    assert report.synced
    assert report.tally.requests == 1
    assert report.tally.bytes_out + report.tally.bytes_in <= 4_200
    one.close()
    other.close()
