"""Case numbers: final offline, speakable, never twice (`BA-1505-021-261123-0008-M`).

    BA    - 1505 - 021           - 261123 - 0008         - M
    fixed   city   device prefix   date     day's counter  check character

The city issues each device prefix once and never again, so prefix, date and counter name one case.
Every character comes from 32 digits and letters without I, L, O and U, which are misread or
misheard. Without hyphens the parts still stand apart: the first character of the prefix tells its
length (0-9 A-V: 3, W X Y: 4, Z: 5), the date has 6 digits, the last character is the check, and the
counter is what is left, 4 digits or more without needless zeros.

The check character is a weighted sum in GF(32) with the weights 2, 4, 8 … of the primitive
polynomial x^5 + x^2 + 1. It finds each single wrong character, each swap of two neighbours and each
twin error (11 for 22). ISO 7064 MOD 37,36 misses one in 36 swaps of characters that follow each
other (01 and 10), and one in nine of its check characters is I, L, O or U; hence not that one.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from helpdesk.domain.problems import Problem

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = "BA"  # 帮办
COUNTER_MAX = 9_999_999
YEARS = range(2000, 2100)  # two digits on paper

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = str.maketrans("OIL", "011")
_SEPARATORS = frozenset("-_‐‑‒–—―−·")
_ANY = "[0-9A-HJKMNP-TV-Z]"
_PREFIX = f"(?:[0-9A-HJKMNP-TV]{_ANY}{{2}}|[WXY]{_ANY}{{3}}|Z{_ANY}{{4}})"
_NUMBER = re.compile(
    f"{LETTERS}([0-9]{{4}})({_PREFIX})([0-9]{{6}})([0-9]{{4}}|[1-9][0-9]{{4,6}})({_ANY})"
)
# Below each bound, prefixes of that length: 28 first characters of 32, then 3, then 1.
_PREFIX_BLOCKS = ((3, 0, 28 * 32**2), (4, 28 * 32**3, 3 * 32**3), (5, 31 * 32**4, 32**4))


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """One case's number. `city` is the first 4 digits of the division code; `counter` starts at 1.

    Raises Problem `number-format` for parts that make no number and `number-year` for a date that
    two digits cannot tell: a clock that wrong must be corrected before a number is drawn.
    """

    city: str
    prefix: str
    on: date
    counter: int

    def __post_init__(self) -> None:
        if self.on.year not in YEARS:
            raise Problem("number-year", year=self.on.year)
        read = _NUMBER.fullmatch(self.compact)
        if self.counter < 1 or read is None or read.groups() != self.groups[1:]:
            raise Problem("number-format", text=self.compact)

    @classmethod
    def make(cls, *, division: str, prefix: str, day: date, counter: int) -> "CaseNumber":
        """The number of the `counter`-th case a device with `prefix` registers on `day`."""
        return cls(city=division[:4], prefix=prefix, on=day, counter=counter)

    @classmethod
    def parse(cls, text: str) -> "CaseNumber":
        """The number in `text` as typed, spoken or scanned.

        Lower case, full width, hyphens and spaces anywhere or nowhere, control characters of a
        scanner, and O I L for 0 1 1 are put right. Raises Problem `number-character`,
        `number-format`, `number-check` or `number-date`.
        """
        compact = _tidy(text)
        for character in compact:
            if character not in _VALUES:
                raise Problem("number-character", character=character)
        parts = _NUMBER.fullmatch(compact)
        if not parts:
            raise Problem("number-format", text=compact)
        city, prefix, day, counter, check = parts.groups()
        if check != check_character(compact[:-1]):
            raise Problem("number-check", text=compact)
        try:
            on = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
        except ValueError:
            raise Problem("number-date", text=day) from None
        return cls(city=city, prefix=prefix, on=on, counter=int(counter))

    @property
    def check(self) -> str:
        """The check character."""
        return check_character(self._body)

    @property
    def compact(self) -> str:
        """Without hyphens: the unique key and what the search index holds."""
        return self._body + self.check

    @property
    def groups(self) -> tuple[str, ...]:
        """The parts between the hyphens."""
        day = f"{self.on:%y%m%d}"
        return (LETTERS, self.city, self.prefix, day, f"{self.counter:04d}", self.check)

    @property
    def spoken_groups(self) -> tuple[str, ...]:
        """The parts as read out on the telephone: the date in pairs."""
        letters, city, prefix, day, counter, check = self.groups
        return (letters, city, prefix, day[:2], day[2:4], day[4:], counter, check)

    @property
    def _body(self) -> str:
        return f"{LETTERS}{self.city}{self.prefix}{self.on:%y%m%d}{self.counter:04d}"

    def __str__(self) -> str:
        return "-".join(self.groups)


def check_character(body: str) -> str:
    """The check character for `body`, which holds only characters of `ALPHABET`."""
    total = 0
    for character in body:
        total = _DOUBLED[total ^ _VALUES.get(character, 0)]
    return ALPHABET[total]


def nth_prefix(n: int) -> str:
    """The n-th device prefix: 1 is `001`, 65 is `021`, 28672 is `W000`, 126976 is `Z0000`.

    `000` (n = 0) is never issued. Raises Problem `prefix-none-left` outside 1 .. 1175551.
    """
    left = n
    for length, first, size in _PREFIX_BLOCKS:
        if n >= 1 and left < size:
            value = first + left
            return "".join(ALPHABET[value >> 5 * place & 31] for place in reversed(range(length)))
        left -= size
    raise Problem("prefix-none-left", n=n)


def check_prefix(text: str) -> str:
    """The device prefix in `text`, put right as in a number. Raises Problem `prefix-format`."""
    prefix = _tidy(text)
    if not re.fullmatch(_PREFIX, prefix):
        raise Problem("prefix-format", text=prefix)
    return prefix


def _doubled(value: int) -> int:
    """`value` times 2 in GF(32)."""
    value <<= 1
    return value ^ 0b100101 if value & 32 else value


_DOUBLED = tuple(map(_doubled, range(32)))


def _tidy(text: str) -> str:
    if text.isascii() and text.replace("-", "").isalnum():  # as it is printed: nearly always
        return text.replace("-", "").upper().translate(_MISREAD)
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = (c for c in folded if c not in _SEPARATORS and unicodedata.category(c)[0] not in "ZC")
    return "".join(kept).translate(_MISREAD)
