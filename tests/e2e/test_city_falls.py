"""The city falls over in the middle of a sync: no case is lost, none is there twice, all by itself."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.own_city import OwnCity, own_city
from tests.e2e.programs import SOAK, Desk

ROWS = 3_000


@pytest.fixture(scope="module")
def falling() -> Iterator[OwnCity]:
    with own_city() as city:
        yield city


@pytest.fixture
def busy(falling: OwnCity, tmp_path: Path) -> Desk:
    """An enrolled desk with thousands of cases that wait."""
    desk = Desk(tmp_path / "desk")
    desk.enrol(falling.url, falling.code())
    table = tmp_path / "rows.csv"
    rows = [f"{n},甲,路灯不亮,2026/1/6,三组第{n}盏" for n in range(ROWS)]
    table.write_text("\n".join(["编号,用户,主题,时间,内容", *rows]), encoding="utf-8")
    assert desk.run("import", "requests", table).code == 0
    return desk


def arrived(city: OwnCity) -> int:
    with contextlib.suppress(Exception):
        return int(city.query("SELECT count(*) FROM event")[0][0])
    return 0


def synced(desk: Desk, city: OwnCity, *, before: set[str]) -> None:
    """After the fall: one sync, and both sides hold the same."""
    ran = desk.run("sync", "--json")
    assert (ran.code, ran.json["synced"], ran.json["waiting"]) == (0, True, 0), ran
    numbers, held = desk.numbers(), city.numbers()
    assert len(held) == len(set(held))
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == set(held), "the desk reads its other devices' cases, too"
    assert before < set(held)
    assert len(held) == len(before) + ROWS
    status = desk.status("--check")
    assert (status["damaged"], status["refused"]) == (False, 0)


@pytest.mark.parametrize("round_", range(1 + 4 * SOAK))
def test_killed_in_the_middle_of_a_sync(falling: OwnCity, busy: Desk, round_: int) -> None:
    before, had = set(falling.numbers()), arrived(falling)
    syncing = busy.start("sync", "--json")
    while syncing.poll() is None and arrived(falling) - had < 1 + 400 * round_:
        pass
    falling.kill()
    out, err = syncing.communicate(timeout=70)
    assert b"Traceback" not in err
    assert syncing.returncode in (0, 3), (out, err)
    if not syncing.returncode:
        assert b'"synced": true' in out
    falling.start()
    synced(busy, falling, before=before)


def test_postgres_restarted_under_a_running_city(falling: OwnCity, busy: Desk) -> None:
    before = set(falling.numbers())
    busy.run("sync")
    falling.postgres.stop()
    ran = busy.run("sync", "--json")
    assert (ran.code, ran.json["synced"]) == (3, False)
    ran.said("市平台")
    page = httpx.get(f"{falling.url}/api/cases", headers={"Authorization": "Bearer x"}, timeout=30)
    assert page.status_code in (401, 503), page.text
    falling.postgres.start()
    synced(busy, falling, before=before)
