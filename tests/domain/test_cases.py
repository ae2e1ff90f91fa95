"""The fold of a case: total, pure, losing nothing."""

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain import events as ev
from helpdesk.domain.cases import apply_to_case, fold_case, may
from helpdesk.domain.clocks import PauseReason
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.domain.slip_events import SlipCause, SlipContent, SlipLevel
from helpdesk.domain.stages import Stage
from tests.domain.build import CASE, MONDAY, event, registered

CONTENT = SlipContent("民政局", problem="即将到期", demand="按期办结")
MAIN_ROAD: list[tuple[ev.Body, Stage]] = [
    (ev.HandedOver(department="民政局"), Stage.HANDED_OVER),
    (ev.Accepted(number="民〔2026〕12", due=datetime(2026, 12, 20, 17, 30)), Stage.ACCEPTED),
    (ev.Progressed(words="转家庭经济状况核对"), Stage.IN_PROGRESS),
    (ev.Answered(words="同意"), Stage.ANSWERED),
    (ev.Delivered(how="pick_up"), Stage.DELIVERED),
    (ev.CalledBack(rating=5), Stage.CALLED_BACK),
    (ev.Closed(), Stage.CLOSED),
]

BODIES: list[ev.Body] = [
    registered(),
    *(body for body, _ in MAIN_ROAD),
    ev.Dispatched(department="民政局"),
    ev.SignedFor(),
    ev.CorrectionAsked(items=("收入证明",)),
    ev.Corrected(),
    ev.Suspended(reason="出差"),
    ev.Resumed(),
    ev.Refused(reason="不属本单位"),
    ev.Withdrawn(),
    ev.Terminated(reason="死亡"),
    ev.Returned(reason="错派"),
    ev.Extended(days=5, reason="核查", due=datetime(2026, 12, 21, 17, 30)),
    ev.RenewalSettled(reason="已搬走"),
    ev.Redone(reason="不满意"),
    ev.Merged(into="x"),
    ev.ReturnDisputed(reason="不归我们管", department="民政局"),
    ev.ReturnReviewed(words="由残联承办", department="残联"),
    ev.ReturnReviewed(words="重新派单"),
    ev.ExtensionAsked(days=5, reason="需要实地核查"),
    ev.ExtensionDecided(approved=False, words="材料已齐"),
    ev.Raised(reason="三次重办", to="1505"),
    ev.PassedUp(reason="需旗县协调", to="150502"),
    ev.PassedDown(to="150502101", words="请先核实"),
    ev.DuplicateNoted(number="BA-1505-021-261123-0009-X"),
    ev.DuplicateNoted(number="BA-1505-021-261123-0009-X", joined=False),
    ev.Unmerged(reason="不是同一件事"),
    ev.BlockedSettled(outcome="solved", words="当场办结"),
    ev.Noted(words="电话"),
    ev.Contacted(),
    ev.CalledBack(reached=False),
    ev.MaterialSet(line=1, material=Material("收入证明").take()),
    ev.MaterialSet(line=99, material=Material("没有")),
    ev.PaperPrinted(paper="receipt", size="A5", copies=2, copy=1, output="printer", digest="ab"),
    ev.CaseAmended({"phone": "13800000000"}),
    ev.Reassigned(reason="调走", agent="qiqige", name="其其格"),
    ev.Reassigned(reason="错派", department="残联"),
    ev.ProposalDecided(proposal="00000000000000aa-3", accepted=True),
    ev.FileAttached(sha256="ab" * 32, size=5, media_type="image/jpeg", line=1),
    ev.FileWithdrawn(sha256="ab" * 32, line=1, reason="拍错了"),
    ev.UnknownBody(kind="case.new", version=9, raw=b"{}"),
    ev.CaseWarned(due=datetime(2026, 12, 14, 17, 30), hours=24),
    ev.SlipIssued(SlipLevel.REMINDER, 2026, 12, cause=SlipCause.DUE_SOON, content=CONTENT),
    ev.SlipSignedFor("reminder/2026/12"),
    ev.SlipAnswered("reminder/2026/12", "已联系"),
    ev.SlipVerified("reminder/2026/12", passed=False),
    ev.SlipWrittenOff("reminder/2026/12"),
    ev.SlipProposed(SlipLevel.TRANSFER, SlipCause.UNSETTLED, CONTENT),
    ev.SlipApproved("00000000000000aa-3"),
    ev.SlipDeclined("00000000000000aa-3", "已办结"),
    ev.CaseRecounted(
        clock=ev.Clock(datetime(2026, 12, 15, 17, 30), 15, "working", MONDAY.date(), "2026/2"),
        was=datetime(2026, 12, 14, 17, 30),
        due=datetime(2026, 12, 15, 17, 30),
    ),
    ev.SignedCopyFiled("a" * 64, paper="receipt", printing=1, copy=2),
    ev.PaperSigned("authorisation", "pad", "b" * 64, image="c" * 64, sealed="d" * 64, by="包玉兰"),
    ev.PaperCompared(
        "receipt", 1, 2, "ab" * 16, ("c" * 64,), ("due=2026-12-14T17:30", "words"), "改了日期"
    ),
]


