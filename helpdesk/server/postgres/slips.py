"""Slips on PostgreSQL, as one principal sees them and acts on them. Any thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from helpdesk.application.ladder import Names
from helpdesk.application.ports import Session
from helpdesk.application.progress import known_case
from helpdesk.application.queries import CaseFile
from helpdesk.application.slips import act_on_slip, decline_proposal, order_slip, sign_proposal
from helpdesk.domain.events import (
    Author,
    Body,
    PaperPrinted,
    SlipApproved,
    SlipDeclined,
    SlipProposed,
)
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import UNANSWERED_SLIPS
from helpdesk.server.ladder import LadderRules, SlipLine, SlipPage, SlipWish
from helpdesk.server.ports import PLAIN, Form
from helpdesk.server.postgres.casework import PostgresCasework, desk_label
from helpdesk.server.postgres.ladder import issuer_of
from helpdesk.server.postgres.records import storable

_COLUMNS = (
    "slip.case_id, slip.id, slip.level, slip.year, slip.n, slip.state, slip.cause, slip.addressee,"
    " slip.to_desk, slip.problem, slip.issued_at, slip.answer_by, city_case.number, city_case.title,"
    " slip.stream"
)
_FROM = "FROM slip JOIN city_case ON city_case.stream = slip.stream AND city_case.id = slip.case_id"
_WAITING = [state.value for state in UNANSWERED_SLIPS]
_LATE = "slip.state = ANY(%s) AND slip.answer_by < %s"


@dataclass(frozen=True, slots=True)
class PostgresSlips:
    """`server.ladder.Slips` of one principal, who acts through `casework`."""

    casework: PostgresCasework
    rules: LadderRules

    def page(self, wish: SlipWish, *, now: datetime, offset: int, limit: int) -> SlipPage:
        """The slips wished for, the newest first."""
        where, values = _conditions(wish, now)
        with self.casework.database.transaction(self.casework.principal) as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} {_FROM} WHERE {where}"
                " ORDER BY slip.issued_at DESC, slip.id LIMIT %s OFFSET %s",
                [*values, limit, offset],
            ).fetchall()
            total = connection.execute(f"SELECT count(*) {_FROM} WHERE {where}", values).fetchone()
            counts = connection.execute(
                "SELECT level, state, count(*) FROM slip GROUP BY level, state"
            ).fetchall()
            late = connection.execute(
                f"SELECT count(*) FROM slip WHERE {_LATE}", [_WAITING, now]
            ).fetchone()
        return SlipPage(
            rows=[self._line(row) for row in rows],
            total=int(total[0]) if total else 0,
            counts={(level, state): n for level, state, n in counts},
            late=int(late[0]) if late else 0,
        )

    def act(self, case_id: str, body: Body, *, author: Author, form: Form) -> None:
        """Sign for, answer, verify or write off."""
        self._do(case_id, body.KIND, author, form, lambda s: act_on_slip(s, case_id, body))

    def came_out(self, case_id: str, printed: PaperPrinted, *, author: Author) -> None:
        """The PDF of a slip is handed out: recorded as every printing is."""

        def record(session: Session) -> None:
            moment = session.clock.now()
            with session.store.unit_of_work() as uow:
                before = known_case(uow, case_id).copies_of(printed.paper)
                body = replace(printed, copy=before + 1)
                uow.append(case_id, body, author=session.author, moment=moment)

        self._do(case_id, printed.KIND, author, PLAIN, record)

    def sign(self, case_id: str, proposal: str, *, author: Author, form: Form) -> None:
        """One of the two signatures."""

        def sign(session: Session) -> None:
            names, limits = self._names(session), self.rules.limits()
            sign_proposal(session, case_id, proposal, limits=limits, names=names)

        self._do(case_id, SlipApproved.KIND, author, form, sign)

    def decline(
        self, case_id: str, proposal: str, *, reason: str, author: Author, form: Form
    ) -> None:
        """It is not signed."""
        self._do(
            case_id,
            SlipDeclined.KIND,
            author,
            form,
            lambda session: decline_proposal(session, case_id, proposal, reason=reason),
        )

    def order(self, case_id: str, *, words: str, author: Author, form: Form) -> None:
        """A leader orders a supervision slip; another one has to countersign."""

        def order(session: Session) -> None:
            names, limits = self._names(session), self.rules.limits()
            order_slip(session, case_id, words=words, names=names, limits=limits)

        self._do(case_id, SlipProposed.KIND, author, form, order)

    def _do(
        self,
        case_id: str,
        kind: str,
        author: Author,
        form: Form,
        act: Callable[[Session], object],
    ) -> None:
        file: CaseFile | None = self.casework.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        act(self.casework.session(file.row, author=author, kind=kind, form=form))

    def _names(self, session: Session) -> Names:
        issuer = self.rules.limits().issuer or issuer_of(self.casework.reference.divisions)
        return Names(issuer=issuer, desk=session.desk.name)

    def _line(self, row: Sequence[Any]) -> SlipLine:
        label = desk_label(self.casework.reference.divisions, row[-1])
        return SlipLine(*(*row[:-1], label))


def _conditions(wish: SlipWish, now: datetime) -> tuple[str, list[Any]]:
    where, values = ["true"], []
    for name, value in (("level", wish.level), ("state", wish.state)):
        if value:
            where.append(f"slip.{name} = %s")
            values.append(storable(value))
    if wish.late:
        where.append(_LATE)
        values += [_WAITING, now]
    text = str(storable(wish.text)).strip()
    if text:
        where.append(
            "(position(%s IN slip.addressee) > 0 OR position(%s IN city_case.title) > 0"
            " OR position(%s IN replace(city_case.number, '-', '')) > 0"
            " OR slip.year || '/' || slip.n = %s)"
        )
        number = text.replace("〔", "").replace("〕", "/")
        values += [text, text, text.upper().replace("-", ""), number]
    return " AND ".join(where), values
