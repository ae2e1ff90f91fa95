"""What is on the intake screen: a draft until it is registered, saved as it is typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.intake_terms import BlockedMatter, CameBy, PreCheckAnswer
from helpdesk.domain.materials import Material
from helpdesk.domain.stages import CaseKind


class Channel(StrEnum):
    """How the desk works for the resident: acts for, helps, visits, by telephone."""

    ACT_FOR = "act_for"
    HELP = "help"
    VISIT = "visit"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Intake:
    """A case about to be registered; every field may still be empty or wrong.

    `resident` is the UUID of a known resident; `new_resident` holds what was typed for a new one,
    field name to raw text. `matter` is the matter's code; `materials` its checklist as ticked so far.
    `title`, `text` and `category` belong to requests. `area` is the part of the screen the agent was
    in, so that an opened draft goes on where it stopped. `files` are sealed on this desk already.
    Of a `bundle` (its name) `matters` are the codes, `matter` stays empty, `materials` are merged.
    `special` is a `Special` or nothing; `blocked` belongs to blocked matters. A request that is dealt with
    `at_once` ends with its registration, `answer` is what was said.

    `people` are further applicants, each the raw fields of a resident or the id of a known one
    (`resident`): `together` in one case, otherwise each in a case of their own. `represented` are the
    raw fields of a proxy. Of several cases `one_receipt` says that they have one list for all.
    """

    kind: CaseKind = CaseKind.MATTER
    resident: str = ""
    new_resident: Mapping[str, str] = field(default_factory=dict)
    resident_search: str = ""
    matter: str = ""
    matter_search: str = ""
    channel: Channel = Channel.ACT_FOR
    materials: tuple[Material, ...] = ()
    proxy: str = ""
    notify: str = ""
    title: str = ""
    text: str = ""
    category: str = ""
    area: str = ""
    files: tuple[FileAttached, ...] = ()
    variant: str = ""
    bundle: str = ""
    matters: tuple[str, ...] = ()
    prechecks: tuple[PreCheckAnswer, ...] = ()
    came_by: CameBy = CameBy.COUNTER
    urgent: bool = False
    secret: bool = False
    special: str = ""
    blocked: BlockedMatter | None = None
    at_once: bool = False
    answer: str = ""
    people: tuple[Mapping[str, str], ...] = ()
    together: bool = True
    one_receipt: bool = True
    represented: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """An intake that is not registered yet; `saved_ms` is when, in milliseconds since 1970 UTC."""

    id: str
    intake: Intake
    saved_ms: int
