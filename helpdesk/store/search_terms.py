"""How texts are cut into search terms, and how what is typed becomes an FTS5 question. Pure.

An ideograph is a term by itself and several in a row are asked as a phrase, so that 低保 finds
最低生活保障 no more than it should and 包 finds 包玉兰. Letters and digits in a row are one term, asked
by its beginning. Folding for the search never touches stored text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from helpdesk.domain.numbering import LETTERS

TYPED_MAX = 200  # characters of a question that are looked at
_PARTS_MAX = 16
_NUMBER_MIN, _BARE_MIN = 3, 10  # characters of a case number, with its letters and without
# CJK unified ideographs and their extensions, compatibility ones, 々〆〇; planes 2 and 3 as a whole.
_IDEOGRAPH = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_IDEOGRAPH}]+|[^\\W_{_IDEOGRAPH}]+")
_ASCII = re.compile(r"[0-9a-z]+")
_ENDING = re.compile(r"(?<![0-9A-Za-z])[0-9OoIiLl]{4,6}-[0-9A-Za-z]$")
_JOINED = re.compile(r"[^0-9a-z]+")

_MISREAD = str.maketrans("OIL", "011")


def fold(text: str) -> str:
    """Text as it is compared: compatibility forms unified, lower case, no marks or invisible signs.

    Mongolian variation selectors and U+180E only choose a letter's shape; they are left out here.
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf", "Cs"))


def runs(text: str) -> Iterator[str]:
    """Runs of ideographs and runs of letters and digits, folded."""
    for match in _RUN.finditer(fold(text)):
        yield match.group()


def terms(*texts: str) -> str:
    """The texts as the index holds them: terms between blanks."""
    return " ".join(_spaced(run) for text in texts for run in runs(text))


def unique(texts: Iterable[str]) -> str:
    """Terms that are found one by one: order and repeats do not matter."""
    found: set[str] = set()
    for text in texts:
        if text.isascii() and text.isalnum():  # most keys are one run, as they stand
            found.add(text.lower())
        else:
            found.update(runs(text))
    return " ".join(sorted(found))


def question(typed: str) -> str:
    """The FTS5 expression for what was typed; empty when nothing in it can be found.

    Words join by AND. Whatever is typed, the result is a valid expression: only terms stand in
    quotes, and no term holds a quote.
    """
    parts = [_asked(run) for run in runs(typed[:TYPED_MAX])][:_PARTS_MAX]
    expression = " AND ".join(parts)
    if ending := number_ending(typed):
        return f'({expression}) OR "{ending}"'
    whole = joined(typed)
    if len(parts) > 1 and whole.isdigit() and _is_number(typed):
        return f'({expression}) OR "{whole}" *'
    return expression


def joined(typed: str) -> str:
    """Letters and digits of what was typed, put together: a number typed in groups."""
    if typed.isascii() and typed.isalnum():
        return typed[:TYPED_MAX].lower()
    return _JOINED.sub("", fold(typed[:TYPED_MAX]))


def number_key(number: str) -> str:
    """A case number as it is compared: no signs between, and O, I, L read as 0, 1, 1."""
    bare = number.replace("-", "")
    if not (bare.isascii() and bare.isalnum()):
        bare = joined(number)
    return bare[:TYPED_MAX].upper().translate(_MISREAD)


def number_beginnings(typed: str) -> tuple[str, ...]:
    """How case numbers begin that may be meant; nothing where other words were typed as well.

    The constant letters may be left out, once enough is typed that no other number is meant.
    """
    key = number_key(typed)
    if not _is_number(typed) or len(key) < _NUMBER_MIN:
        return ()
    return (key, LETTERS + key) if len(key) >= _BARE_MIN else (key,)


def number_ending(text: str) -> str:
    """Counter and check character of a case number, or of what was typed of one (`0014-8`), as one
    term; empty where it has no such end."""
    found = _ENDING.search(text.strip())
    return number_key(found.group()).lower() if found else ""


def _is_number(typed: str) -> bool:
    return all(_ASCII.fullmatch(run) for run in runs(typed))


def _spaced(run: str) -> str:
    return " ".join(run) if is_ideographic(run) else run


def _asked(run: str) -> str:
    return f'"{" ".join(run)}"' if is_ideographic(run) else f'"{run}" *'


def is_ideographic(run: str) -> bool:
    """Whether a run, or a text, begins with an ideograph."""
    return re.match(f"[{_IDEOGRAPH}]", run) is not None
