"""What was put aside is seen on both sides and settled by a person; nothing waits for it (C10)."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import httpx
import pytest

from helpdesk.application.asides import reference_of, settle_aside
from helpdesk.application.notices import NUMBER_CLAIMED, NUMBER_SETTLED, read_notice
from helpdesk.application.progress import act
from helpdesk.application.queries import Refusal
from helpdesk.application.reentry import Stub, reenter_case
from helpdesk.application.sync_texts import claimed_text, cure_text, notice_advice
from helpdesk.domain.asides import AsideSettled
from helpdesk.domain.audit import device_subject
from helpdesk.domain.events import Applicant, CaseRegistered, Noted
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.messages import Notice
from helpdesk.server.asides import PutAside
from helpdesk.server.people import SEE_ASIDES, SETTLE_ASIDES, Role
from helpdesk.server.principal import Principal
from helpdesk.ui.screens.case.history import warnings
from tests.server.raw_device import RawDevice, event
from tests.server.running import OTHER_VILLAGE, PASSWORD, RunningCity
from tests.sync.desk import Device

_FOREIGN = iter("0123456789AB")  # the desk's devices hear of each other's cases: no number twice

STUB = CaseRegistered(
    number="",
    case_kind=CaseKind.REQUEST,
    applicant=Applicant("特木尔"),
    received_at=datetime(2026, 11, 23, 10, 45),
    title="养老金",
    reentered="recovered",
)


@dataclass(frozen=True, slots=True)
class Poisoned:
    """A desk's device of which the city put one registration aside."""

    device: Device
    incarnation: str

    @property
    def refusal(self) -> Refusal:
        """The one."""
        [found] = self.device.store.queries.refusals(limit=9)
        return found

    @property
    def unsettled(self) -> int:
        """What the desk still asks for attention for."""
        return self.device.store.queries.sync_state().unsettled


@pytest.fixture
def poisoned(city: RunningCity, tmp_path: Path) -> Iterator[Poisoned]:
    device = Device.enrolled(tmp_path / "desk", city.url, city.code())
    given = device.store.desk
    device.store.set_desk(replace(given, prefix=f"0Z{next(_FOREIGN)}"))
    device.register("包玉兰")
    device.store.set_desk(given)
    device.register("王德福")
    assert device.sync().synced
    yield Poisoned(device, device.store.incarnation.hex())
    device.close()


@contextmanager
def console(
    city: RunningCity, role: Role = Role.SUPERVISOR, **scope: str
) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=city.url, follow_redirects=True) as client:
        login = city.person(role, ready=True, **scope)
        assert client.post("/console/login", data={"login": login, "password": PASSWORD}).is_success
        yield client


def form(page: str, **fields: str) -> dict[str, str]:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return {"form_token": found[1], **fields}


def address(poisoned: Poisoned) -> str:
    refusal = poisoned.refusal
    desk = poisoned.device.store.desk.code
    return f"/console/asides/{desk}/{refusal.incarnation}/{refusal.dseq}"


def test_one_record_put_aside_holds_nothing_up(poisoned: Poisoned, city: RunningCity) -> None:
    """C10: the next case arrives, in the same exchange."""
    assert poisoned.refusal.reason == "number-foreign"
    [(count,)] = city.query(
        "SELECT count(*) FROM city_case WHERE applicant = '王德福' AND stream = %s",
        poisoned.device.store.desk.code,
    )
    assert count >= 1
    state = poisoned.device.store.queries.sync_state()
    assert (state.waiting, state.refused, state.unsettled) == (0, 1, 1)


def test_the_citys_words_reach_the_desk_with_its_next_sync(
    poisoned: Poisoned, city: RunningCity
) -> None:
    reference = reference_of(poisoned.incarnation, poisoned.refusal.dseq)
    with console(city) as browser:
        page = browser.get("/console/asides").text
        assert reference in page
        assert "包玉兰" not in page
        done = browser.post(address(poisoned), data=form(page, words="正在核查", solved="0"))
        assert done.is_success
        assert "正在核查" in done.text
        assert poisoned.device.sync().synced
        settled = poisoned.refusal.settled
        assert settled is not None
        assert (settled.words, settled.solved, poisoned.unsettled) == ("正在核查", False, 1)
        browser.post(address(poisoned), data=form(done.text, words="已重新登记", solved="1"))
    assert poisoned.device.sync().synced
    assert not poisoned.refusal.is_open
    assert poisoned.unsettled == 0
    assert poisoned.device.store.queries.sync_state().refused == 1


def test_what_needs_somebody_is_shown_however_much_was_settled_since(
    poisoned: Poisoned, city: RunningCity
) -> None:
    """C10: the list has its end, and the older one still waits for a person."""
    device, given = poisoned.device, poisoned.device.store.desk
    device.store.set_desk(replace(given, prefix=f"0Z{next(_FOREIGN)}"))
    device.register("格日勒图")
    device.store.set_desk(given)
    assert device.sync().synced
    newer, older = sorted(device.store.queries.refusals(limit=9), key=lambda each: -each.dseq)
    settle_aside(device.session, newer.incarnation, newer.dseq, words="旧回执已收回")
    assert device.sync().synced
    asides = city.inside.asides(Principal.person(city.person(Role.AUDITOR, division=given.code)))
    listed = asides.asides(limit=10)
    assert [each.is_open for each in listed] == sorted((e.is_open for e in listed), reverse=True)
    still = [each for each in listed if each.is_open]
    assert older.dseq in [each.dseq for each in still]
    assert asides.asides(limit=len(still)) == still


