"""What is due next, and what never moves a deadline."""

from datetime import datetime

import pytest

from helpdesk.application.deadlines import current_due, next_due
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.cases import fold_case
from helpdesk.domain.stages import CaseKind
from tests.domain.build import CASE, event, registered

PROMISED = datetime(2026, 12, 14, 17, 30)
CALENDAR = WorkCalendar()  # no tables: weekends only
TUESDAY, THURSDAY = datetime(2026, 11, 24, 9), datetime(2026, 11, 26, 9)


@pytest.mark.parametrize(
    ("acts", "due"),
    [
        ((), PROMISED),
        ((ev.Noted("电话"), ev.Contacted(), ev.HandedOver()), PROMISED),
        ((ev.CorrectionAsked(("收入证明",)),), None),
        ((ev.Suspended("外出"),), None),
        ((ev.Answered("同意"),), datetime(2026, 12, 8, 17, 30)),
        ((ev.Answered("同意"), ev.Delivered("post")), datetime(2026, 11, 25, 17, 30)),
        (
            (ev.Answered("同意"), ev.CalledBack(rating=1), ev.Redone("没办成")),
            datetime(2026, 12, 15, 17, 30),
        ),
        ((ev.Extended(5, "核查", datetime(2026, 12, 21, 17, 30)),), datetime(2026, 12, 21, 17, 30)),
    ],
)
def test_c29_only_the_listed_acts_move_what_is_due(
    acts: tuple[ev.Body, ...], due: datetime | None
) -> None:
    """C29: edits, notes and calls leave the clock alone; pauses stop it; a result starts the next."""
    history = [event(registered())]
    history += [event(body, dseq=n, at=TUESDAY) for n, body in enumerate(acts, start=2)]
    assert next_due(fold_case(CASE, history), CALENDAR)[0] == due


def test_days_of_a_pause_are_added() -> None:
    history = [
        event(registered()),
        event(ev.CorrectionAsked(("收入证明",)), dseq=2, at=TUESDAY),
        event(ev.Corrected(), dseq=3, at=THURSDAY),
    ]
    due, _ = current_due(fold_case(CASE, history), CALENDAR)
    assert due == datetime(2026, 12, 16, 17, 30)


def test_a_request_is_called_back_the_working_day_after_the_answer() -> None:
    body = registered(case_kind=CaseKind.REQUEST)
    friday = datetime(2026, 11, 27, 10)
    history = [event(body), event(ev.Answered("已修"), dseq=2, at=friday)]
    due, _ = next_due(fold_case(CASE, history), CALENDAR)
    assert due == datetime(2026, 11, 30, 17, 30)


def test_a_pause_after_an_extension_moves_the_time_granted() -> None:
    history = [
        event(registered()),
        event(ev.Extended(5, "核查", datetime(2026, 12, 21, 17, 30)), dseq=2, at=TUESDAY),
        event(ev.CorrectionAsked(("收入证明",)), dseq=3, at=TUESDAY),
        event(ev.Corrected(), dseq=4, at=THURSDAY),
    ]
    due, _ = current_due(fold_case(CASE, history), CALENDAR)
    assert due == datetime(2026, 12, 23, 17, 30)
