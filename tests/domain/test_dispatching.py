"""What dispatching knows of a case, folded beside its stage."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.dispatching import RAISE_AFTER
from helpdesk.domain.stages import ENDED, Stage
from tests.domain.build import CASE, MONDAY, event, registered
from tests.domain.test_cases import BODIES


def folded(*bodies: ev.Body) -> Case:
    history = [registered(), *bodies]
    return fold_case(
        CASE,
        [event(b, dseq=n, at=MONDAY + timedelta(hours=n - 1)) for n, b in enumerate(history, 1)],
    )


def test_a_return_waits_for_another_department() -> None:
    case = folded(ev.Dispatched(department="民政局"), ev.Returned(reason="错派"))
    assert (case.stage, case.department) == (Stage.REGISTERED, "")
    assert (case.dispatching.returns, case.dispatching.returned_by) == (1, "民政局")


def test_a_dispute_moves_nothing_until_it_is_reviewed() -> None:
    sent = (ev.Dispatched(department="民政局"), ev.SignedFor())
    disputed = folded(*sent, ev.ReturnDisputed(reason="不归我们"))
    assert disputed.stage is Stage.SIGNED_FOR
    assert disputed.dispatching.dispute is not None
    kept = folded(
        *sent, ev.ReturnDisputed(reason="不归我们"), ev.ReturnReviewed("归民政", "民政局")
    )
    assert (kept.stage, kept.department) == (Stage.SIGNED_FOR, "民政局")
    assert (kept.dispatching.dispute, kept.dispatching.bound) == (None, "民政局")
    moved = folded(*sent, ev.ReturnDisputed(reason="不归我们"), ev.ReturnReviewed("归残联", "残联"))
    assert (moved.stage, moved.department) == (Stage.DISPATCHED, "残联")
    assert moved.dispatching.dispatched_at == MONDAY + timedelta(hours=4)
    anew = folded(*sent, ev.ReturnDisputed(reason="不归我们"), ev.ReturnReviewed("重派"))
    assert (anew.stage, anew.department) == (Stage.REGISTERED, "")


def test_what_was_sent_back_and_reassigned_waits_for_the_other_ones_signature() -> None:
    """Returned as the wrong department's, then 改派: the right one finds it in its list."""
    back = folded(ev.Dispatched(department="民政局"), ev.Returned(reason="不归我们"))
    assert (back.stage, back.department) == (Stage.REGISTERED, "")
    other = ev.Reassigned(reason="改派", department="残联")
    case = folded(ev.Dispatched(department="民政局"), ev.Returned(reason="不归我们"), other)
    assert (case.stage, case.department) == (Stage.DISPATCHED, "残联")
    assert (
        folded(other).stage is Stage.REGISTERED
    )  # never dispatched: a matter's department is corrected


def test_after_three_rounds_raising_is_proposed_once() -> None:
    rounds = [ev.Dispatched(department="民政局")]
    for other in ("残联", "医保局", "人社局"):
        assert not folded(*rounds).dispatching.should_rise(0)
        rounds.append(ev.Reassigned(reason="改派", department=other))
    case = folded(*rounds)
    assert case.dispatching.forwards == RAISE_AFTER
    assert case.dispatching.should_rise(case.redone)
    raised = folded(*rounds, ev.Raised(reason="三次改派", to="1505"))
    assert not raised.dispatching.should_rise(raised.redone)
    assert raised.dispatching.level == "1505"


def test_an_extension_is_open_from_asking_to_deciding() -> None:
    asked = folded(ev.Dispatched(department="民政局"), ev.ExtensionAsked(days=5, reason="核查"))
    assert asked.dispatching.extension is not None
    assert asked.due == datetime(2026, 12, 14, 17, 30)
    due = datetime(2026, 12, 21, 17, 30)
    given_ = folded(
        ev.Dispatched(department="民政局"),
        ev.ExtensionAsked(days=5, reason="核查"),
        ev.ExtensionDecided(approved=True),
        ev.Extended(days=5, reason="核查", due=due),
    )
    assert given_.dispatching.extension is None
    assert (given_.due, given_.dispatching.extended) == (due, 5)


def test_a_merged_case_comes_back_to_its_stage() -> None:
    merged = folded(ev.Dispatched(department="民政局"), ev.Merged(into="BA-1"))
    assert (merged.stage, merged.dispatching.merged_into) == (Stage.MERGED, "BA-1")
    assert merged.ended_at is not None
    back = folded(
        ev.Dispatched(department="民政局"), ev.Merged(into="BA-1"), ev.Unmerged(reason="两件事")
    )
    assert (back.stage, back.ended_at) == (Stage.DISPATCHED, None)
    assert back.dispatching.merged_into == ""


def test_the_main_case_knows_its_duplicates() -> None:
    joined = folded(ev.DuplicateNoted("BA-2"), ev.DuplicateNoted("BA-3"), ev.DuplicateNoted("BA-2"))
    assert joined.dispatching.joined == ("BA-3", "BA-2")
    left = folded(ev.DuplicateNoted("BA-2"), ev.DuplicateNoted("BA-2", joined=False))
    assert left.dispatching.joined == ()


def test_a_blocked_matter_is_answered_with_its_outcome() -> None:
    case = folded(ev.BlockedSettled(outcome="solved", words="当场办结"))
    assert (case.stage, case.answer) == (Stage.ANSWERED, "当场办结")
    assert case.dispatching.outcome == "solved"
    assert case.answered_at is not None


@given(st.lists(st.sampled_from(BODIES), max_size=25))
def test_whatever_comes_the_fold_stays_consistent(bodies: list[ev.Body]) -> None:
    """Total: ended exactly at the stages that end, merged exactly while it names a main case."""
    case = fold_case(CASE, [event(b, dseq=n) for n, b in enumerate([registered(), *bodies], 1)])
    assert (case.ended_at is not None) == (case.stage in ENDED)
    assert (case.stage is Stage.MERGED) == bool(case.dispatching.merged_into)
    assert len(set(case.dispatching.joined)) == len(case.dispatching.joined)
