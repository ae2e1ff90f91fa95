"""How things are found: by characters, pinyin, initials or a mixture, whatever the fingers produce.

Keys are for searching only; what is stored and shown is never altered. pypinyin loads at first use.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from typing import Any

from helpdesk.domain.matters import Matter

READINGS_MAX = 8
QUERY_MAX = 60  # characters; nobody types more to find something

_HAN = (  # 〇, the unified ideographs with all extensions, compatibility ideographs
    *((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF)),
    (0x20000, 0x3FFFF),
)
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFD))  # characters a font vendor put there
_MONGOLIAN = ((0x180B, 0x180F),)  # its variation selectors and U+180E belong to the word
_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))  # variants of one and the same character

# Ideographs without a reading come back one by one; pypinyin takes a list, its types say str.
_AS_THEY_ARE: Any = list

_Token = tuple[str, str]  # a part as written, and its syllable


@dataclass(frozen=True, slots=True)
class SearchKeys:
    """What a text can be found by; of `pinyin`, `initials` and `syllables` one for each reading.

    `characters` are the folded characters without blanks and punctuation. `parts` are the same, with
    runs of letters or digits in one piece; each part has one syllable, its own text where it has
    no reading.
    """

    characters: tuple[str, ...]
    parts: tuple[str, ...]
    syllables: tuple[tuple[str, ...], ...]

    @property
    def pinyin(self) -> tuple[str, ...]:
        """Full pinyin without tones, in one piece: `baoyulan`."""
        return tuple(dict.fromkeys("".join(reading) for reading in self.syllables))

    @property
    def initials(self) -> tuple[str, ...]:
        """First letters, numbers whole: `byl`, `80zs`."""
        return tuple(dict.fromkeys("".join(map(_initial, each)) for each in self.syllables))


def fold(text: str) -> str:
    """Full-width, compatibility and upper-case forms made alike, variants of a character too.

    Mongolian text with its selectors and U+180E passes through, and so do rare characters.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not _within(c, _SELECTORS))


def name_keys(name: str) -> SearchKeys:
    """Keys of a person's name, with at most 8 readings: all of the surname (单: dan, shan, chan)
    with the usual ones of the given name, then other readings of the given name, one at a time."""
    parts = _parts(name)
    if not parts:
        return _keys(parts, [])
    usual = _usual(parts)
    surnames = dict.fromkeys((usual[0], *_readings(parts[0])))
    given = [usual[1:]]
    for place, part in enumerate(parts[1:], start=1):
        given += [(*usual[1:place], r, *usual[place + 1 :]) for r in _readings(part)]
    combinations = ((surname, *rest) for rest in dict.fromkeys(given) for surname in surnames)
    return _keys(parts, islice(combinations, READINGS_MAX))


def text_keys(text: str) -> SearchKeys:
    """Keys of a phrase in its one reading, by the phrase dictionary (重度 zhongdu, 重庆 chongqing)."""
    parts = _parts(text)
    return _keys(parts, [_usual(parts)] if parts else [])


def matches_initials(query: str, keys: SearchKeys) -> bool:
    """Whether the text begins with `query`: characters, initials, pinyin or a mixture (包yl)."""
    wanted = "".join(_parts(query[:QUERY_MAX]))
    return bool(wanted) and any(_used(wanted, tokens) is not None for tokens in _tokens(keys))


class MatterFinder:
    """Picks among matters by name, alias, code, department or category; pinyin and initials serve
    everywhere, and the initials may leave some out. Best match first."""

    def __init__(self, matters: Iterable[Matter]) -> None:
        self._matters = tuple(matters)
        self._codes = ["".join(_parts(matter.code)) for matter in self._matters]
        self._names = [_token_lists(m.name, *m.aliases) for m in self._matters]
        self._places = [_token_lists(m.department, m.category) for m in self._matters]

    def find(self, query: str, *, limit: int = 20) -> list[Matter]:
        """At most `limit` matters for `query`, all of them in order while it is empty."""
        words = [wanted for word in query[:QUERY_MAX].split() if (wanted := "".join(_parts(word)))]
        if not words:
            return list(self._matters[:limit])
        scored = ((self._score(words, at), at) for at in range(len(self._matters)))
        ranked = sorted((score, at) for score, at in scored if score is not None)
        return [self._matters[at] for _, at in ranked[:limit]]

    def _score(self, words: Sequence[str], at: int) -> tuple[int, ...] | None:
        """Lower is better, None is no match. Each word must be found; typed apart or together."""
        whole = "".join(words)
        if whole == self._codes[at]:
            return (-1, 0, 0)
        together = self._score_word(whole, at)
        if together is not None or len(words) == 1:
            return together
        each = [score for word in words if (score := self._score_word(word, at)) is not None]
        return max(each) if len(each) == len(words) else None

    def _score_word(self, word: str, at: int) -> tuple[int, ...] | None:
        scores = [score for tokens in self._names[at] if (score := _match(word, tokens))]
        if scores:
            return min(scores)
        placed = any(_used(word, tokens) is not None for tokens in self._places[at])
        return (4, 0, 0) if placed else None


