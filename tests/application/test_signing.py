"""Signatures at the desk: bound to the exact text, kept with a sealed PDF, found when the text changes."""

import io
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from pikepdf import Pdf
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from helpdesk.application.amendments import amend_case
from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_check import check_paper
from helpdesk.application.paper_text import SIGNABLE, paper_of, text_digest, text_lines
from helpdesk.application.pdf_check import PdfFinding, check_pdf
from helpdesk.application.ports import Session, Trust
from helpdesk.application.signing import Given, Standing, last_signature, standings
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.signing import DeskSigning, signature_shown
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing_events import SigningWay
from helpdesk.i18n import _, set_language
from helpdesk.i18n.history import describe
from helpdesk.imaging.seals import seals_in
from helpdesk.protocol.authority import own_authority
from helpdesk.protocol.seal_key import SealKey
from helpdesk.ui.screens.case.paper_lines import signed_words
from helpdesk.ui.tokens import Tone
from tests.application.test_paper_check import SERVER, vouch
from tests.application.test_paper_data import BAO, case_of
from tests.desk import at
from tests.imaging.test_city_seals import licensed, sealed
from tests.printing import reading
from tests.protocol.test_authority import rsa_key

PAPER = "authorisation"


def drawn() -> bytes:
    """A signature in the middle of a large sheet."""
    sheet = Image.new("L", (900, 400), 255)
    ImageDraw.Draw(sheet).line([(300, 150), (420, 260), (520, 140), (600, 250)], fill=0, width=6)
    target = io.BytesIO()
    sheet.save(target, "PNG")
    return target.getvalue()


@pytest.fixture
def case_id(desk: OpenDesk) -> str:
    return open_case(desk.session, Intake(new_resident=BAO, matter="TL-0014")).case


@pytest.fixture
def signing(desk: OpenDesk) -> DeskSigning:
    return DeskSigning(desk.session, desk.queries, desk.store.files)


def given(signing: DeskSigning, **changes: object) -> Given:
    picture, thumbnail = signing.picture(drawn())
    made = Given(SigningWay.PAD, "包玉兰", picture, thumbnail)
    return replace(made, **changes)  # type: ignore[arg-type]


def signed(signing: DeskSigning, case_id: str, paper: str = PAPER, **changes: object) -> None:
    shown, _pages = signing.show(case_id, paper)
    signing.sign(case_id, shown, given(signing, **changes))


def file_of(desk: OpenDesk, case_id: str):
    file = desk.queries.case_file(case_id)
    assert file is not None
    return file


def amended(session: Session, case_id: str) -> None:
    changes = {"address": "保安村五组 3 号"}
    amend_case(session, case_id, changes, shown={"address": BAO.get("address", "")})


