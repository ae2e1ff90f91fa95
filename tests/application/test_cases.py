"""Registering: number, event, print job and the end of the draft together, or nothing at all."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from helpdesk.application.cases import PaperWish, case_of_intake, checklist, open_case
from helpdesk.application.drafts import drop_draft, save_draft
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile, CaseFilter
from helpdesk.application.residents import change_resident, record_resident, resident_from_fields
from helpdesk.application.trusted_time import vouch_for_date
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.events import CaseRegistered
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import DocumentKind
from helpdesk.domain.stages import CaseKind, Stage
from tests.desk import MONDAY, at

BAO = {"name": "包玉兰", "document_number": "15230119580612242x", "phone": "138 4751 6701"}
LOW_INCOME = "TL-0014"
REQUEST = Intake(kind=CaseKind.REQUEST, new_resident=BAO, title=" 路灯不亮 ", text=" 三组\n两盏 ")


def matter_of(session: Session, code: str = LOW_INCOME) -> Intake:
    matter = session.reference.catalogue.find(code)
    assert matter is not None
    return Intake(new_resident=BAO, matter=code, materials=checklist(matter))


def file_of(desk: OpenDesk, case_id: str) -> tuple[CaseFile, CaseRegistered]:
    file = desk.queries.case_file(case_id)
    assert file is not None
    assert file.case.registered is not None
    return file, file.case.registered


def everything(desk: OpenDesk) -> tuple[int, int, int, int]:
    status = desk.store.status()
    jobs = len(desk.queries.print_jobs(state="queued"))
    return status.events, status.cases, status.drafts, jobs


def test_c1_case_number_and_print_job_come_together(desk: OpenDesk) -> None:
    """C1: case, number, outgoing event and print job commit in one transaction."""
    session = desk.session
    draft = save_draft(session, matter_of(session))
    registered = open_case(session, draft.intake, draft_id=draft.id, paper=PaperWish(size="A4"))
    number = CaseNumber.parse(registered.number)
    assert (number.prefix, number.on, number.counter) == ("021", MONDAY.date(), 1)
    file, body = file_of(desk, registered.case)
    assert (body.number, file.row.stage, file.row.unsent) == (
        registered.number,
        Stage.REGISTERED,
        1,
    )
    assert [(job.paper, job.size, job.copies, job.state) for job in file.jobs] == [
        ("receipt", "A4", 2, "queued")
    ]
    assert registered.job == file.jobs[0]
    assert everything(desk) == (2, 1, 0, 1)


def test_what_a_matter_promises_is_kept_with_the_case(desk: OpenDesk) -> None:
    """Old cases keep the rules of their day."""
    _, body = file_of(desk, open_case(desk.session, matter_of(desk.session)).case)
    matter = desk.session.reference.catalogue.find(LOW_INCOME)
    assert matter is not None
    assert matter.promised is not None
    assert body.matter is not None
    assert (body.matter.code, body.matter.name) == (matter.code, matter.name)
    assert body.matter.catalogue == desk.session.reference.catalogue.version
    assert body.close_by is not None
    assert body.respond_by is not None
    assert (body.close_by.days, body.close_by.counted_from) == (
        matter.promised.days,
        MONDAY.date(),
    )
    assert body.close_by.table == "2026/1"
    assert body.respond_by.due == datetime(2026, 11, 24, 17, 30)
    assert [m.name for m in body.materials] == [m.name for m in matter.materials]


@pytest.mark.parametrize(
    ("received", "counted_from"),
    [
        (datetime(2026, 11, 23, 17, 30), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 17, 31), date(2026, 11, 24)),
        (datetime(2026, 11, 28, 9, 0), date(2026, 11, 30)),
        (datetime(2026, 10, 10, 9, 0), date(2026, 10, 10)),  # a make-up Saturday
    ],
)
def test_the_day_of_receipt(desk: OpenDesk, received: datetime, counted_from: date) -> None:
    session = at(desk.session, received)
    _, body = file_of(desk, open_case(session, matter_of(session)).case)
    assert body.close_by is not None
    assert body.close_by.counted_from == counted_from


def test_a_promise_beyond_the_known_tables_is_provisional(desk: OpenDesk) -> None:
    session = at(desk.session, datetime(2026, 12, 30, 9))
    file, body = file_of(desk, open_case(session, matter_of(session)).case)
    assert body.close_by is not None
    assert body.close_by.provisional
    assert file.row.provisional


def test_materials_are_listed_even_if_the_intake_never_looked_at_them(desk: OpenDesk) -> None:
    """A receipt names what is missing; an intake of a script may leave the list out."""
    intake = replace(matter_of(desk.session), materials=())
    file, _ = file_of(desk, open_case(desk.session, intake).case)
    assert file.case.materials
    assert {m.state for m in file.case.materials} == {MaterialState.NEEDED}


def test_a_request(desk: OpenDesk) -> None:
    file, body = file_of(desk, open_case(desk.session, REQUEST).case)
    assert (body.title, body.text, body.matter) == ("路灯不亮", REQUEST.text, None)
    assert body.close_by is not None
    assert (body.close_by.days, body.close_by.due) == (5, datetime(2026, 11, 30, 17, 30))
    assert file.row.kind is CaseKind.REQUEST


def test_the_applicant_is_recorded_once_and_known_from_then_on(desk: OpenDesk) -> None:
    _, first = file_of(desk, open_case(desk.session, REQUEST).case)
    known = desk.queries.resident(first.applicant.resident)
    assert known is not None
    assert (known.document_number, known.phones) == ("15230119580612242X", ("13847516701",))
    again = replace(REQUEST, new_resident={}, resident=known.id)
    _, second = file_of(desk, open_case(desk.session, again).case)
    assert second.applicant == first.applicant
    assert desk.store.status().residents == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"new_resident": {}, "kind": CaseKind.MATTER, "matter": LOW_INCOME},
            "applicant-missing",
        ),
        ({"new_resident": {"name": " "}}, "name-empty"),
        ({"new_resident": {**BAO, "document_number": "152301195806122429"}}, "id-check"),
        ({"new_resident": {**BAO, "birth": "1958-06-13"}}, "birth-contradicts"),
        ({"new_resident": {**BAO, "birth": "1958-02-30"}}, "date-impossible"),
        ({"new_resident": {**BAO, "phone": "ab"}}, "phone-digits"),
        ({"new_resident": {**BAO, "division": "150502100999"}}, "division-unknown"),
        ({"new_resident": {"name": "包玉兰", "document_kind": "card"}}, "document-kind-unknown"),
        ({"new_resident": {}, "resident": "f" * 32}, "resident-unknown"),
        ({"title": "  ", "text": " \n"}, "title-missing"),
        ({"title": "题" * 201}, "text-long"),
        ({"text": "字" * 10_001}, "text-long"),
        ({"text": "一\x07二"}, "text-control"),
        ({"notify": "\x1b[2J"}, "text-control"),
        ({"category": "类" * 201}, "text-long"),
        ({"kind": CaseKind.MATTER}, "matter-missing"),
        ({"kind": CaseKind.MATTER, "matter": "TL-9999"}, "matter-unknown"),
    ],
)
def test_what_is_wrong_keeps_the_draft_and_nothing_else(
    desk: OpenDesk, changes: dict[str, object], code: str
) -> None:
    draft = save_draft(desk.session, replace(REQUEST, **changes))  # type: ignore[arg-type]
    with pytest.raises(Problem) as caught:
        open_case(desk.session, draft.intake, draft_id=draft.id, paper=PaperWish())
    assert caught.value.code == code
    assert everything(desk) == (0, 0, 1, 0)
    assert desk.queries.draft(draft.id) == draft


def test_a_number_lost_to_a_problem_is_not_skipped(desk: OpenDesk) -> None:
    with pytest.raises(Problem):
        open_case(desk.session, replace(REQUEST, new_resident={"name": ""}))
    assert CaseNumber.parse(open_case(desk.session, REQUEST).number).counter == 1


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (None, "deferral-undated"),
        (date(2026, 11, 22), "deferral-past"),
        (date(2027, 6, 1), "deferral-long"),
    ],
)
def test_a_deferral_has_a_day_within_the_promise(
    desk: OpenDesk, until: date | None, code: str
) -> None:
    intake = matter_of(desk.session)
    deferred = [
        replace(m, state=MaterialState.DEFERRED, deferred_until=until) if m.deferrable else m
        for m in intake.materials
    ]
    assert deferred != list(intake.materials)
    with pytest.raises(Problem, match=code):
        open_case(desk.session, replace(intake, materials=tuple(deferred)))
    assert everything(desk)[:2] == (0, 0)


def test_what_may_not_be_deferred(desk: OpenDesk) -> None:
    strict = Material("户口簿", 1, state=MaterialState.DEFERRED, deferred_until=date(2026, 11, 25))
    with pytest.raises(Problem, match="material-not-deferrable"):
        open_case(desk.session, replace(matter_of(desk.session), materials=(strict,)))


def test_without_a_prefix_there_is_no_number(desk: OpenDesk) -> None:
    desk.store.set_desk(replace(desk.session.desk, prefix=""))
    with pytest.raises(Problem, match="not-enrolled"):
        open_case(desk.session, REQUEST)
    assert everything(desk)[:2] == (0, 0)


def test_c4_numbers_count_up_by_day_and_are_never_reused(desk: OpenDesk) -> None:
    """C4, C5: final when registered, from a counter that never runs dry or repeats."""
    numbers = [CaseNumber.parse(open_case(desk.session, REQUEST).number) for _ in range(3)]
    tuesday = at(desk.session, datetime(2026, 11, 24, 9))
    numbers.append(CaseNumber.parse(open_case(tuesday, REQUEST).number))
    with pytest.raises(Problem, match="clock-behind"):
        open_case(desk.session, REQUEST)
    vouch_for_date(desk.session, reason="电池没电，昨天的日期错了")
    numbers.append(CaseNumber.parse(open_case(desk.session, REQUEST).number))
    assert [number.counter for number in numbers] == [1, 2, 3, 1, 4]
    assert len({number.compact for number in numbers}) == 5
    assert desk.queries.count_cases(CaseFilter()) == 5


def test_a_preview_registers_nothing(desk: OpenDesk) -> None:
    case = case_of_intake(desk.session, matter_of(desk.session), resident=None)
    matter = desk.session.reference.catalogue.find(LOW_INCOME)
    assert matter is not None
    assert (case.number, case.title) == ("", matter.name)
    assert case.registered is not None
    assert case.registered.close_by is not None
    assert everything(desk) == (0, 0, 0, 0)


def test_a_draft_is_replaced_and_dropped(desk: OpenDesk) -> None:
    """C30: whatever is typed is found again."""
    draft = save_draft(desk.session, replace(REQUEST, title=""))
    again = save_draft(desk.session, REQUEST, draft_id=draft.id)
    assert desk.queries.drafts() == [again]
    assert [hit.kind for hit in desk.queries.find("byl", limit=5)] == ["draft"]
    drop_draft(desk.session, draft.id)
    drop_draft(desk.session, draft.id)
    assert desk.queries.drafts() == []


def test_only_changed_fields_of_a_resident_are_recorded(desk: OpenDesk) -> None:
    resident = resident_from_fields(BAO, today=MONDAY.date())
    resident_id = record_resident(desk.session, resident)
    events = desk.store.status().events
    change_resident(desk.session, resident_id, {"name": "包玉兰", "phones": ("138 4751 6701",)})
    assert desk.store.status().events == events
    change_resident(desk.session, resident_id, {"address": " 三组 12 号 "})
    known = desk.queries.resident(resident_id)
    assert known is not None
    assert (known.address, known.phone) == ("三组 12 号", "13847516701")
    assert desk.store.status().events == events + 1


def test_a_mistyped_number_can_be_put_right(desk: OpenDesk) -> None:
    """Birth date and sex followed from the wrong number; the right one brings its own."""
    wrong = resident_from_fields(
        {"name": "包玉兰", "document_number": "152301194303050351"}, today=MONDAY.date()
    )
    resident_id = record_resident(desk.session, wrong)
    change_resident(desk.session, resident_id, {"document_number": "15230119580612242X"})
    known = desk.queries.resident(resident_id)
    assert known is not None
    assert (known.birth, known.sex) == (date(1958, 6, 12), "female")
    with pytest.raises(Problem, match="sex-contradicts"):
        change_resident(
            desk.session, resident_id, {"document_number": "152301194303050351", "sex": "female"}
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"nmae": "x"}, "field-unknown"),
        ({"id": "0" * 32}, "field-unknown"),
        ({"name": ""}, "name-empty"),
        ({"division": "999999999999"}, "division-unknown"),
        ({"birth": date(2027, 1, 1)}, "birth-future"),
    ],
)
def test_a_change_that_cannot_be_kept(
    desk: OpenDesk, changes: dict[str, object], code: str
) -> None:
    resident_id = record_resident(
        desk.session, resident_from_fields({"name": "包玉兰"}, today=MONDAY.date())
    )
    with pytest.raises(Problem, match=code):
        change_resident(desk.session, resident_id, changes)
    known = desk.queries.resident(resident_id)
    assert known is not None
    assert (known.name, known.document_kind) == ("包玉兰", DocumentKind.NONE)


def test_an_unknown_resident_is_not_changed(session: Session) -> None:
    with pytest.raises(Problem, match="resident-unknown"):
        change_resident(session, "f" * 32, {"address": "x"})


def test_a_prefix_given_while_the_window_is_open_is_drawn_with_at_once(desk: OpenDesk) -> None:
    """C6: a sync renewed the device; whoever works on need not open the window again."""
    session = desk.session
    open_case(session, REQUEST)
    desk.store.set_desk(replace(session.desk, prefix="022"))
    number = CaseNumber.parse(open_case(session, REQUEST).number)
    assert (number.prefix, number.counter) == ("022", 1)
    desk.store.set_desk(replace(session.desk, prefix="", restored=True))
    with pytest.raises(Problem, match="prefix-awaited"):
        open_case(session, REQUEST)
