"""The sync screen: never green when it is not, every waiting and every refused record with its reason."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar

from helpdesk.application.queries import SyncState
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.models.spoken import size_text, span_text, when_text
from helpdesk.ui.screens.sync.presenter import state_of
from helpdesk.ui.screens.sync.view import ProgressStrip, SyncScreen
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.buttons import PrimaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def screen(desk, put_up, asked):
    screen = SyncScreen(
        desk.bench,
        sync_now=lambda: asked.append("now"),
        sync_cancel=lambda: asked.append("cancel"),
    )
    return put_up(screen)


def chip(screen) -> tuple[str, str]:
    found = screen.findChildren(Chip)[0]
    return found.text(), found.property("chip")


def rows(screen) -> list[tuple[str, ...]]:
    """Bold words, state, reason and next try of each row."""
    model = screen.findChild(WorkTable).model()
    return [
        (
            model.index(n, 0).data(Role.LEAD),
            *(model.index(n, column).data() for column in (2, 3, 4)),
        )
        for n in range(model.rowCount())
    ]


def texts(screen) -> str:
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisible())


def test_green_only_when_everything_has_its_receipt(qtbot, screen, desk, cases) -> None:
    """C12: acknowledged, reached, and nothing waiting; each lack alone takes the green away."""
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("Never synced"), "grey"))
    desk.receive(at=NOW)
    desk.exchanged(at=NOW)
    screen.refresh()
    green = (_("Synced {time}").format(time="10:45"), "green")
    qtbot.waitUntil(lambda: chip(screen) == green)
    assert _("Every record has the city's receipt.") in texts(screen)
    desk.act(cases["特木尔"], ev.Noted("又一条"))
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("Not complete yet"), "amber"))
    assert [row[0] for row in rows(screen)] == ["特木尔"]


@pytest.mark.parametrize(
    "lacking",
    [
        SyncState(recorded=3, acknowledged=2, reached_head=True, last_success_ms=1),
        SyncState(recorded=3, acknowledged=3, reached_head=False, last_success_ms=1),
        SyncState(recorded=3, acknowledged=2, refused=1, reached_head=True, last_success_ms=1),
        SyncState(
            recorded=3,
            acknowledged=3,
            reached_head=True,
            last_success_ms=1,
            last_error="network-cut",
        ),
        SyncState(),
    ],
)
def test_never_a_false_synced(lacking) -> None:
    assert state_of(lacking, Moment.of(NOW), running=False)[1] is not Tone.GREEN


def test_why_it_is_not_sent(qtbot, screen, desk, cases) -> None:
    """C9: each item with its attempts, its error in plain words, and the next try."""
    desk.exchanged(at=NOW - 163 * MINUTE, sent=12, received=31, bytes_out=20_000, bytes_in=26_000)
    desk.exchanged(at=NOW - 5 * MINUTE, error="network-unreachable")
    soon = Moment.of(NOW + 3 * MINUTE).utc_ms
    desk.exchanged(at=NOW - 3 * MINUTE, error="network-unreachable", next_ms=soon)
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("Waiting for the network"), "amber"))
    why = sentence(Problem("network-unreachable"))
    tries = ngettext("tried {n} time", "tried {n} times", 2).format(n=2)
    again = _("{tries}, next {time}").format(tries=tries, time="10:48")
    assert {row[0] for row in rows(screen)} == {"王德福", "包玉兰"}
    for _name, state, reason, next_try in rows(screen):
        assert (state, reason, next_try) == (_("Waiting for the network"), why, again)
    assert _("Today {time}").format(time="08:02") in texts(screen)
    assert why in texts(screen)


def test_refusals_and_acts_out_of_order_are_listed_first(qtbot, screen, desk, cases) -> None:
    """C10: every refusal with its cause; Enter opens the case."""
    desk.from_city(cases["张桂芝"], ev.Delivered("post"), at=NOW)
    first_case = next(
        e.origin.dseq
        for e in desk.bench.queries.case_file(cases["包玉兰"]).events
        if isinstance(e.body, ev.HandedOver)
    )
    desk.refuse(first_case, "body-unreadable")
    screen.refresh()
    qtbot.waitUntil(lambda: len(rows(screen)) == 4)
    assert rows(screen)[0][:3] == ("包玉兰", _("Refused"), sentence(Problem("body-unreadable")))
    assert rows(screen)[1][:2] == ("张桂芝", _("Out of order"))
    assert chip(screen) == (_("Needs you"), "red")
    table = screen.findChild(WorkTable)
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert desk.travels.steps == [("case", cases["包玉兰"]), ("case", cases["张桂芝"])]


def test_counts_of_recorded_acknowledged_refused(qtbot, screen, desk, cases) -> None:
    """C11: the device's own counts, side by side."""
    screen.refresh()
    state = desk.bench.queries.sync_state()
    words = _("{recorded} recorded here · {acknowledged} acknowledged · {refused} refused").format(
        recorded=state.recorded, acknowledged=state.acknowledged, refused=0
    )
    qtbot.waitUntil(lambda: words in texts(screen))
    assert state.recorded == state.acknowledged + 2


def test_progress_counts_and_can_be_cancelled(qtbot, screen, desk, cases, asked) -> None:
    screen.exchange_is(True)
    strip = screen.findChild(ProgressStrip)
    qtbot.waitUntil(strip.isVisible)
    bar = strip.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (0, 2)
    assert chip(screen) == (_("Syncing"), "blue")
    desk.receive(at=NOW)
    screen.refresh()
    qtbot.waitUntil(lambda: bar.value() == 2)
    qtbot.mouseClick(strip.cancelled, Qt.MouseButton.LeftButton)
    assert asked == ["cancel"]
    desk.exchanged(at=NOW)
    screen.exchange_is(False)
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_sync_now_only_asks(qtbot, screen, asked) -> None:
    qtbot.mouseClick(screen.findChild(PrimaryButton), Qt.MouseButton.LeftButton)
    assert asked == ["now"]


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, screen, desk, cases, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    desk.exchanged(at=NOW, error="network-slow")
    screen.exchange_is(True)
    qtbot.waitUntil(lambda: len(rows(screen)) == 2)
    assert focus_chain.problems(screen) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])
    assert screen.minimumSizeHint().width() <= screen.width()


def test_sizes_spans_and_times_in_words() -> None:
    now = Moment.of(NOW)
    assert [size_text(n) for n in (58, 1_400, 412_000, 1_400_000)] == [
        *("58 B", "1.4 KB", "412 KB", "1.4 MB"),
    ]
    assert span_text(30_000) == _("less than a minute")
    assert span_text(355 * 60_000) == _("{hours} h {minutes} min").format(hours=5, minutes=55)
    assert span_text(-5) == span_text(0)
    yesterday = Moment.of(NOW - timedelta(days=1)).utc_ms
    assert when_text(yesterday, now) == _("Yesterday {time}").format(time="10:45")
    assert when_text(Moment.of(NOW - timedelta(days=2)).utc_ms, now) == "11-21 10:45"
    assert when_text(Moment.of(NOW - timedelta(days=400)).utc_ms, now).startswith("2025-")
