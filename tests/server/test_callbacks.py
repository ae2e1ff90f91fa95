"""Callbacks from the console: the list, three attempts, what a bad one sets going; the desk learns of all."""

from collections.abc import Iterator

import pytest

from helpdesk.application.deadlines import redo_deadline
from helpdesk.domain import events as ev
from helpdesk.domain.callbacks import CallbackResult
from helpdesk.domain.stages import Stage
from helpdesk.server.people import Role
from helpdesk.server.principal import Principal
from helpdesk.server.queue import QueueWish, View
from tests.server.dispatching import Browser, Desks, request, signed_in
from tests.server.running import RunningCity
from tests.sync.desk import AGENT


@pytest.fixture(scope="module")
def desks(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    made = Desks.enrolled(tmp_path_factory.mktemp("desks"), city)
    yield made
    made.close()


@pytest.fixture(scope="module")
def dispatcher(city: RunningCity) -> Iterator[Browser]:
    with signed_in(city) as browser:
        yield browser


@pytest.fixture
def answered(city: RunningCity, desks: Desks) -> str:
    """A request that the department answered."""
    case = request(desks.village)
    assert desks.village.sync().synced
    casework = city.inside.casework(Principal.person(city.person()))
    casework.act(case, ev.Dispatched("住建局"), author=AGENT)
    casework.act(case, ev.Answered("路灯已修好"), author=AGENT)
    return case


def called(browser: Browser, case: str, act: str, **said: str) -> None:
    form = browser.fields(f"cases/{case}", f"cases/{case}/acts/{act}")
    done = browser.post(f"cases/{case}/acts/{act}", {**form, **said})
    assert done.status_code == 200, done.text


def listed(city: RunningCity, view: View) -> set[str]:
    queue = city.inside.queue(Principal.person(city.person()))
    return {each.row.id for each in queue.page(QueueWish(view=view), limit=100).rows}


def on_the_desk(desks: Desks, case: str) -> ev.Event | object:
    assert desks.village.sync().synced
    file = desks.village.store.queries.case_file(case)
    assert file is not None
    return file.case


def test_a_good_one_takes_the_case_off_the_list(
    city: RunningCity, desks: Desks, dispatcher: Browser, answered: str
) -> None:
    assert answered in listed(city, View.TO_CALL)
    page = dispatcher.get(f"cases/{answered}").text
    assert page.count("小区停暖没人管") >= 2  # the head, and the script
    called(dispatcher, answered, "called", solved="yes", rating="4", words="谢谢")
    assert answered not in listed(city, View.TO_CALL)
    case = on_the_desk(desks, answered)
    assert (case.stage, case.rating) == (Stage.CALLED_BACK, 4)  # type: ignore[union-attr]


def test_three_in_vain_and_nobody_calls_again(
    city: RunningCity, desks: Desks, dispatcher: Browser, answered: str
) -> None:
    for _n in range(2):
        called(dispatcher, answered, "not_reached", words="无人接听")
        assert answered in listed(city, View.TO_CALL)
    called(dispatcher, answered, "not_reached")
    assert answered not in listed(city, View.TO_CALL)
    case = on_the_desk(desks, answered)
    assert case.callback is CallbackResult.UNREACHABLE  # type: ignore[union-attr]


def test_who_would_not_answer_is_not_called_again(
    city: RunningCity, desks: Desks, dispatcher: Browser, answered: str
) -> None:
    called(dispatcher, answered, "would_not_answer")
    assert answered not in listed(city, View.TO_CALL)
    case = on_the_desk(desks, answered)
    assert case.callback is CallbackResult.REFUSED  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "said", [{"solved": "no", "rating": "3"}, {"solved": "yes", "rating": "1"}]
)
def test_a_bad_one_opens_the_case_again_with_15_days_and_a_callback(
    city: RunningCity, desks: Desks, dispatcher: Browser, answered: str, said: dict[str, str]
) -> None:
    called(dispatcher, answered, "called", words="还是不亮", **said)
    case = on_the_desk(desks, answered)
    assert (case.stage, case.redone) == (Stage.IN_PROGRESS, 1)  # type: ignore[union-attr]
    due = redo_deadline(case, city.inside.calendar)  # type: ignore[arg-type]
    assert due is not None
    assert due.limit.days == 15
    casework = city.inside.casework(Principal.person(city.person()))
    casework.act(answered, ev.Answered("灯已更换"), author=AGENT)
    assert answered in listed(city, View.TO_CALL)  # a hundred in a hundred are called back


def test_neither_half_a_callback_nor_one_before_the_answer(
    city: RunningCity, desks: Desks, dispatcher: Browser, answered: str
) -> None:
    form = dispatcher.fields(f"cases/{answered}", f"cases/{answered}/acts/called")
    for said in ({"solved": "yes"}, {"rating": "5"}, {"solved": "yes", "rating": "9"}):
        page = dispatcher.post(f"cases/{answered}/acts/called", {**form, **said})
        assert page.status_code == 422
    assert answered in listed(city, View.TO_CALL)
    fresh = request(desks.village)
    assert desks.village.sync().synced
    page = dispatcher.post(
        f"cases/{fresh}/acts/called",
        {**form, "once": "x", "events": "", "solved": "yes", "rating": "5"},
    )
    assert page.status_code == 409


def test_the_telephone_is_shown_to_who_calls_and_that_is_recorded(
    city: RunningCity, dispatcher: Browser, answered: str
) -> None:
    form = dispatcher.fields(f"cases/{answered}", f"cases/{answered}/telephone")
    before = dispatcher.get(f"cases/{answered}").text
    page = dispatcher.post(f"cases/{answered}/telephone", form)
    phone = city.query("SELECT phone FROM city_case WHERE id = %s", answered)[0][0]
    assert phone
    assert phone not in before
    assert phone in page.text
    looked = "SELECT count(*) FROM audit WHERE object = %s AND act = 'case.looked_at'"
    assert city.query(looked, answered) == [(1,)]


def test_whoever_did_the_work_does_not_call(city: RunningCity, answered: str) -> None:
    with signed_in(city, Role.DEPARTMENT_HANDLER, department="住建局") as handler:
        form = handler.fields(f"cases/{answered}", "logout")
        for address in ("acts/called", "telephone"):
            page = handler.post(f"cases/{answered}/{address}", {**form, "rating": "5"})
            assert page.status_code == 403
