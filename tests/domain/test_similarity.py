"""Texts and cases that may be the same."""

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.dispatch_rules import Proposed, Rule, RuleKind, Why, propose
from helpdesk.domain.similarity import Likeness, Traits, alike, likenesses

HEATING = "锦绣小区三号楼停暖已经三天"
PLACE = "150502100"


def traits(text: str, *, person: str = "", matter: str = "", place: str = PLACE) -> Traits:
    return Traits(frozenset({person} - {""}), matter, text, place)


def test_similar_words_from_one_township() -> None:
    other = traits("锦绣小区3号楼停暖三天了没人管")
    assert alike(HEATING, other.text) > 0.5
    assert likenesses(traits(HEATING), other) == (Likeness.TEXT, Likeness.PLACE)
    assert likenesses(traits(HEATING), traits(other.text, place="150526101")) == ()
    assert likenesses(traits(HEATING), traits("路灯坏了半个月没有人修")) == ()


def test_one_person_with_one_matter_wherever_it_was_handed_in() -> None:
    mine = traits("低保", person="13847516701", matter="TL-0001")
    theirs = traits("低保", person="13847516701", matter="TL-0001", place="150526101")
    assert likenesses(mine, theirs) == (Likeness.PERSON, Likeness.MATTER)
    assert likenesses(mine, traits("低保", person="2", matter="TL-0001")) == ()
    assert likenesses(mine, traits("x", person="13847516701", matter="TL-0002")) == ()


@given(st.text(max_size=50), st.text(max_size=50))
def test_alike_is_even_and_bounded(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 1
    assert alike(one, other) == alike(other, one)


RULES = (
    Rule(RuleKind.WORDS, "取暖", "住建局"),
    Rule(RuleKind.WORDS, "集中取暖", "热力公司"),
    Rule(RuleKind.MATTER, "TL-0001", "民政局低保科"),
)


def test_proposals_with_their_reasons() -> None:
    found = propose(RULES, matter=None, text="集中取暖费交了没人管")
    assert found == (
        Proposed("热力公司", Why.WORDS, "集中取暖"),
        Proposed("住建局", Why.WORDS, "取暖"),
    )
    found = propose(RULES, matter=("TL-0001", "低保", "民政局"), text="低保")
    assert found == (
        Proposed("民政局低保科", Why.RULE, "TL-0001"),
        Proposed("民政局", Why.MATTER, "低保"),
    )
    assert propose(RULES, matter=None, text="路灯") == ()
