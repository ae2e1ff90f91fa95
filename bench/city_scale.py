"""The console over a million cases: `python -m bench.city_scale [cases] [rounds]` prints JSON.

A real server process with its own PostgreSQL (fsync on); pages and answers over HTTP, each question in turn
by people of four roles, every round with other words. Times are wall time in ms, processor time is that of
the city and of PostgreSQL for one page; the questions that took longest, by their median, are named.
"""

import hashlib
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import httpx
import psycopg

from bench.city_filled import DEPARTMENTS, PLACES, WORDS, fill
from bench.city_world import CityUnderLoad, Cpu, serving, spread
from bench.store import GIVEN, SURNAMES
from helpdesk.bootstrap.city_parts import open_city
from helpdesk.bootstrap.reference import load_reference
from helpdesk.i18n.words import CATEGORIES, SPECIALS
from helpdesk.server.people import Person, Role
from helpdesk.server.principal import SYSTEM
from helpdesk.server.queue import Sort, View

COUNTY, TOWNSHIP = "150502", "150502100"
PEOPLE = {
    "dispatcher": Person("dispatcher", "李丽", Role.DISPATCHER),
    "county": Person("county", "李丽", Role.DISPATCHER, division=COUNTY),
    "township": Person("township", "李丽", Role.TOWNSHIP_LEAD, division=TOWNSHIP),
    "department": Person("department", "李丽", Role.DEPARTMENT_HANDLER, department=DEPARTMENTS[0]),
}
PART = {"HX-Request": "true"}  # as htmx asks: without the frame around it
Question = Callable[[httpx.Client], httpx.Response]
NAMED = 10


def measure(cases: int = 1_000_000, rounds: int = 5) -> dict[str, object]:
    """The figures."""
    reference = load_reference()
    with (
        tempfile.TemporaryDirectory(prefix="helpdesk-bench-") as name,
        serving(Path(name) / "city", "--no-ladder") as city,
        ExitStack() as stack,
    ):
        filled = fill(city.database, reference, cases=cases)
        clients = {
            who: stack.enter_context(_client(city, person)) for who, person in PEOPLE.items()
        }
        with psycopg.connect(city.database) as connection:
            numbers = connection.execute(
                "SELECT number, phone FROM city_case WHERE length(number) < 30 LIMIT 200"
            ).fetchall()
        said = _rounds(city, clients, numbers, rounds)
        return {
            "cores": os.cpu_count(),
            "load_average": [round(each, 1) for each in os.getloadavg()],
            "filled": asdict(filled),
            **said,
        }


def _client(city: CityUnderLoad, person: Person) -> httpx.Client:
    """Somebody at the console who also has a token."""
    with open_city(city.data, city.database) as inside:
        inside.people.add(person, by=SYSTEM)
        token, session = (inside.logins.token(person.login, days=1) for _ in range(2))
    digest = hashlib.sha256(session.encode()).digest()
    with psycopg.connect(city.database) as connection:
        connection.execute("UPDATE session SET kind = 'console' WHERE hash = %s", [digest])
    return httpx.Client(
        base_url=city.url,
        cookies={"helpdesk-city": session},
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
    )


def _rounds(
    city: CityUnderLoad,
    clients: dict[str, httpx.Client],
    numbers: list[tuple[str, str]],
    rounds: int,
) -> dict[str, object]:
    dice, before = random.Random(3), Cpu.of(city)
    asked: list[tuple[str, str, str, float]] = []
    for _, (who, client) in itertools.product(range(rounds), clients.items()):
        for group, name, question in questions(dice, numbers):
            start = time.perf_counter()
            answer = question(client)
            took = time.perf_counter() - start
            if answer.status_code != 200:
                raise SystemExit(f"{who} {group} {name}: {answer.status_code}")
            asked.append((f"as {who}", group, f"{who}: {group}, {name}", took))
    cpu = Cpu.of(city).since(before)
    return {
        "all": spread([took for *_, took in asked]),
        **_by(asked, 0),
        **_by(asked, 1),
        "slowest": dict(
            sorted(_by(asked, 2).items(), key=lambda named: -named[1]["p50_ms"])[:NAMED]
        ),
        "cpu_ms_of_a_page": {
            "city": round(1000 * cpu.city / len(asked), 1),
            "postgres": round(1000 * cpu.postgres / len(asked), 1),
        },
    }


def _by(asked: Sequence[tuple[str, str, str, float]], place: int) -> dict[str, dict[str, float]]:
    """The times of all with the same word at this place."""
    found: dict[str, list[float]] = {}
    for each in asked:
        found.setdefault(str(each[place]), []).append(each[3])
    return {name: spread(seconds) for name, seconds in sorted(found.items())}


def questions(
    dice: random.Random, numbers: list[tuple[str, str]]
) -> Iterator[tuple[str, str, Question]]:
    """Each list with its counts, each order, filters, further pages, searches of every kind, the API."""
    for view in View:
        yield "queue", view, _page(view=view.value)
    for sort in Sort:
        department = dice.choice(DEPARTMENTS)
        yield "queue", f"by {sort}", _page(view="open", sort=sort.value, department=department)
    yield "queue", "urgent requests", _page(view="open", mark="urgent", kind="request")
    yield "queue", "a seat", _page(view="all", mark=dice.choice(list(SPECIALS)))
    yield "queue", "a type", _page(view="open", category=dice.choice(list(CATEGORIES)))
    yield "api", "two pages", _further
    number, phone = dice.choice(numbers)
    name = dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=2))
    place, word = dice.choice(PLACES), dice.choice(WORDS)
    texts = {
        "a number": number,
        "a telephone": phone,
        "a name": name,
        "half a name": name[:2],
        "a family name": name[:1],
        "a place": place,
        "a place and a matter": f"{place[:4]} {word}",
        "nothing like it": "没有这个词",
        "%": "%",
    }
    for kind, text in texts.items():
        yield "search", kind, _page(text=text)
    yield "search", "a matter of a type", _page(text=word, category=dice.choice(list(CATEGORIES)))
    for asked in ({}, {"stage": "dispatched"}, {"stage": "merged"}, {"desk": f"{TOWNSHIP}217"}):
        yield "api", " ".join(asked.values()) or "all", _api(asked)
    yield "api", "a name", _api({"text": name})


def _page(**asked: str) -> Question:
    return lambda client: client.get("/console/cases", params=asked, headers=PART)


def _api(asked: dict[str, str]) -> Question:
    return lambda client: client.get("/api/cases", params=asked)


def _further(client: httpx.Client) -> httpx.Response:
    """The second page of all cases, with the first one that leads there."""
    after = client.get("/api/cases").json()["after"]
    return client.get("/api/cases", params={"after": after})


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:3]]
    print(json.dumps(measure(*given), indent=1))
