"""PDFs sealed by the city's keys of every kind, as pyHanko itself judges them; what was done to one since."""

import datetime as dt
import io

import pytest
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pikepdf import Encryption, Name, Pdf
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    NumberObject,
    pdf_name,
    pdf_string,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from helpdesk.application.pdf_check import PdfFinding, judged
from helpdesk.application.ports import Trust
from helpdesk.domain.problems import Problem
from helpdesk.imaging import seals
from helpdesk.imaging.seals import seal_pdf, seals_in
from helpdesk.protocol.seal_key import Key, SealKey
from tests.protocol.test_authority import OWN, issued, rsa_key

NOW = dt.datetime.now(dt.UTC)
SIGNER = OWN.own_signer(b"c" * 32, name="通辽市")
ISSUER = OWN.certificates[0]
CITY = Trust((ISSUER,), SIGNER.certificates[:1])


def plain(words: str = "0 0 m 100 100 l S") -> bytes:
    """One page with a line."""
    with Pdf.new() as made:
        page = made.add_blank_page(page_size=(200, 200))
        page.Contents = made.make_stream(words.encode())
        target = io.BytesIO()
        made.save(target, compress_streams=False)
    return target.getvalue()


def sealed(by: SealKey = SIGNER, pdf: bytes = b"") -> bytes:
    return seal_pdf(
        pdf or plain(), sign=by.sign, certificates=by.certificates, reason="督办单 〔2026〕1"
    )


def licensed(key: Key, *, root: Key | None = None, ends: int = 30) -> SealKey:
    """A key with a certificate that may only sign, below a licensed authority's."""
    above = root or rsa_key()
    span = {"begins": NOW - dt.timedelta(days=9), "ends": NOW + dt.timedelta(days=ends)}
    own = issued(key, "通辽市政务服务局", by=(above, "自治区CA"), ca=False, **span)
    return SealKey(key, (own, issued(above, "自治区CA", **span)))


@pytest.mark.parametrize("kind", ["own", "rsa", "ec", "p521", "ed25519"])
def test_a_seal_of_any_kind_of_key_is_pades_and_chains(kind: str) -> None:
    """Issue 6, line 4: PAdES with the city's certificate where there is one, by pyHanko's own judgement."""
    keys: dict[str, Key] = {
        "rsa": rsa_key(),
        "ec": ec.generate_private_key(ec.SECP256R1()),
        "p521": ec.generate_private_key(ec.SECP521R1()),
        "ed25519": Ed25519PrivateKey.generate(),
    }
    by = SIGNER if kind == "own" else licensed(keys[kind])
    pdf = sealed(by)
    (embedded,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert embedded.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    roots = [Certificate.load(by.certificates[-1])]
    status = validate_pdf_signature(
        embedded, ValidationContext(trust_roots=roots, allow_fetching=False)
    )
    assert (status.bottom_line, status.trusted, status.coverage.name) == (True, True, "ENTIRE_FILE")
    trust = CITY if kind == "own" else Trust((ISSUER,), by.certificates[:1])
    (found,) = seals_in(pdf, trust)
    assert (found.whole, found.trusted, found.by_city) == (True, True, True)
    assert (found.issuer, found.reason) == (by.name, "督办单 〔2026〕1")
    assert judged([found]) is PdfFinding.BY_CITY


def test_others_below_the_same_licensed_authority_are_not_the_city() -> None:
    """It certifies thousands: only the city's own certificate is the city's."""
    city, other = licensed(Ed25519PrivateKey.generate()), licensed(Ed25519PrivateKey.generate())
    trust = Trust((ISSUER,), city.certificates[:1])
    assert judged(seals_in(sealed(city), trust)) is PdfFinding.BY_CITY
    assert judged(seals_in(sealed(other), trust)) is PdfFinding.ELSEWHERE
    late = licensed(Ed25519PrivateKey.generate(), ends=-1)
    late_trust = Trust((ISSUER,), late.certificates[:1])
    assert judged(seals_in(sealed(late), late_trust)) is PdfFinding.ELSEWHERE, "expired before it"


def note_over(pdf: bytes) -> bytes:
    """A white note laid over the page, as an incremental update: what was sealed is all still there."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): pdf_string("已销号"),
            pdf_name("/DA"): pdf_string("/Helv 12 Tf"),
            pdf_name("/Rect"): ArrayObject(map(NumberObject, (0, 0, 200, 200))),
        }
    )
    kept = page.get("/Annots", ArrayObject())
    page[pdf_name("/Annots")] = ArrayObject([*kept, writer.add_object(note)])
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_replaced(pdf: bytes) -> bytes:
    """The page's content is another one, as an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    other = PdfFileReader(io.BytesIO(plain("0 0 200 200 re f")))
    page = writer.root["/Pages"]["/Kids"][0]
    content = writer.import_object(other.root["/Pages"]["/Kids"][0].raw_get("/Contents"))
    page[pdf_name("/Contents")] = content
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def flipped(pdf: bytes) -> bytes:
    place = pdf.index(b"100 100 l")
    return pdf[:place] + b"9" + pdf[place + 1 :]


def saved_anew(pdf: bytes) -> bytes:
    with Pdf.open(io.BytesIO(pdf)) as opened:
        opened.docinfo[Name.Title] = "another"
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("done", "finding"),
    [
        (lambda pdf: pdf, PdfFinding.BY_CITY),
        (note_over, PdfFinding.ADDED),
        (page_replaced, PdfFinding.ADDED),
        (flipped, PdfFinding.CHANGED),
        (saved_anew, PdfFinding.CHANGED),
        (lambda _pdf: plain(), PdfFinding.UNSEALED),
    ],
    ids=["whole", "note", "page", "flipped", "saved", "unsealed"],
)
def test_what_was_done_to_a_sealed_pdf_is_told(done: object, finding: PdfFinding) -> None:
    assert judged(seals_in(done(sealed()), CITY)) is finding  # type: ignore[operator]


