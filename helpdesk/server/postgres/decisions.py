"""The city's decisions on PostgreSQL: the desks' use cases over the city's store. Any thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.audit import look_at_numbers
from helpdesk.application.conflicts import settle_conflict
from helpdesk.application.ownership import decide_proposal
from helpdesk.application.queries import CaseFile, Disputed
from helpdesk.domain.events import Author
from helpdesk.domain.masking import mask_name
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_fold import fold_resident
from helpdesk.domain.residents import Resident
from helpdesk.server.decisions import Decision
from helpdesk.server.ports import PLAIN, Form
from helpdesk.server.postgres import ledger
from helpdesk.server.postgres.casework import PostgresCasework
from helpdesk.server.principal import Principal

DECIDED = "case.decided"
LOOKED = "case.looked_at"
"""What the audit log calls a decision, and a look at full values."""


@dataclass(frozen=True, slots=True)
class PostgresDecisions:
    """`server.decisions.Decisions` of whoever has this casework."""

    casework: PostgresCasework

    def asked(self, case_id: str) -> Sequence[Disputed]:
        """What is to be decided about a case and its resident."""
        file = self._file(case_id)
        found = []
        case = file.case
        if case.conflicts or case.open_proposals:
            name = mask_name(file.row.applicant)
            known = case.conflicts
            found.append(Disputed(case.id, "case", name, case.title, "", known, case=case))
        resident = self._resident(file)
        if resident is not None and resident.conflicts:
            known = resident.conflicts
            found.append(Disputed(resident.id, "resident", mask_name(resident.name), "", "", known))
        return found

    def look(self, case_id: str, *, author: Author, reason: str) -> None:
        """Record that the full values are about to be shown."""
        row = self._file(case_id).row
        session = self.casework.session(row, author=author, kind=LOOKED, form=PLAIN)
        look_at_numbers(session, case_id, reason=reason)

    def decide(self, case_id: str, decision: Decision, *, author: Author, form: Form) -> None:
        """Decide on what the principal sees."""
        row = self._file(case_id).row
        if decision.subject not in (row.id, row.resident):
            raise Problem("case-unknown")
        session = self.casework.session(row, author=author, kind=DECIDED, form=form)
        if decision.proposal:
            accept, words = decision.accept, decision.words
            decide_proposal(session, row.id, decision.proposal, accept=accept, words=words)
        else:
            settle_conflict(
                session,
                decision.subject,
                decision.field,
                between=decision.between,
                take=decision.take,
                text=decision.text,
            )

    def _file(self, case_id: str) -> CaseFile:
        file = self.casework.case_file(case_id)
        if file is None:
            raise Problem("case-unknown")
        return file

    def _resident(self, file: CaseFile) -> Resident | None:
        """Read as the city itself: who sees the case may decide about its applicant."""
        row = file.row
        if not row.resident:
            return None
        with self.casework.database.transaction(Principal.stream(row.stream)) as connection:
            subject = bytes.fromhex(row.resident)
            return fold_resident(row.resident, ledger.events_of(connection, row.stream, [subject]))
