"""A paper as it comes out, with its proof: every printed word stands behind the digest in its code.

The facts name what a person compares; beside them stand the marks of the printing (minute, desk, size,
language) and `text`, the SHA-256 of everything that the copies say, down to the last character, and
`frame`, that of the words which this version of the program sets around it. Both are recorded with the
print: whoever draws the paper again sees whether it is word for word the same.

Copies that are masked have the same facts as those with whole numbers. So that nobody who holds one can
try numbers out until the digest in its code fits, a `salt` that only the printing device could make goes
into `text`; it is recorded with the case and stands on no paper and no public page.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from types import MappingProxyType

from helpdesk.application.forms import Form
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_text import Paper, with_ticks
from helpdesk.application.papers import SignatureShown
from helpdesk.application.ports import Session
from helpdesk.i18n.paper_frame import frame_digest
from helpdesk.i18n.texts import language

Sign = Callable[[bytes], bytes]
NO_WORDS: Mapping[str, str] = MappingProxyType({})
_SALT = b"helpdesk-words-1\n"
_CODES = frozenset({"codes", "qr_text", "only"})  # made of the digest, or no word
_OF_PRINT = (
    *("size", "printed", "place", "desk", "desk_phone", "desk_address", "city"),
    *("practice", "unsent", "language", "mongolian", "frame", "salt", "text"),
)
"""Names of the facts about the printing itself."""


@dataclass(frozen=True, slots=True)
class Proven:
    """Papers with their codes on them, one that counts its copies or one for each copy, and the facts that
    these vouch for."""

    papers: tuple[Paper, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF, the facts that its codes vouch for, how many sheets each of its copies has, and by its digest
    the emblem that they bear."""

    pdf: bytes
    facts: tuple[str, ...] = ()
    sheets: tuple[int, ...] = ()
    emblem: str = ""


class Likeness(StrEnum):
    """How a paper that is drawn again compares with what was recorded when it was printed.

    `SAME`: every word. `FRAME`: all that it says of the case, but another version of the program words the
    form around it otherwise. `WORDS`: the facts are the same, other words are not. `FACTS`: the facts on
    record are not those of the case. `UNKNOWN`: it was printed before the words were recorded.
    """

    SAME = "same"
    FRAME = "frame"
    WORDS = "words"
    FACTS = "facts"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Again:
    """One copy of a paper that is drawn again as it was printed, and how it compares with that."""

    pdf: bytes
    likeness: Likeness


def proven(
    session: Session,
    number: str,
    papers: Sequence[Paper],
    facts: tuple[str, ...],
    *,
    size: str,
    beside: Mapping[str, str] = NO_WORDS,
) -> Proven:
    """The papers of one printing with their codes: `facts` are those of the case, `beside` the Mongolian
    that is printed with its words. Without facts, while the case is incomplete, there is nothing to prove."""
    if not facts:
        return Proven(tuple(papers), ())
    sign = session.seal.sign if session.seal else None
    said = (*facts, *print_facts(papers, size=size, sign=sign, beside=beside))
    return Proven(with_codes(session, number, papers, said), said)


def with_codes(
    session: Session, number: str, papers: Sequence[Paper], facts: tuple[str, ...]
) -> tuple[Paper, ...]:
    """The papers with the codes of a printing with these facts."""
    copies = len(papers) if isinstance(papers[0], Form) else papers[0].issue.copies
    codes = qr_texts(session, number, facts, copies=copies)
    if not codes:
        return tuple(papers)
    return tuple(
        replace(paper, qr_text=codes[n]) if isinstance(paper, Form) else replace(paper, codes=codes)
        for n, paper in enumerate(papers)
    )


def print_facts(
    papers: Sequence[Paper], *, size: str, sign: Sign | None, beside: Mapping[str, str] = NO_WORDS
) -> tuple[str, ...]:
    """What is recorded of the printing, as `name=value`; `sign` is the signature of whoever prints, always
    the same for the same."""
    issue, desk = papers[0].issue, papers[0].desk
    words = words_digest(papers)
    salt = sha256(sign(_SALT + words.encode())).hexdigest()[:32] if sign else ""
    said = {
        "size": size,
        "printed": issue.printed_at.isoformat(timespec="minutes"),
        "place": desk.place,
        "desk": desk.name,
        "desk_phone": desk.phone,
        "desk_address": desk.address,
        "city": "1" if issue.city else "",
        "practice": "1" if issue.practice else "",
        "unsent": "" if issue.synced else "1",
        "language": language(),
        "mongolian": _beside_digest(beside),
        "frame": frame_digest(),
        "salt": salt,
        "text": _salted(words, salt),
    }
    return tuple(f"{name}={' '.join(value.split())}" for name, value in said.items() if value)


def words_digest(papers: Sequence[Paper]) -> str:
    """The SHA-256 (hex) of all that these copies say, exactly as it stands there, to the minute; a
    signature's picture by its own SHA-256."""
    return _digest([_said(paper) for paper in papers])


def _beside_digest(beside: Mapping[str, str]) -> str:
    return _digest(sorted(beside.items()))[:16] if beside else ""


def _salted(words: str, salt: str) -> str:
    return sha256(f"{salt}\n{words}".encode()).hexdigest()


def _digest(said: object) -> str:
    return sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def _said(value: object) -> object:
    """A read model as plain values by their names. What has its default is left out: a field that a later
    version adds changes no paper that does not use it."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {
            name: _said(getattr(value, name))
            for name, default in _fields(type(value))
            if getattr(value, name) != default
        }
        return [type(value).__name__, named]
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_said(each) for each in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value if value is None or isinstance(value, bool | int | float) else str(value)


@cache
def _fields(kind: type) -> tuple[tuple[str, object], ...]:
    shown = (each for each in fields(kind) if each.name not in _CODES)
    return tuple((each.name, _default(each)) for each in shown)


def _default(field: "Field[object]") -> object:
    return field.default if field.default is not MISSING else MISSING


def case_facts(facts: tuple[str, ...]) -> tuple[str, ...]:
    """Those about the case and the paper, without those of the printing itself."""
    return tuple(each for each in facts if each.partition("=")[0] not in _OF_PRINT)


def of_print(facts: tuple[str, ...]) -> dict[str, str]:
    """Name -> value of those of the printing itself; empty for a print of an earlier version."""
    pairs = (each.partition("=") for each in facts)
    return {name: value for name, _mark, value in pairs if name in _OF_PRINT}


def likeness(
    papers: Sequence[Paper],
    recorded: tuple[str, ...],
    *,
    whole: bool,
    beside: Mapping[str, str] = NO_WORDS,
) -> Likeness:
    """Compare papers that were drawn again with the facts of their print; `whole`: the case still gives
    those that are about it. `beside` is the Mongolian that is drawn with them."""
    was = of_print(recorded)
    if not whole:
        return Likeness.FACTS
    if "text" not in was:
        return Likeness.UNKNOWN
    if _salted(words_digest(papers), was.get("salt", "")) != was["text"]:
        return Likeness.WORDS
    frame = (frame_digest(), _beside_digest(beside))
    same = frame == (was.get("frame"), was.get("mongolian", ""))
    return Likeness.SAME if same else Likeness.FRAME


def with_signature(model: Paper, given: SignatureShown | None) -> Paper:
    """The paper with a signature under it."""
    if given is None:
        return model
    return with_ticks(replace(model, issue=replace(model.issue, signature=given)), given.ticks)
