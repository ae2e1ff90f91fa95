"""The desk of the pictures: a Monday morning with something of everything, at a clock that stands.

What residents typed here is the data that may be shown in any language: see `words.py`.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from helpdesk.application.amendments import amend_case
from helpdesk.application.card_readers import Card
from helpdesk.application.files import attach_file, keep_file
from helpdesk.application.households import set_household
from helpdesk.application.prints import queue_paper
from helpdesk.application.proxies import NewProxy, authorise_proxy
from helpdesk.application.residents import change_resident
from helpdesk.application.scans import keep_scan, sort_scan
from helpdesk.bootstrap.filing import scan_room_of
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.bootstrap.system import SystemClock
from helpdesk.domain import events as ev
from helpdesk.domain.events import Author
from helpdesk.domain.moments import Moment
from helpdesk.domain.resident_events import Power
from helpdesk.domain.residents import Need
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.protocol.messages import Enrolment, Notice
from helpdesk.store import keys, notices
from helpdesk.ui.stick_dialog.sticks import Stick
from tests.imaging.photographs import page
from tests.imaging.pictures import as_bytes, photo
from tests.ui.screens import village
from tests.ui.screens.desk import NOW, PASSWORD, QUICK, Desk

HAISI = Author("haisi", "哈斯")
MONGOLIAN = "\u182a\u1824\u1824"  # three letters, no word: they are written joined
LONG_NAME = "额尔敦其其格·孟和巴雅尔图雅"
SERVER = "http://127.0.0.1:1"
CAMERA = "高拍仪"
THERMAL = "窗口热敏|network:192.0.2.9:9100|80"
TABLE = (
    "序号,姓名,身份证号,性别,出生日期,住址,联系电话\n"
    "1,王强,,男,1990-01-01,四组,13512345678\n"
    "2,李雷,110105194912310022,男,,,\n"
    "3,赵六,11010519491231002X,男,,,\n"
    "4,包玉兰,15230119580612242X,,,,\n"
    "5,宝玉兰,,,,,13847516701\n"
    "6,孙悟,,男,1990-02-30,,\n"
)
GROUP = ("包玉兰 15230119580612242X", "张三丰 13948556210 二组", "李雷 110105194912310022")
CARD = Card(
    "15230119580612242X", "包玉蘭", "女", "蒙古族", date(1958, 6, 12), "通辽市科尔沁区六组 9 号"
)


@dataclass(frozen=True)
class World:
    """Where the desk lies, and the cases and residents by name."""

    folder: Path
    cases: dict[str, str]
    residents: dict[str, str]

    @property
    def stick(self) -> Stick:
        """A folder that plays the stick in the drawer."""
        return Stick(str(self.folder / "KINGSTON"), "KINGSTON", free=12_300_000_000)


class StandingSystemClock(SystemClock):
    """The machine's clock at the hour of the pictures."""

    def now(self) -> Moment:
        return Moment.of(NOW)

    def finding(self) -> None:
        return None


def build(folder: Path) -> World:
    """Make the desk in `folder`, and what else lies about there."""
    desk = Desk(folder / "desk")
    try:
        own = desk.session.desk
        welcome = Enrolment(
            "d1",
            own.prefix,
            "h1",
            Moment.of(NOW).utc_ms,
            own.code,
            own.name,
            desk_place=own.place,
            desk_phone="0475-2345678",
        )
        desk.store.enrol(welcome, server=SERVER)
        cases: dict[str, str] = {}
        _earlier(desk, cases)
        cases |= village.fill(desk)
        keys.add_agent(
            folder / "desk", desk.store.data_key, HAISI, password=PASSWORD, stretching=QUICK
        )
        residents = {row.name: row.id for row in desk.store.queries.find_residents("", limit=99)}
        _people(desk, residents)
        _this_morning(desk, residents, cases)
        _city(desk, cases)
        _files(desk, cases, folder)
        _signed(desk, cases["斯琴高娃"], folder)
        queue_paper(desk.session, cases["容缺"], paper="receipt", size="A5", copies=1)
        queue_paper(desk.session, cases["特木尔"], paper="one_time_notice", size="A4", copies=1)
    finally:
        desk.close()
    (folder / "KINGSTON").mkdir()
    (folder / "居民.csv").write_bytes(TABLE.encode("gb18030"))
    return World(folder, cases, residents)


def _people(desk: Desk, residents: dict[str, str]) -> None:
    today = NOW.date()
    bao, wang = residents["包玉兰"], residents["王德福"]
    change_resident(
        desk.session,
        bao,
        {
            "mongolian_name": MONGOLIAN,
            "needs": (Need.ELDERLY, Need.MINIMUM_LIVING),
        },
    )
    set_household(desk.session, "", {bao: "head", wang: "spouse"})
    residents["包玉蘭"] = desk.resident("包玉蘭", phone="13847516701", address="保安村三组 12 号")
    wanted = NewProxy(
        "包国庆",
        today - timedelta(days=30),
        today + timedelta(days=300),
        relation="儿子",
        phone="13948556218",
        matters=("TL-0014", "TL-0018"),
        powers=(Power.SIGN,),
    )
    authorise_proxy(desk.session, bao, wanted)
    over = NewProxy("包国强", today, today, powers=(Power.SIGN,))
    authorise_proxy(desk.at(NOW - timedelta(days=1)), wang, over)


