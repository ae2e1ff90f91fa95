"""A monthly bulletin of a district, as a sample."""

from collections.abc import Sequence
from datetime import datetime

from helpdesk.application.bulletin import Bulletin, Unit
from helpdesk.application.bulletin_form import bulletin_form
from helpdesk.application.forms import Form
from helpdesk.domain.figures import MonthFigures
from helpdesk.domain.stages import CaseKind
from tests.printing import samples

TOWNSHIPS = (
    *(
        "大林镇",
        "钱家店镇",
        "余粮堡镇",
        "木里图镇",
        "丰田镇",
        "清河镇",
        "育新镇",
        "庆和镇",
        "敖力布皋镇",
    ),
    *(
        "莫力庙苏木",
        "哲里木畜牧学校",
        "高林屯种畜场",
        "半截店牧场",
        "胡力海原种繁殖场",
        "科尔沁街道",
    ),
    *("西门街道", "永清街道", "明仁街道", "施介街道", "东郊街道", "建国街道"),
)
DEPARTMENTS = (
    *("民政局", "人力资源和社会保障局", "医疗保障局", "公安分局", "卫生健康委员会", "教育体育局"),
    *("自然资源局", "农牧局", "住房和城乡建设局", "市场监督管理局", "税务局", "残疾人联合会"),
)


def bulletin() -> Form:
    """A month of the townships of a district and of the departments that decide."""
    units = [Unit(name, month(n)) for n, name in enumerate((*TOWNSHIPS, *DEPARTMENTS))]
    return bulletin_of(units[: len(TOWNSHIPS)], units[len(TOWNSHIPS) :])


def bulletin_of(places: Sequence[Unit], departments: Sequence[Unit]) -> Form:
    """The bulletin of these."""
    found = Bulletin(
        since=datetime(2026, 11, 1),
        until=datetime(2026, 12, 1),
        whole=True,
        total=sum((unit.figures for unit in places), MonthFigures()),
        kinds={CaseKind.MATTER: 13_500, CaseKind.REQUEST: 4_800, CaseKind.BLOCKED: 120},
        places=tuple(places),
        departments=tuple(departments),
        by_township=True,
    )
    return bulletin_form(found, issue=samples.issue(), desk=samples.desk())


def month(n: int) -> MonthFigures:
    """The figures of the `n`th unit, each a little worse than the one before; one has no callback."""
    due, valid = 1_150 - 35 * n, 0 if n == 30 else 400 - 10 * n
    return MonthFigures(
        registered=1_270 - 37 * n,
        due=due,
        closed=due - n * due // 120,
        on_time=due - n * due // 60,
        to_answer=due,
        answered=due - n * due // 200,
        valid=valid,
        solved=valid - n * valid // 50,
        rated=valid,
        satisfied=valid - n * valid // 80,
        unreachable=n % 7,
        declined=n % 3,
    )
