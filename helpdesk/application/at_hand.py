"""Putting at hand what is used again and again: a matter's star, phrases for texts."""

import unicodedata
from collections.abc import Sequence

from helpdesk.application.encodings import decode_text
from helpdesk.application.ports import Session
from helpdesk.application.search_keys import matches_initials, text_keys
from helpdesk.application.shelf import DESK, Kept, Kind, Shelf
from helpdesk.domain.problems import Problem

PHRASE_MAX = 500  # characters
PHRASES_MOST = 1_000  # in one file
_LOOKED_AT = 40  # characters of a phrase whose initials are looked at


def star(session: Session, code: str) -> bool:
    """Make a matter a favourite of the agent, or no longer; answers whether it is one now."""
    with session.store.unit_of_work() as uow:
        if uow.shelf.take_away(session.author.id, Kind.FAVOURITE, code):
            return False
        uow.shelf.put(session.author.id, Kind.FAVOURITE, code)
        return True


def keep_phrase(session: Session, words: str, *, for_desk: bool) -> str:
    """Keep a phrase for the agent or the whole desk; answers it as it is kept.

    Raises Problem `phrase-empty` or `phrase-long`.
    """
    phrase = unicodedata.normalize("NFC", words).strip()
    if not phrase:
        raise Problem("phrase-empty")
    if len(phrase) > PHRASE_MAX:
        raise Problem("phrase-long", length=len(phrase), limit=PHRASE_MAX)
    with session.store.unit_of_work() as uow:
        uow.shelf.put(DESK if for_desk else session.author.id, Kind.PHRASE, phrase)
    return phrase


def take_phrases(session: Session, content: bytes) -> int:
    """Take phrases in for the whole desk from a text file, one on each line; answers how many.

    Raises Problem `file-encoding`, `phrase-empty` where there is none, `phrases-many`, or `phrase-long`;
    nothing is taken then.
    """
    lines = (
        unicodedata.normalize("NFC", line).strip() for line in decode_text(content).split("\n")
    )
    wanted = list(dict.fromkeys(line for line in lines if line))
    if not wanted:
        raise Problem("phrase-empty")
    if len(wanted) > PHRASES_MOST:
        raise Problem("phrases-many", limit=PHRASES_MOST)
    for phrase in wanted:
        if len(phrase) > PHRASE_MAX:
            raise Problem("phrase-long", length=len(phrase), limit=PHRASE_MAX)
    with session.store.unit_of_work() as uow:
        for phrase in wanted:
            uow.shelf.put(DESK, Kind.PHRASE, phrase)
    return len(wanted)


def phrases_text(found: Sequence[Kept]) -> bytes:
    """Phrases as a text file that `take_phrases` and every editor read, one on each line."""
    lines = dict.fromkeys(" ".join(each.key.split("\n")) for each in found)
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()


def drop_phrase(session: Session, phrase: Kept) -> None:
    """Keep a phrase no longer."""
    with session.store.unit_of_work() as uow:
        uow.shelf.take_away(phrase.owner, Kind.PHRASE, phrase.key)


def use_phrase(session: Session, phrase: Kept) -> None:
    """A phrase was put into a text: it comes first from now on."""
    with session.store.unit_of_work() as uow:
        uow.shelf.use(phrase.owner, Kind.PHRASE, phrase.key, at_ms=session.clock.now().utc_ms)


def phrases(shelf: Shelf, agent: str) -> Sequence[Kept]:
    """The agent's phrases and the desk's, the last used first."""
    found = (*shelf.kept(agent, Kind.PHRASE), *shelf.kept(DESK, Kind.PHRASE))
    return sorted(found, key=lambda kept: -kept.used_ms)


def fitting(found: Sequence[Kept], typed: str) -> Sequence[Kept]:
    """The phrases that hold what was typed: as words, or as initials or pinyin of its beginning."""
    wanted = "".join(typed.split()).lower()
    return [each for each in found if not wanted or _fits(each.key, wanted)]


def _fits(phrase: str, wanted: str) -> bool:
    bare = "".join(phrase.split()).lower()
    return wanted in bare or matches_initials(wanted, text_keys(phrase[:_LOOKED_AT]))
