"""What a sync may cost on the line, HTTP headers included: hard limits, in bytes and requests."""

from pathlib import Path

from helpdesk.application.progress import act
from helpdesk.domain import events as ev
from tests.server.running import RunningCity
from tests.sync.desk import Device


def test_a_day_at_work_in_one_request(city: RunningCity, tmp_path: Path) -> None:
    """10 new and 30 changed cases up, and the same down at the other window."""
    one, other = (
        Device.enrolled(tmp_path / name, city.url, city.code()) for name in ("one", "other")
    )
    cases = [one.register() for _ in range(30)]
    assert one.sync().synced
    assert other.sync().synced
    for case in cases:
        act(one.session, case, ev.HandedOver())
    names = ("格日勒图", "包玉兰", "李丽", "王芳", "乌云")
    for number in range(10):
        one.register(names[number % 5])
    report = one.sync()
    assert report.synced
    assert report.tally.requests == 1
    assert report.tally.bytes_out + report.tally.bytes_in <= 4_200
    report = other.sync()
    assert report.synced
    assert report.tally.requests == 1
    assert report.tally.bytes_out + report.tally.bytes_in <= 4_200
    one.close()
    other.close()
