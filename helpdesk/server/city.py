"""Everything the routes are given, made by `bootstrap`."""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk.server.credentials import Credentials
from helpdesk.server.ports import (
    Bundles,
    Casework,
    Enrolments,
    Exchange,
    Guesses,
    Health,
    Losses,
    Renewals,
    Standings,
)
from helpdesk.server.sessions import Sessions


@dataclass(frozen=True, slots=True)
class City:
    """One running city. `desk_label` names a desk by its code; `now_ms` is UTC in ms."""

    exchange: Exchange
    enrolments: Enrolments
    renewals: Renewals
    standings: Standings
    bundles: Bundles
    losses: Losses
    casework: Casework
    guesses: Guesses
    credentials: Credentials
    sessions: Sessions
    health: Callable[[], Health]
    desk_label: Callable[[str], str]
    now_ms: Callable[[], int]
