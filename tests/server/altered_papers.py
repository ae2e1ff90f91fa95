"""Papers that a desk compares, for the tests of the city."""

from typing import Protocol

from helpdesk.application.comparing import record_comparison
from helpdesk.application.paper_check import Finding, PaperCheck
from helpdesk.application.ports import Sealed, Session


class _Desk(Protocol):
    @property
    def session(self) -> Session: ...


DUE = "due=2026-12-14T17:30"


def compared(desk: _Desk, case: str, *, differing: tuple[str, ...] = (), words: str = "") -> None:
    """Somebody there held the second copy of its receipt beside the record."""
    with desk.session.store.unit_of_work() as uow:
        number = uow.case(case).number
    sealed = Sealed(number, 29_000_000, bytes(16), "", "genuine")
    facts = ("paper=receipt", DUE)
    check = PaperCheck(
        Finding.GENUINE, sealed, case, facts=facts, paper="receipt", printing=1, copy=2
    )
    record_comparison(desk.session, check, differing=differing, words=words)
