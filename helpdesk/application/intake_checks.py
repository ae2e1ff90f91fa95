"""Whether an intake can be registered as it stands, and the parts of it that are read from raw text."""

from collections.abc import Sequence
from datetime import date, datetime

from helpdesk.application.deadlines import closing_clock
from helpdesk.application.intake import Intake
from helpdesk.application.ports import Session
from helpdesk.application.progress import WORDS_MAX
from helpdesk.application.residents import read_date, resident_from_fields
from helpdesk.domain.intake_terms import Proxy, Special
from helpdesk.domain.materials import MaterialState
from helpdesk.domain.matters import Matter
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text
from helpdesk.domain.stages import CaseKind

TITLE_MAX = 200
PEOPLE_MAX = 200  # applicants in one intake
_SUMMARY = 40  # characters of the words that become the title of a request without one


def check_intake(
    session: Session, intake: Intake, matters: Sequence[Matter | None], *, received_at: datetime
) -> None:
    """Raises the Problem of the first thing that is missing or wrong."""
    _check_people(intake)
    _check_texts(intake)
    if intake.kind is CaseKind.MATTER:
        _check_deferrals(session, intake, matters, received_at=received_at)
    elif not title_of(intake):
        raise Problem("title-missing")
    proxy_of(intake, today=received_at.date())


def title_of(intake: Intake) -> str:
    """The title of a request: as typed, or what its words begin with, or the blocked matter's name."""
    blocked = intake.blocked.name.strip() if intake.blocked else ""
    if title := intake.title.strip() or (blocked if intake.kind is CaseKind.BLOCKED else ""):
        return title
    if intake.kind is CaseKind.MATTER:
        return ""
    words = " ".join(intake.text.split())
    return words if len(words) <= _SUMMARY else f"{words[:_SUMMARY]}…"


def proxy_of(intake: Intake, *, today: date) -> Proxy | None:
    """The proxy as typed, checked; None where nobody is named.

    Raises the Problem of a field that cannot be kept, or `proxy-over` for a period that has ended.
    """
    typed = {name: text.strip() for name, text in intake.represented.items()}
    if not any(typed.values()):
        return None
    person = resident_from_fields(
        {name: typed.get(name, "") for name in ("name", "document_number", "phone")}, today=today
    )
    until = read_date(typed.get("until", ""))
    if until is not None and until < today:
        raise Problem("proxy-over", until=until.isoformat())
    return Proxy(
        name=person.name,
        relation=clean_text(typed.get("relation", ""), field_name="relation", limit=TITLE_MAX),
        document_number=person.document_number,
        phone=person.phone,
        until=until,
    )


def proxy_words(proxy: Proxy) -> str:
    """The proxy in a line: name and relation."""
    return f"{proxy.name}（{proxy.relation}）" if proxy.relation else proxy.name


def _check_people(intake: Intake) -> None:
    if intake.kind is CaseKind.MATTER and not intake.resident and not intake.new_resident:
        raise Problem("applicant-missing")
    if len(intake.people) >= PEOPLE_MAX:
        raise Problem("people-many", limit=PEOPLE_MAX)
    known = [intake.resident, *(fields.get("resident", "") for fields in intake.people)]
    numbers = [
        fields.get("document_number", "").strip().upper()
        for fields in (intake.new_resident, *intake.people)
    ]
    for said in (known, numbers):
        named = [each for each in said if each]
        if len(named) != len(set(named)):
            twice = next(n for n, each in enumerate(said) if each and each in said[:n])
            raise Problem("people-twice", person=twice)


def _check_texts(intake: Intake) -> None:
    # Of the words nothing is cut off, so blanks count as well.
    if len(intake.text) > WORDS_MAX:
        raise Problem("text-long", field="text", length=len(intake.text), limit=WORDS_MAX)
    clean_text(intake.text, field_name="text", limit=WORDS_MAX)
    clean_text(intake.answer, field_name="answer", limit=WORDS_MAX)
    for material in intake.materials:
        clean_text(material.reason, field_name="reason", limit=WORDS_MAX)
    for name in ("title", "category", "proxy", "notify"):
        clean_text(getattr(intake, name), field_name=name, limit=TITLE_MAX)
    if intake.special and intake.special not in set(Special):
        raise Problem("special-unknown", special=intake.special)
    if intake.kind is CaseKind.BLOCKED and intake.blocked is not None:
        for name in ("name", "where"):
            clean_text(getattr(intake.blocked, name), field_name=name, limit=TITLE_MAX)
        for name in ("reason", "tried"):
            clean_text(getattr(intake.blocked, name), field_name=name, limit=WORDS_MAX)


def _check_deferrals(
    session: Session, intake: Intake, matters: Sequence[Matter | None], *, received_at: datetime
) -> None:
    clocks = [closing_clock(each, received_at, session.reference.calendar) for each in matters]
    latest = min((clock.due.date() for clock in clocks if clock), default=None)
    for material in intake.materials:
        if material.state is MaterialState.DEFERRED:
            if material.deferred_until is None:
                raise Problem("deferral-undated", name=material.name)
            material.defer(until=material.deferred_until, today=received_at.date(), latest=latest)
