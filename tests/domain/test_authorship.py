"""Who may author what: every kind of event has its owner."""

import pytest

from helpdesk.domain import authorship
from helpdesk.domain.authorship import OWNERS, Party, check_agent, forged
from helpdesk.domain.event import PROGRAM, Author
from helpdesk.domain.events import KINDS
from helpdesk.domain.problems import Problem

AGENT = Author("wuyun", "乌云其其格")


def test_each_kind_has_its_owner() -> None:
    """A new kind has to say who may author it: here, and nowhere else."""
    assert OWNERS.keys() == KINDS.keys()
    tables = (authorship._CITY, authorship._DESK, authorship._EITHER)
    assert sum(map(len, tables)) == len(OWNERS), "one kind, one owner"


@pytest.mark.parametrize("author", [Author("city:zhao", "赵"), Author(f"{PROGRAM}ladder", "督办")])
def test_what_cannot_come_from_a_desk(author: Author) -> None:
    for kind, owner in OWNERS.items():
        only_city = "kind-foreign" if owner is Party.CITY else ""
        assert forged(kind, AGENT) == only_city
        assert forged(kind, Author("", "")) == only_city
        assert forged(kind, author) == (only_city or "author-foreign")
    assert forged("slip.of_a_newer_program", AGENT) == ""
    assert forged("slip.of_a_newer_program", author) == "author-foreign"


@pytest.mark.parametrize(
    ("agent", "code"),
    [
        (Author(" ", "乌云"), "agent-missing"),
        (Author("wuyun", ""), "agent-missing"),
        (Author("city:wuyun", "乌云"), "agent-foreign"),
        (Author("city:/ladder", "乌云"), "agent-foreign"),
    ],
)
def test_nobody_at_a_desk_is_named_like_the_city(agent: Author, code: str) -> None:
    with pytest.raises(Problem) as raised:
        check_agent(agent)
    assert raised.value.code == code
    check_agent(AGENT)
