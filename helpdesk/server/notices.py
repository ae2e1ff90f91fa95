"""Words to the people at desks: what the city gives, and to whom; `server/postgres/notices.py` says how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.server.principal import Principal

WORDS_MAX = 500  # code points
DAYS_MAX = 366
DAYS = 30  # for which a notice is given unless somebody says otherwise


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """A notice to the desks whose codes begin with `division` (empty: all); it is given until `until_ms`
    (ms UTC). `number` is when it was given, in seconds; `devices` of `reached` ones have it."""

    number: int
    division: str
    words: str
    giver: str
    until_ms: int
    devices: int = 0
    reached: int = 0

    @property
    def given_ms(self) -> int:
        """When it was given, ms UTC."""
        return self.number * 1000


class CityNotices(Protocol):
    """Notices as a principal may give and see them."""

    def give(
        self, words: str, principal: Principal, *, division: str, giver: str, days: int = DAYS
    ) -> GivenNotice:
        """Give one with each desk's next exchange.

        Raises Problem `notice-empty`, `notice-days`, `division-unknown`, `notice-scope` where the
        principal may not speak to all of these desks, and those of `clean_text`.
        """
        ...

    def given(self, principal: Principal, *, limit: int) -> Sequence[GivenNotice]:
        """The last ones, the newest first."""
        ...
