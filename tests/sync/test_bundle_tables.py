"""A desk that never has a line gets what the city counts by, too: in the return bundle."""

from datetime import date, datetime, timedelta

from helpdesk.application.cases import checklist, open_case
from helpdesk.application.intake import Intake
from helpdesk.domain.calendar import Day, DayKind, YearTable
from helpdesk.domain.copies import replace
from helpdesk.domain.moments import Moment
from helpdesk.server.ladder import Editor
from helpdesk.server.people import Role
from tests.desk import SetClock
from tests.server.running import RunningCity
from tests.sync.desk import Device
from tests.sync.test_bundles import Make, at_city, home, make, out

__all__ = ["make"]
WEDNESDAY = datetime(2031, 11, 26, 9, 30)
BEFORE = datetime(2026, 11, 26, 9, 30)  # nobody is warned of what is due in five years
WEEK = tuple(Day(date(2031, 12, day), DayKind.HOLIDAY, "调休") for day in range(1, 6))


def due(device: Device, case: str) -> datetime:
    file = device.store.queries.case_file(case)
    assert file is not None
    assert file.row.due is not None
    return file.row.due


def test_another_calendar_comes_by_stick_and_counts(city: RunningCity, make: Make) -> None:
    """The city declares a week to be holidays: what is open is counted anew, without any line."""
    device = make()
    session = replace(device.session, clock=SetClock(WEDNESDAY))
    matter = session.reference.catalogue.find("TL-0018")
    assert matter is not None
    wanted = Intake(
        new_resident={"name": "包玉兰", "phone": "13847516701"},
        matter="TL-0018",
        materials=tuple(material.take() for material in checklist(matter)),
    )
    case = open_case(session, wanted).case
    before = due(device, case)
    home(device, at_city(city, out(device))[0])
    assert due(device, case) == before, "nothing of that year was decided yet"
    editor = Editor(city.person(Role.ADMINISTRATOR), "李丽", 1)
    city.inside.rules.keep_table(YearTable(2031, "", "国办发明电〔2031〕1号", WEEK), editor=editor)
    city.inside.ladder.round(Moment.of(BEFORE))
    back, _received = at_city(city, out(device))
    home(device, back)
    assert due(device, case) == before + timedelta(days=7)
    assert device.store.outbox.held(device_ms=0).tables, "and the next bundle says so"
    for _ in range(2):  # the same stick again, and one with nothing new
        home(device, back)
        home(device, at_city(city, out(device))[0])
    assert due(device, case) == before + timedelta(days=7)
