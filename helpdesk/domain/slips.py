"""Where the slips of a case stand: a pure, total fold. What fits nowhere has no effect; the first of two
that say the same counts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.domain.copies import replace
from helpdesk.domain.event import Author, Event
from helpdesk.domain.merging import event_id
from helpdesk.domain.slip_events import (
    CaseWarned,
    SlipAnswered,
    SlipApproved,
    SlipDeclined,
    SlipIssued,
    SlipLevel,
    SlipProposed,
    SlipSignedFor,
    SlipVerified,
    SlipWrittenOff,
)

SIGNATURES = 2
"""Under a transfer letter and a leader's order, of different people."""


class SlipState(StrEnum):
    """How far a slip is; the last two are its end."""

    ISSUED = "issued"
    SIGNED_FOR = "signed_for"
    ANSWERED = "answered"
    VERIFIED = "verified"
    WRITTEN_OFF = "written_off"


OPEN_SLIPS = (SlipState.ISSUED, SlipState.SIGNED_FOR, SlipState.ANSWERED)
UNANSWERED_SLIPS = (SlipState.ISSUED, SlipState.SIGNED_FOR)


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody's act on a slip: `at` is local wall time."""

    by: str
    at: datetime
    words: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip as it stands. `answered` is the last feedback, `verified` the last look at it; `printings`
    counts those on record, at desks and in the city."""

    issued: SlipIssued
    issued_at: datetime
    round: int = 0
    state: SlipState = SlipState.ISSUED
    signed_for: Said | None = None
    answered: Said | None = None
    verified: Said | None = None
    written_off: Said | None = None
    printings: int = 0

    @property
    def key(self) -> str:
        """Its name in events."""
        return self.issued.key

    @property
    def level(self) -> SlipLevel:
        """Its step on the ladder."""
        return self.issued.level

    @property
    def is_answered(self) -> bool:
        """Whether the addressee has said what was done, and nobody found it wanting."""
        return self.state not in UNANSWERED_SLIPS


@dataclass(frozen=True, slots=True)
class SlipProposal:
    """What waits for two signatures; `issued` is the key of the slip that it became."""

    event: Event
    body: SlipProposed
    round: int = 0
    signers: tuple[Author, ...] = ()
    declined: Said | None = None
    issued: str = ""

    @property
    def id(self) -> str:
        """Its name in events."""
        return event_id(self.event)

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return not self.issued and self.declined is None

    def may_sign(self, author: Author) -> bool:
        """Whether `author` may add a signature: nobody signs twice."""
        return self.is_open and all(author.id != each.id for each in self.signers)


@dataclass(frozen=True, slots=True)
class Escalation:
    """All slips, proposals and warnings of one case, oldest first; `warned` has due time and hours.

    A slip's `round` is how often the case had been redone: with each redo the ladder begins anew.
    """

    slips: tuple[Slip, ...] = ()
    proposals: tuple[SlipProposal, ...] = ()
    warned: tuple[tuple[datetime, int], ...] = ()

    def slip(self, key: str) -> Slip | None:
        """The slip with this key."""
        return next((each for each in self.slips if each.key == key), None)

    def proposal(self, proposal: str) -> SlipProposal | None:
        """The proposal with this id."""
        return next((each for each in self.proposals if each.id == proposal), None)

    @property
    def latest(self) -> Slip | None:
        """The last slip issued."""
        return self.slips[-1] if self.slips else None

    @property
    def open_slips(self) -> tuple[Slip, ...]:
        """Those that somebody has to sign for, answer or verify."""
        return tuple(each for each in self.slips if each.state in OPEN_SLIPS)


NO_SLIPS = Escalation()


def after(known: Escalation, event: Event, *, round_: int) -> Escalation:
    """The slips after one more event; `round_` is how often the case was redone."""
    match event.body:
        case CaseWarned(due=due, hours=hours):
            return replace(known, warned=(*known.warned, (due, hours)))
        case SlipIssued() as body:
            return _issued(known, event, body, round_)
        case SlipProposed() as body:
            # The program proposes without signing; a leader's order is a signature.
            signers = () if event.author.is_program else (event.author,)
            proposal = SlipProposal(event, body, round=round_, signers=signers)
            return replace(known, proposals=(*known.proposals, proposal))
        case SlipApproved(proposal=name):
            return _proposal(known, name, lambda each: _signed(each, event.author))
        case SlipDeclined(proposal=name, reason=reason):
            said = Said(event.author.name, event.moment.local, reason)
            return _proposal(known, name, lambda each: replace(each, declined=said))
        case _:
            return _acted(known, event)


def slip_of(facts: tuple[str, ...]) -> str:
    """The key of the slip that a print's facts are of; empty for another paper."""
    return next((fact[5:] for fact in facts if fact.startswith("slip=")), "")


