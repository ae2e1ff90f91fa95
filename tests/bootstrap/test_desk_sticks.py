"""The stick and the neighbour dialogs' ports over a real desk and a real city."""

import contextlib
import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk.application.sync_texts import why_not_sent
from helpdesk.bootstrap.carriage import Carriage
from helpdesk.bootstrap.desk_neighbours import DeskNeighbours
from helpdesk.bootstrap.desk_sticks import DeskSticks
from helpdesk.bootstrap.folder import OpenDesk, open_desk
from helpdesk.bootstrap.neighbours import visit
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.server.bundles import receive_bundle
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.bundles import Watch
from helpdesk.sync.carried import CarriedBundles
from helpdesk.sync.neighbour import PORT
from helpdesk.ui.neighbour_dialog.neighbours import Carrying
from helpdesk.ui.stick_dialog.sticks import Onlooker, Stick
from tests.bootstrap.conftest import Run
from tests.desk import PASSWORD
from tests.server.running import RunningCity
from tests.sync.street import listening

REQUEST = {"title": "路灯不亮", "applicant": {"name": "特木尔"}}


@pytest.fixture
def desk(
    tmp_path: Path,
    run: Run,
    city: RunningCity,
    case_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OpenDesk]:
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "desk"))
    monkeypatch.setenv("HELPDESK_PASSWORD", PASSWORD)
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    assert run("init", "--agent", "wuyun", "--server", city.url).code == 0
    assert run("open", "--json", case_file(**REQUEST)).code == 0
    with contextlib.closing(open_desk(tmp_path / "desk", agent="wuyun", password=PASSWORD)) as desk:
        yield desk


def answered(city: RunningCity, stick: Path) -> None:
    """The city takes what lies there and leaves its answer."""
    for number, path in enumerate(sorted(stick.glob("to-city-*.hdb"))):
        back = io.BytesIO()
        receive_bundle(city.inside, io.BytesIO(path.read_bytes()), back)
        (stick / f"to-desk-{number}.hdb").write_bytes(back.getvalue())


