"""gettext, looked up at call time so that a language switch shows at once; safe from any thread."""

import gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from helpdesk.domain.problems import Problem

DEFAULT_LANGUAGE = "zh_CN"
LANGUAGES = (DEFAULT_LANGUAGE, "en")

_DOMAIN = "helpdesk"
_VARIABLE = "HELPDESK_LANGUAGE"
_selected: str | None = None
_spoken: ContextVar[str] = ContextVar("language", default="")  # of a thread, for a while


def locale_folder() -> Path:
    """Where the catalogues are: beside the package, in a checkout as in a packaged program."""
    return Path(__file__).resolve().parents[2] / "resources" / "locale"


def language() -> str:
    """The language in use: the one spoken here, the one set, else the environment's, else Chinese."""
    if here := _spoken.get():
        return here
    if _selected is not None:
        return _selected
    wanted = os.environ.get(_VARIABLE, DEFAULT_LANGUAGE)
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def set_language(code: str | None = None) -> None:
    """Use `code` from now on, in every thread; None takes HELPDESK_LANGUAGE or the default.

    Raises Problem `language-unknown` and changes nothing when there is no such language.
    """
    global _selected  # noqa: PLW0603  one language per process; a single assignment, so no lock
    wanted = code or os.environ.get(_VARIABLE) or DEFAULT_LANGUAGE
    if wanted not in LANGUAGES:
        raise Problem("language-unknown", language=wanted, known=", ".join(LANGUAGES))
    _selected = wanted


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Texts made in here are in this language, in this thread alone; an unknown one changes nothing."""
    token = _spoken.set(code if code in LANGUAGES else "")
    try:
        yield
    finally:
        _spoken.reset(token)


def _(message: str) -> str:
    """`message` (English) in the language in use; unchanged where the catalogue has none."""
    return _catalogue(language()).gettext(message) if message else ""


def in_chinese(message: str) -> str:
    """`message` in Chinese, whatever language is in use."""
    return _catalogue(DEFAULT_LANGUAGE).gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The text for the number `n`; the caller fills the placeholders."""
    return _catalogue(language()).ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Marks a text for the catalogue; `_` translates it later, where it is shown."""
    return message


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation(_DOMAIN, locale_folder(), languages=[code], fallback=True)
