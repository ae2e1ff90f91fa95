"""Files of cases by stick: along with their records, crossed with the network, wanted and brought back."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.server.bundles import receive_bundle
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.bundles import FilesAlong, export_bundle, import_bundle
from helpdesk.sync.transport import Transport
from tests.server.running import RunningCity
from tests.sync.desk import Device
from tests.sync.filing import attached, noise, wire_of

Make = Callable[[], Device]
ROOM = 10_000_000


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def out(device: Device, *, room: int = ROOM) -> tuple[bytes, int]:
    """A bundle, and how many files are in it."""
    target = io.BytesIO()
    along = FilesAlong(device.store.file_queue, room)
    exported = export_bundle(device.store.outbox, target, now_ms=1, along=along)
    return target.getvalue(), exported.files


def round_trip(city: RunningCity, device: Device, raw: bytes) -> None:
    back = io.BytesIO()
    receive_bundle(city.inside, io.BytesIO(raw), back)
    queue = device.store.file_queue
    import_bundle(device.store.outbox, io.BytesIO(back.getvalue()), queue=queue)


def arrived(device: Device, sha256: str) -> bool:
    return device.store.files.states([sha256])[sha256].arrived


def test_a_photo_goes_with_its_record_and_comes_to_another_desk(
    city: RunningCity, make: Make
) -> None:
    here, there = make(), make()
    content, small = noise(700_000), noise(9_000, seed=2)
    file = attached(here, here.register(), content, thumbnail=small)
    raw, files = out(here)
    assert files == 2
    assert not arrived(here, file.sha256)  # written is not sent
    round_trip(city, here, raw)
    assert arrived(here, file.sha256)
    assert city.inside.files.whole(file.sha256) == content
    assert out(here)[1] == 0
    round_trip(city, there, out(there)[0])  # the record
    round_trip(city, there, out(there)[0])  # whether the city has it
    assert arrived(there, file.sha256)
    there.store.files.want([file.thumbnail, file.sha256])
    round_trip(city, there, out(there)[0])
    assert there.store.files.read(file.sha256) == content
    assert there.store.files.read(file.thumbnail) == small


def test_twice_and_crossed_with_the_network(city: RunningCity, make: Make) -> None:
    """Half of it had gone over the line already."""
    device, content = make(), noise(400_000, seed=3)
    file = attached(device, device.register(), content)
    assert device.sync().synced
    with Transport(device.server) as transport:
        wire = wire_of(device, transport)
        assert wire.create(file.sha256, file.size) == 0
        assert wire.append(file.sha256, 0, content[:123_456]) == 123_456
    raw, _ = out(device)
    round_trip(city, device, raw)
    round_trip(city, device, raw)
    assert arrived(device, file.sha256)
    assert city.inside.files.whole(file.sha256) == content


def test_without_room_the_records_go_alone(city: RunningCity, make: Make) -> None:
    """C7, C21: a case never waits for its photo."""
    device = make()
    small = attached(device, device.register(), noise(5_000, seed=4))
    large = attached(device, device.register(), noise(300_000, seed=5))
    raw, files = out(device, room=100_000)
    assert files == 1
    round_trip(city, device, raw)
    assert device.store.queries.sync_state().waiting == 0
    assert (arrived(device, small.sha256), arrived(device, large.sha256)) == (True, False)


def test_a_file_that_is_damaged_here_stops_nothing(city: RunningCity, make: Make) -> None:
    device = make()
    bad = attached(device, device.register(), noise(50_000, seed=6))
    good = attached(device, device.register(), noise(60_000, seed=7))
    large = [p for p in (device.folder / "files").rglob("*") if p.is_file()]
    (path,) = [p for p in large if 50_000 <= p.stat().st_size < 60_000]
    path.write_bytes(b"x" * path.stat().st_size)
    raw, _ = out(device)
    round_trip(city, device, raw)
    assert (arrived(device, bad.sha256), arrived(device, good.sha256)) == (False, True)
    assert device.store.queries.sync_state().waiting == 0


def test_a_blocked_device_brings_no_files(city: RunningCity, make: Make) -> None:
    device = make()
    file = attached(device, device.register(), noise(5_000, seed=8))
    city.inside.standings.revoke_device(device.store.desk.prefix, SYSTEM)
    round_trip(city, device, out(device)[0])
    assert not arrived(device, file.sha256)
