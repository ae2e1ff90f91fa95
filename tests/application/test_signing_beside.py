"""Signing what says more than its case: the joint receipt of an application, a matter's own form."""

from dataclasses import replace
from datetime import datetime

import pytest

from helpdesk.application.amendments import amend_case
from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.matter_form import FORM
from helpdesk.application.paper_text import demanded, text_lines
from helpdesk.application.pdf_check import PdfFinding, check_pdf
from helpdesk.application.residents import change_resident
from helpdesk.application.signing import Standing, last_signature, standings
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.signing import DeskSigning
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.imaging.seals import seals_in
from tests.application.test_paper_data import BAO, case_of
from tests.application.test_registration import bundle_of, group_of
from tests.application.test_signing import file_of, given, signed
from tests.desk import at
from tests.printing.reading import squeezed, text

BOUND = squeezed(_("Bound to the text above, SHA-256 {digest}").format(digest=""))


@pytest.fixture
def signing(desk: OpenDesk) -> DeskSigning:
    return DeskSigning(desk.session, desk.queries, desk.store.files)


@pytest.fixture
def several(desk: OpenDesk) -> tuple[str, ...]:
    done = open_case(desk.session, bundle_of(desk))
    return (done.case, *(each.case for each in done.also))


@pytest.fixture
def one(desk: OpenDesk) -> str:
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


def standing(desk: OpenDesk, case_id: str) -> dict[str, Standing]:
    return standings(desk.session, desk.queries, file_of(desk, case_id))


def printed(desk: OpenDesk, case_id: str, paper: str, *, later: datetime | None = None) -> str:
    session = at(desk.session, later) if later else desk.session
    papers = DeskPapers(session, desk.queries, files=desk.store.files)
    return squeezed(text(papers.render(case_id, paper=paper, size="A5", copies=1)))


def test_the_joint_receipt_is_signed_with_all_its_cases(
    desk: OpenDesk, signing: DeskSigning, several: tuple[str, ...]
) -> None:
    first, *others = several
    shown, pages = signing.show(first, JOINT)
    assert pages
    lines = list(text_lines(shown.model))
    assert all(case_of(desk, each).number in lines for each in several)
    signing.sign(first, shown, given(signing))
    signature = last_signature(case_of(desk, first), JOINT)
    assert signature is not None
    assert signature.signed.text == shown.text
    pdf = desk.store.files.read(signature.signed.sealed)
    assert signature.signed.text in text(pdf)
    assert case_of(desk, others[-1]).number in text(pdf)
    check = check_pdf(
        pdf, session=desk.session, queries=desk.queries, files=desk.store.files, read=seals_in
    )
    assert check.finding is PdfFinding.ON_RECORD
    assert standing(desk, first) == {JOINT: Standing.SAME}
    assert BOUND in printed(desk, first, JOINT)
    with pytest.raises(Problem, match="paper-unfit"):
        signing.show(others[0], JOINT)


def test_a_change_of_another_case_is_a_change_of_the_joint_receipt(
    desk: OpenDesk, signing: DeskSigning
) -> None:
    done = open_case(desk.session, group_of(desk, 3))
    first, other = done.case, done.also[-1].case
    shown, _pages = signing.show(first, JOINT)
    amend_case(desk.session, other, {"name": "张小红"}, shown={"name": "村民002"})
    with pytest.raises(Problem, match="signing-changed"):
        signing.sign(first, shown, given(signing))
    assert case_of(desk, first).signing.signatures == ()
    signed(signing, first, JOINT)
    amend_case(desk.session, other, {"name": "李大山"}, shown={"name": "张小红"})
    assert standing(desk, first) == {JOINT: Standing.DIFFERS}
    assert BOUND not in printed(desk, first, JOINT)


def test_a_form_is_signed_as_it_was_filled_in(
    desk: OpenDesk, signing: DeskSigning, one: str
) -> None:
    shown, _pages = signing.show(one, FORM)
    assert BAO["document_number"] in "\n".join(text_lines(shown.model))
    signing.sign(one, shown, given(signing))
    assert standing(desk, one) == {FORM: Standing.SAME}
    assert BOUND in printed(desk, one, FORM)
    resident = file_of(desk, one).row.resident
    shown, _pages = signing.show(one, FORM)
    change_resident(desk.session, resident, {"ethnic_group": "达斡尔族"})
    with pytest.raises(Problem, match="signing-changed"):
        signing.sign(one, shown, given(signing))
    assert standing(desk, one) == {FORM: Standing.DIFFERS}
    assert BOUND not in printed(desk, one, FORM)


def test_a_day_in_the_words_stays_that_of_the_signature(
    desk: OpenDesk, signing: DeskSigning, one: str
) -> None:
    """What stands above a signature on a later print is what was signed, to the day."""
    later, begins = datetime(2027, 3, 1, 9, 0), "2027年3月1日至"
    assert begins in printed(desk, one, "authorisation", later=later)
    signed(signing, one, "authorisation")
    bearing = printed(desk, one, "authorisation", later=later)
    assert BOUND in bearing
    assert "2027年3月1日09:00打印" in bearing
    assert begins not in bearing


def test_after_registering_several_cases_the_joint_receipt_is_asked_for(desk: OpenDesk) -> None:
    done = open_case(desk.session, group_of(desk, 3))
    assert demanded(case_of(desk, done.case))[-1] == JOINT
    assert demanded(case_of(desk, done.also[0].case))[-1] == "receipt"


def test_a_case_that_is_not_here_leaves_the_joint_receipt_unsigned(
    desk: OpenDesk, signing: DeskSigning, several: tuple[str, ...]
) -> None:
    """A list with a hole is not what was registered: it is neither shown to be signed nor called the same."""
    first, *others = several
    signed(signing, first, JOINT)
    queries = Holed(desk, others[0])
    assert standings(desk.session, queries, file_of(desk, first)) == {JOINT: Standing.DIFFERS}
    with pytest.raises(Problem, match="case-unknown"):
        replace(signing, queries=queries).show(first, JOINT)


class Holed:
    """The queries of a desk to which one case never came."""

    def __init__(self, desk: OpenDesk, lost: str) -> None:
        self._queries, self._lost = desk.queries, lost

    def __getattr__(self, name: str) -> object:
        return getattr(self._queries, name)

    def case_file(self, case_id: str) -> object:
        return None if case_id == self._lost else self._queries.case_file(case_id)
