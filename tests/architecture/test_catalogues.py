"""The catalogues hold exactly the program's texts, whole in both languages."""

import re

import pytest
from babel.messages.catalog import Message

from tools.catalogues import LANGUAGES, extracted, path_of, read, rendered, updated

PLACEHOLDER = re.compile(r"\{(\w*)[^{}]*\}|%\((\w+)\)")
CHINESE = re.compile(r"[\u3400-\u9fff]")


def forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def messages(language: str) -> list[Message]:
    return [message for message in read(language) if message.id]


def placeholders(texts: list[str]) -> set[str]:
    found = (match for text in texts for match in PLACEHOLDER.finditer(text))
    return {match[1] or match[2] or "" for match in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_up_to_date(language: str) -> None:
    """`python dev.py catalogues` would change nothing."""
    expected = rendered(updated(language, extracted(), {})).decode()
    stale = path_of(language).read_text(encoding="utf-8") != expected
    assert not stale, "run: python dev.py catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_complete(language: str) -> None:
    lacking = [m.id for m in messages(language) if m.fuzzy or not all(forms(m.string) or [""])]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_placeholders_and_line_ends(language: str) -> None:
    for message in messages(language):
        texts = forms(message.id)
        for string in forms(message.string):
            assert placeholders([string]) == placeholders(texts), texts[0]
            assert string.endswith("\n") == texts[0].endswith("\n"), texts[0]


def test_english_is_the_msgid() -> None:
    assert [m.id for m in messages("en") if forms(m.id) != forms(m.string)] == []


def test_msgids_are_english() -> None:
    assert [text for text in extracted() if CHINESE.search(text)] == []
