"""A desk, a city, the network between them, all real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.running import RunningCity
from tests.sync.desk import Device


@pytest.fixture
def device(city: RunningCity, tmp_path: Path) -> Iterator[Device]:
    made = Device.enrolled(tmp_path / "desk", city.url, city.code())
    yield made
    made.close()


def test_a_case_goes_up_and_the_citys_answer_comes_down(city: RunningCity, device: Device) -> None:
    case_id = device.register()
    report = device.sync()
    assert report.error is None
    assert report.synced
    with city.api() as api:
        done = api.post(
            f"/api/cases/{case_id}/acts",
            json={"act": "accept", "department": "民政局", "number": "民-7"},
        )
        assert done.status_code == 200, done.text
        assert done.json()["case"]["stage"] == "accepted"
    assert device.sync().synced
    file = device.store.queries.case_file(case_id)
    assert file is not None
    assert file.case.department_number == "民-7"
    assert file.case.unsent == 0
