"""Who may act for a resident: authorisations with scope and period."""

from dataclasses import dataclass
from datetime import date

from helpdesk.application.ports import Session
from helpdesk.domain.events import ProxyAuthorised, ProxyRevoked
from helpdesk.domain.identity import check_phone, check_resident_id
from helpdesk.domain.problems import Problem
from helpdesk.domain.resident_events import Power
from helpdesk.domain.residents import SHORT_MAX, Validity, clean_name, clean_text

_ID_LENGTH = 18
REASON_MAX = 200  # code points


@dataclass(frozen=True, slots=True)
class NewProxy:
    """An authorisation as typed: `resident` is the proxy's own record, if there is one; no `matters`
    means all of them; it holds from `begins` to the last day, `ends`."""

    name: str
    begins: date
    ends: date
    relation: str = ""
    document_number: str = ""
    phone: str = ""
    resident: str = ""
    matters: tuple[str, ...] = ()
    powers: tuple[Power, ...] = ()


def authorise_proxy(session: Session, principal: str, wanted: NewProxy) -> str:
    """Record that somebody may act for a resident; answers the authorisation's id.

    Raises Problem `resident-unknown`, `proxy-self`, `proxy-period`, `proxy-ended`, `proxy-powers`,
    `matter-unknown`, or that of a field that cannot be kept.
    """
    moment = session.clock.now()
    today = moment.local.date()
    _check(session, principal, wanted, today=today)
    body = ProxyAuthorised(
        id=session.ids.new(),
        name=clean_name(wanted.name),
        valid_from=wanted.begins,
        valid_until=wanted.ends,
        proxy=wanted.resident,
        relation=clean_text(wanted.relation, field_name="relation", limit=SHORT_MAX),
        document_number=_number(wanted.document_number, today=today),
        phone=check_phone(wanted.phone).text if wanted.phone.strip() else "",
        matters=wanted.matters,
        powers=wanted.powers,
    )
    with session.store.unit_of_work() as uow:
        if uow.resident(principal) is None:
            raise Problem("resident-unknown")
        uow.append(principal, body, author=session.author, moment=moment)
    return body.id


def revoke_proxy(session: Session, principal: str, authorisation: str, *, reason: str) -> None:
    """End an authorisation before its time. Raises Problem `reason-missing`, `proxy-unknown` where it
    does not hold any more, `text-long` or `text-control`."""
    if not reason.strip():
        raise Problem("reason-missing")
    reason = clean_text(reason, field_name="reason", limit=REASON_MAX)
    moment = session.clock.now()
    with session.store.unit_of_work() as uow:
        resident = uow.resident(principal)
        given = {each.id: each for each in resident.authorisations} if resident else {}
        known = given.get(authorisation)
        over = (Validity.REVOKED, Validity.EXPIRED)
        if known is None or known.validity(moment.local.date()) in over:
            raise Problem("proxy-unknown")
        body = ProxyRevoked(authorisation=authorisation, reason=reason)
        uow.append(principal, body, author=session.author, moment=moment)


def _check(session: Session, principal: str, wanted: NewProxy, *, today: date) -> None:
    if wanted.resident == principal:
        raise Problem("proxy-self")
    if wanted.ends < wanted.begins:
        raise Problem("proxy-period")
    if wanted.ends < today:
        raise Problem("proxy-ended")
    if not wanted.powers:
        raise Problem("proxy-powers")
    for code in wanted.matters:
        if session.reference.catalogue.find(code) is None:
            raise Problem("matter-unknown", code=code)


def _number(text: str, *, today: date) -> str:
    """A resident ID where it has the length of one, any other document as it is."""
    text = clean_text(text, field_name="document_number", limit=SHORT_MAX)
    if len("".join(text.split())) == _ID_LENGTH:
        return check_resident_id(text, today=today).text
    return text
