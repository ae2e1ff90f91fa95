"""Late work at a case that meanwhile got another owner: kept as a proposal until somebody decides."""

from dataclasses import dataclass

from helpdesk.domain.event import Author, Event
from helpdesk.domain.events import CaseAmended, MaterialSet, Reassigned
from helpdesk.domain.merging import event_id, has_seen


@dataclass(frozen=True, slots=True)
class Proposal:
    """An act whose author did not know of `reassignment`. `decision` is None while it is open."""

    event: Event
    reassignment: Event
    decision: Event | None = None
    accepted: bool = False

    @property
    def id(self) -> str:
        """The act's id, by which a decision names it."""
        return event_id(self.event)


def is_late(event: Event, reassignment: Event) -> bool:
    """Whether an act becomes a proposal: it would change the case, its author had not seen that the
    case has another owner, and is not that owner.

    Notes, contacts and prints happened in any case: they are recorded as always.
    """
    body, given = event.body, reassignment.body
    if body.MOVE is None and not isinstance(body, MaterialSet | CaseAmended):
        return False
    if isinstance(given, Reassigned) and given.agent and given.agent == event.author.id:
        return False
    return not has_seen(event, reassignment)


def may_decide(proposal: Proposal, *, owner: Author | None, author: Author) -> bool:
    """Whether `author` may accept or decline: the case's owner or the city, never who proposed it."""
    if author.id == proposal.event.author.id:
        return False
    return author.of_city or (owner is not None and author.id == owner.id)
