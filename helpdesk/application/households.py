"""Who lives together: the members of a household and what each is to its head."""

from collections.abc import Mapping

from helpdesk.application.ports import Session
from helpdesk.application.residents import change_in
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Relation


def set_household(
    session: Session, household: str, members: Mapping[str, str], *, leaving: tuple[str, ...] = ()
) -> str:
    """These residents, by id with what they are to the head, are one household; answers its id.

    An empty `household` begins a new one. Those who are `leaving` belong to none afterwards; whoever
    comes from another household leaves that. Raises Problem `household-head` unless exactly one is the
    head, or `resident-unknown`.
    """
    heads = sum(relation == Relation.HEAD for relation in members.values())
    if members and heads != 1:
        raise Problem("household-head")
    household = household or session.ids.new()
    wanted = dict.fromkeys(leaving, ("", "")) | {
        resident: (household, relation) for resident, relation in members.items()
    }
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        for resident_id, (where, relation) in wanted.items():
            known = uow.resident(resident_id)
            if known is None:
                raise Problem("resident-unknown")
            changes = {"household": where, "household_relation": relation}
            change_in(uow, session, known, changes, moment=moment)
    return household
