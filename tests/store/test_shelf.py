"""Favourites, last used matters and phrases: an agent's and the desk's, kept on this computer."""

from pathlib import Path

import pytest

from helpdesk.application.at_hand import (
    PHRASE_MAX,
    drop_phrase,
    fitting,
    keep_phrase,
    phrases,
    star,
    use_phrase,
)
from helpdesk.application.shelf import Kind
from helpdesk.domain.problems import Problem
from tests.desk import WUYUN, desk_in


def test_a_star_comes_and_goes(tmp_path: Path) -> None:
    with desk_in(tmp_path / "d") as desk:
        assert star(desk.session, "TL-0014")
        assert [kept.key for kept in desk.queries.shelf.kept(WUYUN.id, Kind.FAVOURITE)] == [
            "TL-0014"
        ]
        assert desk.queries.shelf.kept("another", Kind.FAVOURITE) == []
        assert not star(desk.session, "TL-0014")
        assert desk.queries.shelf.kept(WUYUN.id, Kind.FAVOURITE) == []


def test_phrases_are_found_by_words_and_initials_the_last_used_first(tmp_path: Path) -> None:
    with desk_in(tmp_path / "d") as desk:
        session, shelf = desk.session, desk.queries.shelf
        for words, for_desk in (("材料已转交民政办", False), ("请带身份证原件", True)):
            keep_phrase(session, f" {words}\n", for_desk=for_desk)
        keep_phrase(session, "材料已转交民政办", for_desk=False)  # once is enough
        found = phrases(shelf, WUYUN.id)
        assert len(found) == 2
        (second,) = fitting(found, "qd")
        assert second.key == "请带身份证原件"
        assert [each.key for each in fitting(found, "民政")] == ["材料已转交民政办"]
        assert fitting(found, "xyz") == []
        use_phrase(session, second)
        assert phrases(shelf, WUYUN.id)[0].key == second.key
        drop_phrase(session, second)
        assert len(phrases(shelf, WUYUN.id)) == 1


@pytest.mark.parametrize(
    ("words", "code"), [(" \n", "phrase-empty"), ("字" * (PHRASE_MAX + 1), "phrase-long")]
)
def test_what_is_no_phrase(tmp_path: Path, words: str, code: str) -> None:
    with desk_in(tmp_path / "d") as desk, pytest.raises(Problem, match=code):
        keep_phrase(desk.session, words, for_desk=True)
