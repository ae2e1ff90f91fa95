"""Bundles between a real desk and a real city: twice, late, crossed, altered, for others."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import CITY, BundleWriter, Kind, Route
from helpdesk.protocol.outbox import Identity
from helpdesk.protocol.sealing_keys import sealing_public
from helpdesk.server.bundles import Received, receive_bundle
from helpdesk.server.bundles import export_bundle as city_export
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.bundles import Imported, Watch, export_bundle, import_bundle
from helpdesk.sync.transport import Transport
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.sync.desk import Device

Make = Callable[..., Device]
NOW_MS = 1_795_400_000_000


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device(desk: str = VILLAGE) -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code(desk)))
        return made[-1]

    yield device
    for one in made:
        one.close()


def out(device: Device) -> bytes:
    target = io.BytesIO()
    export_bundle(device.store.outbox, target, now_ms=NOW_MS)
    return target.getvalue()


def at_city(city: RunningCity, raw: bytes) -> tuple[bytes, Received]:
    back = io.BytesIO()
    received = receive_bundle(city.inside, io.BytesIO(raw), back, carrier="李丽")
    return back.getvalue(), received


def home(device: Device, raw: bytes) -> Imported:
    return import_bundle(device.store.outbox, io.BytesIO(raw))


def waiting(device: Device) -> int:
    return device.store.queries.sync_state().waiting


def identity(device: Device) -> Identity:
    known = device.store.outbox.identity()
    assert known is not None
    return known


def held(city: RunningCity, case: str) -> int:
    return city.query(
        "SELECT count(*) FROM event WHERE encode(subject, 'hex') = %s AND kind = 'case.registered'",
        case,
    )[0][0]


def test_there_and_back(city: RunningCity, make: Make) -> None:
    """C2, C12: exported is not sent; only the return bundle's receipts make it so."""
    device = make()
    cases = [device.register(), device.register("格日勒图")]
    before = waiting(device)
    raw = out(device)
    assert waiting(device) == before > 0
    assert not device.store.queries.sync_state().synced
    back, received = at_city(city, raw)
    assert received.carried.taken == received.carried.records == before
    assert waiting(device) == before  # the city has them, and this desk cannot know
    imported = home(device, back)
    assert imported.acknowledged == before
    assert waiting(device) == 0
    assert device.store.queries.sync_state().synced
    assert [held(city, case) for case in cases] == [1, 1]
    assert device.store.standing.pdf_key is None, "its key for PDFs was certified on the way"


def test_everything_twice_changes_nothing(city: RunningCity, make: Make) -> None:
    """C15."""
    device = make()
    case = device.register()
    raw = out(device)
    back, _ = at_city(city, raw)
    again, received = at_city(city, raw)
    assert received.known
    assert received.carried.taken == 0
    assert home(device, again).acknowledged > 0
    assert (home(device, back).acknowledged, home(device, again).received) == (0, 0)
    assert held(city, case) == 1
    assert waiting(device) == 0


def test_out_of_order(city: RunningCity, make: Make) -> None:
    """The later bundle holds what the earlier one held, as it had no receipt."""
    device = make()
    cases = [device.register()]
    first = out(device)
    cases.append(device.register())
    second = out(device)
    late, _ = at_city(city, second)
    early, received = at_city(city, first)
    assert received.carried.taken == 0
    assert not received.carried.problem
    home(device, early)
    home(device, late)
    assert waiting(device) == 0
    assert [held(city, case) for case in cases] == [1, 1]


def test_crossed_with_the_network(city: RunningCity, make: Make) -> None:
    device = make()
    cases = [device.register()]
    raw = out(device)
    cases.append(device.register())
    assert device.sync().synced
    back, received = at_city(city, raw)
    assert received.carried.taken == 0
    cases.append(device.register())
    assert home(device, back).acknowledged == 0
    assert waiting(device) > 0  # the third one still waits
    assert device.sync().synced
    assert [held(city, case) for case in cases] == [1, 1, 1]


def test_a_bundle_that_was_overtaken_is_a_gap_and_mends_itself(
    city: RunningCity, make: Make
) -> None:
    """A first bundle was acknowledged elsewhere and lost by a restored city: the next one says so."""
    device = make("150502100219")  # nobody else reads what is torn out there
    device.register()
    assert device.sync().synced
    log = device.store.incarnation
    city.query("UPDATE log SET acked = 0, head = %s WHERE incarnation = %s", bytes(32), log)
    city.query("DELETE FROM event WHERE incarnation = %s", log)
    city.query("DELETE FROM batch WHERE incarnation = %s", log)
    for table in ("case_number", "day_counter", "city_case"):
        city.query(f"DELETE FROM {table}")
    device.register()
    back, received = at_city(city, out(device))
    assert received.carried.problem == "gap"
    assert home(device, back).problem == "gap"
    back, received = at_city(city, out(device))
    assert not received.carried.problem
    home(device, back)
    assert waiting(device) == 0


def test_news_come_in_the_return_bundle_page_by_page(city: RunningCity, make: Make) -> None:
    device, colleague = make(), make()
    cases = [colleague.register() for _ in range(3)]
    assert colleague.sync().synced
    back, received = at_city(city, out(device))
    imported = home(device, back)
    assert imported.received >= received.news > 0
    assert all(device.store.queries.case_file(case) for case in cases)


