"""C6, ADR 38: a desk that was restored or copied finds its place by stick, and never needs a line."""

from pathlib import Path

import pytest

from helpdesk.domain.problems import Problem
from helpdesk.protocol.outbox import ClosedTip
from helpdesk.protocol.renewal import CARRIED_PROBES
from helpdesk.server.principal import SYSTEM
from helpdesk.store.backup import Place
from helpdesk.sync.bundles import Imported
from helpdesk.sync.renewal import _places
from tests.server.running import RunningCity
from tests.sync import test_renewal
from tests.sync.desk import Device
from tests.sync.test_bundles import Make, at_city, home, make, out, waiting
from tests.sync.test_renewal import aside, city_cases, photograph
from tests.sync.test_unsent import identity
from tests.sync.test_unsent import put_back as restored

__all__ = ["make"]
NOW = 1_795_406_400_000


def there_and_back(city: RunningCity, device: Device) -> Imported:
    """One stick to the city and its return bundle home; each is brought twice."""
    raw = out(device)
    back, _received = at_city(city, raw)
    said = home(device, back)
    again, _received = at_city(city, raw)
    for bundle in (back, again):
        assert home(device, bundle).found is False
    return said


def once_each(city: RunningCity, device: Device, cases: list[str]) -> None:
    assert [city_cases(city, device).count(case) for case in cases] == [1] * len(cases)
    assert aside(city, *cases) == []
    assert waiting(device) == 0


@pytest.mark.parametrize("spare", [True, False])
def test_restored_from_a_backup(city: RunningCity, make: Make, tmp_path: Path, spare: bool) -> None:
    """The first bundle asks, its return answers, the second brings what waits; nothing twice."""
    device = make()
    cases = [device.register()]
    there_and_back(city, device)
    cases.append(device.register())
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    cases.append(device.register())
    there_and_back(city, device)  # arrived, and the backup knows nothing of it
    if not spare:
        (device.folder / "spare-prefix.json").unlink()
    restored(device, made.path)
    assert bool(device.store.desk.prefix) is spare
    if spare:
        cases.append(device.register())  # offline, under the spare prefix
    said = there_and_back(city, device)
    assert said.found
    assert said.problem == ""
    assert device.store.desk.prefix
    cases.append(device.register())
    there_and_back(city, device)
    once_each(city, device, cases)


def test_an_image_put_back_and_worked_on(city: RunningCity, make: Make) -> None:
    """Nobody told the program: the city's answer is a fork, and the next bundle asks."""
    device = make()
    cases = [device.register()]
    there_and_back(city, device)
    image = photograph(device)
    cases.append(device.register())
    there_and_back(city, device)
    test_renewal.put_back(device, image)
    again = device.register("斯琴")
    assert there_and_back(city, device).problem == "fork"
    assert waiting(device) > 0
    assert there_and_back(city, device).found
    cases.append(device.register("达来"))
    there_and_back(city, device)
    assert waiting(device) == 0
    held = city_cases(city, device)
    assert [held.count(case) for case in (*cases, again)] == [1, 1, 1, 1]
    assert aside(city, again) == ["number-reused"], "its number was drawn twice: loud, and only it"


def test_the_line_was_faster(city: RunningCity, make: Make, tmp_path: Path) -> None:
    """The question went by stick, the answer comes after a sync that settled it: it is passed over."""
    device = make()
    cases = [device.register()]
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    there_and_back(city, device)
    restored(device, made.path)
    raw = out(device)
    back, _received = at_city(city, raw)
    cases.append(device.register())
    assert device.sync().synced
    prefix = device.store.desk.prefix
    assert home(device, back) == Imported(made_ms=home(device, back).made_ms)
    assert device.store.desk.prefix == prefix
    cases.append(device.register())
    assert device.sync().synced
    once_each(city, device, cases)


def test_a_blocked_device_is_not_renewed(city: RunningCity, make: Make, tmp_path: Path) -> None:
    device = make()
    device.register()
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    city.inside.standings.revoke_device(identity(device), SYSTEM)
    restored(device, made.path)
    back, received = at_city(city, out(device))
    assert (received.carried.problem, received.carried.taken) == ("revoked", 0)
    assert home(device, back).found is False


def test_a_place_for_every_event_that_waits() -> None:
    """One question suffices; where far too much was lost, the places are fewer, and the last is named."""
    assert _places(ClosedTip(b"log", first=1, last=3)) == [1, 2, 3]
    assert _places(ClosedTip(b"log", first=4, last=6)) == [1, 2, 3, 4, 5, 6]
    many = _places(ClosedTip(b"log", first=900_000, last=2_000_000))
    assert len(many) <= CARRIED_PROBES
    assert many[-1] == 2_000_000


def test_half_a_question_is_damage(city: RunningCity, make: Make, tmp_path: Path) -> None:
    device = make()
    device.register()
    made = device.store.backups.make(Place(tmp_path / "backups", 0), now_ms=NOW)
    restored(device, made.path)
    with pytest.raises(Problem, match="bundle-damaged"):
        at_city(city, out(device)[:-40])
