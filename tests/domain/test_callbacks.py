"""Callbacks: attempts, what came of them, and what a bad one asks for."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.callbacks import ATTEMPTS_MOST, CallbackResult
from helpdesk.domain.cases import Case, fold_case
from helpdesk.domain.stages import Stage
from tests.domain.build import CASE, event, registered

IN_VAIN = ev.CalledBack(reached=False, solved=False)
REFUSED = ev.CalledBack(refused=True, solved=False)


def after(*bodies: ev.Body) -> Case:
    """A case answered and then these acts."""
    acts = (registered(), ev.Answered("同意"), *bodies)
    return fold_case(CASE, [event(body, dseq=n) for n, body in enumerate(acts, 1)])


def test_the_third_attempt_in_vain_is_the_last() -> None:
    """Unreachable and refused are told apart: rates leave both out and show them as counts."""
    for n in range(ATTEMPTS_MOST):
        case = after(*[IN_VAIN] * n)
        assert (case.stage, case.callback) == (Stage.ANSWERED, CallbackResult.OPEN)
    case = after(*[IN_VAIN] * ATTEMPTS_MOST)
    assert (case.stage, case.callback) == (Stage.CALLED_BACK, CallbackResult.UNREACHABLE)
    assert not case.to_put_right
    refused = after(IN_VAIN, REFUSED)
    assert (refused.stage, refused.callback) == (Stage.CALLED_BACK, CallbackResult.REFUSED)
    assert not refused.to_put_right


@pytest.mark.parametrize(
    ("said", "bad"),
    [
        (ev.CalledBack(rating=5), False),
        (ev.CalledBack(rating=3), False),
        (ev.CalledBack(rating=2), True),
        (ev.CalledBack(rating=1), True),
        (ev.CalledBack(solved=False, rating=4), True),
    ],
)
def test_a_bad_callback_asks_for_the_case_to_be_put_right(said: ev.CalledBack, bad: bool) -> None:
    case = after(IN_VAIN, said)
    assert case.callback is CallbackResult.ANSWERED
    assert case.to_put_right is bad


def test_what_is_done_again_is_called_back_anew() -> None:
    case = after(IN_VAIN, ev.CalledBack(rating=1), ev.Redone("没有办成"))
    assert (case.stage, case.redone, case.attempts, case.rating) == (Stage.IN_PROGRESS, 1, (), 0)
    assert (case.due, case.to_put_right) == (None, False)
    again = after(ev.CalledBack(rating=1), ev.Redone("没有办成"), ev.Answered("改好了"), IN_VAIN)
    assert (again.stage, len(again.attempts)) == (Stage.ANSWERED, 1)


def test_an_attempt_keeps_the_time_at_which_it_was_made() -> None:
    at = datetime(2026, 11, 23, 9, 5)
    (attempt,) = after(ev.CalledBack(reached=False, at=at)).attempts
    assert (attempt.at, attempt.by) == (at, "乌云其其格")


def test_the_document_and_its_last_day_come_with_the_answer_or_the_delivery() -> None:
    until = datetime(2027, 1, 5).date()
    case = after(ev.Delivered("pick_up", document="残疾人证 7", valid_until=until))
    assert (case.document, case.valid_until) == ("残疾人证 7", until)
    answered = fold_case(
        CASE,
        [
            event(registered()),
            event(ev.Answered("同意", "许可证 3", until), dseq=2),
            event(ev.Delivered("post", post_number="EMS1"), dseq=3),
        ],
    )
    assert (answered.document, answered.valid_until) == ("许可证 3", until)


ATTEMPTS = st.lists(
    st.builds(
        ev.CalledBack, reached=st.booleans(), refused=st.booleans(), rating=st.integers(0, 5)
    ),
    max_size=6,
)


@given(ATTEMPTS)
def test_the_stage_moves_exactly_when_calling_back_is_over(said: list[ev.CalledBack]) -> None:
    case = after(*said)
    assert (case.stage is Stage.CALLED_BACK) == (case.callback is not CallbackResult.OPEN)