def test_the_main_road_is_walked_stage_by_stage() -> None:
    history = [event(registered())]
    for n, (body, stage) in enumerate(MAIN_ROAD, start=2):
        before = fold_case(CASE, history)
        assert may(before, type(body))
        history.append(event(body, dseq=n))
        case = fold_case(CASE, history)
        assert case.stage is stage
        assert not case.anomalies
    assert case.ended
    assert case.department_number == "民〔2026〕12"
    assert case.rating == 5


def test_an_act_out_of_place_is_kept_and_marked() -> None:
    case = fold_case(CASE, [event(registered()), event(ev.Delivered(how="post"), dseq=2)])
    assert case.stage is Stage.REGISTERED
    assert [a.event.body for a in case.anomalies] == [ev.Delivered(how="post")]


def test_c18_notes_append_and_c29_move_no_deadline() -> None:
    """C18, C29: a note, a contact or a print leaves stage and due time alone."""
    before = fold_case(CASE, [event(registered())])
    acts = [ev.Noted(words="来电"), ev.Contacted(words="已告知")]
    after = fold_case(
        CASE, [event(registered()), *(event(a, dseq=n) for n, a in enumerate(acts, 2))]
    )
    assert (after.stage, after.due) == (before.stage, before.due)
    assert after.responded_at is not None


def test_a_pause_remembers_its_days_and_the_stage_before() -> None:
    case = fold_case(
        CASE,
        [
            event(registered()),
            event(ev.HandedOver(), dseq=2),
            event(ev.CorrectionAsked(items=("收入证明",)), dseq=3, at=datetime(2026, 11, 24, 9)),
            event(ev.Corrected(), dseq=4, at=datetime(2026, 11, 26, 9)),
        ],
    )
    assert case.stage is Stage.HANDED_OVER
    assert [(p.reason, p.since, p.until) for p in case.pauses] == [
        (PauseReason.CORRECTION, date(2026, 11, 24), date(2026, 11, 26))
    ]
    assert case.correction == ()


def test_an_unreached_callback_counts_but_does_not_move() -> None:
    case = fold_case(
        CASE,
        [
            event(registered()),
            event(ev.Answered(words="好"), dseq=2),
            event(ev.CalledBack(reached=False), dseq=3),
        ],
    )
    assert (case.stage, len(case.attempts)) == (Stage.ANSWERED, 1)


def test_without_its_registration_a_case_is_incomplete_not_a_ghost() -> None:
    case = fold_case(CASE, [event(ev.Answered(words="好"), dseq=7)])
    assert case.registered is None
    assert len(case.anomalies) == 1


def test_unsent_counts_events_without_receipt() -> None:
    case = fold_case(CASE, [event(registered(), position=4), event(ev.Noted(words="x"), dseq=2)])
    assert case.unsent == 1


def test_materials_change_line_by_line() -> None:
    body = ev.MaterialSet(line=1, material=Material("收入证明", originals=1).take())
    case = fold_case(CASE, [event(registered()), event(body, dseq=2)])
    states = [m.state for m in case.materials]
    assert states == [MaterialState.NEEDED, MaterialState.TAKEN]


@given(st.lists(st.sampled_from(BODIES), max_size=25))
def test_the_fold_is_total_and_loses_nothing(bodies: list[ev.Body]) -> None:
    history = [event(body, dseq=n) for n, body in enumerate(bodies, start=1)]
    case = fold_case(CASE, history)
    assert len(case.anomalies) <= len(history)
    assert case.unsent == len(history)
    prints = sum(isinstance(e.body, ev.PaperPrinted) for e in history)
    assert case.copies_of("receipt") == 2 * prints


@given(st.lists(st.sampled_from(BODIES), max_size=12), st.integers(0, 12))
def test_folding_in_pieces_is_the_same(bodies: list[ev.Body], cut: int) -> None:
    history = [event(body, dseq=n) for n, body in enumerate(bodies, start=1)]
    case = fold_case(CASE, history[:cut])
    for later in history[cut:]:
        case = apply_to_case(case, later)
    assert case == fold_case(CASE, history)


def test_every_kind_is_in_the_test_list() -> None:
    tested = {type(body) for body in BODIES}
    elsewhere = ("resident.", "device.", "data.")
    known = {body for kind, body in ev.KINDS.items() if not kind.startswith(elsewhere)}
    assert known <= tested
