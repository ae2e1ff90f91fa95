"""Two desks on one cable: who knows the code hands over, what is carried stays sealed, nothing doubles."""

import contextlib
import errno
import io
import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.sync import neighbour
from helpdesk.sync.bundles import export_bundle, import_bundle
from helpdesk.sync.carried import KEPT_MAX, CarriedBundles
from helpdesk.sync.channel import Channel
from helpdesk.sync.neighbour import TRIES, Handed, Listener, hand_over
from helpdesk.sync.transport import Transport
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.sync.desk import Device
from tests.sync.street import listening

Make = Callable[..., Device]


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device(desk: str = VILLAGE) -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code(desk)))
        return made[-1]

    yield device
    for one in made:
        one.close()


def forward(carrier: Device, carried: CarriedBundles) -> int:
    """As the carrier's next sync does."""
    outbox = carrier.store.outbox
    known = outbox.identity()
    assert known is not None
    with Transport(carrier.server) as transport:
        return carried.forward(
            lambda raw: transport.carry(raw, device=known.device, sent_ms=1, sign=outbox.sign)
        )


def hung_up() -> contextlib.AbstractContextManager[None]:
    """The other side may close before all is said."""
    return contextlib.suppress(OSError)


def bundle_of(device: Device) -> Path:
    path = device.folder / "bundle.hdb"
    with path.open("wb") as target:
        export_bundle(device.store.outbox, target, now_ms=1)
    return path


def visit(device: Device, listener: Listener, *, code: str = "", empty: bool = False) -> Handed:
    known = device.store.outbox.identity()
    assert known is not None
    return hand_over(
        f"127.0.0.1:{listener.port}",
        code or listener.code.lower(),
        device=known.device,
        bundle=None if empty else bundle_of(device),
        take_in=lambda source: import_bundle(device.store.outbox, source),
    )


def waiting(device: Device) -> int:
    return device.store.queries.sync_state().waiting


def test_in_one_visit_where_the_neighbour_has_a_line(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    device.register()
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried, lambda: forward(carrier, carried)) as (listener, came):
        assert visit(device, listener) == Handed(given=True, returns=1)
    assert len(came) == 1
    assert waiting(device) == 0
    assert list((carrier.folder / "carried").iterdir()) == []


def test_in_two_visits_where_it_has_none(city: RunningCity, make: Make) -> None:
    """C12: given to a neighbour is not sent."""
    device, carrier = make(), make(OTHER_VILLAGE)
    case = device.register("格日勒图")
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried) as (listener, _):
        assert visit(device, listener).returns == 0
    assert waiting(device) > 0
    (kept,) = (carrier.folder / "carried").iterdir()
    assert "格日勒图".encode() not in kept.read_bytes()
    assert forward(carrier, carried) == 1
    assert forward(carrier, carried) == 0
    assert city.query("SELECT 1 FROM city_case WHERE id = %s", case)
    assert waiting(device) > 0
    with listening(carried) as (listener, _):
        assert visit(device, listener, empty=True).returns == 1
    assert waiting(device) == 0
    assert carrier.store.queries.sync_state().recorded == 0


def test_a_wrong_code_opens_nothing(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    device.register()
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried) as (listener, came):
        for _ in range(TRIES):
            with pytest.raises(Problem, match="neighbour-code"):
                visit(device, listener, code="0000-0000")
    assert came == ["neighbour-tries"]
    assert carried.outgoing == 0


