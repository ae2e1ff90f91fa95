"""Certificates known from earlier cases that expire: offered for renewal, or quietly set aside (无感续证)."""

from collections.abc import Sequence
from datetime import date, timedelta

from helpdesk.application.audit import checked_reason
from helpdesk.application.certificates import Certificates, Expiring
from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Draft, Intake
from helpdesk.application.ports import Session
from helpdesk.application.progress import act
from helpdesk.application.registration import checklist
from helpdesk.domain.events import Event, RenewalSettled

OFFERED_BEFORE = timedelta(days=60)
"""So long before its last day a certificate appears [default]."""
URGENT_BEFORE = timedelta(days=30)
SHOWN_AFTER = timedelta(days=90)
"""So long after its last day it is still shown."""


def expiring(certificates: Certificates, *, today: date, limit: int) -> Sequence[Expiring]:
    """What to offer now."""
    return certificates.expiring(
        since=today - SHOWN_AFTER, until=today + OFFERED_BEFORE, limit=limit
    )


def begin_renewal(session: Session, certificate: Expiring) -> Draft:
    """A draft for the same resident and matter, with the matter's checklist of today."""
    matter = session.reference.catalogue.find(certificate.matter)
    intake = Intake(
        resident=certificate.resident,
        matter=matter.code if matter else "",
        materials=checklist(matter) if matter else (),
    )
    return save_draft(session, intake)


def settle_renewal(session: Session, case_id: str, *, reason: str) -> Event:
    """Offer it no more. Raises Problem `reason-missing`, `text-long`, `text-control`."""
    return act(session, case_id, RenewalSettled(checked_reason(reason)))