def test_a_second_seal_leaves_the_first_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    once = sealed()
    monkeypatch.setattr(seals, "FIELD", "Another")
    twice = sealed(licensed(Ed25519PrivateKey.generate()), once)
    assert [each.whole for each in seals_in(twice, CITY)] == [True, True]
    assert judged(seals_in(twice, CITY)) is PdfFinding.ELSEWHERE


def test_a_seal_of_another_kind_is_not_called_none() -> None:
    """National cryptography (SM2) has its own kind of seal: said, not passed over."""
    strange = sealed().replace(b"/ETSI.CAdES.detached", b"/GM.sm2seal.detached", 1)
    assert judged(seals_in(strange, CITY)) is PdfFinding.UNCHECKED


def locked() -> bytes:
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(plain())) as opened:
        opened.save(target, encryption=Encryption(owner="a", user="b"))
    return target.getvalue()


def test_what_is_no_whole_pdf_is_said() -> None:
    whole = sealed()
    for content, code in (
        (b"", "attachment-unreadable"),
        ("第一行".encode(), "attachment-unreadable"),
        (whole[: len(whole) // 2], "pdf-cut"),
        (whole + bytes(5_000), "pdf-cut"),
        (whole + b"\n% more\n%%EOF\n", "pdf-cut"),
        (b"%PDF-1.7\nstartxref\n9\n%%EOF\n", "attachment-unreadable"),
        (b"%PDF-1.7\n" + b"[" * 50_000 + b"\nstartxref\n9\n%%EOF\n", "attachment-unreadable"),
        (locked(), "attachment-pdf-locked"),
    ):
        with pytest.raises(Problem) as refused:
            seals_in(content, CITY)
        assert refused.value.code == code, content[:20]


@pytest.mark.parametrize("cut", range(20))
def test_any_damage_is_a_sentence_or_a_finding(cut: int) -> None:
    """Bytes of the seal itself and of the file's structure, overwritten here and there."""
    whole = sealed()
    place = len(whole) * cut // 20
    torn = whole[:place] + b"<<>>[]//" + whole[place + 8 :]
    try:
        finding = judged(seals_in(torn, CITY))
    except Problem:
        return
    assert not finding.sound
