"""Drafts: what is typed is kept, whatever happens next."""

from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import Session


def save_draft(session: Session, intake: Intake, *, draft_id: str = "") -> Draft:
    """Keep an intake as a draft, as it is, right or wrong; a new draft without `draft_id`."""
    draft = Draft(
        id=draft_id or session.ids.new(),
        intake=intake,
        saved_ms=session.clock.now().utc_ms,
    )
    with session.store.unit_of_work() as uow:
        uow.save_draft(draft)
    return draft


def drop_draft(session: Session, draft_id: str) -> None:
    """Throw a draft away, by the agent's own wish."""
    with session.store.unit_of_work() as uow:
        uow.drop_draft(draft_id)
