"""Papers as a desk in Tongliao would print them, for the tests of printing."""

from dataclasses import replace
from datetime import date, datetime

from helpdesk.application.papers import (
    Applicant,
    DeferredMaterial,
    Desk,
    Issue,
    MissingMaterial,
    Notice,
    NoticeMaterial,
    NoticeState,
    Promise,
    Receipt,
    ReceivedMaterial,
)
from helpdesk.printing import Size

SHEETS = (Size.A4, Size.A5)
LARGE = (Size.A4_LARGE, Size.A5_LARGE)
NUMBER = "BA-1505-021-1123-0008"
QR_TEXT = f"{NUMBER}|20261123T1043+0800|dev7|c2lnbmF0dXJlLW9mLXRoZS1kZXZpY2UtMDEyMzQ1Njc4OWFiY2RlZg"
RARE_NAME = "𠮷𡈽㛃·𪜀𫝀𫠠𬺰"
MONGOLIAN_NAME = "ᠪᠠᠶᠠᠷᠮᠠ ᠰᠠᠷᠠᠨᠭᠡᠷᠡᠯ"
NO_GLYPH = "\U0003134a"


def desk() -> Desk:
    return Desk(
        name="保安村便民服务站",
        place="通辽市科尔沁区大林镇",
        address="内蒙古自治区通辽市科尔沁区大林镇保安村村委会院内",
        phone="0475-8301234",
        hours="工作日 8:30—12:00，14:30—17:30",
    )


def issue() -> Issue:
    return Issue(printed_at=datetime(2026, 11, 23, 10, 44), agent="乌云其其格")


def promise() -> Promise:
    return Promise(
        due=datetime(2026, 12, 14, 17, 30),
        arithmetic="11 月 23 日登记，次日起算第 1 个工作日（11 月 24 日），第 15 个工作日为 12 月 14 日。",
        limit="15 个工作日（法定 30 个工作日）",
        response="1 个工作日内（11 月 24 日 17:30 前）",
    )


def applicant() -> Applicant:
    return Applicant(
        name="包玉兰",
        document_kind="居民身份证",
        document_number="152301********2428",
        phone="138****6701",
        address="科尔沁区大林镇保安村三组 12 号",
    )


def receipt() -> Receipt:
    return Receipt(
        issue=issue(),
        desk=desk(),
        number=NUMBER,
        codes=(QR_TEXT,),
        applicant=applicant(),
        matter="城乡居民最低生活保障申请",
        mode="代办",
        fee="不收费",
        department="科尔沁区民政局",
        received_at=datetime(2026, 11, 23, 10, 43),
        promise=promise(),
        received=(
            ReceivedMaterial(name="居民身份证", originals=1, copies=1, to_return=True),
            ReceivedMaterial(name="户口簿", originals=1, copies=1, to_return=True),
            ReceivedMaterial(name="家庭经济状况核查授权书", originals=1),
        ),
        deferred=(DeferredMaterial(name="收入证明", until=date(2026, 11, 30)),),
        missing=(MissingMaterial(name="银行卡", note="请带本人储蓄卡复印件 1 份"),),
    )


def marked_receipt() -> Receipt:
    """Every mark a receipt can bear: practice, not connected, reprinted, provisional, rare names."""
    marked = receipt()
    return replace(
        marked,
        issue=replace(issue(), practice=True, synced=False, reprint=2, copies=2),
        applicant=replace(
            applicant(),
            name=RARE_NAME + NO_GLYPH,
            mongolian_name=MONGOLIAN_NAME,
            proxy="额尔德木图（配偶）",
        ),
        promise=replace(promise(), due=datetime(2027, 1, 8, 17, 30), provisional=True),
    )


def long_receipt() -> Receipt:
    """More than a page: 27 materials, 40-character names, an address of a line and a half, a long note."""
    materials = tuple(
        ReceivedMaterial(
            name=f"第{n}项材料：家庭成员经济状况及不动产登记信息核对授权声明（含附表）",
            originals=n % 3,
            copies=n,
            electronic=n % 2,
            to_return=n % 2 == 0,
            note="复印件须注明与原件一致，由申请人签字并按指印" if n % 5 == 0 else "",
        )
        for n in range(1, 28)
    )
    note = (
        "家里有两位老人，行动不便，请工作人员上门核实；电话联系不上时请找隔壁邻居（嘎查达）转告。"
    )
    return replace(
        receipt(),
        applicant=replace(
            applicant(),
            name="阿拉坦其其格·额尔德尼巴雅尔·孟和吉日嘎拉·乌力吉德力格尔·斯琴高娃·萨日娜阿",
            address="科尔沁左翼后旗" + "阿古拉镇白音查干嘎查" * 6 + "三独贵龙 7 号蒙古包东侧",
        ),
        received=materials,
        note=(note * 60)[:2000],
    )


def notice() -> Notice:
    return Notice(
        issue=replace(issue(), copies=2),
        desk=desk(),
        number=NUMBER,
        codes=(QR_TEXT,),
        applicant=applicant(),
        matter="城乡居民最低生活保障申请",
        mode="代办",
        fee="不收费",
        basis="《社会救助暂行办法》第十一条",
        department="科尔沁区民政局",
        told_at=datetime(2026, 11, 23, 10, 43),
        promise=Promise(limit="15 个工作日（法定 30 个工作日）", response="1 个工作日内"),
        bring_by=date(2026, 11, 30),
        materials=(
            NoticeMaterial(name="居民身份证", originals=1, copies=1, state=NoticeState.RECEIVED),
            NoticeMaterial(
                name="户口簿",
                originals=1,
                copies=1,
                state=NoticeState.WRONG,
                reason="户主页复印件不清楚",
                how="带原件到本站重新复印，不收费",
            ),
            NoticeMaterial(name="家庭经济状况核查授权书", originals=1, state=NoticeState.RECEIVED),
            NoticeMaterial(
                name="收入证明",
                originals=1,
                deferrable=True,
                state=NoticeState.DEFERRED,
                until=date(2026, 11, 30),
                how="由村委会出具，代办员可代为办理",
            ),
            NoticeMaterial(
                name="银行卡",
                copies=1,
                state=NoticeState.MISSING,
                reason="未带",
                how="本人储蓄卡，任一银行均可",
            ),
            NoticeMaterial(
                name="残疾证",
                originals=1,
                copies=1,
                condition="家庭成员有残疾的",
                state=NoticeState.NOT_APPLICABLE,
            ),
        ),
    )
