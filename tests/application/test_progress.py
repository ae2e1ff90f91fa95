"""Acts on a case: what its stage allows is recorded, what it does not is refused, nothing in between."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.prints import paper_printed, print_failed, queue_paper
from helpdesk.application.progress import (
    act,
    defer_material,
    excuse_material,
    return_originals,
    take_material,
)
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.problems import Problem
from helpdesk.domain.stages import CaseKind, Stage
from tests.desk import at

UNKNOWN = "0" * 32
TUESDAY, FRIDAY = datetime(2026, 11, 24, 9), datetime(2026, 11, 27, 9)


@pytest.fixture
def matter(session: Session) -> str:
    """A matter's case, nothing brought yet: line 4 is deferrable, line 0 is not."""
    found = session.reference.catalogue.find("TL-0014")
    assert found is not None
    intake = Intake(new_resident={"name": "包玉兰"}, matter=found.code, materials=checklist(found))
    return open_case(session, intake).case


@pytest.fixture
def request_(session: Session) -> str:
    """A request's case."""
    intake = Intake(kind=CaseKind.REQUEST, new_resident={"name": "包玉兰"}, title="路灯不亮")
    return open_case(session, intake).case


def case_of(desk: OpenDesk, case_id: str) -> Case:
    file = desk.queries.case_file(case_id)
    assert file is not None
    return file.case


def test_the_whole_road_of_a_matter(desk: OpenDesk, matter: str) -> None:
    road: list[tuple[ev.Body, Stage]] = [
        (ev.HandedOver(), Stage.HANDED_OVER),
        (ev.Accepted("民政局", "MZ-7"), Stage.ACCEPTED),
        (ev.Progressed("核对中"), Stage.IN_PROGRESS),
        (ev.Answered("同意", "批复 7"), Stage.ANSWERED),
        (ev.Delivered("brought", "本人"), Stage.DELIVERED),
        (ev.CalledBack(reached=False), Stage.DELIVERED),
        (ev.CalledBack(rating=5), Stage.CALLED_BACK),
        (ev.Closed(), Stage.CLOSED),
    ]
    for body, stage in road:
        act(desk.session, matter, body)
        assert case_of(desk, matter).stage is stage
    case = case_of(desk, matter)
    assert (case.department, case.department_number) == ("民政局", "MZ-7")
    assert (case.answer, case.rating, case.attempts[-1].said.rating) == ("同意", 5, 5)
    assert case.anomalies == ()
    row = desk.queries.case_file(matter)
    assert row is not None
    assert row.row.ended_at is not None


def test_what_the_stage_forbids_is_not_recorded(desk: OpenDesk, matter: str) -> None:
    events = desk.store.status().events
    for body in (ev.Delivered("post"), ev.Corrected(), ev.SignedFor()):
        with pytest.raises(Problem) as caught:
            act(desk.session, matter, body)
        assert (caught.value.code, caught.value.params["act"]) == ("stage-forbids", body.KIND)
    act(desk.session, matter, ev.Withdrawn("不办了"))
    with pytest.raises(Problem, match="stage-forbids"):
        act(desk.session, matter, ev.HandedOver())
    assert desk.store.status().events == events + 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ev.Noted(""), "words-missing"),
        (ev.Noted(" \n "), "words-missing"),
        (ev.Suspended(""), "words-missing"),
        (ev.Noted("字" * 10_001), "text-long"),
        (ev.Noted("一\x00二"), "text-control"),
        (ev.Withdrawn("\x1b[2J"), "text-control"),
        (ev.CorrectionAsked(("收入证明", "\x07")), "text-control"),
    ],
)
def test_words_that_cannot_be_kept(desk: OpenDesk, request_: str, body: ev.Body, code: str) -> None:
    events = desk.store.status().events
    with pytest.raises(Problem, match=code):
        act(desk.session, request_, body)
    assert desk.store.status().events == events


def test_words_of_ten_thousand_characters_and_rare_ones(desk: OpenDesk, request_: str) -> None:
    words = "𠮷ᠮ᠎ᠠ\n\t" * 1600
    act(desk.session, request_, ev.Noted(words))
    file = desk.queries.case_file(request_)
    assert file is not None
    assert file.events[-1].body == ev.Noted(words)


def test_c29_a_note_never_moves_a_deadline(desk: OpenDesk, matter: str) -> None:
    """C29: an edit, a note or a call leaves the due time; only a pause moves it."""
    due = case_due(desk, matter)
    for body in (ev.Noted("来电"), ev.Contacted("已告知")):
        act(desk.session, matter, body)
    take_material(desk.session, matter, 0)
    assert case_due(desk, matter) == due
    act(at(desk.session, TUESDAY), matter, ev.CorrectionAsked(("收入证明",)))
    assert case_due(desk, matter) is None
    act(at(desk.session, FRIDAY), matter, ev.Corrected())
    moved = case_due(desk, matter)
    assert moved is not None
    assert due is not None
    assert moved > due


def case_due(desk: OpenDesk, case_id: str) -> datetime | None:
    file = desk.queries.case_file(case_id)
    assert file is not None
    return file.row.due


