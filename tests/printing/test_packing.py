"""A packed file draws what it drew before, whatever bytes stand in its strings."""

import io
from dataclasses import replace

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from helpdesk.printing import Size
from helpdesk.printing.packing import SEAM, packed
from helpdesk.printing.papers import render_receipt
from helpdesk.printing.preview import page_images
from tests.printing import reading, samples

LOOKS_LIKE_A_SEAM = "(\\012%\\012\\\\012\\015\\050\\303)"


def drawn(*heads: str) -> bytes:
    """A page for each head, the rest of it alike."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(300, 100), invariant=1)
    for head in heads:
        canvas.addLiteral(f"BT /F1 9 Tf 9 60 Td ({head}) Tj ET")
        canvas.addLiteral(SEAM)
        canvas.addLiteral(f"BT /F1 9 Tf 9 30 Td {LOOKS_LIKE_A_SEAM} Tj ET 9 20 200 2 re f")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def pictures(pdf: bytes) -> list[bytes]:
    return [page.rgb for page in page_images(pdf, dpi=72)]


def test_nothing_changes_but_the_size() -> None:
    for heads in (("A",), ("A", "B", "C")):
        plain = drawn(*heads)
        small = packed(plain)
        assert pictures(small) == pictures(plain)
        assert packed(plain) == small
        with pikepdf.open(io.BytesIO(small)) as pdf:
            steps = [step for page in pdf.pages for step in pikepdf.parse_content_stream(page)]
        said = [bytes(step.operands[0]) for step in steps if str(step.operator) == "Tj"]
        rest = b"\n%\n\\012\r(\xc3"
        assert said == [each for head in heads for each in (head.encode(), rest)]


def test_what_copies_draw_alike_is_there_once() -> None:
    paper = samples.long_receipt()
    one, two = (
        render_receipt(replace(paper, issue=replace(paper.issue, copies=n)), size=Size.A5)
        for n in (1, 2)
    )
    assert len(two) < 1.1 * len(one)
    note = reading.squeezed(paper.note[:40])
    assert reading.text(two).count(note) == 2 * reading.text(one).count(note) > 0
