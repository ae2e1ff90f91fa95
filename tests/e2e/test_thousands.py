"""A real file of thousands: in, listed, searched, in the city and on its console; no step grows faster
than its rows."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.messages import as_csv, as_xlsx, messages
from tests.e2e.programs import SOAK, Desk
from tests.server.running import PASSWORD, VILLAGE, RunningCity

COUNT = 5_000 if SOAK else 1_000
PART = COUNT // 5
WORSE = 3.0  # five times the rows may take five times as long, three times over: machines stutter


def timed(call: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.monotonic()
    result = call()
    return time.monotonic() - begun, result


def tell(what: str, seconds: float) -> None:
    sys.stdout.write(f"{what}: {seconds:.2f} s\n")


def test_thousands_of_messages_from_file_to_console(
    enrolled: Desk, city: RunningCity, tmp_path: Path
) -> None:
    rows = messages(COUNT)
    path = tmp_path / "留言.csv"
    path.write_bytes(as_csv(rows, "gb18030"))
    seconds, ran = timed(lambda: enrolled.run("import", "requests", path, "--json"))
    tell("import", seconds)
    assert (ran.code, ran.json["imported"]) == (0, COUNT), ran.err
    seconds, listed = timed(lambda: enrolled.run("list", "--json", "--limit", str(COUNT)).json)
    tell("list", seconds)
    assert listed["total"] == COUNT
    numbers = {case["outside_number"]: case["number"] for case in listed["cases"]}
    assert len(set(numbers.values())) == COUNT
    for outside, _user, title, _at, text, category in (rows[0], rows[-1], *rows[100:103]):
        shown = enrolled.run("show", numbers[outside], "--json").json
        assert (shown["title"], shown["text"], shown["category"]) == (title, text, category)
    for words in (rows[234][0], "低保 大林镇"):
        seconds, found = timed(lambda: enrolled.run("list", "--search", words, "--json").json)  # noqa: B023
        tell(f"search {words}", seconds)
        assert found["total"] >= 1
    seconds, ran = timed(lambda: enrolled.run("sync", "--json"))
    tell(f"sync, {ran.json['bytes_out']} bytes out", seconds)
    assert (ran.code, ran.json["synced"], ran.json["sent"]) == (0, True, COUNT)
    held = {n for (n,) in city.query("SELECT number FROM case_number WHERE stream = %s", VILLAGE)}
    assert held >= set(numbers.values())
    assert on_the_console(city, rows[7][2]) >= 1


def on_the_console(city: RunningCity, words: str) -> int:
    """How many cases the console lists for these words; it shows pages of all of them quickly."""
    with httpx.Client(base_url=city.url, follow_redirects=True, timeout=30) as browser:
        login = {"login": city.person(ready=True), "password": PASSWORD}
        assert browser.post("/console/login", data=login).status_code == 200
        for question in ({}, {"page": str(COUNT // 200)}, {"text": words}):
            seconds, page = timed(lambda: browser.get("/console/cases", params=question))  # noqa: B023
            tell(f"console {question}", seconds)
            assert page.status_code == 200
            assert seconds < 5
    with city.api() as api:
        answer = api.get("/api/cases", params={"text": words, "limit": 1}).json()
        return int(answer["total"])


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("留言.csv", lambda rows: as_csv(rows, "utf-8-sig")),
        ("留言.xlsx", as_xlsx),
    ],
    ids=["csv", "xlsx"],
)
def test_five_times_the_rows_take_no_more_than_five_times_as_long(
    fresh_desk: Desk, tmp_path: Path, name: str, write: Callable[[Any], bytes]
) -> None:
    took = {}
    for count in (PART, COUNT):
        path = tmp_path / name
        path.write_bytes(write(messages(count)))
        desk = fresh_desk.copied(tmp_path / f"desk-{count}")
        ran = desk.run("import", "requests", path, "--json")
        assert (ran.code, ran.json["imported"]) == (0, count), ran.err
        took[count] = float(ran.json["seconds"])
        tell(f"{name} {count}", took[count])
        again = desk.run("import", "requests", path, "--json").json
        assert (again["imported"], again["skipped"]) == (0, count)
        tell("again", float(again["seconds"]))
    assert took[COUNT] < took[PART] * (COUNT / PART) * WORSE, took