def _earlier(desk: Desk, cases: dict[str, str]) -> None:
    """A table that scrolls, a late case, and one result with a certificate that expires: the summer's."""
    names = {LONG_NAME: "13948556299", "陈玉梅": "13247519920", "哈斯": "18604756612"}
    who = [desk.resident(n, phone=phone, address="保安村六组 3 号") for n, phone in names.items()]
    for n, matter in enumerate(desk.session.reference.catalogue.matters[:40]):
        at = NOW - timedelta(days=120 - n)
        case = desk.case(who[n % len(who)], matter.code, at=at)
        if n % 3 == 0:
            desk.act(case, ev.HandedOver(), at=at + timedelta(hours=1))
            desk.act(case, ev.Answered("同意"), at=at + timedelta(days=2))
        elif n % 13:
            desk.act(case, ev.Closed("当场办结"), at=at + timedelta(hours=2))
    at = NOW - timedelta(days=70)
    cases["证"] = desk.case(who[1], "TL-0075", at=at)
    desk.act(cases["证"], ev.HandedOver(), at=at + timedelta(hours=1))
    desk.act(cases["证"], ev.Answered("同意", "残疾人证 7"), at=at + timedelta(days=9))
    given = ev.Delivered("pick_up", "本人", valid_until=NOW.date() + timedelta(days=26))
    desk.act(cases["证"], given, at=at + timedelta(days=10))


def _this_morning(desk: Desk, residents: dict[str, str], cases: dict[str, str]) -> None:
    cases["请求"] = desk.request(
        residents["包玉兰"],
        "三组主路路灯不亮",
        "三组主路东头两盏路灯半个月不亮，老人晚上出行不便，请协调维修。",
        at=NOW - timedelta(minutes=2),
    )
    cases["长"] = desk.case(residents[LONG_NAME], "TL-0014", at=NOW - timedelta(minutes=1))


def _city(desk: Desk, cases: dict[str, str]) -> None:
    """Receipts, a dispute, slips, notices, and a record that the city put aside."""
    desk.receive(at=NOW - timedelta(hours=1))
    bao = cases["包玉兰"]
    amend_case(desk.session, bao, {"phone": "13700000000", "notify": "打电话"}, shown={})
    desk.from_city(bao, ev.CaseAmended({"phone": "13900000000"}))
    for level, n, who in ((SlipLevel.URGING, 384, "包玉兰"), (SlipLevel.REMINDER, 1027, "王德福")):
        content = SlipContent(
            "保安村便民服务站",
            problem="承诺办结时间已过，至今未办结。",
            demand="三个工作日内办结，或者书面说明理由和办结时间。",
            to_desk=True,
        )
        slip = ev.SlipIssued(
            level,
            2026,
            n,
            cause=SlipCause.OVERDUE,
            content=content,
            answer_by=NOW + timedelta(hours=6),
        )
        desk.from_city(cases[who], slip)
    file = desk.bench.queries.case_file(cases["长"])
    assert file is not None
    desk.refuse(file.events[0].origin.dseq, "number-foreign")
    begun = desk.bench.queries.case_file(bao)
    assert begun is not None
    sent = Moment.of(NOW).utc_ms // 1000 - 3_600
    words = "本周五 18:00 起市平台停机维护两小时，请照常受理，恢复后自动发送。"
    with desk.store._connections.write() as connection:
        claimed = Notice("number-claimed", begun.case.number, sent + 60, "")
        notices.keep(connection, [Notice("words", words, sent, "市政务服务局"), claimed])


def _files(desk: Desk, cases: dict[str, str], folder: Path) -> None:
    path = folder / "身份证.jpg"
    path.write_bytes(as_bytes(photo(800, 600, noisy=False)))
    for n in range(3):
        content = as_bytes(photo(800 + 50 * n, 600, noisy=False))
        kept = keep_file(desk.bench.filing, desk.session, content, line=n - 1)
        attach_file(desk.session, cases["包玉兰"], kept)


def _signed(desk: Desk, case: str, folder: Path) -> None:
    """A receipt that came out and is back, signed."""
    session = replace(desk.session, seal=desk.store.seal)
    papers = DeskPapers(session, desk.store.queries)
    path = folder / "回执.pdf"
    papers.save_job(
        queue_paper(session, case, paper="receipt", size="A5", copies=1), path=str(path)
    )
    room = scan_room_of(desk.bench.filing)
    scan = keep_scan(room, session, as_bytes(page(path.read_bytes())))
    (filed,) = sort_scan(room, session, desk.store.queries, scan)
    assert filed.case == case
