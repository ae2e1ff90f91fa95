"""What happens to residents beside their data: two records of one person, and who may act for them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from helpdesk.domain.event import Body


class Power(StrEnum):
    """What a proxy may do; there is no power to do everything."""

    HAND_IN = "hand_in"
    SIGN = "sign"
    COLLECT = "collect"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class ResidentMerged(Body):
    """The subject is the same person as `into`, which is shown from now on; both records stay.

    `chosen` are the values that were taken over into the other record, `replaced` what stood there:
    undoing puts them back where nobody changed them since.
    """

    KIND: ClassVar[str] = "resident.merged"
    into: str
    chosen: dict[str, object] = field(default_factory=dict)
    replaced: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ResidentMergeUndone(Body):
    """Two people after all: the merges of these ids (`merging.event_id`) hold no more."""

    KIND: ClassVar[str] = "resident.merge_undone"
    merges: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResidentToldApart(Body):
    """The subject and `other` look alike and are two people: nobody is asked about them again."""

    KIND: ClassVar[str] = "resident.told_apart"
    other: str


@dataclass(frozen=True, slots=True)
class ProxyAuthorised(Body):
    """The subject lets somebody act for them, never with a sub-delegation.

    `id` names the authorisation; `proxy` is the proxy's resident id, empty for somebody not recorded.
    `matters` are codes, none for every matter; `valid_until` is the last day.
    """

    KIND: ClassVar[str] = "resident.proxy_authorised"
    id: str
    name: str
    valid_from: date
    valid_until: date
    proxy: str = ""
    relation: str = ""
    document_number: str = ""
    phone: str = ""
    matters: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()


@dataclass(frozen=True, slots=True)
class ProxyRevoked(Body):
    """An authorisation ends before its time."""

    KIND: ClassVar[str] = "resident.proxy_revoked"
    authorisation: str
    reason: str = ""


RESIDENT_KINDS: tuple[type[Body], ...] = (
    ResidentMerged,
    ResidentMergeUndone,
    ResidentToldApart,
    ProxyAuthorised,
    ProxyRevoked,
)
