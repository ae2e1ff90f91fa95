"""Is this PDF our city's, and as it was? Asked in the console, or by anybody on the residents' page."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from helpdesk.application.pdf_check import PdfFinding, SealFound, judged
from helpdesk.domain.problems import Problem
from helpdesk.server.city import City
from helpdesk.server.file_ports import FileOf
from helpdesk.server.principal import Principal


@dataclass(frozen=True, slots=True)
class CityPdfCheck:
    """`cases` are those that the asker may see and that have exactly these bytes."""

    finding: PdfFinding
    seals: tuple[SealFound, ...] = ()
    cases: Sequence[FileOf] = ()


def check_pdf(city: City, content: bytes, principal: Principal | None) -> CityPdfCheck:
    """Look at a PDF; without a principal no case is looked for. Raises Problem `attachment-unreadable`,
    `pdf-cut`, `attachment-pdf-locked`, `pdf-heavy` or `requests-many`."""
    digest = sha256(content).hexdigest()
    cases = city.files.rows.cases_with(principal, digest) if principal else ()
    try:
        seals = city.read_seals(content, city.sealing.trust())
    except Problem:
        if not cases:
            raise
        seals = ()
    if cases:
        return CityPdfCheck(PdfFinding.ON_RECORD, seals, cases)
    return CityPdfCheck(judged(seals, is_lost=city.public.is_revoked), seals)