def test_the_desks_word_reaches_the_city(poisoned: Poisoned, city: RunningCity) -> None:
    refusal = poisoned.refusal
    settle_aside(poisoned.device.session, refusal.incarnation, refusal.dseq, words="旧回执已收回")
    assert poisoned.unsettled == 0
    assert poisoned.device.sync().synced
    with console(city) as browser:
        page = browser.get("/console/asides").text
        assert "旧回执已收回" in page
        assert address(poisoned) not in page


@pytest.mark.parametrize("stub_first", [True, False])
def test_one_number_at_two_desks_is_said_to_be_one_case(
    city: RunningCity, tmp_path: Path, stub_first: bool
) -> None:
    """A lost device's paper was entered at a neighbour's; both records come, in whatever order. Each side
    says which case has the number and where; a person says that they are one, and nothing typed is lost."""
    lost = Device.enrolled(tmp_path / "lost", city.url, city.code())
    neighbour = Device.enrolled(tmp_path / "other", city.url, city.code(OTHER_VILLAGE))
    case = lost.register("格日勒图")
    file = lost.store.queries.case_file(case)
    assert file is not None
    number = file.case.number
    act(lost.session, case, Noted("户口本已看过"))
    paper = Stub(number, "格日乐图", CaseNumber.parse(number).on, title="养老金")
    stub = reenter_case(neighbour.session, paper).case
    desks = [(neighbour, stub, "养老金"), (lost, case, "户口本已看过")]
    (winner, held, _), (loser, _, kept) = desks if stub_first else desks[::-1]
    assert winner.sync().synced
    assert loser.sync().synced
    assert not told_of(winner, held, number)
    assert winner.sync().synced
    assert told_of(winner, held, number) == [(NUMBER_CLAIMED, number)], "with its next sync"
    [refusal] = loser.store.queries.refusals(limit=9)
    assert refusal.reason == ("number-reentered" if stub_first else "number-arrived")
    assert "同一编号" in cure_text(refusal.reason)
    where = f"/console/asides/{loser.store.desk.code}/{refusal.incarnation}/{refusal.dseq}"
    with console(city) as browser:
        page = browser.get("/console/asides").text
        assert f'href="/console/cases/{held}">{number}' in page
        assert city.inside.desk_label(winner.store.desk.code) in page
        for _ in range(2):  # a double click
            assert browser.post(where, data=form(page, words="", solved="same")).is_success
        assert where not in browser.get("/console/asides").text
    for desk in (winner, loser):
        assert desk.sync().synced
    assert told_of(winner, held, number) == [(NUMBER_SETTLED, number)]
    assert told_of(loser, "", number) == []
    told = winner.store.queries.case_file(held)
    assert told is not None
    notes = [event.body.words for event in told.events if isinstance(event.body, Noted)]
    (note,) = [words for words in notes if "登记" in words]
    assert kept in note
    assert "格**图" in note, "another name, masked as in every history"
    assert told.case.registered is not None
    assert told.case.registered.applicant.phone == "13847516701", "what it lacked is filled in"
    [settled] = [each.settled for each in loser.store.queries.refusals(limit=9)]
    assert settled is not None
    assert number in settled.words
    assert city.inside.desk_label(winner.store.desk.code) in settled.words
    lost.close()
    neighbour.close()


def told_of(device: Device, case: str, number: str) -> list[tuple[str, str]]:
    """What a desk heard of a number and nobody has read; the case's page says the same. Read by now."""
    unread = [each for each in device.store.notices.notices(limit=50) if not each.read_ms]
    heard = [each for each in unread if number in each.value]
    for each in heard:
        assert (each.case, each.giver) == (case, "")
        assert each.value in notice_advice(each)
        read_notice(device.session, device.store.notices, each.number)
    if heard:
        file = device.store.queries.case_file(case)
        assert file is not None
        assert file.claimed is (heard[0].code == NUMBER_CLAIMED)
        said = claimed_text()
        assert (said in warnings(file, device.session.clock.now())) is file.claimed
    return [(each.code, each.value) for each in heard]


