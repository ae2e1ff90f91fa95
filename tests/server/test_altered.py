"""What a desk finds by comparing a paper is told to the city, to whoever may see the case."""

from pathlib import Path

from helpdesk.domain.comparing_events import OTHER_WORDS
from helpdesk.server.people import Role
from tests.server.altered_papers import DUE, compared
from tests.server.running import OTHER_VILLAGE, RunningCity
from tests.server.test_asides import console
from tests.sync.desk import Device


def test_a_difference_is_listed_in_the_city_and_in_the_case(
    city: RunningCity, tmp_path: Path
) -> None:
    """Issue 6, line 4: an alteration that an eye found is on record where it is looked into."""
    device = Device.enrolled(tmp_path / "desk", city.url, city.code())
    whole, case = device.register("其木格"), device.register("陶格斯")
    compared(device, whole)
    compared(device, case, differing=(DUE, OTHER_WORDS), words="日期改成了十二月一日 <b>")
    assert device.sync().synced
    file = device.store.queries.case_file(case)
    assert file is not None
    number = file.case.number
    with console(city) as browser:
        page = browser.get("/console/altered").text
        assert f'href="/console/cases/{case}"' in page
        assert whole not in page, "all agreed"
        for words in (
            number,
            "承诺办结",
            "其余文字",
            "日期改成了十二月一日 &lt;b&gt;",
            "乌云其其格",
        ):
            assert words in page, words
        shown = browser.get(f"/console/cases/{case}").text
        assert "与打印时的内容不一致" in shown
        assert "与打印时的内容一致" in browser.get(f"/console/cases/{whole}").text
    with console(city, Role.DISPATCHER, division=OTHER_VILLAGE) as browser:
        assert number not in browser.get("/console/altered").text, "another area's"
    device.close()
