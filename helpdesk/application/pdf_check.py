"""Is this PDF one that was signed here, and is it as it was? Answered without any line."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from helpdesk.application.files import FileStore
from helpdesk.application.ports import Session, Trust
from helpdesk.application.queries import Queries
from helpdesk.domain.problems import Problem


class SealFound(Protocol):
    """A seal in a PDF: `issuer` as its certificate names it, `key` the public key as `Seal.pdf_keys` has it
    (empty for another kind), `whole`: nothing was changed since; `at` as the sealing machine's clock said;
    `certified_by` who issued the certificate (empty: its owner), `trusted`: it is our city's, or of a key
    that it certified, `by_city`: the city's own; `added`: something follows what was sealed; not `readable`:
    of a kind that cannot be checked here; `reason`: what it says it is for; `common`: usual programs for
    PDFs know this kind of key."""

    @property
    def issuer(self) -> str: ...
    @property
    def key(self) -> bytes: ...
    @property
    def whole(self) -> bool: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def certified_by(self) -> str: ...
    @property
    def trusted(self) -> bool: ...
    @property
    def by_city(self) -> bool: ...
    @property
    def added(self) -> bool: ...
    @property
    def readable(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def common(self) -> bool: ...


class SealReading(Protocol):
    """Reads the seals of a PDF. Raises Problem `attachment-unreadable`, `pdf-cut` or
    `attachment-pdf-locked`."""

    def __call__(self, pdf: bytes, trust: Trust, /) -> tuple[SealFound, ...]: ...


class PdfFinding(StrEnum):
    """What came of a check. `ON_RECORD`: exactly these bytes are a file of a case here. The next three are
    whole: `OURS` sealed by this computer, `BY_CITY` by the city itself, `CITY` by a desk that our city
    certifies, `LOST` by a device that was reported lost, `ELSEWHERE` by somebody else. `ADDED`: something
    was added after it was sealed. `CHANGED`: what was sealed was altered. `UNCHECKED`: sealed in a way that
    cannot be checked here. `UNSEALED`: nobody sealed it."""

    ON_RECORD = "on_record"
    OURS = "ours"
    BY_CITY = "by_city"
    CITY = "city"
    LOST = "lost"
    ELSEWHERE = "elsewhere"
    ADDED = "added"
    CHANGED = "changed"
    UNCHECKED = "unchecked"
    UNSEALED = "unsealed"

    @property
    def sound(self) -> bool:
        """Whether it can be relied upon here."""
        return self in (PdfFinding.ON_RECORD, PdfFinding.OURS, PdfFinding.BY_CITY, PdfFinding.CITY)

    @property
    def broken(self) -> bool:
        """Whether it certainly cannot."""
        return self in (PdfFinding.ADDED, PdfFinding.CHANGED, PdfFinding.UNSEALED, PdfFinding.LOST)


@dataclass(frozen=True, slots=True)
class PdfCheck:
    """`case` is the id of the case that has it and `number` its number, where it is on record."""

    finding: PdfFinding
    seals: tuple[SealFound, ...] = ()
    case: str = ""
    number: str = ""


def check_pdf(
    content: bytes, *, session: Session, queries: Queries, files: FileStore, read: SealReading
) -> PdfCheck:
    """Look at a PDF from anywhere. Raises Problem `attachment-unreadable` for what is none."""
    known = session.seal
    case = files.case_of(sha256(content).hexdigest())
    file = queries.case_file(case) if case else None
    try:
        seals = read(content, known.trust if known else Trust())
    except Problem:
        if file is None:
            raise
        seals = ()
    if file is not None:
        return PdfCheck(PdfFinding.ON_RECORD, seals, case, file.row.number)
    return PdfCheck(judged(seals, own=known.pdf_keys if known else ()), seals)


def judged(
    seals: Sequence[SealFound],
    *,
    own: Collection[bytes] = (),
    is_lost: Callable[[bytes], bool] = lambda _key: False,
) -> PdfFinding:
    """What the seals say of a PDF that no case has; `own` are the keys of whoever asks."""
    if not seals:
        return PdfFinding.UNSEALED
    if any(seal.readable and not seal.whole and not seal.added for seal in seals):
        return PdfFinding.CHANGED
    if any(seal.added for seal in seals):
        return PdfFinding.ADDED
    if not all(seal.readable for seal in seals):
        return PdfFinding.UNCHECKED
    if any(seal.key and is_lost(seal.key) for seal in seals):
        return PdfFinding.LOST
    if any(seal.key and seal.key in own for seal in seals):
        return PdfFinding.OURS
    if not all(seal.trusted for seal in seals):
        return PdfFinding.ELSEWHERE
    return PdfFinding.BY_CITY if any(seal.by_city for seal in seals) else PdfFinding.CITY
