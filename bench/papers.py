"""The receipt measured: `python -m bench.papers` prints JSON. Times in milliseconds."""

import json
import statistics
import subprocess
import sys
import time
from datetime import datetime

from helpdesk.application.papers import Applicant, Desk, Issue, Promise, Receipt, ReceivedMaterial

FIRST = (
    "import time; import reportlab.pdfgen.canvas; import bench.papers as b;"
    " from helpdesk.printing import Size; from helpdesk.printing.papers import render_receipt;"
    " paper = b.receipt(); start = time.perf_counter();"
    " render_receipt(paper, size=Size.A5); print(time.perf_counter() - start)"
)


def receipt() -> Receipt:
    """A usual receipt: five materials, two copies."""
    return Receipt(
        issue=Issue(printed_at=datetime(2026, 11, 23, 10, 45), agent="乌云其其格", copies=2),
        desk=Desk(name="保安嘎查便民服务站", place="科尔沁区 大林镇", phone="0475-8301234"),
        number="BA-1505-021-261123-0008-M",
        qr_text="BA-1505-021-261123-0008-M",
        applicant=Applicant(
            name="包*兰", document_number="152301********242X", phone="138****6701"
        ),
        matter="最低生活保障审核确认",
        department="民政",
        received_at=datetime(2026, 11, 23, 10, 43),
        promise=Promise(
            due=datetime(2026, 12, 28, 17, 30), arithmetic="自11月24日起算，25 个工作日"
        ),
        received=tuple(
            ReceivedMaterial(name=name, originals=1, copies=1)
            for name in ("居民身份证", "户口簿", "授权书", "收入证明", "银行卡")
        ),
    )


def measure(times: int = 200) -> dict[str, object]:
    """Warm in this process, and the first one in fresh processes."""
    from helpdesk.printing import Size
    from helpdesk.printing.papers import render_receipt

    paper = receipt()
    render_receipt(paper, size=Size.A5)
    warm = []
    for _ in range(times):
        start = time.perf_counter()
        render_receipt(paper, size=Size.A5)
        warm.append(1000 * (time.perf_counter() - start))
    first = [1000 * float(subprocess.check_output([sys.executable, "-c", FIRST])) for _ in range(5)]
    return {"receipt_warm_ms": spread(warm), "receipt_first_ms": spread(first)}


def spread(values: list[float]) -> dict[str, float]:
    """Median, p99 and worst."""
    ordered = sorted(values)
    return {
        "median": round(statistics.median(ordered), 2),
        "p99": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
        "max": round(ordered[-1], 2),
        "times": len(ordered),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
