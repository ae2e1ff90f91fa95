"""Who may author which kind of event: the city, a desk, or either. The one table of it.

The city holds what devices send against it (`server/scrutiny.py`): an enrolled device speaks for the
agents of its desk, never for the city. Who an agent is, a desk says itself; its device vouches for it.
"""

from enum import StrEnum

from helpdesk.domain.event import Author
from helpdesk.domain.problems import Problem


class Party(StrEnum):
    """Where a kind of event is made."""

    CITY = "city"
    DESK = "desk"
    EITHER = "either"


_CITY = (
    # whose case it is, and until when
    "case.dispatched",
    "case.signed_for",
    "case.accepted",
    "case.refused",
    "case.returned",
    "case.return_disputed",
    "case.return_reviewed",
    "case.extension_decided",
    "case.extended",
    "case.raised",
    "case.passed_up",
    "case.passed_down",
    "case.merged",
    "case.unmerged",
    "case.duplicate_noted",
    "case.blocked_settled",
    # the ladder of warnings and slips, and what another year table moved
    "case.warned",
    "slip.issued",
    "slip.verified",
    "slip.written_off",
    "slip.proposed",
    "slip.approved",
    "slip.declined",
    "case.recounted",
)
_DESK = (
    "resident.recorded",
    "resident.changed",
    "resident.merged",
    "resident.merge_undone",
    "resident.told_apart",
    "resident.photographed",
    "resident.proxy_authorised",
    "resident.proxy_revoked",
    "material.set",
    "paper.signed",
    "paper.compared",
    "case.handed_over",
    "case.renewal_settled",
    "device.logged_in",
    "device.login_failed",
    "device.locked",
    "device.key_changed",
    "device.clock_overridden",
    "data.unmasked",
    "data.exported",
)
_EITHER = (
    "case.registered",
    "case.progressed",
    "case.answered",
    "case.delivered",
    "case.called_back",
    "case.closed",
    "case.correction_asked",
    "case.corrected",
    "case.suspended",
    "case.resumed",
    "case.withdrawn",
    "case.terminated",
    "case.redone",
    "case.noted",
    "case.contacted",
    "case.amended",
    "case.reassigned",
    "case.proposal_decided",
    "case.extension_asked",
    "slip.signed_for",
    "slip.answered",
    "file.attached",
    "file.withdrawn",
    "paper.printed",
    "paper.signed_copy_filed",
    "device.aside_settled",
)
OWNERS: dict[str, Party] = {
    **dict.fromkeys(_CITY, Party.CITY),
    **dict.fromkeys(_DESK, Party.DESK),
    **dict.fromkeys(_EITHER, Party.EITHER),
}


def check_agent(agent: Author) -> None:
    """Raises Problem `agent-missing` without id or name, and `agent-foreign` for an id such as the
    city's people have: what that agent does would count for nothing."""
    if not agent.id.strip() or not agent.name.strip():
        raise Problem("agent-missing")
    if agent.of_city:
        raise Problem("agent-foreign", id=agent.id)


def forged(kind: str, author: Author) -> str:
    """Why an act that came from a desk's device cannot be its own: `kind-foreign` where only the city
    does such a thing, `author-foreign` where it names somebody of the city; empty where it can.

    A kind that is not known here is a newer program's, and nothing is said of it.
    """
    if OWNERS.get(kind) is Party.CITY:
        return "kind-foreign"
    return "author-foreign" if author.of_city else ""