def test_many_claims_are_few_notices_without_names(city: RunningCity) -> None:
    """C3: stubs of a desk's own cases, typed at another one: every number is told, nothing of whoever claims
    them. What the other desk's people settle themselves is told, too."""
    holder, other = RawDevice(city.url), RawDevice(city.url)
    assert holder.enrol(city.code()).status_code == 200
    assert other.enrol(city.code(OTHER_VILLAGE)).status_code == 200
    numbers = [holder.number() for _ in range(50)]
    holder.record(*(holder.registered(number=number) for number in numbers))
    noticed = max((each.number for each in holder.send().notices), default=0)
    claims = [replace(STUB, number=number) for number in numbers]
    other.record(*(event(each, subject=secrets.token_bytes(16)) for each in claims))
    assert {each.reason for each in other.send().quarantined} == {"number-arrived"}
    first, last = heard(holder, noticed)
    assert sorted([*first.value.split(), *last.value.split()]) == sorted(numbers)
    assert {first.code, last.code} == {NUMBER_CLAIMED}
    assert max(len(first.value), len(last.value)) < 2_000
    assert first.giver == last.giver == ""
    log = other.incarnation.hex()
    settled = AsideSettled(log, 3, "是同一件", solved=True)
    other.record(event(settled, subject=bytes.fromhex(device_subject(log))))
    assert not other.send(other.request(first=51)).problem
    [told] = heard(holder, last.number)
    assert (told.code, told.value) == (NUMBER_SETTLED, numbers[2])


def heard(device: RawDevice, noticed: int) -> list[Notice]:
    """What the city says behind a number."""
    answer = device.send(device.request(first=51, noticed=noticed))
    return list(answer.notices)


def test_who_does_not_see_both_joins_nothing(city: RunningCity, poisoned: Poisoned) -> None:
    """Neither a record that is no registration with a case elsewhere, nor one out of one's division."""
    with console(city) as browser:
        page = browser.get("/console/asides").text
        same = form(page, words="", solved="same")
        assert browser.post(address(poisoned), data=same).status_code == 404


def test_a_case_with_a_record_put_aside_is_marked_in_the_citys_lists(
    poisoned: Poisoned, city: RunningCity
) -> None:
    """C10: in words and with the cause's place, in the queue and on the case's page, until it is settled."""
    desk, raw = poisoned.device, RawDevice(city.url)
    case = desk.register("陶格斯")
    assert desk.sync().synced
    assert raw.enrol(city.code()).status_code == 200
    raw.record(event(Noted("二"), subject=bytes.fromhex(case), device_ms=-(10**15)))
    [quarantined] = raw.send().quarantined
    marked = "不计入"
    with console(city, Role.DISPATCHER) as browser:
        page = browser.get("/console/cases", params={"view": "all", "text": "陶格斯"}).text
        assert page.count(marked) == 1
        assert marked in browser.get(f"/console/cases/{case}").text
        where = f"/console/asides/{desk.store.desk.code}/{raw.incarnation.hex()}/{quarantined.dseq}"
        asides = browser.get("/console/asides").text
        assert browser.post(where, data=form(asides, words="已重做", solved="1")).is_success
        assert marked not in browser.get(f"/console/cases/{case}").text


def test_what_is_typed_badly_stays_and_nothing_is_recorded(
    poisoned: Poisoned, city: RunningCity
) -> None:
    with console(city) as browser:
        page = browser.get("/console/asides").text
        long = browser.post(address(poisoned), data=form(page, words="长" * 201, solved="1"))
        assert long.status_code == 422
        assert "长长长" in long.text
        assert browser.post(address(poisoned), data=form(page, words=" ")).status_code == 422
        assert browser.post(address(poisoned), data={"words": "x"}).status_code == 403
        for nowhere in ("/console/asides/1/zz/1", f"{address(poisoned)}9"):
            assert browser.post(nowhere, data=form(page, words="x")).status_code == 404
    assert poisoned.device.sync().synced
    assert poisoned.refusal.settled is None


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.AGENT])
def test_who_only_looks_settles_nothing(poisoned: Poisoned, city: RunningCity, role: Role) -> None:
    with console(city, role) as browser:
        page = browser.get("/console/asides").text
        assert '<form class="inline"' not in page
        refused = browser.post(address(poisoned), data=form(page, words="x", solved="1"))
        assert refused.status_code == 403


def test_an_administrator_sees_where_and_why_but_not_what(
    poisoned: Poisoned, city: RunningCity
) -> None:
    """SYNC.md: author and administrator are told of what was put aside."""
    assert Role.ADMINISTRATOR in SEE_ASIDES - SETTLE_ASIDES
    refusal = poisoned.refusal
    reference = reference_of(refusal.incarnation, refusal.dseq)
    asides = city.inside.asides(Principal.person(city.person(Role.ADMINISTRATOR)))

    def seen() -> PutAside:
        [found] = [each for each in asides.asides(limit=500) if each.reference == reference]
        return found

    aside = seen()
    assert (aside.reason, aside.prefix) == ("number-foreign", poisoned.device.store.desk.prefix)
    assert (aside.kind, aside.author, aside.case, aside.is_open) == ("", "", "", True)
    settle_aside(poisoned.device.session, refusal.incarnation, refusal.dseq, words="旧回执已收回")
    assert poisoned.device.sync().synced
    settled = seen().settled
    assert settled is not None
    assert settled.words == "旧回执已收回"


def test_a_departments_handler_does_not_even_look(city: RunningCity) -> None:
    with console(city, Role.DEPARTMENT_HANDLER, department="民政") as browser:
        assert browser.get("/console/asides").status_code == 403
