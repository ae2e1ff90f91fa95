"""A scanned paper, checked without any line: genuine, altered, or not on record."""

import pytest

from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_check import Finding, PaperCheck, check_paper
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_facts import paper_facts
from helpdesk.application.prints import paper_printed, queue_paper
from helpdesk.application.progress import act
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain import events as ev
from helpdesk.i18n import _
from helpdesk.i18n.paper_check import FINDINGS, fact_rows
from helpdesk.protocol.evidence import certificate_bytes
from helpdesk.protocol.standing import Certificate, Standing, sign_standing
from tests.application.test_paper_data import BAO, case_of
from tests.store.city import AT, SERVER, STREAM, enrol


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


def printed(desk: OpenDesk, case_id: str, paper: str = "receipt") -> str:
    """Print a paper; answers its code."""
    case = case_of(desk, case_id)
    facts = paper_facts(desk.session, case, paper=paper)
    text = qr_texts(desk.session, case.number, facts, copies=2)[0]
    job = queue_paper(desk.session, case_id, paper=paper, size="A5", copies=2)
    paper_printed(desk.session, job, output="printer", digest="", facts=facts)
    return text


def checked(desk: OpenDesk, text: str) -> PaperCheck:
    seal = desk.session.seal
    assert seal is not None
    found = check_paper(text, seal=seal, queries=desk.queries)
    assert found is not None
    return found


def vouch(
    desk: OpenDesk, *, seals: tuple[bytes, ...] = (), signers: tuple[bytes, ...] = ()
) -> None:
    """The city enrols this device and certifies its key, for PDFs with `seals`."""
    enrol(desk.store)
    key = desk.store.seal.public_key
    signature = SERVER.sign(certificate_bytes(key, desk=STREAM, day=20_000))
    certificate = Certificate(STREAM, 20_000, signature)
    standing = Standing("device-1", AT, certificate=certificate, seals=seals, signers=signers)
    desk.store.standing.heed(sign_standing(standing, SERVER.sign))


def test_a_genuine_paper_shows_what_was_printed(desk: OpenDesk, case_id: str) -> None:
    vouch(desk)
    check = checked(desk, printed(desk, case_id))
    assert (check.finding, check.case, check.sealed.desk) == (Finding.GENUINE, case_id, STREAM)
    rows = dict(fact_rows(check.facts))
    assert rows["申请人"] == "包**"
    assert rows[_("Promised hand-over")] == "2026-12-28 17:30"
    assert "15230119580612242X" not in "".join(check.facts)


def test_a_later_state_does_not_change_what_a_paper_said(desk: OpenDesk, case_id: str) -> None:
    vouch(desk)
    text = printed(desk, case_id)
    act(desk.session, case_id, ev.CorrectionAsked(("收入证明",)))
    printed(desk, case_id, "correction_notice")
    assert checked(desk, text).finding is Finding.GENUINE


def test_a_seal_carried_to_other_facts_is_not_on_record(desk: OpenDesk, case_id: str) -> None:
    """The code of one paper copied onto a forged one: number and facts must both be of one print."""
    vouch(desk)
    case = case_of(desk, case_id)
    facts = paper_facts(desk.session, case, paper="receipt")
    unprinted = qr_texts(desk.session, case.number, facts, copies=2)[0]
    assert checked(desk, unprinted).finding is Finding.NO_RECORD
    other = open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case
    number = case_of(desk, other).number
    swapped = f"{number}#{printed(desk, case_id).partition('#')[2]}"
    assert checked(desk, swapped).finding is Finding.ALTERED


def test_a_case_of_another_desk_is_not_here(desk: OpenDesk, case_id: str) -> None:
    vouch(desk)
    seal = desk.session.seal
    assert seal is not None
    number = "BA-1505-0ZZ-261123-0001-B"
    text = f"{number}#{seal.evidence(number, minute=29_000_000, digest=bytes(16))}"
    assert checked(desk, text).finding is Finding.NOT_HERE


def test_before_the_city_vouched_the_signature_alone_speaks(desk: OpenDesk, case_id: str) -> None:
    assert checked(desk, printed(desk, case_id)).finding is Finding.UNCERTIFIED


def test_every_finding_has_words() -> None:
    assert set(FINDINGS) == set(Finding)