def test_noise_at_the_door_is_no_visit(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    device.register()
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried) as (listener, came):
        for noise in (b"", b"GET / HTTP/1.1\r\n\r\n" * 9, b"HDN1", b"HDN1" + bytes(32)):
            address = ("127.0.0.1", listener.port)
            with socket.create_connection(address, timeout=9) as stranger, hung_up():
                stranger.sendall(noise)
                stranger.shutdown(socket.SHUT_WR)
                while stranger.recv(4096):
                    pass
        assert came == []
        assert visit(device, listener).given
    assert carried.outgoing == 1


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "neighbour-address"),
        ("here:there", "neighbour-address"),
        (":8151", "neighbour-address"),
        ("192.0.2.15:99999", "neighbour-address"),
        ("192.0..15", "neighbour-address"),
        ("１２７。０．０。１：１", "neighbour-away"),
        ("127.0.0.1:1", "neighbour-away"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=code):
        hand_over(address, "0000-0000", device="a", bundle=None, take_in=lambda _: None)


def test_somebody_else_answers(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as printer:

        def print_() -> None:
            connection, _ = printer.accept()
            with connection:
                connection.recv(100)
                connection.sendall(b"220 ready, this is a printer and no desk at all, is it?\r\n")

        thread = threading.Thread(target=print_)
        thread.start()
        address = f"127.0.0.1:{printer.getsockname()[1]}"
        with pytest.raises(Problem, match="neighbour-foreign"):
            hand_over(address, "0000-0000", device="a", bundle=None, take_in=lambda _: None)
        thread.join()


def test_what_is_no_bundle_is_not_carried(make: Make, tmp_path: Path) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    letter = tmp_path / "letter"
    letter.write_bytes(b"a letter")
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried) as (listener, _), pytest.raises(Problem, match="bundle-foreign"):
        hand_over(
            f"127.0.0.1:{listener.port}",
            listener.code,
            device="a",
            bundle=letter,
            take_in=lambda _: None,
        )
    assert carried.outgoing == 0
    assert device.store.queries.sync_state().recorded == 0


def test_what_the_city_never_takes_is_told_to_its_desk(
    city: RunningCity, make: Make, tmp_path: Path
) -> None:
    """Damaged on the carrier's disk: dropped there, with the reason for its desk; nothing is lost."""
    device, carrier = make(), make(OTHER_VILLAGE)
    device.register()
    carried = CarriedBundles(carrier.folder / "carried")
    with listening(carried) as (listener, _):
        visit(device, listener)
    (kept,) = (carrier.folder / "carried").iterdir()
    raw = bytearray(kept.read_bytes())
    raw[-200] ^= 1
    kept.write_bytes(raw)
    assert forward(carrier, carried) == 0
    with listening(carried) as (listener, _):
        handed = visit(device, listener, empty=True)
    assert handed.refused == ("bundle-damaged",)
    assert waiting(device) > 0
    assert list((carrier.folder / "carried").iterdir()) == []


