"""Two records of one person become one, field by field, and two again where that was a mistake."""

from collections.abc import Collection, Mapping

from helpdesk.application.audit import checked_reason
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.resident_queries import Residents
from helpdesk.application.residents import change_in
from helpdesk.domain.events import ResidentMerged, ResidentMergeUndone, ResidentToldApart
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_links import cut
from helpdesk.domain.residents import DocumentKind, Merge, Resident

# What is chosen between as one: the parts of each belong together.
PARTS: Mapping[str, tuple[str, ...]] = {
    "name": ("name",),
    "document_number": ("document_kind", "document_number"),
    "birth": ("birth", "sex"),
    "ethnic_group": ("ethnic_group",),
    "mongolian_name": ("mongolian_name",),
    "address": ("division", "address"),
    "phones": ("phones", "neighbour_phones"),
    "preferred_contact": ("preferred_contact",),
    "needs": ("needs",),
    "household": ("household", "household_relation"),
    "consent": ("consent", "sensitive_consent"),
}
BOTH = frozenset({"phones", "needs"})  # where both may be kept


def merge_residents(
    session: Session, kept: str, absorbed: str, *, other: Collection[str], both: Collection[str]
) -> None:
    """Two records are one person: `kept` is shown from now on, and the cases of both are its own.

    Of the parts named in `other` (keys of `PARTS`) the values of `absorbed` are taken, of those in `both`
    the values of both. Raises Problem `resident-unknown`, `merge-self`, `merge-already`, or that of a
    field that cannot be kept beside the others.
    """
    moment = session.clock.now()
    if kept == absorbed:
        raise Problem("merge-self")
    with session.store.unit_of_work() as uow:
        one, two = _known(uow, kept), _known(uow, absorbed)
        if any(merge.into == kept for merge in two.merges):
            raise Problem("merge-already")
        chosen = chosen_values(one, two, other=other, both=both)
        change_in(uow, session, one, chosen, moment=moment)
        now = _known(uow, kept)
        changed = [name for name in chosen if getattr(now, name) != getattr(one, name)]
        body = ResidentMerged(
            into=kept,
            chosen={name: getattr(now, name) for name in changed},
            replaced={name: getattr(one, name) for name in changed},
        )
        uow.append(absorbed, body, author=session.author, moment=moment)


def chosen_values(
    kept: Resident, absorbed: Resident, *, other: Collection[str], both: Collection[str]
) -> dict[str, object]:
    """The fields of `kept` as they will be. Birth and sex come with a resident ID that is taken."""
    wished: dict[str, object] = {}
    for part in both:
        for name in PARTS[part]:
            values = (*getattr(kept, name), *getattr(absorbed, name))
            wished[name] = tuple(dict.fromkeys(values))
    taken = [part for part in other if part not in both]
    if follows_document(kept, absorbed, other=other):
        taken = [part for part in taken if part != "birth"]
        wished |= {"birth": None, "sex": ""}
    return wished | {name: getattr(absorbed, name) for part in taken for name in PARTS[part]}


def follows_document(kept: Resident, absorbed: Resident, *, other: Collection[str]) -> bool:
    """Whether birth and sex are those of the resident ID that is chosen, and no choice."""
    source = absorbed if "document_number" in other else kept
    return source.document_kind is DocumentKind.RESIDENT_ID


def undo_merge(session: Session, residents: Residents, record: str, *, reason: str) -> None:
    """`record` is somebody else after all: it stands for itself again, with its own cases, and what the
    merge took over goes back where nobody changed it since.

    Raises Problem `merge-none` where it is merged with nobody, or those of `checked_reason`.
    """
    reason = checked_reason(reason)
    found = residents.file(record)
    if found is None or not found.links or found.resident.id == record:
        raise Problem("merge-none")
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        for one, other in sorted(cut(record, found.resident.id, found.links)):
            merged = uow.resident(one)
            merges = [each for each in merged.merges if each.into == other] if merged else []
            if merges:
                body = ResidentMergeUndone(tuple(each.id for each in merges), reason)
                uow.append(one, body, author=session.author, moment=moment)
                _put_back(uow, session, other, merges, moment=moment)


def tell_apart(session: Session, one: str, other: str) -> None:
    """Two residents look alike and are two people: they are not listed together any more.

    Raises Problem `resident-unknown` or `merge-self`.
    """
    if one == other:
        raise Problem("merge-self")
    with session.store.unit_of_work() as uow:
        _known(uow, one), _known(uow, other)
        body = ResidentToldApart(other=other)
        uow.append(one, body, author=session.author, moment=session.clock.now())


def _put_back(
    uow: UnitOfWork, session: Session, kept: str, merges: list[Merge], *, moment: Moment
) -> None:
    resident = uow.resident(kept)
    if resident is None:
        return
    back = {
        name: merge.replaced[name]
        for merge in merges
        for name, value in merge.chosen.items()
        if name in merge.replaced and getattr(resident, name, None) == value
    }
    if back:
        change_in(uow, session, resident, back, moment=moment)


def _known(uow: UnitOfWork, resident_id: str) -> Resident:
    resident = uow.resident(resident_id)
    if resident is None:
        raise Problem("resident-unknown")
    return resident
