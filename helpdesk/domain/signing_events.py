"""Signatures on papers: signed copies that came back, and signatures given at the desk."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from helpdesk.domain.comparing_events import PaperCompared
from helpdesk.domain.event import Body


class SigningWay(StrEnum):
    """How somebody signed, or that they did not: refused, or could not."""

    PAD = "pad"
    CAMERA = "camera"
    THUMB = "thumb"
    REFUSED = "refused"
    UNABLE = "unable"


UNSIGNED = (SigningWay.REFUSED, SigningWay.UNABLE)


@dataclass(frozen=True, slots=True)
class SignedCopyFiled(Body):
    """A paper came back signed: `file` is its picture (SHA-256), attached to the same case.

    `paper` is its kind (empty: unknown), `printing` counts the printings of that kind from 1, `copy` the
    alike copies from 1; 0 where that is not known. `facts` is the digest in its code (hex), `minute`
    when it was printed (since 1970 UTC), `finding` what the check said. `by_hand`: a person chose the
    case, since the code could not be read or not be believed. A further sheet of a paper is the `sheet`th
    (from 2) of `sheets`.
    """

    KIND: ClassVar[str] = "paper.signed_copy_filed"
    file: str
    paper: str = ""
    printing: int = 0
    copy: int = 0
    facts: str = ""
    minute: int = 0
    finding: str = ""
    by_hand: bool = False
    sheet: int = 0
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class PaperSigned(Body):
    """Somebody signed a paper at the desk, or would not or could not, before `witness`.

    `text` is the SHA-256 (hex) of the exact text that was shown and signed, `facts` are those that its
    code vouches for, as with `paper.printed`; `image` the SHA-256 of the signature's picture, `sealed`
    of the PDF with the signature on it; both are files of the case. `way` is a `SigningWay`, `by` who
    signed, `reason` why not, `language` that of the text, `ticks` the boxes that were ticked on it,
    `certified_by` who certified the key that sealed the PDF (empty: nobody but the device itself).
    """

    KIND: ClassVar[str] = "paper.signed"
    paper: str
    way: str
    text: str
    language: str = ""
    facts: tuple[str, ...] = ()
    image: str = ""
    sealed: str = ""
    by: str = ""
    witness: str = ""
    reason: str = ""
    ticks: tuple[str, ...] = ()
    certified_by: str = ""


SIGNING_KINDS: tuple[type[Body], ...] = (SignedCopyFiled, PaperSigned, PaperCompared)
