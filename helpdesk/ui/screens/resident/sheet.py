"""Everything the page of a resident shows, in words; numbers twice, masked and in full. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from helpdesk.application.lookalikes import traits_of
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseRow, Queries, Refusal
from helpdesk.application.resident_queries import Lookalike, Member, ResidentFile
from helpdesk.domain.events import ResidentChanged, ResidentRecorded
from helpdesk.domain.masking import mask_id, mask_phone
from helpdesk.domain.moments import Moment
from helpdesk.domain.residents import Authorisation, Resident, Validity
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.alike import reason_text
from helpdesk.i18n.doubts import in_doubt
from helpdesk.i18n.history import describe
from helpdesk.i18n.words import (
    CONTACTS,
    DOCUMENT_KINDS,
    NEEDS,
    POWERS,
    RELATIONS,
    VALIDITIES,
    word,
)
from helpdesk.ui.models.case_lines import CaseLine, case_line, put_right, with_aside
from helpdesk.ui.models.news import news_tone
from helpdesk.ui.models.resident_lines import about, about_row, place_text
from helpdesk.ui.tokens import Tone

_TONES = {
    Validity.VALID: Tone.GREEN,
    Validity.FUTURE: Tone.BLUE,
    Validity.EXPIRED: Tone.GREY,
    Validity.REVOKED: Tone.GREY,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of the data: `full` differs from `value` where a number is masked."""

    key: str
    value: str
    full: str
    tone: Tone = Tone.PLAIN
    number: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a short list: `id` leads on, `lead` is bold, `words` beside it, `detail` below."""

    id: str
    lead: str
    words: str
    detail: str
    tone: Tone = Tone.GREY


@dataclass(frozen=True, slots=True)
class Line:
    """What happened, in one row."""

    time: str
    who: str
    sentence: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class ResidentSheet:
    """The page of one resident."""

    id: str
    name: str
    about: str
    resident: Resident
    mongolian: str = ""
    doubtful: bool = False
    needs: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    consents: Sequence[Fact] = ()
    cases: Sequence[CaseLine] = ()
    case_count: int = 0
    household_cases: Sequence[CaseLine] = ()
    history: Sequence[Line] = ()
    members: Sequence[Entry] = ()
    neighbours: Sequence[Entry] = ()
    proxies: Sequence[Entry] = ()
    alike: Sequence[Entry] = ()
    merged: Sequence[Entry] = ()
    heads: int = 0
    authorisations: Sequence[Authorisation] = field(default=())
    photo: str = ""


def read_sheet(session: Session, queries: Queries, resident_id: str) -> ResidentSheet | None:
    """The page, read anew; None while nothing is known. Background thread."""
    file = queries.residents.file(resident_id)
    if file is None:
        return None
    own = {file.resident.id, *(each.id for each in file.merged)}
    known_apart = {other for each in (file.resident, *file.merged) for other in each.apart}
    alike = [
        each
        for each in queries.residents.lookalikes(traits_of(file.resident), limit=20)
        if each.row.id not in own | known_apart
    ]
    shown = [row.id for row in (*file.cases, *file.household_cases)]
    return _sheet(file, alike, queries.doubts.asides(shown), session=session)


def _sheet(
    file: ResidentFile,
    alike: Sequence[Lookalike],
    asides: Mapping[str, Refusal],
    *,
    session: Session,
) -> ResidentSheet:
    resident, now = file.resident, session.clock.now()
    today = now.local.date()
    doubted = {conflict.field for conflict in resident.conflicts}
    return ResidentSheet(
        id=resident.id,
        name=in_doubt(resident.name, "name", doubted),
        about=about(resident.sex, resident.age(today)),
        resident=resident,
        mongolian=resident.mongolian_name,
        doubtful=bool(doubted),
        needs=[word(NEEDS, need) for need in resident.needs],
        facts=_facts(resident, doubted, session),
        consents=_consents(file, now),
        cases=_lines(file, file.cases, asides, session),
        case_count=file.case_count,
        household_cases=_lines(file, file.household_cases, asides, session),
        history=_history(file, now),
        members=[_member(each, resident.id, today) for each in file.members],
        neighbours=[_neighbour(each, today) for each in file.neighbours],
        proxies=[_proxy(each, today, session) for each in file.authorisations],
        alike=[_alike(each) for each in alike],
        merged=[_merged(each) for each in file.merged],
        heads=sum(each.relation == "head" for each in file.members),
        authorisations=file.authorisations,
        photo=next((each.photo for each in (resident, *file.merged) if each.photo), ""),
    )


def _lines(
    file: ResidentFile, rows: Sequence[CaseRow], asides: Mapping[str, Refusal], session: Session
) -> list[CaseLine]:
    now, calendar = session.clock.now().local, session.reference.calendar
    lines = (with_aside(case_line(row, now, calendar), asides.get(row.id)) for row in rows)
    return [put_right(line) if line.id in file.to_put_right else line for line in lines]


def _facts(resident: Resident, doubted: set[str], session: Session) -> list[Fact]:
    kind = word(DOCUMENT_KINDS, resident.document_kind)
    number = resident.document_number
    facts = [
        Fact(
            kind,
            in_doubt(mask_id(number), "document_number", doubted) or _("not recorded"),
            in_doubt(number, "document_number", doubted) or _("not recorded"),
            Tone.PLAIN if number else Tone.AMBER,
            number=True,
        )
    ]
    for phone in resident.phones:
        whose = phone in resident.neighbour_phones
        key = _("Neighbour's telephone") if whose else _("Telephone")
        facts.append(
            Fact(
                key,
                in_doubt(mask_phone(phone), "phones", doubted),
                in_doubt(phone, "phones", doubted),
                Tone.AMBER if whose else Tone.PLAIN,
                number=True,
            )
        )
    if not resident.phones:
        facts.append(_plain(_("Telephone"), _("not recorded"), Tone.AMBER))
    birth = resident.birth.isoformat() if resident.birth else ""
    place = place_text(session.reference.divisions, resident.division)
    contact = word(CONTACTS, resident.preferred_contact)
    others = (
        (_("Birth date"), in_doubt(birth, "birth", doubted)),
        (_("Ethnic group"), resident.ethnic_group),
        (_("Village or community"), in_doubt(place, "division", doubted)),
        (_("Address"), in_doubt(resident.address, "address", doubted)),
        (_("Notify by"), contact),
    )
    return [*facts, *(_plain(key, value) for key, value in others if value)]


def _consents(file: ResidentFile, now: Moment) -> list[Fact]:
    """Both consents, with the day and who recorded them."""
    found = []
    for key, name in ((_("Use of data"), "consent"), (_("Sensitive data"), "sensitive_consent")):
        given = [event for event in file.events if _consented(event.body, name)]
        if not getattr(file.resident, name):
            found.append(_plain(key, _("× no consent yet"), Tone.AMBER))
        elif given:
            at = Moment(given[-1].moment.utc_ms, offset_minutes=now.offset_minutes).local
            words = _("✓ {day}, recorded by {who}")
            day = at.date().isoformat()
            found.append(_plain(key, words.format(day=day, who=given[-1].author.name), Tone.GREEN))
        else:
            found.append(_plain(key, _("✓ consent recorded"), Tone.GREEN))
    return found


def _consented(body: object, name: str) -> bool:
    match body:
        case ResidentRecorded():
            return bool(getattr(body, name))
        case ResidentChanged(changes=changes):
            return bool(changes.get(name))
        case _:
            return False


def _plain(key: str, value: str, tone: Tone = Tone.PLAIN) -> Fact:
    return Fact(key, value, value, tone)


def _history(file: ResidentFile, now: Moment) -> list[Line]:
    lines = []
    for event in reversed(file.events):
        at = Moment(event.moment.utc_ms, offset_minutes=now.offset_minutes).local
        form = "%m-%d %H:%M" if at.year == now.local.year else "%Y-%m-%d"
        lines.append(
            Line(at.strftime(form), event.author.name, describe(event.body), news_tone(event.body))
        )
    return lines


def _member(member: Member, own: str, today: date) -> Entry:
    words = word(RELATIONS, member.relation) or _("Relation not recorded")
    if member.row.id == own:
        words = _("{relation} · this resident").format(relation=words)
    tone = Tone.BLUE if member.relation == "head" else Tone.GREY
    return Entry(member.row.id, member.row.name, words, _detail(member, today), tone)


def _neighbour(member: Member, today: date) -> Entry:
    return Entry(member.row.id, member.row.name, "", _detail(member, today))


def _detail(member: Member, today: date) -> str:
    n = member.open_cases
    cases = ngettext("{n} open case", "{n} open cases", n).format(n=n) if n else ""
    parts = (about_row(member.row, today), mask_id(member.row.document_number), cases)
    return " · ".join(filter(None, parts)) or member.row.address


def _proxy(given: Authorisation, today: date, session: Session) -> Entry:
    validity = given.validity(today)
    catalogue = session.reference.catalogue
    matters = [m.name if (m := catalogue.find(code)) else code for code in given.matters]
    scope = _(", ").join(matters) or _("all matters")
    powers = _(", ").join(word(POWERS, power) for power in given.powers)
    period = _("{first} to {last}").format(
        first=given.valid_from.isoformat(), last=given.valid_until.isoformat()
    )
    detail = _("; ").join(filter(None, (period, scope, powers, given.reason)))
    words = " · ".join(filter(None, (given.relation, word(VALIDITIES, validity))))
    return Entry(given.id, given.name, words, detail, _TONES[validity])


def _alike(each: Lookalike) -> Entry:
    number = mask_id(each.row.document_number)
    return Entry(each.row.id, each.row.name, number, reason_text(each.reasons), Tone.AMBER)


def _merged(each: Resident) -> Entry:
    number = mask_id(each.document_number) or mask_phone(each.phone)
    return Entry(each.id, each.name, number, _("Enter undoes the merge"))
