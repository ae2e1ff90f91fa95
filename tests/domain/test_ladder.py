"""The ladder: from warning to letter, only in office hours, each once, one step at a time (C29)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpdesk.application.deadlines import closing_clock, current_due, response_clock
from helpdesk.application.ladder import Names, body_of_step, climb_of, coming
from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.clocks import OFFICE_HOURS
from helpdesk.domain.copies import replace
from helpdesk.domain.ladder import LIMITS, LadderLimits, due_now, in_office, next_at, office_after
from helpdesk.domain.problems import Problem
from helpdesk.domain.slip_events import SlipCause, SlipLevel
from helpdesk.domain.stages import CaseKind
from tests.domain.build import CASE, event, registered
from tests.domain.test_clocks import CALENDAR

PROGRAM = ev.Author("city:/ladder", "催办程序")
NAMES = Names(issuer="市政务服务中心", desk="永清街道")
at = datetime.fromisoformat  # local wall time, without a zone


class Life:
    """A request and what happens to it; `visit` is a round of the scheduler at a moment."""

    def __init__(self, began: datetime, *, kind: CaseKind = CaseKind.REQUEST) -> None:
        self.events: list[ev.Event] = []
        self.rounds: list[tuple[datetime, Sequence[ev.Body]]] = []
        self.issued = dict.fromkeys(SlipLevel, 0)
        clock = closing_clock(None, began, CALENDAR)
        response = response_clock(began, CALENDAR)
        self.say(
            registered(case_kind=kind, received_at=began, close_by=clock, respond_by=response),
            began,
        )

    @property
    def case(self) -> Case:
        return fold_case(CASE, self.events)

    def say(self, body: ev.Body, moment: datetime, author: ev.Author | None = None) -> None:
        made = event(body, dseq=len(self.events) + 1, at=moment)
        self.events.append(replace(made, author=author) if author else made)

    def visit(self, now: datetime, limits: LadderLimits = LIMITS) -> list[ev.Body]:
        case = self.case
        due, _ = current_due(case, CALENDAR)
        taken = due_now(
            coming(case, CALENDAR, limits), now, calendar=CALENDAR, limits=limits, due=due
        )
        said = []
        for step in taken:
            body = body_of_step(step, case, now=now, calendar=CALENDAR, limits=limits, names=NAMES)
            if isinstance(body, ev.SlipIssued):
                self.issued[body.level] += 1
                body = replace(body, n=self.issued[body.level])
            said.append(body)
        for body in said:
            self.say(body, now, PROGRAM)
        self.rounds.append((now, said))
        return said

    def next(self, now: datetime) -> datetime | None:
        due, _ = current_due(self.case, CALENDAR)
        return next_at(coming(self.case, CALENDAR), now, due=due)

    def live(self, until: datetime) -> dict[datetime, list[ev.Body]]:
        """A round each time something is due, until `until`."""
        happened = {}
        now = self.rounds[-1][0] if self.rounds else self.events[0].moment.local
        while (moment := self.next(now)) is not None and moment <= until:
            now = moment
            happened[moment] = self.visit(moment)
            assert happened[moment], moment
        return happened


def levels(life: Life) -> list[SlipLevel]:
    return [slip.level for slip in life.case.escalation.slips]


def test_nobody_answers_from_reminder_to_letter_over_the_national_day() -> None:
    """C29, counted by hand: seven days off, and a Saturday that is worked (2026-10-10)."""
    life = Life(at("2026-09-24 10:00"))  # Thursday before three days off
    assert life.case.due == at("2026-10-09 17:30")
    happened = life.live(at("2026-12-31 17:30"))
    assert [(f"{moment:%m-%d %H:%M}", kinds(said)) for moment, said in happened.items()] == [
        ("09-29 08:30", ["reminder no_response"]),
        ("09-30 17:30", ["warning 48"]),  # 48 hours before is a holiday: before it
        ("10-08 17:30", ["warning 24"]),
        ("10-10 08:30", ["urging overdue"]),  # the Saturday
        ("10-15 08:30", ["supervision unanswered"]),
        ("10-23 08:30", ["proposal unsettled"]),
    ]
    slips = life.case.escalation.slips
    assert [slip.issued.content.predecessor for slip in slips] == [
        "",
        "reminder/2026/1",
        "urging/2026/1",
    ]
    assert [slip.issued.answer_by for slip in slips] == [
        at("2026-10-09 17:30"),
        at("2026-10-14 17:30"),
        at("2026-10-22 17:30"),
    ]


def kinds(said: Sequence[ev.Body]) -> list[str]:
    found = []
    for body in said:
        if isinstance(body, ev.CaseWarned):
            found.append(f"warning {body.hours}")
        elif isinstance(body, ev.SlipIssued):
            found.append(f"{body.level} {body.cause}")
        elif isinstance(body, ev.SlipProposed):
            found.append(f"proposal {body.cause}")
    return found


def test_a_reminder_that_was_answered_waits_for_the_due_time() -> None:
    life = Life(at("2026-11-23 10:00"))  # Monday; due the Monday after
    life.live(at("2026-11-25 09:00"))
    assert levels(life) == [SlipLevel.REMINDER]
    life.say(ev.SlipAnswered("reminder/2026/1", "已联系"), at("2026-11-25 10:00"))
    life.live(at("2026-11-30 17:30"))
    assert levels(life) == [SlipLevel.REMINDER]
    assert list(life.live(at("2026-12-01 08:30"))) == [at("2026-12-01 08:30")]
    assert levels(life) == [SlipLevel.REMINDER, SlipLevel.URGING]


def test_an_answer_found_wanting_counts_from_that_day() -> None:
    life = Life(at("2026-11-23 10:00"))
    life.live(at("2026-12-01 08:30"))
    life.say(ev.SlipAnswered("urging/2026/1", "在办"), at("2026-12-02 10:00"))
    life.say(ev.SlipVerified("urging/2026/1", passed=False), at("2026-12-07 10:00"))
    (step,) = coming(life.case, CALENDAR)
    assert (step.level, step.at) == (SlipLevel.SUPERVISION, at("2026-12-11 08:30"))


def test_an_answered_case_leaves_the_ladder() -> None:
    life = Life(at("2026-11-23 10:00"))
    life.live(at("2026-12-01 08:30"))
    life.say(ev.Answered("已办结"), at("2026-12-01 09:00"))
    assert coming(life.case, CALENDAR) == ()


def test_the_second_redo_is_supervised_at_once() -> None:
    life = Life(at("2026-11-02 10:00"))
    for day in ("2026-11-03", "2026-11-05"):
        life.say(ev.Answered("已办结"), at(f"{day} 10:00"))
        life.say(ev.Redone("不满意"), at(f"{day} 18:00"))
    happened = life.live(at("2026-11-06 09:00"))
    assert [kinds(said) for said in happened.values()] == [["supervision redone"]]
    assert list(happened) == [at("2026-11-06 08:30")]


def test_a_matter_needs_no_response_and_a_paused_case_nothing() -> None:
    life = Life(at("2026-11-23 10:00"), kind=CaseKind.MATTER)
    assert climb_of(life.case, CALENDAR).respond_by is None
    life.say(ev.Suspended("外出"), at("2026-11-24 10:00"))
    assert coming(life.case, CALENDAR) == ()
    assert life.visit(at("2026-12-24 10:00")) == []
    life.say(ev.Resumed(), at("2026-12-24 11:00"))
    assert life.case.pauses[0].until == date(2026, 12, 24)
    # One day had run; the other four come after the pause, New Year's holiday not among them.
    due, provisional = current_due(life.case, CALENDAR)
    assert (due, provisional) == (at("2026-12-30 17:30"), False)


def test_after_a_week_without_rounds_one_thing_a_day_is_made_up_for() -> None:
    """A night's or a week's jobs never come at once: each step needs the one below and a day between."""
    life = Life(at("2026-11-02 10:00"))
    assert kinds(life.visit(at("2026-11-30 03:00"))) == []
    assert kinds(life.visit(at("2026-11-30 09:00"))) == ["reminder no_response"]
    assert kinds(life.visit(at("2026-11-30 09:01"))) == []
    assert kinds(life.visit(at("2026-12-01 08:29"))) == []
    assert kinds(life.visit(at("2026-12-02 08:30"))) == ["urging overdue"]


def test_a_provisional_year_counts_weekdays_until_its_table_comes() -> None:
    life = Life(at("2026-12-29 10:00"))
    due, provisional = current_due(life.case, CALENDAR)
    assert due == at("2027-01-05 17:30")  # New Year's Day counted: there is no table yet
    assert provisional
    happened = life.live(at("2027-01-31 17:30"))
    assert all(in_office(moment, CALENDAR, OFFICE_HOURS) for moment in happened)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reminder_days": 0},
        {"redo_times": 10},
        {"last_warning_hours": 72},
        {"opens": at("2026-01-01 18:00").time()},
    ],
)
def test_limits_have_bounds(wrong: dict[str, int]) -> None:
    with pytest.raises(Problem) as caught:
        LadderLimits(**wrong)  # type: ignore[arg-type]
    assert caught.value.code == "limit-range"


ACTS: list[ev.Body] = [
    ev.Noted("电话"),
    ev.CaseAmended({"phone": "13800000000"}),
    ev.Contacted(),
    ev.Dispatched("民政局"),
    ev.Progressed("在办"),
    ev.Suspended("外出"),
    ev.Resumed(),
    ev.CorrectionAsked(("收入证明",)),
    ev.Corrected(),
    ev.Answered("已办结"),
    ev.Redone("不满意"),
    *(ev.SlipAnswered(f"{level}/2026/1", "在办") for level in SlipLevel),
    *(ev.SlipVerified(f"{level}/2026/1", passed=False) for level in SlipLevel),
    ev.SlipWrittenOff("supervision/2026/1"),
]
WALK = st.lists(
    st.tuples(st.integers(1, 60 * 24 * 9), st.one_of(st.none(), st.sampled_from(ACTS))),
    max_size=25,
)
BEGINNINGS = st.datetimes(at("2026-01-05 08:00"), at("2026-12-30 17:00"))


def walked(began: datetime, walk: list[tuple[int, ev.Body | None]]) -> Life:
    """Acts and rounds in between, each so many minutes after the one before."""
    life, now = Life(began), began
    for minutes, body in walk:
        now += timedelta(minutes=minutes)
        if body is not None:
            life.say(body, now)
        life.visit(now)
        assert life.visit(now) == []  # a round done twice does nothing
        coming_at = life.next(now)  # and none is made for nothing
        assert coming_at is None or coming_at > now or not in_office(now, CALENDAR, OFFICE_HOURS)
    return life


@given(BEGINNINGS, WALK)
@example(at("2026-09-24 10:00"), [(60 * 24, None)] * 40)
def test_whatever_happens_the_rules_hold(
    began: datetime, walk: list[tuple[int, ev.Body | None]]
) -> None:
    """C29: never outside office hours, never while paused, each once, upwards by one step a day."""
    life = walked(began, walk)
    for now, said in life.rounds:
        assert not said or in_office(now, CALENDAR, OFFICE_HOURS)
        assert sum(isinstance(body, ev.SlipIssued) for body in said) <= 1
        assert sum(isinstance(body, ev.CaseWarned) for body in said) <= 1
    seen = life.case.escalation
    assert len(set(seen.warned)) == len(seen.warned)
    proposed = [each.round for each in seen.proposals]
    assert len(set(proposed)) == len(proposed)
    for lower, upper in zip(seen.slips, seen.slips[1:], strict=False):
        if lower.round != upper.round:
            continue
        jumps = upper.issued.cause is SlipCause.REDONE
        assert upper.level.step == lower.level.step + 1 or (jumps and upper.level > lower.level)
        assert upper.issued_at.date() > lower.issued_at.date() or jumps
        assert upper.issued.content.predecessor == lower.key
    for n in range(len(life.events)):
        body, case = life.events[n].body, fold_case(CASE, life.events[:n])
        if isinstance(body, ev.SlipIssued | ev.SlipProposed | ev.CaseWarned):
            assert not case.paused
            assert case.answered_at is None or case.redone


@given(BEGINNINGS, WALK, st.sampled_from(ACTS[:2]))
def test_edits_and_notes_move_nothing(
    began: datetime, walk: list[tuple[int, ev.Body | None]], edit: ev.Body
) -> None:
    """C29: an edit or a note restarts no clock."""
    life = walked(began, walk)
    before = coming(life.case, CALENDAR)
    life.say(edit, began + timedelta(days=200))
    assert coming(life.case, CALENDAR) == before


@given(BEGINNINGS)
def test_the_next_office_hour_is_one_and_the_first(moment: datetime) -> None:
    found = office_after(moment, CALENDAR, OFFICE_HOURS)
    assert found >= moment
    assert in_office(found, CALENDAR, OFFICE_HOURS)
    if found > moment:
        assert found.time() == OFFICE_HOURS.opens
        assert not in_office(found - timedelta(minutes=1), CALENDAR, OFFICE_HOURS)
