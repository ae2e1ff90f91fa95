"""Late work at a reassigned case: proposed, decided, never lost (C17)."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, apply_to_case, fold_case
from helpdesk.domain.events import Author, Event
from helpdesk.domain.materials import Material
from helpdesk.domain.merging import event_id
from helpdesk.domain.proposals import may_decide
from helpdesk.domain.stages import Stage
from tests.domain.build import CASE, WUYUN, event, registered
from tests.domain.test_cases import BODIES

DESK, OTHER, CITY = "aa" * 8, "bb" * 8, "cc" * 8
QIQIGE = Author("qiqige", "其其格")
CLERK = Author("city:李丽", "李丽")
BEGUN = event(registered(), incarnation=DESK, position=1)
GIVEN = replace(
    event(
        ev.Reassigned(reason="下乡", agent="qiqige", name="其其格"),
        incarnation=OTHER,
        position=2,
        base=1,
    ),
    author=QIQIGE,
)


def late(body: ev.Body, *, position: int = 3, base: int = 1, dseq: int = 2) -> Event:
    """An act of the former owner, who had not heard of the reassignment."""
    return event(body, incarnation=DESK, position=position, base=base, dseq=dseq)


def decided(proposal: Event, *, accepted: bool, position: int, where: str = OTHER) -> Event:
    body = ev.ProposalDecided(event_id(proposal), accepted=accepted)
    made = event(body, incarnation=where, position=position, base=position - 1, dseq=position)
    return replace(made, author=QIQIGE)


def folded(*events: Event) -> Case:
    return fold_case(CASE, [BEGUN, GIVEN, *events])


def test_c17_what_changes_the_case_waits_and_what_happened_is_recorded() -> None:
    """C17: acts and changed data wait; notes, contacts and prints are facts."""
    acts = [
        late(ev.HandedOver("民政局"), position=3),
        late(ev.MaterialSet(0, Material("居民身份证").take()), position=4, dseq=3),
        late(ev.CaseAmended({"phone": "1380000"}), position=5, dseq=4),
        late(ev.Noted("已到窗口"), position=6, dseq=5),
        late(ev.Contacted(), position=7, dseq=6),
        late(ev.PaperPrinted("receipt", "A5", 2, 1, "printer"), position=8, dseq=7),
    ]
    case = folded(*acts)
    assert case.owner == QIQIGE
    assert (case.stage, case.anomalies) == (Stage.REGISTERED, ())
    assert [each.event for each in case.open_proposals] == acts[:3]
    assert case.responded_at is not None
    assert case.copies_of("receipt") == 2


def test_who_knew_and_who_owns_it_act_as_always() -> None:
    knew = late(ev.HandedOver("民政局"), base=2)
    assert folded(knew).stage is Stage.HANDED_OVER
    owner = replace(late(ev.HandedOver("民政局")), author=QIQIGE)
    assert folded(owner).stage is Stage.HANDED_OVER
    before = [BEGUN, late(ev.HandedOver("民政局"), position=2), replace(GIVEN, position=3)]
    assert fold_case(CASE, before).open_proposals == ()


def test_own_unsent_work_becomes_a_proposal_when_the_news_arrives() -> None:
    unsent = replace(late(ev.HandedOver("民政局")), position=None)
    assert fold_case(CASE, [BEGUN, unsent]).stage is Stage.HANDED_OVER
    assert [p.event for p in folded(unsent).open_proposals] == [unsent]


def test_accepted_work_counts_with_its_own_time_from_the_decision_on() -> None:
    proposal = late(ev.Answered("同意"))
    between = replace(late(ev.Progressed("核对"), position=4, base=3, dseq=9), author=QIQIGE)
    case = folded(proposal, between, decided(proposal, accepted=True, position=5))
    assert (case.stage, case.answer) == (Stage.ANSWERED, "同意")
    assert case.answered_at == proposal.moment.local
    assert case.open_proposals == ()
    assert [p.accepted for p in case.proposals] == [True]


def test_accepted_data_stand_for_what_the_owner_saw() -> None:
    """The owner accepted with the present value before their eyes: no conflict comes of it."""
    proposal = late(ev.CaseAmended({"phone": "1380000"}))
    own = event(ev.CaseAmended({"phone": "1390000"}), incarnation=OTHER, position=4, base=3, dseq=2)
    own = replace(own, author=QIQIGE)
    case = folded(proposal, own, decided(proposal, accepted=True, position=5))
    assert case.registered is not None
    assert case.registered.applicant.phone == "1380000"
    assert case.conflicts == ()


def test_deciding_is_idempotent_and_the_first_decision_counts() -> None:
    proposal = late(ev.HandedOver("民政局"))
    yes, again = (decided(proposal, accepted=True, position=n) for n in (4, 5))
    no = decided(proposal, accepted=False, position=6, where=CITY)
    once, twice = folded(proposal, yes), folded(proposal, yes, again)
    assert (twice.stage, twice.anomalies) == (once.stage, once.anomalies)
    third = folded(proposal, yes, again, no)
    assert third.stage is Stage.HANDED_OVER
    assert [each.event for each in third.anomalies] == [no], "kept and shown, without effect"


def test_accepted_work_that_does_not_fit_any_more_is_an_anomaly() -> None:
    proposal = late(ev.Corrected())
    case = folded(proposal, decided(proposal, accepted=True, position=4))
    assert [each.event for each in case.anomalies] == [proposal]


def test_another_department_signs_again_with_a_number_of_its_own() -> None:
    accepted = event(ev.Accepted("民政局", "民-1"), incarnation=CITY, position=2, base=1)
    other = event(
        ev.Reassigned(reason="错派", department="残联"),
        incarnation=CITY,
        position=3,
        base=2,
        dseq=2,
    )
    case = fold_case(CASE, [BEGUN, accepted, other])
    assert (case.stage, case.department, case.department_number) == (
        *(Stage.DISPATCHED, "残联", ""),
    )
    assert case.owner == WUYUN


def test_who_may_decide() -> None:
    (proposal,) = folded(late(ev.HandedOver())).open_proposals
    for author, allowed in ((QIQIGE, True), (CLERK, True), (WUYUN, False)):
        assert may_decide(proposal, owner=QIQIGE, author=author) is allowed
    assert not may_decide(proposal, owner=WUYUN, author=WUYUN), "nobody accepts his own late work"


AUTHORS = st.sampled_from((WUYUN, QIQIGE, CLERK))
DECISIONS = st.builds(
    ev.ProposalDecided,
    proposal=st.sampled_from([f"{who}-{n}" for who in (DESK, OTHER) for n in (1, 2, 3)] + ["?"]),
    accepted=st.booleans(),
)
EVENTS = st.lists(
    st.builds(
        lambda author, **parts: replace(event(**parts), author=author),
        AUTHORS,
        body=st.one_of(st.sampled_from(BODIES), DECISIONS, st.just(GIVEN.body)),
        dseq=st.integers(1, 3),
        position=st.one_of(st.none(), st.integers(1, 30)),
        base=st.integers(0, 30),
        incarnation=st.sampled_from((DESK, OTHER, CITY)),
    ),
    max_size=25,
)


@given(EVENTS, st.integers(0, 25))
def test_any_events_of_anybody_fold_whole_or_in_pieces(events: list[Event], cut: int) -> None:
    """Total; what waits was changed by nobody, and all of it is still there."""
    case = fold_case(CASE, [BEGUN, *events[:cut]])
    for each in events[cut:]:
        case = apply_to_case(case, each)
    assert case == fold_case(CASE, [BEGUN, *events])
    assert {id(each.event) for each in case.proposals} <= {id(each) for each in events}
    for each in case.open_proposals:
        assert not isinstance(each.event.body, ev.Noted | ev.PaperPrinted)
    for conflict in case.conflicts:
        assert len({repr(claim.value) for claim in conflict.claims}) == len(conflict.claims) > 1
