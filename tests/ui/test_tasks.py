"""Background work on real threads."""

import threading

import pytest
from PySide6.QtWidgets import QLabel

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.ui.notices import Notice
from helpdesk.ui.tasks import Busy, CancelToken, Tasks


@pytest.fixture
def tasks(qtbot):
    result = Tasks()
    yield result
    result.close()


def test_the_result_arrives_on_the_gui_thread(tasks: Tasks, qtbot) -> None:
    threads: list[threading.Thread] = []
    results: list[tuple[int, threading.Thread]] = []

    def work() -> int:
        threads.append(threading.current_thread())
        return 7

    tasks.run(work, done=lambda result: results.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(results))
    assert results == [(7, threading.main_thread())]
    assert threads[0] is not threading.main_thread()


def test_of_one_key_only_the_latest_is_heard(tasks: Tasks, qtbot) -> None:
    """Search as you type: the slow answer to the first letters comes after the later one."""
    gate = threading.Event()
    heard: list[str] = []
    slow_begun, slow_ended = threading.Event(), threading.Event()

    def slow(cancel: CancelToken) -> str:
        slow_begun.set()
        gate.wait(30)
        slow_ended.set()
        return "b"

    first = tasks.run(slow, done=heard.append, key="search")
    assert slow_begun.wait(30)
    tasks.run(lambda: "byl", done=heard.append, key="search")
    qtbot.waitUntil(lambda: bool(heard))
    gate.set()
    assert slow_ended.wait(30)
    assert first.token.cancelled
    with qtbot.waitSignal(tasks._finished):
        tasks.run(lambda: None)
    assert heard == ["byl"]


def test_other_keys_do_not_disturb_each_other(tasks: Tasks, qtbot) -> None:
    heard: list[str] = []
    tasks.run(lambda: "a", done=heard.append, key="search")
    tasks.run(lambda: "b", done=heard.append, key="preview")
    qtbot.waitUntil(lambda: sorted(heard) == ["a", "b"])


def test_a_problem_goes_to_failed(tasks: Tasks, qtbot) -> None:
    problems: list[Problem] = []

    def work() -> None:
        raise EnvironmentProblem("disk-full")

    tasks.run(work, failed=problems.append)
    qtbot.waitUntil(lambda: bool(problems))
    assert problems[0].code == "disk-full"


def test_without_failed_a_problem_becomes_a_sentence(tasks: Tasks, qtbot) -> None:
    def work() -> None:
        raise Problem("name-empty")

    with qtbot.waitSignal(tasks.noticed) as caught:
        tasks.run(work)
    notice = caught.args[0]
    assert isinstance(notice, Notice)
    assert notice.sentence


def test_a_bug_is_logged_without_the_data_it_met(tasks: Tasks, qtbot, expect_log, log_records):
    expect_log("KeyError")
    number = "152301" + "195801012428"

    def work() -> None:
        raise KeyError(number)

    with qtbot.waitSignal(tasks.noticed) as caught:
        tasks.run(work)
    assert number not in caught.args[0].sentence
    assert number not in "".join(log_records.messages)


def test_the_result_for_a_destroyed_widget_is_dropped(tasks: Tasks, qtbot) -> None:
    gate = threading.Event()
    label = QLabel()
    called: list[str] = []
    tasks.run(lambda: gate.wait(5), done=lambda _r: called.append("done"), owner=label)
    with qtbot.waitSignal(label.destroyed):
        label.deleteLater()
    with qtbot.waitSignal(tasks._finished):
        gate.set()
    assert called == []


def test_the_owner_is_the_object_of_a_bound_slot(tasks: Tasks, qtbot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    assert tasks.run(lambda: "text", done=label.setText).owner is label
    qtbot.waitUntil(lambda: label.text() == "text")


def test_counts_arrive_in_order(tasks: Tasks, qtbot) -> None:
    counts: list[tuple[int, int]] = []
    done: list[object] = []

    def work(report) -> None:
        for number in range(1, 4):
            report(number, 3)

    tasks.run(work, done=done.append, progress=lambda n, total: counts.append((n, total)))
    qtbot.waitUntil(lambda: bool(done))
    assert counts == [(1, 3), (2, 3), (3, 3)]


def test_short_work_shows_nothing(tasks: Tasks, qtbot, monkeypatch) -> None:
    monkeypatch.setattr("helpdesk.ui.tasks.BUSY_AFTER", 30_000)  # however busy the machine is
    shown: list[Busy | None] = []
    tasks.busy_changed.connect(shown.append)
    done: list[object] = []
    tasks.run(lambda: 1, done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert set(shown) <= {None}


def test_long_work_shows_its_counts_and_can_be_cancelled(tasks: Tasks, qtbot) -> None:
    ended = threading.Event()

    def work(cancel: CancelToken, report) -> None:
        report(12, 3000, "导入")
        while not cancel.cancelled:
            threading.Event().wait(0.005)
        ended.set()

    called: list[object] = []
    with qtbot.waitSignal(tasks.busy_changed) as caught:
        tasks.run(work, done=called.append, failed=called.append)
    busy = caught.args[0]
    assert (busy.what, busy.done, busy.total) == ("导入", 12, 3000)
    with qtbot.waitSignal(tasks.busy_changed) as caught:
        busy.cancel()
    assert caught.args[0] is None
    assert ended.wait(5)
    assert called == []


def test_work_that_cannot_be_cancelled_offers_no_cancel(tasks: Tasks, qtbot) -> None:
    gate = threading.Event()
    with qtbot.waitSignal(tasks.busy_changed) as caught:
        tasks.run(lambda: gate.wait(5))
    assert caught.args[0].cancel is None
    gate.set()


def test_close_joins_and_delivers_nothing(qtbot) -> None:
    tasks = Tasks()
    gate = threading.Event()
    called: list[object] = []

    def work(cancel: CancelToken) -> None:
        gate.set()
        while not cancel.cancelled:
            threading.Event().wait(0.005)

    tasks.run(work, done=called.append)
    assert gate.wait(5)
    tasks.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("task")]
    assert called == []
    with pytest.raises(RuntimeError):
        tasks.run(lambda: None)
