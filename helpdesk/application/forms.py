"""Papers of one family, as data: a masthead, sections in order, signatures. Printing draws them all alike.

Texts are finished: in the language of the paper, masked where they must be, dates in words.
"""

from dataclasses import dataclass

from helpdesk.application.papers import Desk, Issue


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels and values, two to a line where both are short; an empty value is left out unless its
    label is in `open`: then there is a line to write on. Labels in `bold` stand out."""

    pairs: tuple[tuple[str, str], ...]
    title: str = ""
    bold: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and greatest width in characters; 0 takes what is left. Figures stand at its
    `right` end, one under the other."""

    title: str
    width: float = 0
    centred: bool = False
    bold: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A numbered table; nothing is shown without rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Running text, line breaks kept."""

    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Ticks:
    """Boxes with what they stand for, ticked or to be ticked by hand."""

    title: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What must be found at a glance: a small label over large words, and a line that explains."""

    label: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """Labels with lines to write on, a tuple for each row."""

    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """A statement and who signs it: the first by hand, by thumb-print or through another."""

    statement: str
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


Section = Facts | Listing | Words | Ticks | Figure | Lines | Signing


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One copy of a paper. `aside` says which copy it is and who keeps it; `asking` adds the desk's
    telephone, hours and address; `sections` flow, `closing` stays together at the end."""

    title: str
    issue: Issue
    desk: Desk
    aside: str = ""
    subtitle: str = ""
    number: str = ""
    qr_text: str = ""
    sections: tuple[Section, ...] = ()
    closing: tuple[Section, ...] = ()
    asking: bool = True
