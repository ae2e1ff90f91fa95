"""The ladder's parts of a city, and its slips as PDF."""

from collections.abc import Callable, Mapping
from typing import Any

from helpdesk.application.paper_facts import facts_digest, slip_facts
from helpdesk.application.paper_proof import print_facts
from helpdesk.application.papers import Desk, Issue
from helpdesk.application.slip_forms import sheet_of, slip_form
from helpdesk.bootstrap.proof_request import proof
from helpdesk.bootstrap.slip_request import Drawing, drawn
from helpdesk.domain.cases import Case
from helpdesk.domain.moments import Moment
from helpdesk.domain.slips import Slip
from helpdesk.i18n.slip_history import slip_name
from helpdesk.i18n.texts import language
from helpdesk.protocol.evidence import Signer, signed
from helpdesk.protocol.seal_key import SealKey
from helpdesk.server.credentials import Credentials
from helpdesk.server.ladder import LadderRules, SlipDrawn, SlipPdf
from helpdesk.server.postgres.casework import PostgresCasework
from helpdesk.server.postgres.database import Database
from helpdesk.server.postgres.ladder import PostgresLadder, issuer_of
from helpdesk.server.postgres.runner import PostgresRunner
from helpdesk.server.postgres.slips import PostgresSlips
from helpdesk.server.seals import Sealing


def ladder_parts(
    database: Database,
    rules: LadderRules,
    acting: dict[str, Any],
    credentials: Credentials,
    sealing: Sealing,
) -> dict[str, Any]:
    """Those fields of a `City`; its slips are signed with the city's key and sealed by its certificate."""
    now_ms, reference = acting["now_ms"], acting["reference"]

    def proved(words: Mapping[str, str], printed_by: str) -> bytes:
        now = Moment(now_ms()).local
        issuer = rules.limits().issuer or issuer_of(reference.divisions)
        return proof(words, issuer=issuer, printed_by=printed_by, printed_at=now)

    return {
        "proof": proved,
        "ladder": PostgresLadder(
            database,
            rules,
            divisions=reference.divisions,
            history=acting["history"],
            now_ms=now_ms,
        ),
        "rules": rules,
        "runner": PostgresRunner(database),
        "slips": lambda who: PostgresSlips(PostgresCasework(database, who, **acting), rules),
        "slip_pdf": _slip_pdf(credentials, sealing, now_ms),
    }


def _slip_pdf(credentials: Credentials, sealing: Sealing, now_ms: Callable[[], int]) -> SlipPdf:
    signer = Signer(credentials.sign, credentials.public_key)

    def draw(case: Case, slip: Slip, printed_by: str, size: str) -> SlipDrawn:
        now, sheet = Moment(now_ms()), sheet_of(case, slip)
        issue = Issue(printed_at=now.local, agent=printed_by, reprint=slip.printings, city=True)
        form = slip_form(sheet, issue=issue, desk=Desk(name=sheet.issuer))
        facts = (
            *slip_facts(case, slip.key, agent=printed_by),
            *print_facts((form,), size=size, sign=signer.sign),
        )
        sealed = signed(
            case.number,
            minute=now.utc_ms // 60_000,
            facts=facts_digest(facts, copy=1),
            by=signer,
        )
        wanted = Drawing(
            sheet,
            printed_by,
            now.local,
            size,
            language(),
            code=f"{case.number}#{sealed}",
            reprint=slip.printings,
        )
        made = drawn(wanted)
        pdf = _sealed(made.pdf, sealing.signer(), f"{slip_name(slip.key)} {case.number}")
        return SlipDrawn(pdf, facts, made.missing)

    return draw


def _sealed(pdf: bytes, signer: SealKey, what: str) -> bytes:
    from helpdesk.imaging.seals import seal_pdf  # pyHanko, with the first slip

    return seal_pdf(pdf, sign=signer.sign, certificates=signer.certificates, reason=what)