def test_a_signature_is_bound_to_text_facts_and_picture(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    signed(signing, case_id)
    file = file_of(desk, case_id)
    signature = last_signature(file.case, PAPER)
    assert signature is not None
    body = signature.signed
    assert body.text == text_digest(paper_of(desk.session, file, PAPER))
    assert {each.file.sha256 for each in file.case.files} == {body.image, body.sealed}
    with Image.open(io.BytesIO(desk.store.files.read(body.image))) as kept:
        assert kept.width < 400, "cut to the ink"
    assert (body.by, body.way) == ("包玉兰", "pad")
    (code,) = reading.codes(desk.store.files.read(body.sealed))
    assert desk.session.seal is not None
    check = check_paper(code, seal=desk.session.seal, queries=desk.queries)
    assert check is not None
    assert (check.case, check.paper, check.facts) == (case_id, PAPER, body.facts)
    assert "包玉兰" in describe(body)
    assert standings(desk.session, desk.queries, file) == {PAPER: Standing.SAME}
    assert signed_words(file.case, PAPER, Standing.SAME)[1] is Tone.GREEN


def test_the_sealed_pdf_is_on_record_and_any_change_is_found(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    signed(signing, case_id)
    signature = last_signature(case_of(desk, case_id), PAPER)
    assert signature is not None
    pdf = desk.store.files.read(signature.signed.sealed)
    text = reading.text(pdf)
    assert signature.signed.text in text
    seal = desk.session.seal
    assert seal is not None
    (found,) = seals_in(pdf)
    assert (found.whole, found.key in seal.pdf_keys) == (True, True)
    assert (found.issuer, found.common) == (desk.session.desk.code, True)

    def finding(content: bytes, session: Session = desk.session) -> PdfFinding:
        files, queries = desk.store.files, desk.queries
        return check_pdf(
            content, session=session, queries=queries, files=files, read=seals_in
        ).finding

    assert finding(pdf) is PdfFinding.ON_RECORD
    place = pdf.index(b"stream\n") + 40
    torn = pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]
    assert finding(torn) is PdfFinding.CHANGED
    with Pdf.open(io.BytesIO(pdf)) as opened:
        opened.docinfo["/Title"] = "another"
        target = io.BytesIO()
        opened.save(target)
    assert finding(target.getvalue()) is PdfFinding.CHANGED
    other = DeskSigning(desk.session, desk.queries, desk.store.files)._sealed(
        DeskPapers(desk.session, desk.queries).render(case_id, paper="receipt", size="A5", copies=1)
    )
    assert finding(other) is PdfFinding.OURS
    assert finding(other, replace(desk.session, seal=None)) is PdfFinding.ELSEWHERE
    unsealed = DeskPapers(desk.session, desk.queries)
    plain = unsealed.render(case_id, paper="receipt", size="A5", copies=1)
    assert finding(plain) is PdfFinding.UNSEALED
    with pytest.raises(Problem, match="attachment-unreadable"):
        finding(b"a letter")


def test_a_signed_pdf_chains_to_the_city(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    """Issue 6, line 4: any program that trusts the city's certificate sees whose it is; pyHanko is asked."""
    signed(signing, case_id)
    first = last_signature(case_of(desk, case_id), PAPER)
    assert first is not None
    (own,) = seals_in(desk.store.files.read(first.signed.sealed))
    assert (own.certified_by, own.trusted, first.signed.certified_by) == ("", False, "")
    alone = reading.squeezed(reading.text(desk.store.files.read(first.signed.sealed)))
    assert "盟市尚未认证" in alone
    authority = own_authority(SERVER.private_bytes_raw(), name="通辽市")
    seal = desk.session.seal
    assert seal is not None
    vouch(desk, seals=authority.certified(seal.public_key, name="保安村", day=20_000))
    signed(signing, case_id)
    again = last_signature(case_of(desk, case_id), PAPER)
    assert again is not None
    pdf = desk.store.files.read(again.signed.sealed)
    assert "由通辽市认证" in reading.squeezed(reading.text(pdf))
    (found,) = seals_in(pdf, seal.trust)
    assert (found.issuer, found.certified_by, found.trusted) == ("保安村", "通辽市", True)
    stranger = own_authority(b"x" * 32, name="通辽市").chain[0].public_bytes(Encoding.DER)
    assert not seals_in(pdf, Trust((stranger,)))[0].trusted, "the same name, another key"
    context = ValidationContext(
        trust_roots=[Certificate.load(seal.trust.issuers[0])], allow_fetching=False, moment=found.at
    )
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    status = validate_pdf_signature(embedded, context)
    assert (status.bottom_line, status.trusted, status.coverage.name) == (True, True, "ENTIRE_FILE")
    other = replace(desk.session, seal=NeighbourSeal(seal.trust))
    check = check_pdf(
        signing._sealed(
            DeskPapers(desk.session, desk.queries).render(
                case_id, paper="receipt", size="A5", copies=1
            )
        ),
        session=other,
        queries=desk.queries,
        files=desk.store.files,
        read=seals_in,
    )
    assert check.finding is PdfFinding.CITY


def test_a_desk_knows_what_the_city_sealed(desk: OpenDesk) -> None:
    """Issue 6, line 4: offline, by the city's own key or by a licensed authority's certificate."""
    key = desk.store.seal.public_key
    city, signer = own_authority(SERVER.private_bytes_raw(), name="通辽市"), licensed(rsa_key())
    own = city.own_signer(SERVER.private_bytes_raw(), name="通辽市")
    vouch(
        desk,
        seals=city.certified(key, name="保安村", day=20_000),
        signers=(own.certificates[0], signer.certificates[0]),
    )

    def finding(by: SealKey) -> PdfFinding:
        check = check_pdf(
            sealed(by),
            session=replace(desk.session, seal=desk.store.seal),
            queries=desk.queries,
            files=desk.store.files,
            read=seals_in,
        )
        return check.finding

    assert finding(own) is PdfFinding.BY_CITY
    assert finding(signer) is PdfFinding.BY_CITY
    other = licensed(Ed25519PrivateKey.generate(), root=rsa_key())
    assert finding(other) is PdfFinding.ELSEWHERE, "another one's below the same authority"


@dataclass(frozen=True)
class NeighbourSeal:
    """Another desk of the same city."""

    trust: Trust
    pdf_keys: tuple[bytes, ...] = ()


def test_after_a_change_the_signature_stands_under_no_paper(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    signed(signing, case_id)
    files, session = desk.store.files, desk.session
    later = at(session, datetime(2027, 3, 1, 9, 0))
    file = file_of(desk, case_id)
    assert signature_shown(later, file, PAPER, files) is not None, "time alone changes nothing"
    papers = DeskPapers(session, desk.queries, files=files)
    words = reading.squeezed(_("Bound to the text above, SHA-256 {digest}").format(digest=""))
    assert words in reading.text(papers.render(case_id, paper=PAPER, size="A5", copies=1))
    amended(session, case_id)
    file = file_of(desk, case_id)
    assert standings(session, desk.queries, file) == {PAPER: Standing.DIFFERS}
    assert signed_words(file.case, PAPER, Standing.DIFFERS)[1] is Tone.AMBER
    assert words not in reading.text(papers.render(case_id, paper=PAPER, size="A5", copies=1))
    signed(signing, case_id)
    assert standings(session, desk.queries, file_of(desk, case_id)) == {PAPER: Standing.SAME}


def test_what_was_shown_is_what_is_signed(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    shown, _pages = signing.show(case_id, PAPER)
    amended(desk.session, case_id)
    with pytest.raises(Problem, match="signing-changed"):
        signing.sign(case_id, shown, given(signing))
    assert case_of(desk, case_id).signing.signatures == ()
    assert case_of(desk, case_id).files == ()


def test_ticked_boxes_are_part_of_the_text(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    plain, _pages = signing.show(case_id, PAPER)
    ticked, _pages = signing.show(case_id, PAPER, ticks=(plain.boxes[0], "no such box"))
    assert ticked.ticks == plain.boxes[:1]
    assert ticked.text != plain.text
    signing.sign(case_id, ticked, given(signing))
    file = file_of(desk, case_id)
    assert standings(desk.session, desk.queries, file) == {PAPER: Standing.SAME}
    shown = signature_shown(desk.session, file, PAPER, desk.store.files)
    assert shown is not None
    assert shown.ticks == plain.boxes[:1]


def test_in_another_language_nothing_is_claimed(
    desk: OpenDesk, signing: DeskSigning, case_id: str
) -> None:
    signed(signing, case_id)
    set_language("en")
    file = file_of(desk, case_id)
    assert standings(desk.session, desk.queries, file) == {PAPER: Standing.UNKNOWN}
    assert signature_shown(desk.session, file, PAPER, desk.store.files) is None


@pytest.mark.parametrize("way", [SigningWay.REFUSED, SigningWay.UNABLE])
def test_who_does_not_sign_is_recorded_with_reason_and_witness(
    desk: OpenDesk, signing: DeskSigning, case_id: str, way: SigningWay
) -> None:
    said = {"way": way, "picture": b"", "witness": "巴图", "reason": "要先问儿子"}
    signed(signing, case_id, **said)
    case = case_of(desk, case_id)
    (refused,) = case.signing.signatures_of(PAPER)
    assert (refused.given, refused.signed.witness, case.files) == (False, "巴图", ())
    assert "要先问儿子" in describe(refused.signed)
    assert signed_words(case, PAPER)[1] is Tone.AMBER


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("signature-missing", {"picture": b""}),
        ("signature-name", {"by": "  "}),
        ("text-long", {"by": "长" * 41}),
        ("witness-missing", {"way": SigningWay.REFUSED, "reason": "不愿意"}),
        ("reason-missing", {"way": SigningWay.UNABLE, "witness": "巴图"}),
    ],
)
def test_what_is_missing_is_said(
    desk: OpenDesk, signing: DeskSigning, case_id: str, code: str, changes: dict[str, object]
) -> None:
    with pytest.raises(Problem, match=code):
        signed(signing, case_id, **changes)
    assert case_of(desk, case_id).signing.signatures == ()


def test_an_empty_sheet_is_no_signature(signing: DeskSigning) -> None:
    target = io.BytesIO()
    Image.new("RGB", (400, 200), (250, 250, 248)).save(target, "JPEG")
    with pytest.raises(Problem, match="signature-empty"):
        signing.picture(target.getvalue())
    with pytest.raises(Problem, match="attachment-unreadable"):
        signing.picture(b"no picture")


def test_the_text_has_every_word_and_nothing_of_the_printing(desk: OpenDesk, case_id: str) -> None:
    session, file = desk.session, file_of(desk, case_id)
    for paper in SIGNABLE[:2]:
        lines = list(text_lines(paper_of(session, file, paper)))
        assert file.row.number in lines
        assert file.case.title in lines
        reprinted = replace(session, author=replace(session.author, id="x"))
        later = replace(reprinted, seal=None)
        assert list(text_lines(paper_of(later, file, paper))) == lines
