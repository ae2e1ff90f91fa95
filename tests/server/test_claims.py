"""A number that a second registration claims: said on its case's page in the console; found for old ones."""

import secrets
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from helpdesk.application.asides import reference_of
from helpdesk.application.notices import NUMBER_SETTLED
from helpdesk.domain.events import Noted
from helpdesk.server.people import Role
from helpdesk.server.postgres.migrations.versions.v0057_numbers_of_claims import CLAIMS
from helpdesk.server.postgres.schema import migrate
from tests.server.raw_device import RawDevice, event
from tests.server.running import OTHER_VILLAGE, VILLAGE, RunningCity
from tests.server.test_asides import STUB, console, form

SAID = "另有一条同编号的登记"


class Desks:
    """Who has numbers, and another desk, whose people entered papers with them."""

    def __init__(self, city: RunningCity, count: int) -> None:
        self.holder, self.other = RawDevice(city.url), RawDevice(city.url)
        assert self.holder.enrol(city.code()).status_code == 200
        assert self.other.enrol(city.code(OTHER_VILLAGE)).status_code == 200
        self.numbers = [self.holder.number() for _ in range(count)]
        self.cases = [secrets.token_bytes(16) for _ in range(count)]
        self.holder.record(
            *(
                self.holder.registered(number=number, case=case)
                for number, case in zip(self.numbers, self.cases, strict=True)
            )
        )
        self.noticed = max((each.number for each in self.holder.send().notices), default=0)

    def claim(self, numbers: Sequence[str]) -> None:
        """Enter papers with these numbers."""
        claims = (replace(STUB, number=number) for number in numbers)
        self.other.record(*(event(each, subject=secrets.token_bytes(16)) for each in claims))
        assert {each.reason for each in self.other.send().quarantined} == {"number-arrived"}

    def row(self, dseq: int) -> str:
        """Where a claim is settled."""
        return f"/console/asides/{OTHER_VILLAGE}/{self.other.incarnation.hex()}/{dseq}"


def test_a_cases_page_says_that_its_number_is_claimed_and_leads_there_and_back(
    city: RunningCity,
) -> None:
    """C3, C10: until somebody has settled it; who does not see the other desk hears nothing of it."""
    desks = Desks(city, 2)
    desks.claim(desks.numbers[:1])
    claimed, plain = (f"/console/cases/{case.hex()}" for case in desks.cases)
    link = f"/console/asides?number={desks.numbers[0]}"
    with console(city) as browser:
        page = browser.get(claimed).text
        assert page.count(SAID) == 1
        assert f'href="{link}"' in page
        assert SAID not in browser.get(plain).text
        asides = browser.get(link).text
        assert asides.count('<form class="inline"') == 1
        assert f'class="back" href="{claimed}">打开持有该编号的办件' in asides
        nothing = browser.get("/console/asides", params={"number": "BA-<x>\x00"}).text
        assert "该编号下没有" in nothing
        assert "BA-&lt;x&gt;" in nothing
        done = browser.post(desks.row(1), data=form(asides, words="不是同一件", solved="1"))
        assert done.is_success
        assert SAID not in browser.get(claimed).text
        assert "不是同一件" in browser.get(link).text
    desks.claim(desks.numbers[1:])
    for scope, seen in (({}, True), ({"division": VILLAGE}, False)):
        with console(city, Role.DISPATCHER, **scope) as browser:
            assert (SAID in browser.get(plain).text) is seen


def test_a_number_that_was_given_twice_leads_to_the_case_that_has_it(city: RunningCity) -> None:
    """Of one desk, whose folder was copied: nothing to be joined."""
    holder = RawDevice(city.url)
    assert holder.enrol(city.code()).status_code == 200
    number, case = holder.number(), secrets.token_bytes(16)
    holder.record(holder.registered(number=number, case=case), holder.registered(number=number))
    assert [each.reason for each in holder.send().quarantined] == ["number-reused"]
    with console(city) as browser:
        page = browser.get("/console/asides", params={"number": number}).text
        assert f'class="back" href="/console/cases/{case.hex()}">打开持有该编号的办件' in page
        assert 'value="same"' not in page
        assert SAID in browser.get(f"/console/cases/{case.hex()}").text


def test_a_number_that_cannot_even_be_looked_for_is_listed_like_every_other(
    city: RunningCity,
) -> None:
    """C10: one poisoned record does not take the page from everybody."""
    device = RawDevice(city.url)
    assert device.enrol(city.code()).status_code == 200
    device.record(device.registered(number="BA-\x00"))
    assert [each.reason for each in device.send().quarantined] == ["number-wrong"]
    with console(city) as browser:
        page = browser.get("/console/asides")
        assert page.is_success
        assert reference_of(device.incarnation.hex(), 1) in page.text


BROKEN = (
    "UPDATE event SET body = '\\xff7b'",
    "UPDATE event SET version = 99",
    "UPDATE event SET body = decode(repeat('5b', 100000), 'hex')",
    (
        "UPDATE event SET body ="
        " convert_to(replace(convert_from(body, 'UTF8'), '\"BA-', '\"\\u0000-'), 'UTF8')"
    ),
    "UPDATE event SET kind = 'case.of-tomorrow'",
    "DELETE FROM event",
)


def test_what_was_put_aside_before_numbers_were_kept_has_them_after_the_update(
    city: RunningCity,
) -> None:
    """What cannot be read stays without one, and stops nothing; what was no claim stays as it was."""
    desks = Desks(city, len(BROKEN) + 2)
    desks.claim(desks.numbers)
    log = desks.other.incarnation
    desks.other.record(event(Noted("二"), subject=secrets.token_bytes(16), device_ms=-(10**15)))
    assert len(desks.other.send(desks.other.request(first=len(desks.numbers) + 1)).quarantined) == 1
    for dseq, broken in enumerate(BROKEN, 3):
        city.query(f"{broken} WHERE incarnation = %s AND dseq = %s", log, dseq)
    city.query("UPDATE quarantine SET number = '' WHERE incarnation = %s", log)
    city.query("DROP INDEX quarantine_number")
    city.query("UPDATE alembic_version SET version_num = '0056'")
    migrate(city.database)
    rows = city.query("SELECT dseq, number FROM quarantine WHERE number <> ''")
    mine = city.query("SELECT dseq FROM quarantine WHERE incarnation = %s AND number <> ''", log)
    assert mine == [(1,), (2,)]
    assert {(1, desks.numbers[0]), (2, desks.numbers[1])} <= set(rows)
    with console(city) as browser:
        page = browser.get(f"/console/cases/{desks.cases[1].hex()}").text
        assert SAID in page
        assert browser.post(desks.row(2), data=form(page, words="已核对", solved="1")).is_success
    answer = desks.holder.send(
        desks.holder.request(first=len(desks.numbers) + 1, noticed=desks.noticed)
    )
    told = {notice.code: notice.value for notice in answer.notices}
    assert told[NUMBER_SETTLED] == desks.numbers[1], "whoever has the number hears of it now"


@pytest.mark.usefixtures("city")
def test_the_update_goes_through_what_was_put_aside_alone(database: str) -> None:
    """However many events there are: each is found by its key."""
    with psycopg.connect(database) as connection:
        connection.execute("SET enable_seqscan = off")
        sql = CLAIMS.text.replace(":kind", "'k'").replace(":reasons", "'{r}'")
        plan = "\n".join(line for (line,) in connection.execute(f"EXPLAIN {sql}"))
    assert "Nested Loop" in plan
    assert 'Index Cond: ((stream = q.stream) AND ("position" = q."position"))' in plan