def test_a_new_grant_comes_with_the_stream_in_one_round(city: RunningCity, make: Make) -> None:
    """A township that never had a line is granted its village's cases."""
    township, village = make("150502100000"), make("150502100220")
    case = village.register()
    assert village.sync().synced
    city.inside.grants.grant("150502100000", "150502100220")
    back, _ = at_city(city, out(township))
    assert home(township, back).received > 0
    assert township.store.queries.case_file(case)
    back, received = at_city(city, out(township))
    assert received.news == 0
    assert home(township, back).received == 0
    city.inside.grants.end("150502100000", "150502100220")
    home(township, at_city(city, out(township))[0])
    assert [cursor.stream for cursor in township.store.outbox.cursors()] == ["150502100000"]


def test_a_return_bundle_from_before_a_sync_is_passed_over(city: RunningCity, make: Make) -> None:
    """Compare and set: its pages were asked for from another place."""
    device, colleague = make(), make()
    colleague.register()
    assert colleague.sync().synced
    back, _ = at_city(city, out(device))
    assert device.sync().synced
    cursors = device.store.outbox.cursors()
    assert home(device, back) == Imported(made_ms=home(device, back).made_ms)
    assert device.store.outbox.cursors() == cursors
    assert device.store.queries.sync_state().synced


def test_the_city_writes_first(city: RunningCity, make: Make) -> None:
    """A bundle to a desk without one from it: `helpdesk-city bundle export`."""
    device, colleague = make(), make()
    case = colleague.register()
    assert colleague.sync().synced
    target = io.BytesIO()
    city_export(city.inside, device.store.desk.prefix, target, principal=SYSTEM)
    assert home(device, target.getvalue()).received > 0
    assert device.store.queries.case_file(case)
    with pytest.raises(Problem, match="device-missing"):
        city_export(city.inside, "ZZZZZ", io.BytesIO(), principal=SYSTEM)


def test_for_somebody_else(city: RunningCity, make: Make) -> None:
    device, other = make(), make(OTHER_VILLAGE)
    device.register()
    raw = out(device)
    back, _ = at_city(city, raw)
    for wrong, code in ((back, "bundle-other"), (raw, "bundle-passing")):
        with pytest.raises(Problem, match=code):
            home(other, wrong)
    with pytest.raises(Problem, match="bundle-outgoing"):
        home(device, raw)
    with pytest.raises(Problem, match="bundle-returned"):
        at_city(city, back)
    assert other.store.queries.sync_state().recorded == 0


def test_half_copied_or_altered(city: RunningCity, make: Make) -> None:
    device = make()
    device.register()
    raw = out(device)
    altered = bytearray(raw)
    altered[len(raw) // 2] ^= 1
    for wrong in (raw[: len(raw) // 2], bytes(altered)):
        with pytest.raises(Problem, match="bundle-damaged"):
            at_city(city, wrong)
    assert city.inside.bundles.asked(device.store.desk.prefix, SYSTEM).acked == 0


def test_a_blocked_device_learns_it_by_bundle(city: RunningCity, make: Make) -> None:
    device = make()
    case = device.register()
    city.inside.standings.revoke_device(device.store.desk.prefix, SYSTEM)
    back, received = at_city(city, out(device))
    assert received.carried.problem == "revoked"
    assert home(device, back).problem == "revoked"
    assert held(city, case) == 0
    assert waiting(device) > 0  # nothing of it is lost


def test_a_device_that_the_city_never_enrolled(city: RunningCity, tmp_path: Path) -> None:
    stranger = Device.new(tmp_path / "stranger")
    try:
        with pytest.raises(Problem, match="not-enrolled"):
            out(stranger)
        target = io.BytesIO()
        key = sealing_public(city.inside.credentials.public_key)
        route = Route(Kind.TO_CITY, "a1b2c3", CITY, (key,))
        BundleWriter(target, route, sign=stranger.store.outbox.sign).close()
        with pytest.raises(Problem, match="bundle-device-unknown"):
            at_city(city, target.getvalue())
    finally:
        stranger.close()


def test_it_can_be_stopped(make: Make) -> None:
    device = make()
    device.register()
    watch = Watch(cancelled=lambda: True)
    with pytest.raises(Problem, match="cancelled"):
        export_bundle(device.store.outbox, io.BytesIO(), now_ms=NOW_MS, watch=watch)


def test_what_the_city_keeps_of_it(city: RunningCity, make: Make) -> None:
    device = make()
    case = device.register()
    at_city(city, out(device))
    newest = city.inside.bundles.recent(SYSTEM, limit=1)[0].carried
    assert (newest.carrier, newest.taken) == ("李丽", newest.records)
    assert held(city, case) == 1


def test_a_neighbour_hands_it_on(city: RunningCity, make: Make) -> None:
    """`POST /bundle`: the carrier's signature lets it in, the maker's is what counts."""
    device, carrier = make(), make(OTHER_VILLAGE)
    case = device.register()
    raw = out(device)
    carried_by = identity(carrier).device
    signed = {"device": carried_by, "sent_ms": 1, "sign": carrier.store.outbox.sign}
    with Transport(city.url) as transport:
        back = transport.carry(raw, **signed)
        with pytest.raises(Problem, match="bundle-foreign"):
            transport.carry(b"a letter", **signed)
        with pytest.raises(Problem, match="signature-wrong"):
            transport.carry(raw, **(signed | {"sign": device.store.outbox.sign}))
    home(device, back)
    assert (waiting(device), held(city, case)) == (0, 1)
    assert city.inside.bundles.recent(SYSTEM, limit=1)[0].carried.carrier == carried_by