def test_out_and_back(desk: OpenDesk, city: RunningCity, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    counted: list[tuple[int, int]] = []
    onlooker = Onlooker(lambda done, total: counted.append((done, total)), lambda: False)
    told: list[str] = []
    sticks = DeskSticks(
        Carriage(desk), lambda: [Stick(str(stick), "S")], unwelcome=lambda: told.append("out")
    )
    assert [each.name for each in sticks.mounted()] == ["S"]
    written = sticks.export(str(stick), onlooker)
    assert written.records == 3
    assert counted[-1] == (3, 3)
    (lying,) = sticks.bundles(str(stick))
    assert (lying.ours, lying.received, lying.records) == (True, False, 3)
    answered(city, stick)
    taken = sticks.take_in(str(stick), onlooker)
    assert (taken.bundles, taken.acknowledged, taken.problem) == (1, 3, "")
    assert {each.received for each in sticks.bundles(str(stick)) if each.ours} == {True}
    assert told == []
    city.inside.standings.revoke_device(desk.session.desk.prefix, SYSTEM)
    answered(city, stick)
    with pytest.raises(Problem, match="bundle-missing"):
        sticks.take_in(str(tmp_path), onlooker)
    assert why_not_sent(desk.queries.sync_state()) != sentence(Problem("sync-revoked"))
    assert sticks.take_in(str(stick), onlooker).problem == "revoked"
    assert told == ["out"]
    assert why_not_sent(desk.queries.sync_state()) == sentence(Problem("sync-revoked"))


def test_a_shared_folder_is_cleared_meanwhile(
    desk: OpenDesk, city: RunningCity, tmp_path: Path
) -> None:
    """Found by the 30-minute kill run: others put away what lies there while this desk reads it."""
    stick = tmp_path / "shared"
    stick.mkdir()
    carriage = Carriage(desk)
    carriage.export(stick)
    answered(city, stick)
    (first,) = stick.glob("to-desk-*.hdb")
    second = first.with_stem("to-desk-9")
    second.write_bytes(first.read_bytes())
    os.utime(first, (1, 1))

    def clear(_done: int, _total: int) -> None:
        second.unlink(missing_ok=True)

    (taken,) = carriage.take_all(stick, Watch(progress=clear))
    assert (taken.path, taken.imported.acknowledged) == (first, 3)


def test_a_bundle_from_before_a_restore_hinders_no_other(
    desk: OpenDesk, city: RunningCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies on the stick for good and is the oldest: it used to end each import at once."""
    stick = tmp_path / "stick"
    stick.mkdir()
    carriage = Carriage(desk)
    sticks = DeskSticks(carriage, lambda: [Stick(str(stick), "S")])
    carriage.export(stick)
    with monkeypatch.context() as earlier:
        earlier.setattr(city.inside.credentials, "history", "the one before")
        answered(city, stick)
    (old,) = stick.glob("to-desk-*.hdb")
    old = old.rename(old.with_stem("to-desk-before"))
    os.utime(old, (1, 1))
    now_ms = city.inside.now_ms()
    desk.store.outbox.learn_time(server_ms=now_ms, device_ms=now_ms)
    lying = {each.name: each.problem for each in sticks.bundles(str(stick))}
    assert lying[old.name] == "bundle-old"
    with pytest.raises(Problem, match="bundle-old"):
        carriage.take_all(old)
    answered(city, stick)
    taken = sticks.take_in(str(stick), Onlooker(lambda _done, _total: None, lambda: False))
    assert (taken.bundles, taken.acknowledged, taken.problem) == (1, 3, "")


def test_a_return_bundle_that_cannot_be_used_hinders_no_visit(
    desk: OpenDesk, city: RunningCity, tmp_path: Path
) -> None:
    """It lies at the neighbour and is the oldest: it used to end each visit before the others came."""
    stick, folder, carriage = tmp_path / "stick", tmp_path / "carried", Carriage(desk)
    for place in (stick, folder):
        place.mkdir()
    carriage.export(stick)
    answered(city, stick)
    (good,) = stick.glob("to-desk-*.hdb")
    spoilt = bytearray(good.read_bytes())
    spoilt[-200] ^= 1
    (folder / "0.back.hdb").write_bytes(spoilt)
    (folder / "1.back.hdb").write_bytes(good.read_bytes())
    os.utime(folder / "0.back.hdb", (1, 1))
    told = []
    for _ in range(2):
        with listening(CarriedBundles(folder)) as (listener, _came):
            told.append(visit(carriage, f"127.0.0.1:{listener.port}", listener.code))
    assert [(each.acknowledged, each.problem) for each in told] == [(3, "bundle-damaged"), (0, "")]


def test_who_finds_nobody_has_sent_nothing(
    desk: OpenDesk, city: RunningCity, run: Run, tmp_path: Path
) -> None:
    """C2: the day sheet says "sent" of what left this desk, not of what was ready to leave it."""
    carriage = Carriage(desk)

    def sent() -> int:
        return int(run("day-sheet", "--json").json["total"]["sent"])

    with pytest.raises(Problem, match="neighbour-away"):
        visit(carriage, "127.0.0.1:1", "0000-0000")
    with listening(CarriedBundles(tmp_path / "carried")) as (listener, _came):
        with pytest.raises(Problem, match="neighbour-code"):
            visit(carriage, f"127.0.0.1:{listener.port}", "0000-0000")
        assert sent() == 0
        visit(carriage, f"127.0.0.1:{listener.port}", listener.code)
    assert sent() > 0


def test_a_restored_desk_finds_its_way_over_a_neighbour(
    desk: OpenDesk, city: RunningCity, tmp_path: Path
) -> None:
    """C6: it reads at each visit what is left to do."""
    carriage, carried = Carriage(desk), CarriedBundles(tmp_path / "carried")
    desk.store.outbox.begin_log()  # as after an image that was put back

    def answer(raw: bytes) -> bytes:
        back = io.BytesIO()
        receive_bundle(city.inside, io.BytesIO(raw), back)
        return back.getvalue()

    told = []
    for _ in range(4):
        with listening(carried) as (listener, _came):
            done = visit(carriage, f"127.0.0.1:{listener.port}", listener.code)
        told.append((done.asks, done.found, done.problem))
        carried.forward(answer)
    assert told[0] == (True, False, "")
    assert told[1] == (True, True, "")
    assert told[2:] == [(False, False, "")] * 2
    kinds = {waits.kind for waits in desk.queries.waiting(limit=9)}
    assert kinds <= {"device"}, "all but that the last bundle went out"


def test_the_door_and_a_visit(
    desk: OpenDesk,
    run: Run,
    city: RunningCity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The neighbour dialog's port: the carrier has a line, so one visit brings the receipts along."""
    monkeypatch.setenv("HELPDESK_DATA", str(tmp_path / "neighbour"))
    monkeypatch.setenv("HELPDESK_ENROLMENT_CODE", city.code())
    assert run("init", "--agent", "wuyun", "--server", city.url).code == 0
    told: list[str] = []
    ended = threading.Event()

    def end(code: str) -> None:
        told.append(code)
        ended.set()

    with contextlib.closing(
        open_desk(tmp_path / "neighbour", agent="wuyun", password=PASSWORD)
    ) as carrier:
        street = DeskNeighbours(Carriage(carrier), came=lambda: told.append("came"))
        assert street.carrying() == Carrying()
        first = street.open_door(end)
        door = street.open_door(end)
        assert door.code != first.code
        assert door.addresses
        port = door.addresses[0].partition(":")[2] or str(PORT)
        visited = DeskNeighbours(Carriage(desk)).visit(f"127.0.0.1:{port}", door.code)
        assert (visited.records, visited.returns, visited.acknowledged) == (3, 1, 3)
        assert ended.wait(timeout=20)
        assert told == ["came", ""]
        assert street.carrying() == Carrying(), "it went on, and its answer was fetched at once"
        street.open_door(end)
        street.close_door()
        assert told == ["came", ""]