def printed(known: Escalation, facts: tuple[str, ...]) -> Escalation:
    """The slips after one more printing of the one that `facts` are of."""
    key = slip_of(facts)
    slips = (
        replace(each, printings=each.printings + 1) if each.key == key else each
        for each in known.slips
    )
    return replace(known, slips=tuple(slips)) if key else known


def _issued(known: Escalation, event: Event, body: SlipIssued, round_: int) -> Escalation:
    if known.slip(body.key) is not None:
        return known
    slip = Slip(body, event.moment.local, round=round_)
    known = replace(known, slips=(*known.slips, slip))
    return _proposal(known, body.proposal, lambda each: replace(each, issued=body.key))


def _signed(proposal: SlipProposal, author: Author) -> SlipProposal:
    if not proposal.may_sign(author):
        return proposal
    return replace(proposal, signers=(*proposal.signers, author))


def _proposal(
    known: Escalation, name: str, change: Callable[[SlipProposal], SlipProposal]
) -> Escalation:
    proposals = tuple(
        change(each) if each.id == name and each.is_open else each for each in known.proposals
    )
    return replace(known, proposals=proposals)


def _acted(known: Escalation, event: Event) -> Escalation:
    name = getattr(event.body, "slip", "")
    slips = tuple(_slip(each, event) if each.key == name else each for each in known.slips)
    return replace(known, slips=slips)


def _slip(slip: Slip, event: Event) -> Slip:
    body, at = event.body, event.moment.local
    said = Said(event.author.name, at, getattr(body, "words", ""))
    if slip.state is SlipState.WRITTEN_OFF:
        return slip
    match body:
        case SlipSignedFor(by=by) if slip.signed_for is None:
            state = SlipState.SIGNED_FOR if slip.state is SlipState.ISSUED else slip.state
            return replace(slip, state=state, signed_for=Said(by or event.author.name, at))
        case SlipAnswered() if slip.state is not SlipState.VERIFIED:
            # Who answers has it, whether they signed or not.
            signed = slip.signed_for or Said(event.author.name, at)
            return replace(slip, state=SlipState.ANSWERED, answered=said, signed_for=signed)
        case SlipVerified(passed=passed) if slip.state is SlipState.ANSWERED:
            state = SlipState.VERIFIED if passed else SlipState.SIGNED_FOR
            return replace(slip, state=state, verified=said)
        case SlipWrittenOff():
            return replace(slip, state=SlipState.WRITTEN_OFF, written_off=said)
        case _:
            return slip


def may_act(slip: Slip, body: type) -> bool:
    """Whether this act on the slip would have an effect."""
    allowed = {
        SlipSignedFor: slip.signed_for is None and slip.state in OPEN_SLIPS,
        SlipAnswered: slip.state in OPEN_SLIPS,
        SlipVerified: slip.state is SlipState.ANSWERED,
        SlipWrittenOff: slip.state is not SlipState.WRITTEN_OFF,
    }
    return allowed.get(body, False)
