"""Which words may be shown in which language.

What is data may be shown in both: what the reference tables hold and what was typed into the world of the
pictures. Everything else is the program's own and belongs to the chosen language.
"""

import re
from functools import cache
from pathlib import Path

from helpdesk.i18n.texts import LANGUAGES
from tests.ui.screens.desk import RESOURCES
from tools.catalogues import read

_HERE = Path(__file__).resolve().parent
_TYPED = (
    _HERE / "world.py",
    _HERE.parent / "ui" / "screens" / "village.py",
    _HERE.parent / "ui" / "screens" / "desk.py",
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’]+")
# Latin that belongs to no language: names of things, units, keys, endings, ids.
_NAMES = ("Excel", "Wi", "Fi", "Language", "English", "KINGSTON", "wuyun", "haisi", "mm", "backups")
_KEYS = (
    "Ctrl",
    "Shift",
    "Enter",
    "Esc",
    "Ins",
    "Del",
    "Tab",
    "Alt",
    "usb",
    "ttyUSB",
    "http",
    "https",
)
_ENDINGS = ("jpg", "jpeg", "png", "pdf", "tif", "tiff", "bmp", "webp", "gif", "csv", "hdb", "xlsx")
_SIGNS = frozenset((*_NAMES, *_KEYS, *_ENDINGS))
_PLACES = set[str]()
_BOTH = ("语言", "中文")  # whoever took the wrong language still finds theirs
_SHORT = re.compile(r"[A-Z]{1,5}|F\d+")  # PDF, USB, QR, PIN, A4, F2, the letters of a number
_RECORDED = (
    "To decide between different entries",
    "To put data right",
    "Signed: {paper}",
    "Receipt",
)
_PLACE = re.compile(r"\{[^{}]*\}|%\(\w+\)\w")
_TELLING = 40
ELISION = "…"


def foreign(text: str, language: str) -> list[str]:
    """The words in a shown text that are neither of this language nor data."""
    text = text.replace("\u200b", "")
    if language == "en":
        return [word for word in _HAN.findall(text) if word not in _data() and word not in _BOTH]
    bare = re.sub(r"https?://\S+|[/\\][\w./\\-]+|\b[\w-]+\.\w{2,4}\b", " ", text)
    return [
        word
        for word in _LATIN.findall(bare)
        if word not in _SIGNS | _PLACES | _initials() and not _SHORT.fullmatch(word)
    ]


def know(path: Path) -> None:
    """The words of a folder in which the pictures are made are data."""
    _PLACES.update(_LATIN.findall(str(path)))


def is_fixed(text: str) -> bool:
    """Whether this text, whole, is one of the program's own: never to be cut."""
    return text.strip() in _own() or any(own.fullmatch(text.strip()) for own in _patterns())


def ends_so_itself(text: str) -> bool:
    """Whether the three points at its end belong to the text: `Add an agent…`."""
    return any(own.endswith(text) for own in _with_points())


@cache
def _data() -> str:
    tables = sorted(RESOURCES.rglob("*.csv"))
    texts = (path.read_text(encoding="utf-8-sig") for path in (*tables, *_TYPED))
    return "\n".join((*texts, *_recorded()))


@cache
def _initials() -> frozenset[str]:
    """The letters by which matters and bundles are found."""
    return frozenset(_LATIN.findall((RESOURCES / "catalogue" / "matters.csv").read_text("utf-8")))


def _recorded() -> list[str]:
    """Reasons and names of filed papers that the program recorded while Chinese was spoken: from then on
    they are data."""
    return [str(each.string) for each in read("zh_CN") if each.id in _RECORDED]


@cache
def _own() -> frozenset[str]:
    texts = set[str]()
    for language in LANGUAGES:
        for message in read(language):
            for form in (message.id, message.string):
                texts.update([form] if isinstance(form, str) else form)
    return frozenset(texts)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The texts that have something put in, where they are still more than what is put in."""
    found = []
    for own in _own():
        literal = _PLACE.sub("", own)
        if literal != own and len(_HAN.sub("", literal)) + 2 * len(literal) > _TELLING:
            pieces = (re.escape(piece) for piece in _PLACE.split(own))
            found.append(re.compile(".*".join(pieces)))
    return tuple(found)


@cache
def _with_points() -> tuple[str, ...]:
    return tuple(text for text in _own() if text.endswith(ELISION))
