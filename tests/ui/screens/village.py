"""A Monday morning at a village desk, with the people and matters of the design's pictures."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from helpdesk.application.cases import checklist
from helpdesk.application.drafts import save_draft
from helpdesk.application.intake import Intake
from helpdesk.domain import events as ev
from helpdesk.domain.materials import Material
from tests.ui.screens.desk import NOW, Desk

CENTRE = ev.Author("centre", "市服务中心")

PEOPLE = {
    "包玉兰": ("15230119580612242X", "13847516701", "保安村三组 12 号"),
    "王德福": ("152301194303050351", "13948556218", "保安村一组 4 号"),
    "白长命": ("152301197109190514", "15047530094", "保安村二组 31 号"),
    "李秀英": ("15230119660228128X", "13644758830", "保安村二组 8 号"),
    "斯琴高娃": ("152301198507140242", "18247501177", "保安村四组 2 号"),
    "张桂芝": ("152301195601030628", "13704753345", "保安村三组 20 号"),
    "特木尔": ("152301197811300170", "15894750028", "保安村五组 9 号"),
}
# who, matter, the due day
WORK = (
    ("包玉兰", "TL-0014", date(2026, 11, 20)),
    ("王德福", "TL-0018", date(2026, 11, 23)),
    ("白长命", "TL-0027", date(2026, 11, 24)),
    ("李秀英", "TL-0052", date(2026, 11, 25)),
    ("斯琴高娃", "TL-0075", date(2026, 11, 26)),
    ("张桂芝", "TL-0032", date(2026, 11, 27)),
    ("特木尔", "TL-0058", date(2026, 11, 30)),
)


def fill(desk: Desk) -> dict[str, str]:
    """Residents, cases and a draft; answers the case of each name."""
    cases, residents = {}, {}
    for name, (number, phone, address) in PEOPLE.items():
        residents[name] = desk.resident(name, document_number=number, phone=phone, address=address)
    begins = {name: received_for(desk, due, code) for name, code, due in WORK}
    for name, code, _due in sorted(WORK, key=lambda work: begins[work[0]]):
        begun = begins[name]
        cases[name] = desk.case(residents[name], code, at=begun)
        desk.act(cases[name], ev.HandedOver(), at=begun + timedelta(minutes=20))
    desk.receive(at=NOW - timedelta(days=1))
    friday = datetime(2026, 11, 20, 16, 0)
    for name, body, author in (
        ("包玉兰", ev.Progressed("转家庭经济状况核对"), None),
        ("王德福", ev.Answered("同意发放，自 12 月起"), None),
        ("白长命", ev.Accepted("科尔沁区残联", "残-2026-0931", NOW + timedelta(days=3)), CENTRE),
        ("李秀英", ev.CorrectionAsked(("近一年门诊病历", "医保电子凭证")), None),
        ("斯琴高娃", ev.Answered("准予许可，证件已制好"), None),
        ("张桂芝", ev.Progressed("待遇核定中"), None),
    ):
        desk.from_city(cases[name], body, at=friday, **({"author": author} if author else {}))
    desk.act(cases["王德福"], ev.Delivered("pick_up", "本人"), at=friday + timedelta(minutes=40))
    cases["容缺"] = desk.case(
        residents["包玉兰"], "TL-0018", materials=half_taken(desk), at=NOW - timedelta(minutes=3)
    )
    save_draft(desk.session, Intake(resident=residents["张桂芝"], matter="TL-0051"))
    return cases


def half_taken(desk: Desk) -> tuple[Material, ...]:
    """One material taken, one deferred until Wednesday, the others missing."""
    found = desk.session.reference.catalogue.find("TL-0018")
    assert found is not None
    first, second, *rest = checklist(found)
    until = NOW.date() + timedelta(days=2)
    deferred = replace(second, deferrable=True).defer(until=until, today=NOW.date(), latest=None)
    return (first.take(), deferred, *rest)


def received_for(desk: Desk, due: date, code: str) -> datetime:
    """The morning from which the working days that a matter promises end on `due`."""
    matter = desk.session.reference.catalogue.find(code)
    assert matter is not None
    assert matter.promised is not None
    calendar, day = desk.session.reference.calendar, due
    while calendar.count(day, due) < matter.promised.days or not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, time(9, 30))
