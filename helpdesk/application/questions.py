"""What a person must decide, as questions: each side with its value, who, when and where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk.application.conflicts import WRITABLE
from helpdesk.application.queries import Disputed
from helpdesk.domain.case_fields import AMENDABLE, value_of
from helpdesk.domain.events import Author, CaseAmended, Event
from helpdesk.domain.merging import Claim, Conflict, event_id
from helpdesk.domain.proposals import Proposal, may_decide
from helpdesk.i18n import _
from helpdesk.i18n.doubts import arrival_text, field_name, value_text, when_text, where_text
from helpdesk.i18n.history import describe

_NUMBERS = frozenset({"phone", "phones", "document_number"})
_LONG = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values: `id` names it in a decision, `text` is its value, `who` wrote it where;
    `lines` tell more about it: what it would change, who, when, since when the city has it."""

    id: str
    text: str
    who: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide about `subject`. A conflict has two sides or more; a proposal has one.

    `between` and `field` belong to a conflict, `writable` says that another value can be written,
    in several lines if `long`. `shows_numbers`: a look at full numbers has to be recorded.
    `blocked` says why this person cannot decide, empty if they can.
    """

    subject: str
    key: str
    title: str
    whose: str
    sides: tuple[Side, ...]
    hint: str = ""
    field: str = ""
    between: tuple[str, ...] = ()
    writable: bool = False
    long: bool = False
    shows_numbers: bool = False
    blocked: str = ""

    @property
    def is_conflict(self) -> bool:
        """Between values, not about late work."""
        return bool(self.field)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the questions: which proposals they may decide on, their zone; `place` names a desk."""

    author: Author
    offset_minutes: int
    place: Callable[[str], str]


def questions_of(disputed: Disputed, reader: Reader) -> Sequence[Question]:
    """The questions of one subject."""
    teller = _Teller(disputed, reader)
    proposals = disputed.case.open_proposals if disputed.case else ()
    return [
        *(teller.conflict(each) for each in disputed.conflicts),
        *(teller.proposal(each) for each in proposals),
    ]


class _Teller:
    def __init__(self, disputed: Disputed, reader: Reader) -> None:
        self._disputed = disputed
        self._reader = reader
        self._offset = reader.offset_minutes
        self._whose = " · ".join(
            part for part in (disputed.name or _("Anonymous"), disputed.title) if part
        )

    def conflict(self, conflict: Conflict) -> Question:
        materials = self._disputed.case.materials if self._disputed.case else ()
        field = conflict.field
        return Question(
            subject=self._disputed.subject,
            key=field,
            title=_("{field} differs").format(field=field_name(field, materials)),
            whose=self._whose,
            sides=tuple(self._side(field, claim) for claim in conflict.claims),
            hint=_("Nobody knew of the other's entry. The last one is shown until you decide."),
            field=field,
            between=conflict.between,
            writable=field in WRITABLE,
            long=field in _LONG,
            shows_numbers=field in _NUMBERS,
        )

    def proposal(self, proposal: Proposal) -> Question:
        case, event = self._disputed.case, proposal.event
        owner = case.owner if case else None
        name = owner.name if owner else "—"
        given = proposal.reassignment
        hint = _("{who} did not know of this: {sentence} ({author}, {time}).").format(
            who=event.author.name,
            sentence=describe(given.body),
            author=given.author.name,
            time=when_text(given, offset_minutes=self._offset),
        )
        blocked = ""
        if not may_decide(proposal, owner=owner, author=self._reader.author):
            blocked = _("{name} or the city decides. Nothing of it is lost.").format(name=name)
        return Question(
            subject=self._disputed.subject,
            key=proposal.id,
            title=_("Late record of {who}").format(who=event.author.name),
            whose=self._whose,
            sides=(
                Side(
                    proposal.id,
                    describe(event.body),
                    self._who(event),
                    (*self._said(event), *self._lines(event)),
                ),
            ),
            hint=hint,
            blocked=blocked,
            shows_numbers=isinstance(event.body, CaseAmended)
            and not _NUMBERS.isdisjoint(event.body.changes),
        )

    def _said(self, event: Event) -> tuple[str, ...]:
        """What late work would change, beside what stands there now."""
        case, body = self._disputed.case, event.body
        if case is None or case.registered is None or not isinstance(body, CaseAmended):
            return ()
        template = _("{field}: {value} (at present {present})")
        return tuple(
            template.format(
                field=field_name(name),
                value=value_text(name, value, place=self._reader.place),
                present=value_text(name, value_of(case.registered, name), place=self._reader.place),
            )
            for name, value in body.changes.items()
            if name in AMENDABLE
        )

    def _side(self, field: str, claim: Claim) -> Side:
        lines: list[str] = []
        for event in claim.events:
            lines += self._lines(event)
        text = value_text(field, claim.value, place=self._reader.place)
        return Side(event_id(claim.event), text, self._who(claim.event), tuple(lines))

    def _who(self, event: Event) -> str:
        where = where_text(event, device=self._disputed.device, place=self._reader.place)
        return f"{event.author.name} · {where}"

    def _lines(self, event: Event) -> tuple[str, ...]:
        return (
            self._who(event),
            when_text(event, offset_minutes=self._offset),
            arrival_text(event, offset_minutes=self._offset),
        )