def _match(word: str, tokens: Sequence[_Token]) -> tuple[int, ...] | None:
    """0 whole, 1 from the beginning, 2 from somewhere, 3 first letters with gaps; then how much is
    skipped and how much is left over."""
    starts = [at for at, (part, syllable) in enumerate(tokens) if word[0] in (part[0], syllable[0])]
    for start in starts:
        used = _used(word, tokens[start:])
        if used is not None:
            left = len(tokens) - start - used
            return (2 if start else min(left, 1), start, left)
    spans = [span for start in starts if (span := _span(word, tokens[start:]))]
    return (3, min(spans) - len(word), len(tokens)) if spans and len(word) > 1 else None


def _used(word: str, tokens: Sequence[_Token]) -> int | None:
    """How many tokens `word` uses up from the first on, each by a beginning of it, or None."""
    if not word:
        return 0
    for text in dict.fromkeys(tokens[0]) if tokens else ():
        for length in range(_common(word, text), 0, -1):
            rest = _used(word[length:], tokens[1:])
            if rest is not None:
                return rest + 1
    return None


def _span(word: str, tokens: Sequence[_Token]) -> int | None:
    """Over how many tokens the characters of `word` are found as first letters, in order."""
    found = 0
    for place, (part, syllable) in enumerate(tokens):
        found += word[found] in (part[0], syllable[0])
        if found == len(word):
            return place + 1
    return None


def _common(one: str, other: str) -> int:
    for place, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return place
    return min(len(one), len(other))


def _token_lists(*texts: str) -> list[list[_Token]]:
    return [tokens for text in texts for tokens in _tokens(text_keys(text))]


def _tokens(keys: SearchKeys) -> Iterator[list[_Token]]:
    for reading in keys.syllables:
        yield list(zip(keys.parts, reading, strict=True))


def _keys(parts: tuple[str, ...], readings: Iterable[tuple[str, ...]]) -> SearchKeys:
    return SearchKeys(tuple("".join(parts)), parts, tuple(readings))


def _parts(text: str) -> tuple[str, ...]:
    """Ideographs one by one, runs of other letters and of digits whole, the rest left out."""
    parts: list[str] = []
    for kind, run in groupby(fold(text), key=_kind):
        if kind == "ideograph":
            parts += run
        elif kind:
            parts.append("".join(run))
    return tuple(parts)


@lru_cache(maxsize=4096)
def _kind(character: str) -> str:
    if _within(character, _HAN) or _within(character, _PRIVATE):
        return "ideograph"
    category = unicodedata.category(character)
    if category[0] in "LM" or _within(character, _MONGOLIAN):
        return "letters"
    return "digits" if category[0] == "N" else ""


def _usual(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The most likely reading of each part, phrases taken together."""
    from pypinyin import lazy_pinyin  # here: its dictionaries take long to load

    syllables: list[str] = []
    for ideographs, group in groupby(parts, key=lambda part: _within(part[0], _HAN)):
        run = list(group)
        syllables += lazy_pinyin("".join(run), errors=_AS_THEY_ARE) if ideographs else run
    return tuple(syllables)


@lru_cache(maxsize=4096)
def _readings(part: str) -> tuple[str, ...]:
    """All readings of an ideograph; any other part reads as it stands."""
    from pypinyin import Style, pinyin  # see `_usual`

    if not _within(part[0], _HAN):
        return (part,)
    found = pinyin(part, style=Style.NORMAL, heteronym=True, errors=_AS_THEY_ARE)
    return tuple(dict.fromkeys(found[0]))


def _initial(syllable: str) -> str:
    return syllable if syllable.isdecimal() else syllable[:1]


def _within(character: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)
