"""Several records of one person: which belong together, and which of them stands for all.

Merges are links between records. Whatever merges and undoings arrive in whatever order, also two that
contradict each other, every record stands in exactly one group, and every group shows one of them.
"""

from collections.abc import Iterable, Mapping, Set

Links = Mapping[str, Set[str]]
"""For a record, those into which it was merged and still is."""


def group_of(record: str, links: Links) -> frozenset[str]:
    """All records that merges connect with this one, itself included; also ones not known here."""
    beside: dict[str, set[str]] = {}
    for one, others in links.items():
        for other in others:
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    found, to_visit = {record}, [record]
    while to_visit:
        fresh = beside.get(to_visit.pop(), set()) - found
        found |= fresh
        to_visit += fresh
    return frozenset(found)


def shown_of(group: Iterable[str], links: Links, *, known: Set[str]) -> str:
    """The record of a group that stands for all: of those merged into no other one here, the oldest.

    Where desks merged them in a circle it is the oldest of all. At least one must be `known`.
    """
    here = sorted(record for record in group if record in known)
    ends = [record for record in here if not (links.get(record, frozenset()) & known) - {record}]
    return (ends or here)[0]


def cut(record: str, shown: str, links: Links) -> frozenset[tuple[str, str]]:
    """The links, as pairs from and into, that must go for `record` to leave the group of `shown`.

    Its own merges go; what was merged into it stays with it, unless that is connected otherwise.
    """
    own = {(record, other) for other in links.get(record, frozenset())}
    without = {one: set(others) - {record} for one, others in links.items() if one != record}
    rest = group_of(shown, without)
    back = {(one, record) for one, others in links.items() if record in others and one in rest}
    return frozenset(own | back)
