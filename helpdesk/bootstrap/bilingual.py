"""Mongolian beside the Chinese of residents' papers: a setting of this computer, off until it is chosen."""

from collections.abc import Callable, Mapping

from helpdesk.application.mongolian import spoken
from helpdesk.store.mongolian import StoredMongolian

SETTING, ON = "print.mongolian", "1"

Words = Callable[[], Mapping[str, str]]


def paper_words(setting: Callable[[str], str], mongolian: StoredMongolian) -> Words:
    """What papers are drawn with: the city's words in force, where the setting says so."""

    def words() -> Mapping[str, str]:
        return spoken(mongolian.edition()[1]) if setting(SETTING) == ON else {}

    return words
