"""What a person must decide: each side with its value, who, when and where. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.conflicts import WRITABLE
from helpdesk.application.ports import Session
from helpdesk.application.queries import Disputed, Doubt, Queries
from helpdesk.domain.case_fields import AMENDABLE, value_of
from helpdesk.domain.events import CaseAmended, Event
from helpdesk.domain.merging import Claim, Conflict, event_id
from helpdesk.domain.proposals import Proposal, may_decide
from helpdesk.i18n import _
from helpdesk.i18n.doubts import arrival_text, field_name, value_text, when_text, where_text
from helpdesk.i18n.history import describe

_NUMBERS = frozenset({"phone", "phones", "document_number"})
_LONG = frozenset({"text"})


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values: `id` names it in a decision, `text` is its value, `lines` who, where, when."""

    id: str
    text: str
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


def questions(queries: Queries, session: Session, subject: str) -> tuple[Question, ...]:
    """All that is to be decided about a case and its resident, or about a resident."""
    found: list[Question] = []
    file = queries.case_file(subject)
    subjects = (subject, file.row.resident) if file and file.row.resident else (subject,)
    for each in subjects:
        disputed = queries.doubts.disputed(each)
        if disputed is not None:
            found += questions_of(disputed, session)
    return tuple(found)


def questions_of(disputed: Disputed, session: Session) -> Sequence[Question]:
    """The questions of one subject."""
    teller = _Teller(disputed, session)
    proposals = disputed.case.open_proposals if disputed.case else ()
    return [
        *(teller.conflict(each) for each in disputed.conflicts),
        *(teller.proposal(each) for each in proposals),
    ]


def doubt_words(doubt: Doubt, me: str) -> tuple[str, str]:
    """A doubt in a list: what it is, and what stands below; `me` is the reader's agent id."""
    if "-" in doubt.key:
        below = _("Recorded by {author}, who did not know of the reassignment")
        mine = doubt.owner == me
        words = _("Late record, for you to decide") if mine else _("Late record, to be decided")
        return words, below.format(author=doubt.author)
    name = _("Material") if doubt.key.startswith("material.") else field_name(doubt.key)
    words = _("{field}: different entries").format(field=name)
    return words, _("Changed in two places, last by {author}; every version is kept").format(
        author=doubt.author
    )


class _Teller:
    def __init__(self, disputed: Disputed, session: Session) -> None:
        self._disputed = disputed
        self._session = session
        self._offset = session.clock.now().offset_minutes
        self._whose = " · ".join(
            part for part in (disputed.name or _("Anonymous"), disputed.title) if part
        )

    def conflict(self, conflict: Conflict) -> Question:
        materials = self._disputed.case.materials if self._disputed.case else ()
        field = conflict.field
        return Question(
            subject=self._disputed.subject,
            key=field,
            title=_("{field}: different entries").format(field=field_name(field, materials)),
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
        if not may_decide(proposal, owner=owner, author=self._session.author):
            blocked = _("{name} or the city decides. Nothing of it is lost.").format(name=name)
        return Question(
            subject=self._disputed.subject,
            key=proposal.id,
            title=_("Late record of {who}").format(who=event.author.name),
            whose=self._whose,
            sides=(
                Side(proposal.id, describe(event.body), (*self._said(event), *self._lines(event))),
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
                value=value_text(name, value, place=self._place),
                present=value_text(name, value_of(case.registered, name), place=self._place),
            )
            for name, value in body.changes.items()
            if name in AMENDABLE
        )

    def _side(self, field: str, claim: Claim) -> Side:
        lines: list[str] = []
        for event in claim.events:
            lines += self._lines(event)
        text = value_text(field, claim.value, place=self._place)
        return Side(event_id(claim.event), text, tuple(lines))

    def _lines(self, event: Event) -> tuple[str, ...]:
        where = where_text(event, device=self._disputed.device, place=self._place)
        return (
            f"{event.author.name} · {where}",
            when_text(event, offset_minutes=self._offset),
            arrival_text(event, offset_minutes=self._offset),
        )

    def _place(self, code: str) -> str:
        return place_label(self._session, code)


def place_label(session: Session, code: str) -> str:
    """A division with its parent; the code where the list does not know it."""
    divisions = session.reference.divisions
    return divisions.label(code) if divisions.find(code) else code