def test_a_line_that_fails_keeps_what_is_carried(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    carried = CarriedBundles(carrier.folder / "carried")
    with bundle_of(device).open("rb") as source:
        carried.keep(source)
        carried.keep(source)

    def cut(_raw: bytes) -> bytes:
        raise EnvironmentProblem("network-cut")

    with pytest.raises(EnvironmentProblem):
        carried.forward(cut)
    assert carried.outgoing == 1


@pytest.mark.parametrize(
    "code", ["device-unknown", "signature-wrong", "request-replayed", "request-slow"]
)
def test_what_is_wrong_with_the_carrier_costs_no_neighbour_its_bundle(
    make: Make, code: str
) -> None:
    """The city was restored and does not know the carrier, or the line was slow: that is not said of the
    neighbour's bundle, and it waits."""
    device, carrier = make(), make(OTHER_VILLAGE)
    carried = CarriedBundles(carrier.folder / "carried")
    with bundle_of(device).open("rb") as source:
        carried.keep(source)

    def refuse(_raw: bytes) -> bytes:
        raise Problem(code)

    with pytest.raises(Problem, match=code):
        carried.forward(refuse)
    assert (carried.outgoing, carried.returned, carried.trouble) == (1, 0, code)
    assert forward(carrier, carried) == 1
    assert (carried.outgoing, carried.returned, carried.trouble) == (0, 1, "")


def test_one_over_which_the_city_stumbles_hinders_no_other(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    carried = CarriedBundles(carrier.folder / "carried")
    for _ in range(2):
        with bundle_of(device).open("rb") as source:
            carried.keep(source)
    asked: list[bytes] = []

    def stumble(raw: bytes) -> bytes:
        asked.append(raw)
        if len(asked) == 1:
            raise EnvironmentProblem("server-error")
        return bundle_of(device).read_bytes()

    with pytest.raises(EnvironmentProblem, match="server-error"):
        carried.forward(stumble)
    assert (len(asked), carried.outgoing) == (2, 1)


def test_what_the_disk_does_not_give_back_hinders_no_other(make: Make) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    folder = carrier.folder / "carried"
    carried = CarriedBundles(folder)
    with bundle_of(device).open("rb") as source:
        carried.keep(source)
    for spoilt in ("00.out.hdb", "00.back.hdb"):
        (folder / spoilt).write_bytes(b"torn")
    (folder / "01.out.hdb").mkdir()
    assert forward(carrier, carried) == 1
    known = device.store.outbox.identity()
    assert known is not None
    assert len(carried.waiting_for(known.device).bundles) == 1


def test_a_full_disk_at_the_carrier(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    carried = CarriedBundles(carrier.folder / "carried")

    def full(_channel: object, _target: object, _size: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(Channel, "receive_file", full)
    gone = pytest.raises(EnvironmentProblem, match="neighbour-gone")
    with listening(carried) as (listener, came), gone:
        visit(device, listener)
    assert came == ["neighbour-disk"]


def test_a_disk_of_the_carrier_that_takes_nothing(make: Make) -> None:
    """Said where it can be mended: the visitor's own folders are in order."""
    device, carrier = make(), make(OTHER_VILLAGE)
    place = carrier.folder / "carried"
    place.write_text("no folder")
    gone = pytest.raises(EnvironmentProblem, match="neighbour-gone")
    with listening(CarriedBundles(place)) as (listener, came), gone:
        visit(device, listener)
    assert came == ["neighbour-disk"]


def test_it_carries_no_more_than_it_can(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    device, carrier = make(), make(OTHER_VILLAGE)
    carried = CarriedBundles(carrier.folder / "carried")
    for _ in range(KEPT_MAX):
        carried.keep(io.BytesIO(bundle_of(device).read_bytes()))
    with pytest.raises(Problem, match="carried-full"):
        carried.keep(io.BytesIO(bundle_of(device).read_bytes()))


def test_what_nobody_fetches_makes_room_and_so_does_what_a_kill_left(make: Make) -> None:
    """C23: a village that has its own line now never comes back for its answers."""
    device, carrier = make(), make(OTHER_VILLAGE)
    folder = carrier.folder / "carried"
    carried = CarriedBundles(folder)
    for number in range(KEPT_MAX):
        with bundle_of(device).open("rb") as source:
            carried.keep(source)
        (kept,) = folder.glob("*.out.hdb")
        kept.rename(folder / f"{number:03}.back.hdb")
    left = folder / "1.out.hdb.part"
    left.write_bytes(b"half")
    os.utime(left, (1, 1))
    with bundle_of(device).open("rb") as source:
        carried.keep(source)
    assert (carried.outgoing, len(list(folder.iterdir()))) == (1, KEPT_MAX)
    assert not (folder / "000.back.hdb").exists()


def test_nobody_comes_and_the_usual_port_is_taken(tmp_path: Path) -> None:
    carried = CarriedBundles(tmp_path / "carried")
    with Listener(carried, forward=lambda: None, port=0, minutes=0) as first:
        with Listener(carried, forward=lambda: None, port=first.port, minutes=1) as second:
            assert second.port != first.port
            assert second.code != first.code
        with pytest.raises(Problem, match="neighbour-late"):
            first.serve()
    assert neighbour.PORT > 1024
