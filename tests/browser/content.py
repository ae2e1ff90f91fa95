"""A city at work: cases in every stage, slips, notices, things put aside, a bundle that was carried."""

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from helpdesk.application.amendments import amend_case
from helpdesk.application.cases import open_case
from helpdesk.application.intake import Intake
from helpdesk.application.paper_data import qr_texts
from helpdesk.application.paper_facts import paper_facts
from helpdesk.domain import events as ev
from helpdesk.domain.dispatch_rules import Rule, RuleKind
from helpdesk.domain.events import Author
from helpdesk.domain.intake_terms import BlockedMatter, CameBy
from helpdesk.domain.stages import CaseKind
from helpdesk.server.bundles import receive_bundle
from helpdesk.server.people import Role
from helpdesk.server.principal import SYSTEM, Principal
from helpdesk.sync.bundles import export_bundle
from tests.browser.world import VillageDesk, World
from tests.protocol.test_authority import PASSWORD as PKCS_PASSWORD
from tests.protocol.test_authority import issued, packed
from tests.server.altered_papers import DUE, compared
from tests.server.running import OTHER_VILLAGE, VILLAGE
from tests.sync.filing import attached, carry

LI = Author("city:li", "李丽")
# What, whose, where, words, how it came, what happened to it since.
REQUESTS: tuple[tuple[str, str, str, str, dict[str, object], tuple[ev.Body, ...]], ...] = (
    (
        "小区停暖没人管",
        "包玉兰",
        "complaint",
        "锦绣小区三号楼停暖已经三天，家里有老人和孩子，打电话没人接。",
        {"urgent": True, "came_by": CameBy.PHONE},
        (),
    ),
    ("锦绣小区供热不足", "王德福", "complaint", "锦绣小区三号楼停暖三天了，家里有老人。", {}, ()),
    (
        "十里铺自来水发黄",
        "斯琴高娃",
        "help",
        "接出来的水发黄有沉淀，已经半个月。",
        {"came_by": CameBy.VISIT},
        (ev.Dispatched("水务局", words="请先送水"), ev.Returned("属于自来水公司管网")),
    ),
    (
        "村口路灯不亮",
        "李秀英",
        "suggestion",
        "村口到学校一段路灯全部不亮，学生晚自习回家不安全。",
        {"came_by": CameBy.DOOR_PLATE},
        (ev.Dispatched("住建局"),),
    ),
    (
        "合作社贷款贴息迟迟不到账",
        "赛音巴雅尔",
        "help",
        "去年的贷款贴息至今没有到账，问了三个部门都说不归自己管。",
        {"special": "enterprise"},
        (
            ev.Dispatched("财政局"),
            ev.SignedFor("财政局"),
            ev.Progressed("已调取台账"),
            ev.ExtensionAsked(days=3, reason="等旗里核对名单"),
        ),
    ),
    (
        "草场边界纠纷请求调解",
        "额尔敦其木格",
        "help",
        "与邻居草场围栏边界不清。",
        {"special": "mongolian", "came_by": CameBy.POST},
        (
            ev.Dispatched("林草局"),
            ev.Returned("应由苏木调解"),
            ev.ReturnDisputed("三定方案写明归林草局"),
        ),
    ),
    (
        "举报低保分配不公",
        "乌日娜",
        "report",
        "请核查。",
        {"secret": True},
        (ev.Dispatched("民政局"), ev.SignedFor("民政局")),
    ),
    (
        "校车路线调整建议",
        "陈国强",
        "suggestion",
        "建议校车绕行新村。",
        {},
        (
            ev.Dispatched("教育局"),
            ev.SignedFor("教育局"),
            ev.Answered("自下周起绕行新村，站点已公示。", document="通教函〔2026〕41号"),
        ),
    ),
    (
        "桥面护栏断了没人修",
        "刘海",
        "complaint",
        "大林桥护栏断裂，夜里危险。",
        {},
        (
            ev.Dispatched("交通局"),
            ev.SignedFor("交通局"),
            ev.Answered("已修复"),
            ev.CalledBack(solved=False, rating=2, words="只拉了绳子"),
        ),
    ),
    (
        "表扬代办员",
        "吴长江",
        "praise",
        "冒雪把药送到家里，非常感谢。",
        {},
        (
            ev.Dispatched("大林镇"),
            ev.Answered("已转达并表扬"),
            ev.CalledBack(solved=True, rating=5, words="很好"),
            ev.Closed("回访满意"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Content:
    """Where what is worth a picture stands."""

    cases: dict[str, str]  # by title
    device: str
    slip: str
    plate: str
    login: str  # of a department handler
    paper: str  # what the code of a receipt opens whose case has not been sent
    number: str  # of a request, whose telephone ends in `digits`
    digits: str

    def case(self, title: str) -> str:
        """Its address in the console."""
        return f"/console/cases/{self.cases[title]}"


def fill(world: World, folder: Path) -> Content:
    """Fill the city; the clock stands in November afterwards."""
    world.at("2026-10-30 09:20")
    overdue = open_case(world.desk.session, request("围栏补贴没有发", "那仁其其格")).case
    world.desk.sync()
    for moment in ("11-02 17:00", "11-05 08:30", "11-09 08:30", "11-12 08:30", "11-20 08:30"):
        world.at(f"2026-{moment}")
    world.at("2026-11-23 09:05")
    cases = {"围栏补贴没有发": overdue}
    for title, name, category, text, how, _then in REQUESTS:
        intake = request(title, name, text=text, category=category, **how)
        cases[title] = open_case(world.desk.session, intake).case
    cases["残疾人证换领"] = world.desk.register("白音仓", matter="TL-0018")
    cases["办不成事"] = open_case(world.desk.session, blocked()).case
    target = io.BytesIO()
    Image.radial_gradient("L").resize((320, 240)).save(target, "JPEG")
    small = target.getvalue()
    attached(world.desk, cases["村口路灯不亮"], small, thumbnail=small)
    compared(world.desk, cases["残疾人证换领"], differing=(DUE,), words="日期改成了 12 月 1 日")
    assert world.desk.sync().synced
    carry(world.desk)
    casework = world.city.inside.casework(Principal.person(world.city.person(name="李丽")))
    for title, *_rest, then in REQUESTS:
        for body in then:
            casework.act(cases[title], body, author=LI)
    words(world)
    certificate(world)
    aside_and_bundle(world, folder)
    cases["门牌号写得不一致"] = in_doubt(world, folder)
    world.at("2026-11-24 10:05")
    device = world.city.query("SELECT id FROM device ORDER BY prefix LIMIT 1")[0][0]
    file = casework.case_file(overdue)
    assert file is not None
    lead = Principal.person(world.city.person(name="李丽"))
    places = ("三组12号", "三组13号", "村口小卖部", "大林小学门卫室")
    plate, *_more = world.city.inside.plates.make(OTHER_VILLAGE, places, lead)
    shown = casework.case_file(cases["校车路线调整建议"])
    assert shown is not None
    assert shown.case.registered is not None
    return Content(
        cases,
        str(device),
        file.case.escalation.slips[-1].key,
        plate.address,
        world.city.person(Role.DEPARTMENT_HANDLER, name="陈科长", department="住建局"),
        not_sent(world.desk),
        shown.case.number,
        shown.case.registered.applicant.phone[-4:],
    )


def request(title: str, name: str, **more: object) -> Intake:
    """A request at the counter."""
    who = {"name": name, "phone": f"1394751{sum(map(ord, name)) % 10_000:04d}"}
    said = {"category": "help", "text": "请尽快处理。"} | more
    return Intake(kind=CaseKind.REQUEST, title=title, new_resident=who, **said)  # type: ignore[arg-type]


def blocked() -> Intake:
    """A matter that could not be done."""
    what = BlockedMatter(
        "农村宅基地审批",
        where="苏木综合窗口",
        reason="要求提供已撤销单位的证明",
        tried="跑了四趟，电话两次",
    )
    who = {"name": "金泉", "phone": "13947516712"}
    return Intake(kind=CaseKind.BLOCKED, title="宅基地审批办不下来", new_resident=who, blocked=what)


def in_doubt(world: World, folder: Path) -> str:
    """Two computers of a desk wrote different telephones into a case."""
    case = world.desk.register("韩梅", matter="TL-0018")
    assert world.desk.sync().synced
    second = VillageDesk.enrolled(folder / "beside", world.city.url, world.city.code(VILLAGE))
    second.clock = world.clock
    assert second.sync().synced
    session = replace(second.session, author=Author("qiqige", "其其格"))
    amend_case(world.desk.session, case, {"phone": "13700000000"}, shown={})
    amend_case(session, case, {"phone": "13900000000"}, shown={})
    for desk in (world.desk, second):
        assert desk.sync().synced
    second.close()
    return case


def not_sent(desk: VillageDesk) -> str:
    """The address in the code of a receipt that was printed without a line."""
    session = replace(desk.session, seal=desk.store.seal)
    session = replace(session, desk=replace(session.desk, city="https://city.example"))
    case_id = desk.register("斯琴高娃")
    with desk.store.unit_of_work() as uow:
        case = uow.case(case_id)
    facts = paper_facts(session, case, paper="receipt")
    parts = urlsplit(qr_texts(session, case.number, facts, copies=2)[0])
    return f"{parts.path}?{parts.query}"


def words(world: World) -> None:
    """Dispatch catalogue and notices."""
    dispatcher = Principal.person(world.city.person(name="李丽"))
    rules = (("停暖", "住建局"), ("供热", "住建局"), ("自来水", "水务集团"), ("路灯", "住建局"))
    world.city.inside.catalogue(dispatcher).keep(
        [Rule(RuleKind.WORDS, each, department) for each, department in rules]
    )
    for said, division in (
        ("本周四上午系统升级一小时，各站点可照常离线登记。", ""),
        ("大林镇各站点请于月底前核对容缺材料清单。", "150502100"),
    ):
        world.city.inside.notices.give(said, dispatcher, division=division, giver="李丽")


def certificate(world: World) -> None:
    """A licensed authority's, by which the city seals its papers; it ends within ninety days."""
    key, root = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    now = datetime.fromtimestamp(world.clock.now_ms() / 1000, UTC)
    span = {"begins": now - timedelta(days=300), "ends": now + timedelta(days=65)}
    own = issued(
        key, "通辽市政务服务与数据管理局", by=(root, "内蒙古数字认证中心"), ca=False, **span
    )
    above = issued(root, "内蒙古数字认证中心", **span)
    world.city.inside.sealing.load(packed(key, own, above), PKCS_PASSWORD, SYSTEM)


def aside_and_bundle(world: World, folder: Path) -> None:
    """A second desk whose records come by stick; one of them has a number that cannot be."""
    desk = VillageDesk.enrolled(folder / "second", world.city.url, world.city.code(OTHER_VILLAGE))
    desk.clock = world.clock
    given = desk.store.desk
    desk.store.set_desk(replace(given, prefix="0Z9"))
    open_case(desk.session, request("门前积水", "韩梅"))
    desk.store.set_desk(given)
    open_case(desk.session, request("换届选举咨询", "周立新", category="consultation"))
    target = io.BytesIO()
    export_bundle(desk.store.outbox, target, now_ms=world.clock.now_ms())
    receive_bundle(world.city.inside, io.BytesIO(target.getvalue()), io.BytesIO(), carrier="李丽")
    desk.close()