def test_materials_come_are_deferred_and_excused(desk: OpenDesk, matter: str) -> None:
    session = desk.session
    take_material(session, matter, 0)
    defer_material(session, matter, 4, until=date(2026, 12, 1))
    excuse_material(session, matter, 1, reason="线上核验")
    states = [material.state for material in case_of(desk, matter).materials]
    assert states[0] is MaterialState.TAKEN
    assert states[4] is MaterialState.DEFERRED
    assert states[1] is MaterialState.NOT_APPLICABLE
    file = desk.queries.case_file(matter)
    assert file is not None
    assert file.row.deferred_until == date(2026, 12, 1)
    take_material(session, matter, 4)
    assert case_of(desk, matter).materials[4].deferred_until is None


def test_the_same_again_is_no_event(desk: OpenDesk, matter: str) -> None:
    take_material(desk.session, matter, 0)
    events = desk.store.status().events
    take_material(desk.session, matter, 0)
    assert desk.store.status().events == events


def test_materials_that_cannot_be_changed(desk: OpenDesk, matter: str, request_: str) -> None:
    session = desk.session
    for case_id, line in ((request_, 0), (matter, 99), (matter, -1)):
        with pytest.raises(Problem, match="material-unknown"):
            take_material(session, case_id, line)
    with pytest.raises(Problem, match="material-not-deferrable"):
        defer_material(session, matter, 0, until=date(2026, 12, 1))
    with pytest.raises(Problem, match="deferral-long"):
        defer_material(session, matter, 4, until=date(2027, 12, 1))
    with pytest.raises(Problem, match="text-long"):
        excuse_material(session, matter, 0, reason="因" * 10_001)
    act(session, matter, ev.Terminated("死亡"))
    with pytest.raises(Problem, match="stage-forbids"):
        take_material(session, matter, 0)


def test_an_unknown_case(session: Session) -> None:
    with pytest.raises(Problem, match="case-unknown"):
        act(session, UNKNOWN, ev.Noted("x"))
    with pytest.raises(Problem, match="case-unknown"):
        take_material(session, UNKNOWN, 0)
    with pytest.raises(Problem, match="case-unknown"):
        queue_paper(session, UNKNOWN, paper="receipt", size="A5")


def test_a_print_that_did_not_come_out_is_never_recorded(desk: OpenDesk, request_: str) -> None:
    session = desk.session
    failed = queue_paper(session, request_, paper="receipt", size="A5", copies=2)
    print_failed(session, failed, error="printer-missing")
    assert case_of(desk, request_).printings_of("receipt") == 0
    assert [job.error for job in desk.queries.print_jobs(state="failed")] == ["printer-missing"]
    for copies, copy in ((2, 1), (1, 3)):
        job = queue_paper(session, request_, paper="receipt", size="A5", copies=copies)
        paper_printed(session, job, output="printer", digest="ab")
        file = desk.queries.case_file(request_)
        assert file is not None
        body = file.events[-1].body
        assert isinstance(body, ev.PaperPrinted)
        assert (body.copies, body.copy) == (copies, copy)
    case = case_of(desk, request_)
    assert (case.printings_of("receipt"), case.copies_of("receipt")) == (2, 3)
    assert case.copies_of("one_time_notice") == 0
    assert desk.queries.print_jobs(state="queued") == []


def test_who_acted_and_when(desk: OpenDesk, request_: str) -> None:
    other = replace(at(desk.session, TUESDAY), author=ev.Author("qiqige", "其其格"))
    event = act(other, request_, ev.Contacted("已电话告知"))
    assert (event.author.name, event.moment.local) == ("其其格", TUESDAY)
    assert case_of(desk, request_).responded_at == TUESDAY


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (ev.Delivered("post"), "delivery-number"),
        (ev.Delivered("brought", refused=True, witness="王嘎查达"), "delivery-witness"),
        (ev.Delivered("brought", at=datetime(2100, 1, 1)), "day-future"),
        (ev.CalledBack(rating=6), "rating-unknown"),
    ],
)
def test_a_delivery_or_callback_that_says_too_little_is_not_recorded(
    desk: OpenDesk, matter: str, body: ev.Body, code: str
) -> None:
    act(desk.session, matter, ev.Answered("同意"))
    with pytest.raises(Problem) as caught:
        act(desk.session, matter, body)
    assert caught.value.code == code
    assert case_of(desk, matter).stage is Stage.ANSWERED


def test_originals_go_back_to_a_named_person_also_from_an_ended_case(
    desk: OpenDesk, matter: str
) -> None:
    line, today = 0, desk.session.clock.now().local.date()
    take_material(desk.session, matter, line)
    held = case_of(desk, matter).materials[line].held
    assert held > 0
    act(desk.session, matter, ev.Withdrawn("不办了"))
    for lines, to, code in (((), "包玉兰", "originals-none"), ((line,), " ", "originals-to")):
        with pytest.raises(Problem) as caught:
            return_originals(desk.session, matter, lines, to=to, on=today)
        assert caught.value.code == code
    return_originals(desk.session, matter, [line], to=" 包玉兰 ", on=today)
    material = case_of(desk, matter).materials[line]
    assert (material.held, material.returned_to, material.returned_on) == (0, "包玉兰", today)
    with pytest.raises(Problem) as caught:
        return_originals(desk.session, matter, [line], to="包玉兰", on=today)
    assert caught.value.code == "original-not-here"
