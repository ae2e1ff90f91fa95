"""Is this PDF one that was signed here, and is it as it was? Answered without any line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from helpdesk.application.files import FileStore
from helpdesk.application.ports import Session
from helpdesk.application.queries import Queries


class SealFound(Protocol):
    """A seal in a PDF: `issuer` as its certificate names it, `key` the raw Ed25519 public key (empty for
    another kind), `whole`: nothing was changed since; `at` as the sealing machine's clock said;
    `certified_by` who issued the certificate (empty: its owner), `trusted`: that chains to our city."""

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


class SealReading(Protocol):
    """Reads the seals of a PDF; `root` is the certificate to be trusted. Raises Problem
    `attachment-unreadable`."""

    def __call__(self, pdf: bytes, root: bytes, /) -> tuple[SealFound, ...]: ...


class PdfFinding(StrEnum):
    """What came of a check. `ON_RECORD`: exactly these bytes are a file of a case here. `OURS`: whole, and
    sealed by this computer. `CITY`: whole, sealed by a desk that our city certifies, not on record here.
    `ELSEWHERE`: whole, sealed by somebody else, not on record here. `CHANGED`: altered
    after it was sealed. `UNSEALED`: nobody sealed it."""

    ON_RECORD = "on_record"
    OURS = "ours"
    CITY = "city"
    ELSEWHERE = "elsewhere"
    CHANGED = "changed"
    UNSEALED = "unsealed"

    @property
    def sound(self) -> bool:
        """Whether it can be relied upon here."""
        return self in (PdfFinding.ON_RECORD, PdfFinding.OURS, PdfFinding.CITY)


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
    seals = read(content, session.seal.root if session.seal else b"")
    case = files.case_of(sha256(content).hexdigest())
    file = queries.case_file(case) if case else None
    if file is not None:
        return PdfCheck(PdfFinding.ON_RECORD, seals, case, file.row.number)
    if any(not seal.whole for seal in seals):
        return PdfCheck(PdfFinding.CHANGED, seals)
    if not seals:
        return PdfCheck(PdfFinding.UNSEALED)
    own = session.seal.public_key if session.seal else b""
    ours = bool(own) and any(seal.key == own for seal in seals)
    if ours:
        return PdfCheck(PdfFinding.OURS, seals)
    trusted = all(seal.trusted for seal in seals)
    return PdfCheck(PdfFinding.CITY if trusted else PdfFinding.ELSEWHERE, seals)
