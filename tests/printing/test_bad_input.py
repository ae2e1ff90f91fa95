"""What people really type, on every paper: all of it is laid out, nothing cut, nothing on top of anything."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from helpdesk.application.bulletin import Unit
from helpdesk.application.cases import open_case
from helpdesk.application.day_sheet import Counts, DaySheet, SheetLine
from helpdesk.application.intake import Intake
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.paper_forms import papers_for, sizes_for
from helpdesk.application.progress import act
from helpdesk.bootstrap.papers import DeskPapers
from helpdesk.domain import events as ev
from helpdesk.domain.figures import MonthFigures
from helpdesk.domain.materials import Material, MaterialState
from helpdesk.printing import Size, noticing
from helpdesk.printing.papers import PAPERS, render_forms
from helpdesk.printing.papers.day_sheet import DaySheetPaper, render_day_sheet
from tests.desk import desk_in
from tests.printing import reading, samples
from tests.printing.bulletins import bulletin_of
from tests.printing.test_pages import check_places
from tests.printing.test_slip_forms import form as slip

NAME = "阿拉坦其其格·额尔德尼巴雅尔·孟和吉日嘎拉·乌力吉德力格尔·斯琴高娃𠮷·ᠰᠠᠷᠠ"
EMOJI, TURNING = "😀", "\u202e"  # the second turns round what follows it on a screen
NOTE = (
    f"家里有两位老人，{TURNING}行动不便{EMOJI}；请上门（下午）核实。\t电话 13847516701\n" * 200
)[:5_000]
MATERIALS = 60
Draw = Callable[[str], bytes]


def materials() -> tuple[Material, ...]:
    """Sixty with names of forty characters, in every state."""
    kinds = (
        lambda m: m.take(originals=1, copies=2),
        lambda m: replace(m, state=MaterialState.DEFERRED, deferred_until=date(2026, 12, 1)),
        lambda m: m.wrong(reason=f"复印件不清楚{EMOJI}，请带原件重新复印"),
        lambda m: m,
    )
    return tuple(
        replace(
            kinds[n % 4](
                Material(
                    f"第{n}项：家庭成员经济状况及不动产登记信息核对授权声明（含附表、签字页和骑缝章）",
                    originals=1,
                    copies=2,
                    deferrable=True,
                )
            ),
            to_return=n % 4 == 0,
        )
        for n in range(1, MATERIALS + 1)
    )


@pytest.fixture(scope="module")
def draws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Draw]]:
    """Every paper, of cases whose every field is as bad as the intake lets it be."""
    with desk_in(tmp_path_factory.mktemp("bad") / "desk") as desk:
        intake = Intake(
            new_resident={"name": NAME, "address": (TURNING + "阿古拉镇白音查干嘎查" * 30)[:200]},
            matter="TL-0014",
            materials=materials(),
            proxy=NAME + EMOJI,
        )
        ids = {
            name: open_case(desk.session, intake).case for name in ("open", "refused", "answered")
        }
        several = replace(intake, people=({"name": NAME},) * 20, together=False)
        ids[JOINT] = open_case(desk.session, several).case
        asked = tuple(m.name + EMOJI for m in materials())
        act(desk.session, ids["open"], ev.CorrectionAsked(asked, date(2026, 12, 1)))
        act(desk.session, ids["refused"], ev.Refused(NOTE, NAME))
        act(desk.session, ids["answered"], ev.Answered(NOTE, NAME))
        gone = ev.Delivered(
            "brought", NAME, relation=NAME, refused=True, reason=NOTE, place=NAME, witness=NAME
        )
        act(desk.session, ids["answered"], gone)
        papers = DeskPapers(desk.session, desk.queries)

        def drawn(case: str, name: str) -> Draw:
            return lambda size: papers.render(case, paper=name, size=size, copies=1)

        made: dict[str, Draw] = {}
        for case in ids.values():
            file = desk.queries.case_file(case)
            assert file is not None
            made |= {name: drawn(case, name) for name in papers_for(file.case)}
        assert set(made) == set(PAPERS)
        yield made | of_the_city()


def of_the_city() -> dict[str, Draw]:
    """Slips, bulletin, day sheet."""
    issue, desk = samples.issue(), samples.desk()
    figures = MonthFigures(*[99_999] * 12)
    month = bulletin_of([Unit(NAME + EMOJI, figures)] * 40, [Unit(NAME, figures)] * 40)
    lines = tuple(
        SheetLine(str(n), samples.NUMBER, NAME, NOTE[:200], True, n > 2, Counts(9, 9))
        for n in range(1, 41)
    )
    moment = datetime(2026, 11, 23, 8, 0)
    sheet = DaySheet(
        moment, moment.replace(hour=17), moment, lines, Counts(2), (samples.NUMBER,) * 40
    )
    said = slip(problem=NOTE, basis=NOTE[:500], demand=NOTE[:500], addressee=NAME, feedback=NOTE)
    return {
        "slip": lambda size: render_forms([said], size=Size[size]),
        "bulletin": lambda size: render_forms([month], size=Size[size]),
        "day_sheet": lambda size: render_day_sheet(
            DaySheetPaper(issue, desk, sheet), size=Size[size]
        ),
    }


def check(pdf: bytes, size: str) -> str:
    """In its place, without characters that cannot be seen; the text."""
    check_places(pdf, Size[size])
    text = reading.text(pdf)
    assert not [c for c in text if unicodedata.category(c) in ("Cc", "Co", "Cs")]
    assert TURNING not in text
    return text


NARROWEST = [(name, "A5_LARGE") for name in (*PAPERS, "slip", "bulletin", "day_sheet")]
CASES = NARROWEST + [(name, "ROLL58") for name in PAPERS if "ROLL58" in sizes_for(name)]


@pytest.mark.parametrize(("name", "size"), CASES)
def test_every_paper_holds_the_worst(draws: dict[str, Draw], name: str, size: str) -> None:
    """Names of 40 characters, 60 materials, notes of 5,000, emoji, control and bidi characters."""
    with noticing() as missing:
        pdf = draws[name](size)
    text = check(pdf, size)
    assert (list(missing) == [EMOJI]) == ("U+1F600" in text), "what has no font is said, and framed"
    for words, count in WHOLE.get(name, {}).items():
        assert text.count(words) >= count, (words, text.count(words))


WHOLE: dict[str, dict[str, int]] = {
    "receipt": {"项：家庭成员": MATERIALS, "U+1F600": 1},
    "one_time_notice": {"项：家庭成员": MATERIALS, "U+1F600": 15},
    "materials_receipt": {"项：家庭成员": 15},
    "deferral_undertaking": {"项：家庭成员": 15},
    "correction_notice": {"项：家庭成员": MATERIALS, "U+1F600": MATERIALS},
    JOINT: {"项：家庭成员": MATERIALS},
    "refusal_slip": {"家里有两位老人": NOTE.count("家里有两位老人")},
    "completion_slip": {"家里有两位老人": NOTE.count("家里有两位老人")},
    "delivery_receipt": {"家里有两位老人": NOTE.count("家里有两位老人")},
    "slip": {"家里有两位老人": 2 * NOTE.count("家里有两位老人")},
    "bulletin": {"99999": 160},
    "day_sheet": {samples.NUMBER: 80},
}


@pytest.mark.parametrize("size", ["A5", "ROLL58"])
def test_a_case_of_which_nothing_is_known(tmp_path, size: str) -> None:  # type: ignore[no-untyped-def]
    """No document, telephone, address, material: no empty labels, no papers that say nothing."""
    with desk_in(tmp_path / "desk") as desk:
        case = open_case(
            desk.session, Intake(new_resident={"name": "包玉兰"}, matter="TL-0014")
        ).case
        file = desk.queries.case_file(case)
        assert file is not None
        papers = DeskPapers(desk.session, desk.queries)
        for name in papers_for(file.case):
            if size in sizes_for(name):
                text = check(papers.render(case, paper=name, size=size, copies=2), size)
                assert "None" not in text
                assert "证件号码电话" not in text
