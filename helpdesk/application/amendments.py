"""Putting the data of a registered case right. No deadline moves (C29)."""

from collections.abc import Mapping
from datetime import date

from helpdesk.application.cases import TITLE_MAX
from helpdesk.application.ports import Session, UnitOfWork
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.application.residents import change_in
from helpdesk.domain.case_fields import APPLICANT, value_of
from helpdesk.domain.cases import Case
from helpdesk.domain.events import CaseAmended
from helpdesk.domain.identity import check_phone, check_resident_id
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import ADDRESS_MAX, SHORT_MAX, clean_name, clean_text
from helpdesk.domain.stages import CaseKind

_ALWAYS = (*APPLICANT, "proxy", "notify")
_REQUESTS = ("title", "category", "text")
_ID_LENGTH = 18
_LIMITS = {"address": ADDRESS_MAX, "document_number": SHORT_MAX}


def fields_of(kind: CaseKind) -> tuple[str, ...]:
    """What can be put right in a case of this kind: a matter has its title from the catalogue."""
    return _ALWAYS if kind is CaseKind.MATTER else (*_ALWAYS, *_REQUESTS)


def amend_case(
    session: Session,
    case_id: str,
    changes: Mapping[str, str],
    *,
    shown: Mapping[str, str],
    with_resident: bool = False,
) -> None:
    """Put fields right; what stays the same is left out. `shown` is what the person saw before.

    `with_resident` changes the resident's own data as well, in the same transaction. Raises Problem
    `case-unknown`, `field-unknown`, `changed-meanwhile` (somebody else's value arrived while this one
    was typed), or that of a text that cannot be kept; nothing is recorded then.
    """
    moment = session.clock.now()
    today = moment.local.date()
    with session.store.unit_of_work() as uow:
        case = known_case(uow, case_id)
        cleaned = {name: clean_field(case, name, text, today) for name, text in changes.items()}
        differing = {}
        for name, value in cleaned.items():
            known = _value(case, name)
            if shown.get(name, known) != known:
                raise Problem("changed-meanwhile", field=name)
            if value != known:
                differing[name] = value
        if not differing:
            return
        uow.append(case_id, CaseAmended(changes=differing), author=session.author, moment=moment)
        if with_resident:
            _change_resident(uow, session, case, differing, moment=moment)


def clean_field(case: Case, name: str, text: str, today: date) -> str:
    """A field's text as it will be stored. Raises Problem `field-unknown` or that of the text."""
    if name not in fields_of(case.kind):
        raise Problem("field-unknown", field=name)
    if name == "text":
        # Of the words nothing is cut off.
        clean_text(text, field_name=name, limit=WORDS_MAX)
        return text
    if name == "name" and (text.strip() or _value(case, name)):
        return clean_name(text)
    if name == "phone" and text.strip():
        return check_phone(text).text
    text = clean_text(text, field_name=name, limit=_LIMITS.get(name, TITLE_MAX))
    if name == "document_number" and len("".join(text.split())) == _ID_LENGTH:
        return check_resident_id(text, today=today).text
    if name == "title" and not text:
        raise Problem("title-missing")
    return text


def _value(case: Case, name: str) -> str:
    return value_of(case.registered, name) if case.registered else ""


def _change_resident(
    uow: UnitOfWork, session: Session, case: Case, changes: Mapping[str, str], *, moment: Moment
) -> None:
    """The same for the resident whose case this is; another telephone becomes the first one."""
    applicant = case.registered.applicant if case.registered else None
    resident = uow.resident(applicant.resident) if applicant and applicant.resident else None
    if applicant is None or resident is None:
        return
    wanted: dict[str, object] = {
        name: changes[name] for name in ("name", "address", "document_number") if name in changes
    }
    if "phone" in changes:
        others = (p for p in resident.phones if p not in (applicant.phone, changes["phone"]))
        wanted["phones"] = tuple(p for p in (changes["phone"], *others) if p)
    if wanted:
        change_in(uow, session, resident, wanted, moment=moment)
