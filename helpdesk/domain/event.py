"""The envelope of an event: who, where, when, about what; its body says what."""

from dataclasses import dataclass
from typing import ClassVar

from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import Move

CITY = "city:"
"""How the ids of authors in the city begin."""
PROGRAM = "city:/"
"""How the ids of the city's own programs begin: no login has a slash."""


class Body:
    """What an event says. `MOVE` is what it does to a case's stage, if anything."""

    KIND: ClassVar[str]
    VERSION: ClassVar[int] = 1
    MOVE: ClassVar[Move | None] = None
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Who acted: `id` is stable, `name` is what people read."""

    id: str
    name: str

    @property
    def of_city(self) -> bool:
        """Whether this is somebody in the city rather than at a desk."""
        return self.id.startswith(CITY)

    @property
    def is_program(self) -> bool:
        """Whether no person acted."""
        return self.id.startswith(PROGRAM)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an event was born: the log's incarnation (16 hex digits) and its number there, from 1."""

    incarnation: str
    dseq: int


@dataclass(frozen=True, slots=True)
class Event:
    """One act on one subject (a case or a resident, by UUID).

    `base` is the position in the stream that the author had seen; `position` and `received_ms` are
    the city's receipt, None while this device has not got one.
    """

    origin: Origin
    stream: str
    subject: str
    body: Body
    author: Author
    moment: Moment
    base: int = 0
    position: int | None = None
    received_ms: int | None = None
