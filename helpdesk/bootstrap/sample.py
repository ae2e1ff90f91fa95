"""A practice desk's residents and cases: made-up people, real rules, days counted back from today."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Channel, Intake
from helpdesk.application.ports import Session
from helpdesk.application.progress import act
from helpdesk.application.residents import record_resident, resident_from_fields
from helpdesk.domain import events as ev
from helpdesk.domain.calendar import WorkCalendar
from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind

DESK = "150502100217"  # 科尔沁区 大林镇 保安嘎查

RESIDENTS = (
    ("包玉兰", "15230119580612242X", "13847516701", "三组 12 号"),
    ("王德福", "152301194303050351", "13948556218", "一组 4 号"),
    ("白长命", "152301197109190514", "15047530094", "二组 31 号"),
    ("李秀英", "15230119660228128X", "13644758830", "二组 8 号"),
    ("斯琴高娃", "152301198507140242", "18247501177", "四组 2 号"),
    ("张桂芝", "152301195601030628", "13704753345", "三组 20 号"),
    ("特木尔", "152301197811300170", "15894750028", "五组 9 号"),
    ("哈斯", "152301199004210338", "18604756612", "四组 16 号"),
    ("陈玉梅", "152301196912081646", "13247519920", "一组 27 号"),
    ("格日勒图", "152301198205170913", "15114751183", "五组 1 号"),
    ("额尔敦·巴雅尔", "152301197508260735", "13947502561", "六组 3 号"),
    ("𠮷桂兰", "152301196209170460", "13847509034", "六组 11 号"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """A case: who, which matter, how many working days ago, what came after (days ago, act)."""

    who: str
    matter: str
    days_ago: int
    acts: tuple[tuple[int, ev.Body], ...] = ()
    late_material: bool = False


HANDED_OVER = ev.HandedOver()
STORIES = (
    Story("李秀英", "TL-0052", 13, ((12, HANDED_OVER), (5, ev.CorrectionAsked(("近一年病历",))))),
    Story("王德福", "TL-0018", 12, ((12, HANDED_OVER), (8, ev.Progressed("已转民政局核对年龄")))),
    Story("陈玉梅", "TL-0017", 10, ((9, HANDED_OVER), (9, ev.Contacted("已电话告知进度")))),
    Story("特木尔", "TL-0058", 10, ((9, HANDED_OVER),)),
    Story("张桂芝", "TL-0032", 6, ((6, HANDED_OVER),)),
    Story(
        "格日勒图",
        "TL-0080",
        5,
        ((5, HANDED_OVER), (2, ev.Answered("同意援助")), (1, ev.Delivered("pick_up", "本人"))),
    ),
    Story("白长命", "TL-0027", 4, ((4, HANDED_OVER),)),
    Story("斯琴高娃", "TL-0075", 3, ((3, HANDED_OVER), (1, ev.Answered("准予许可，证已制好")))),
    Story("哈斯", "TL-0071", 2, ((2, HANDED_OVER),)),
    Story("额尔敦·巴雅尔", "TL-0013", 1, ((1, ev.Closed("当场办结")),)),
    Story("𠮷桂兰", "TL-0002", 1, late_material=True),
)


@dataclass(frozen=True, slots=True)
class At:
    """A clock that stands still."""

    moment: Moment

    def now(self) -> Moment:
        """Always the same moment."""
        return self.moment


def fill(session: Session) -> None:
    """Fill an empty practice desk. The session's prefix must have been issued."""
    now = session.clock.now()
    calendar = session.reference.calendar
    ids = {}
    for name, number, phone, address in RESIDENTS:
        typed = {"name": name, "document_number": number, "phone": phone, "address": address}
        typed |= {"division": session.desk.code}
        resident = resident_from_fields(typed, today=now.local.date())
        ids[name] = record_resident(_on(session, days_ago(now, 20, calendar)), resident)
    request = Intake(
        kind=CaseKind.REQUEST,
        resident=ids["包玉兰"],
        channel=Channel.PHONE,
        title="三组主路路灯不亮",
        text="三组主路东头两盏路灯半个月不亮，老人晚上出行不便，请协调维修。",
        category="求助",
    )
    older = sorted(STORIES, key=lambda story: -story.days_ago)  # numbers follow the days
    for story in older:
        if story.days_ago:
            _tell(session, story, resident=ids[story.who])
    open_case(_on(session, days_ago(now, 1, calendar)), request)
    for story in older:
        if not story.days_ago:
            _tell(session, story, resident=ids[story.who])


def days_ago(now: Moment, days: int, calendar: WorkCalendar) -> Moment:
    """Half past nine, so many working days before `now`."""
    day = now.local.date()
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    moment = Moment.of(datetime.combine(day, time(9, 30)), offset_minutes=now.offset_minutes)
    return replace(moment, zone=now.zone)


def _tell(session: Session, story: Story, *, resident: str) -> None:
    now, calendar = session.clock.now(), session.reference.calendar
    matter = session.reference.catalogue.find(story.matter)
    if matter is None:
        return
    materials = tuple(material.take() for material in checklist(matter))
    if story.late_material:
        materials = (*materials[:-1], materials[-1].reset())
    intake = Intake(resident=resident, matter=matter.code, materials=materials)
    begun = _on(session, days_ago(now, story.days_ago, calendar))
    case = open_case(begun, intake).case
    for ago, body in story.acts:
        act(_on(session, days_ago(now, ago, calendar)), case, body)


def _on(session: Session, moment: Moment) -> Session:
    return replace(session, clock=At(moment))
