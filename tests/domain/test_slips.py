"""Where slips stand: signed for, answered, verified, written off; what two people must sign."""

from datetime import datetime, timedelta

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.copies import replace
from helpdesk.domain.merging import event_id
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.domain.slips import SlipState, may_act
from tests.domain.build import CASE, MONDAY, event, registered

KEY = "reminder/2026/12"
CONTENT = SlipContent("民政局", problem="即将到期", demand="按期办结")
ISSUED = ev.SlipIssued(
    SlipLevel.REMINDER, 2026, 12, cause=SlipCause.DUE_SOON, content=CONTENT, answer_by=MONDAY
)
LADDER = ev.Author("city:/ladder", "催办程序")


def case_after(*bodies: ev.Body) -> Case:
    events = [event(registered())]
    for n, body in enumerate(bodies, start=2):
        events.append(event(body, dseq=n, at=MONDAY + timedelta(hours=n)))
    return fold_case(CASE, events)


def signed_by(*people: ev.Author, proposer: ev.Author = LADDER) -> Case:
    proposed = replace(
        event(ev.SlipProposed(SlipLevel.TRANSFER, SlipCause.UNSETTLED, CONTENT), dseq=2),
        author=proposer,
    )
    name = event_id(proposed)
    approved = [
        replace(event(ev.SlipApproved(name), dseq=n), author=person)
        for n, person in enumerate(people, start=3)
    ]
    return fold_case(CASE, [event(registered()), proposed, *approved])


STEPS: list[tuple[ev.Body, SlipState]] = [
    (ev.SlipSignedFor(KEY, by="陈"), SlipState.SIGNED_FOR),
    (ev.SlipAnswered(KEY, "已联系居民"), SlipState.ANSWERED),
    (ev.SlipVerified(KEY, passed=False, words="未见面"), SlipState.SIGNED_FOR),
    (ev.SlipAnswered(KEY, "已上门"), SlipState.ANSWERED),
    (ev.SlipVerified(KEY), SlipState.VERIFIED),
    (ev.SlipWrittenOff(KEY, "属实"), SlipState.WRITTEN_OFF),
]


def test_a_slip_is_walked_state_by_state() -> None:
    for n in range(len(STEPS)):
        slip = case_after(ISSUED, *(body for body, _ in STEPS[:n])).escalation.slips[0]
        assert may_act(slip, type(STEPS[n][0]))
        slip = case_after(ISSUED, *(body for body, _ in STEPS[: n + 1])).escalation.slips[0]
        assert slip.state is STEPS[n][1]
    assert slip.signed_for is not None
    assert (slip.signed_for.by, slip.written_off and slip.written_off.words) == ("陈", "属实")
    assert not any(may_act(slip, type(body)) for body, _ in STEPS)


def test_who_answers_has_signed_for_it() -> None:
    slip = case_after(ISSUED, ev.SlipAnswered(KEY, "已办")).escalation.slips[0]
    assert slip.signed_for is not None
    assert slip.state is SlipState.ANSWERED


def test_the_first_signature_counts_and_what_fits_nowhere_does_nothing() -> None:
    slip = case_after(
        ISSUED,
        ev.SlipSignedFor(KEY, by="陈"),
        ev.SlipSignedFor(KEY, by="李"),
        ev.SlipVerified(KEY),
        ev.SlipAnswered("reminder/2026/13", "没有这张单"),
        ISSUED,
    ).escalation
    assert len(slip.slips) == 1
    assert slip.slips[0].signed_for is not None
    assert slip.slips[0].signed_for.by == "陈"
    assert slip.slips[0].state is SlipState.SIGNED_FOR


def test_slips_neither_move_the_stage_nor_the_deadline() -> None:
    """C29: no act on a slip restarts a clock."""
    plain = case_after()
    moved = case_after(ISSUED, *(body for body, _ in STEPS))
    assert (moved.stage, moved.due, moved.anomalies) == (plain.stage, plain.due, ())


def test_nobody_signs_a_proposal_twice() -> None:
    wang, li = ev.Author("city:wang", "王"), ev.Author("city:li", "李")
    (proposal,) = signed_by(wang, wang).escalation.proposals
    assert proposal.signers == (wang,)
    assert not proposal.may_sign(wang)
    (proposal,) = signed_by(wang, li).escalation.proposals
    assert proposal.signers == (wang, li)
    # A leader's order is the first signature; it needs one more.
    (proposal,) = signed_by(wang, li, proposer=wang).escalation.proposals
    assert proposal.signers == (wang, li)


@pytest.mark.parametrize("extended", [False, True])
def test_a_recounted_deadline_keeps_its_extension(extended: bool) -> None:
    later = datetime(2026, 12, 21, 17, 30)
    extension = [ev.Extended(days=5, reason="核查", due=later)] if extended else []
    clock = ev.Clock(datetime(2026, 12, 15, 17, 30), 15, "working", MONDAY.date(), "2026/2")
    moved = later + timedelta(days=1) if extended else clock.due
    case = case_after(
        *extension, ev.CaseRecounted(clock, was=datetime(2026, 12, 14, 17, 30), due=moved)
    )
    assert case.due == moved
    assert case.registered is not None
    assert case.registered.close_by == clock
