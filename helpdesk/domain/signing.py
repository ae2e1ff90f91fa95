"""Who signed which papers of a case, and which signed copies are here: a total fold."""

from dataclasses import dataclass

from helpdesk.domain.copies import replace
from helpdesk.domain.event import Author, Event
from helpdesk.domain.moments import Moment
from helpdesk.domain.signing_events import UNSIGNED, PaperSigned, SignedCopyFiled


@dataclass(frozen=True, slots=True)
class SignedCopy:
    """A signed paper that came back, and who filed it."""

    filed: SignedCopyFiled
    author: Author
    moment: Moment


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature given at the desk, or its refusal; `author` is the agent who took it."""

    signed: PaperSigned
    author: Author
    moment: Moment

    @property
    def given(self) -> bool:
        """Whether somebody signed."""
        return self.signed.way not in UNSIGNED


@dataclass(frozen=True, slots=True)
class Signing:
    """All of a case, in order."""

    copies: tuple[SignedCopy, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def copies_of(self, paper: str) -> tuple[SignedCopy, ...]:
        """Signed copies of this kind of paper."""
        return tuple(each for each in self.copies if each.filed.paper == paper)

    def signatures_of(self, paper: str) -> tuple[Signature, ...]:
        """Signatures under this kind of paper, and refusals."""
        return tuple(each for each in self.signatures if each.signed.paper == paper)


UNSIGNED_YET = Signing()


def with_signing(signing: Signing, event: Event) -> Signing:
    """After one more event; the same file filed twice counts as it was filed last."""
    match event.body:
        case SignedCopyFiled() as filed:
            kept = tuple(each for each in signing.copies if each.filed.file != filed.file)
            copy = SignedCopy(filed, event.author, event.moment)
            return replace(signing, copies=(*kept, copy))
        case PaperSigned() as signed:
            made = Signature(signed, event.author, event.moment)
            return replace(signing, signatures=(*signing.signatures, made))
        case _:
            return signing
