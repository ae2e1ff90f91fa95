"""Files between real devices and a real city: in the middle of cuts, kills and mistakes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.sync.transport import Transport
from tests.server.running import RunningCity
from tests.sync.desk import Device
from tests.sync.filing import attached, carry, noise, wire_of
from tests.sync.thin_line import ThinLine

Make = Callable[[], Device]
PHOTO = 3_000_000  # bytes
WINDOW = 50_000  # bytes: 20 seconds of 20 kbit/s


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def test_there_and_back(make: Make) -> None:
    """Attached at one desk, sent, fetched by another of the same stream, byte for byte."""
    here, there = make(), make()
    case = here.register()
    content, small = noise(700_000), noise(9_000, seed=2)
    file = attached(here, case, content, thumbnail=small)
    assert here.sync().synced
    tally = carry(here)
    assert (tally.error, tally.sent, tally.failed) == (None, 2, 0)
    assert all(state.arrived for state in here.store.files.states([file.sha256]).values())
    there.sync()
    assert carry(there).error is None
    state = there.store.files.states([file.sha256])[file.sha256]
    assert (state.here, state.arrived) == (False, True)
    there.store.files.want([file.thumbnail, file.sha256])
    tally = carry(there)
    assert (tally.error, tally.fetched) == (None, 2)
    assert there.store.files.read(file.sha256) == content
    assert there.store.files.read(file.thumbnail) == small


@pytest.mark.parametrize("collects", [False, True])
def test_a_photo_over_a_line_that_is_cut(city: RunningCity, make: Make, collects: bool) -> None:
    """3 MB over 20 kbit/s with a cut every 20 s, counted in bytes: at most 5 % of them are sent twice,
    also where a proxy on the way passes on whole requests only."""
    device, content = make(), noise(PHOTO, seed=3 + collects)
    file = attached(device, device.register(), content)
    assert device.sync().synced
    rounds = 0
    with ThinLine(city.url, window=WINDOW, collects=collects) as line:
        while not carry(device, line.url).sent:
            rounds += 1
            assert rounds < 100
    assert device.store.files.states([file.sha256])[file.sha256].arrived
    assert line.cuts >= PHOTO // WINDOW
    assert PHOTO <= line.files <= 1.05 * PHOTO
    assert line.up <= (1.15 if collects else 1.05) * PHOTO  # heads and questions too
    assert city.inside.files.whole(file.sha256) == content


def test_probe(city: RunningCity, make: Make) -> None:
    device = make()
    file = attached(device, device.register(), noise(100_000))
    device.sync()
    with Transport(device.server) as transport:
        wire = wire_of(device, transport)
        assert wire.create(file.sha256, file.size) == 0
        assert wire.append(file.sha256, 0, noise(100_000)[:1000]) == 1000
        assert wire.offset(file.sha256) == 1000
