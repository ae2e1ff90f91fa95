"""The sync screen: never green when it is not, every waiting and every refused record with its reason."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QProgressBar

from helpdesk.application.asides import reference_of, settle_aside
from helpdesk.application.files import FilesWaiting, attach_file
from helpdesk.application.queries import SyncState, Waiting
from helpdesk.application.sync_policy import Metered, SyncPolicy
from helpdesk.application.sync_texts import counts_text, why_not_sent
from helpdesk.application.under_way import SyncStage, UnderWay
from helpdesk.domain import events as ev
from helpdesk.domain.attachments import FileAttached
from helpdesk.domain.audit import device_subject
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.ui import theme
from helpdesk.ui.models.spoken import size_text, span_text, when_text
from helpdesk.ui.reason_dialog import ReasonDialog
from helpdesk.ui.screens.sync.items import file_items, waiting_items
from helpdesk.ui.screens.sync.parts import Chosen, ProgressStrip
from helpdesk.ui.screens.sync.policy_dialog import PolicyDialog
from helpdesk.ui.screens.sync.presenter import Ways, state_of
from helpdesk.ui.screens.sync.view import SyncScreen
from helpdesk.ui.tokens import Tone, chosen
from helpdesk.ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from helpdesk.ui.widgets.chip import Chip
from helpdesk.ui.widgets.work_table import Role, WorkTable
from tests.ui import focus_chain
from tests.ui.screens.desk import NOW

MINUTE = timedelta(minutes=1)
NOW_MS = Moment.of(NOW).utc_ms


@pytest.fixture
def asked() -> list[object]:
    return []


@dataclass
class Asked:
    """The desk's sync, writing down what it is asked."""

    steps: list[object]
    is_held: bool = False
    policy: SyncPolicy = field(default_factory=SyncPolicy)
    policy_locked: bool = False

    def seen(self, state: SyncState) -> SyncState:
        return state

    def now(self, *, files: frozenset[str] = frozenset()) -> None:
        self.steps.append(files or "now")

    def cancel(self) -> None:
        self.steps.append("cancel")

    def set_policy(self, policy: SyncPolicy) -> None:
        self.steps.append(policy)


@pytest.fixture
def screen(desk, put_up, asked):
    return put_up(
        SyncScreen(
            desk.bench,
            Asked(asked),
            Ways(
                files=desk.store.files,
                export=lambda: asked.append("export"),
                save_pack=asked.append,
            ),
        )
    )


def chip(screen) -> tuple[str, str]:
    found = screen.findChildren(Chip)[0]
    return found.text(), found.property("chip")


def rows(screen) -> list[tuple[str, ...]]:
    """Bold words, state, reason and next try of each row but those of what is over."""
    model = screen.findChild(WorkTable).model()
    return [
        (
            model.index(n, 0).data(Role.LEAD),
            *(model.index(n, column).data() for column in (2, 3, 4)),
        )
        for n in range(model.rowCount())
        if not model.index(n, 0).data(Role.ID).startswith("past:")
    ]


def buttons(screen) -> dict[str, SecondaryButton]:
    """The cures of the chosen row."""
    found = screen.findChild(Chosen).findChildren(SecondaryButton)
    return {each.text(): each for each in found if each.isVisible()}


def links(screen) -> dict[str, LinkButton]:
    return {each.text(): each for each in screen.findChildren(LinkButton)}


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
        SyncState(
            recorded=3,
            acknowledged=2,
            refused=1,
            unsettled=1,
            reached_head=True,
            last_success_ms=1,
        ),
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
    assert {row[0] for row in rows(screen)} == {"王德福", "包玉兰"}
    for name, state, reason, next_try in rows(screen):
        n = 2 if name == "王德福" else 1  # the other was recorded between the two attempts
        tries = ngettext("tried {n} time", "tried {n} times", n).format(n=n)
        again = _("{tries}, next {time}").format(tries=tries, time="10:48")
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


def test_each_item_counts_its_own_attempts(qtbot, screen, desk, cases) -> None:
    """C9: what was recorded later was tried less often."""
    for minutes in (200, 100, 5):
        desk.exchanged(at=NOW - minutes * MINUTE, error="network-cut")
    desk.act(cases["特木尔"], ev.Noted("又一条"), at=NOW - 50 * MINUTE)
    screen.refresh()
    qtbot.waitUntil(lambda: len(rows(screen)) == 3)
    tried = {row[0]: row[3] for row in rows(screen)}
    once = ngettext("tried {n} time", "tried {n} times", 1).format(n=1)
    assert tried["特木尔"].startswith(once)
    assert len(set(tried.values())) > 1


def test_counts_of_recorded_acknowledged_refused(qtbot, screen, desk, cases) -> None:
    """C11: the device's own counts, side by side, as of now."""
    screen.refresh()
    state = desk.bench.queries.sync_state()
    words = counts_text(state, at="10:45")
    qtbot.waitUntil(lambda: words in texts(screen))
    assert state.recorded == state.acknowledged + 2


def test_a_record_put_aside_is_settled_by_a_person(qtbot, screen, desk, cases) -> None:
    """C10: cause, cures, and whose word closed it; nothing else is held up."""
    case = desk.bench.queries.case_file(cases["包玉兰"])
    dseq = case.events[0].origin.dseq
    desk.refuse(dseq, "number-foreign")
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("Needs you"), "red"))
    screen.findChild(WorkTable).selectRow(0)
    offered = (
        _("Open the case"),
        _("Register again"),
        _("It is settled …"),
        _("Copy the reference"),
    )
    assert tuple(buttons(screen)) == offered
    qtbot.mouseClick(buttons(screen)[_("Copy the reference")], Qt.MouseButton.LeftButton)
    reference = reference_of(desk.store.incarnation.hex(), dseq)
    assert QGuiApplication.clipboard().text() == reference
    assert reference in texts(screen)
    qtbot.mouseClick(buttons(screen)[_("Register again")], Qt.MouseButton.LeftButton)
    assert desk.travels.steps == [("new", case.row.resident)]
    qtbot.mouseClick(buttons(screen)[_("It is settled …")], Qt.MouseButton.LeftButton)
    dialog = screen.findChild(ReasonDialog)
    dialog.reason.setCurrentText("已重新登记，旧回执已收回")
    dialog.submit()
    qtbot.waitUntil(lambda: chip(screen)[0] != _("Needs you"))
    [refusal] = desk.bench.queries.refusals(limit=9)
    assert (refusal.is_open, refusal.settled.words) == (False, "已重新登记，旧回执已收回")
    assert desk.bench.queries.sync_state().refused == 1


def test_the_citys_words_reach_the_desk_and_may_leave_it_open(qtbot, screen, desk, cases) -> None:
    dseq = desk.bench.queries.case_file(cases["包玉兰"]).events[0].origin.dseq
    desk.refuse(dseq, "body-unreadable")
    name = desk.store.incarnation.hex()
    desk.from_city(device_subject(name), ev.AsideSettled(name, dseq, "正在查", solved=False))
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen) == (_("Needs you"), "red"))
    screen.findChild(WorkTable).selectRow(0)
    assert "正在查" in texts(screen)
    settle_aside(desk.session, name, dseq, words="好了")
    screen.refresh()
    qtbot.waitUntil(lambda: chip(screen)[0] != _("Needs you"))


def test_progress_counts_and_can_be_cancelled(qtbot, screen, desk, cases, asked) -> None:
    screen.show_progress(UnderWay(SyncStage.SENDING, done=120, total=400, bytes=46_000))
    strip = screen.findChild(ProgressStrip)
    qtbot.waitUntil(strip.isVisible)
    bar = strip.findChild(QProgressBar)
    assert (bar.value(), bar.maximum()) == (120, 400)
    assert "120" in texts(strip)
    assert "46.0 KB" in texts(strip)
    qtbot.waitUntil(lambda: chip(screen) == (_("Syncing"), "blue"))
    qtbot.mouseClick(strip.cancelled, Qt.MouseButton.LeftButton)
    assert asked == ["cancel"]
    desk.receive(at=NOW)
    desk.exchanged(at=NOW)
    screen.show_progress(None)
    qtbot.waitUntil(lambda: not strip.isVisible())


def test_send_now_and_export_stand_beside_what_waits(qtbot, screen, desk, cases, asked) -> None:
    """C9: for each item."""
    desk.exchanged(at=NOW, error="network-cut")
    screen.refresh()
    qtbot.waitUntil(lambda: len(rows(screen)) == 2)
    screen.findChild(WorkTable).selectRow(0)
    for words in (_("Send now"), _("Export to a stick"), _("Open the case")):
        qtbot.mouseClick(buttons(screen)[words], Qt.MouseButton.LeftButton)
    assert asked == ["now", "export"]
    assert desk.travels.steps[0][0] == "case"


def attached(desk, case: str, size: int = 3000) -> str:
    content = bytes(size)
    digest = desk.store.files.keep(content, now_ms=desk.clock.now().utc_ms)
    attach_file(desk.session, case, FileAttached(digest, size, "image/jpeg"))
    return digest


def test_files_wait_by_themselves_and_say_why(qtbot, screen, desk, cases) -> None:
    """C7: records never wait for files; a file says what it waits for."""
    digest = attached(desk, cases["特木尔"])
    desk.receive(at=NOW)
    desk.exchanged(at=NOW)
    desk.store.file_queue.moved(digest, 1000)
    desk.store.file_queue.hold("files-wait-line")
    screen.refresh()
    one = ngettext("{n} file", "{n} files", 1).format(n=1)
    qtbot.waitUntil(lambda: one in texts(screen))
    [(name, state, reason, next_try)] = rows(screen)
    assert (name, next_try) == ("特木尔", _("when there is Wi-Fi"))
    assert state == _("{size} across, goes on").format(size=size_text(1000))
    assert reason == sentence(Problem("files-wait-line"))
    assert chip(screen)[1] == "green"
    assert desk.bench.queries.sync_state().waiting_files == 1


def test_a_file_is_sent_now_and_goes_on_a_stick(qtbot, screen, desk, cases, asked) -> None:
    """C9: the item itself, whatever it waits for."""
    digest = attached(desk, cases["特木尔"])
    desk.receive(at=NOW)
    desk.exchanged(at=NOW)
    desk.store.file_queue.failed(digest, error="attachment-busy", next_ms=NOW_MS + 60_000)
    assert desk.store.file_queue.ready(now_ms=NOW_MS) == []
    screen.refresh()
    qtbot.waitUntil(lambda: [row[0] for row in rows(screen)] == ["特木尔"])
    screen.findChild(WorkTable).selectRow(0)
    qtbot.mouseClick(buttons(screen)[_("Export to a stick")], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(buttons(screen)[_("Send now")], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: asked == ["export", {digest}])
    assert [each.sha256 for each in desk.store.file_queue.ready(now_ms=NOW_MS)] == [digest]


def test_what_stopped_the_files_is_said_of_each() -> None:
    """C9: the records went, the files did not: attempts, cause and next try."""
    now = Moment.of(NOW)
    state = SyncState(
        files_error="city-full", files_attempts=3, files_next_ms=Moment.of(NOW + 2 * MINUTE).utc_ms
    )
    waits = FilesWaiting("a", "王德福", "照片", "", True, 2, 9_000, 0, 0, "", 0)
    [item] = file_items([waits], state, now)
    tries = ngettext("tried {n} time", "tried {n} times", 3).format(n=3)
    assert item.reason == sentence(Problem("city-full"))
    assert item.next_try == _("{tries}, next {time}").format(tries=tries, time="10:47")


def test_what_is_on_a_stick_is_said_to_have_left(qtbot, screen, desk, cases) -> None:
    """C9, C13: given is not acknowledged; what was recorded since has not left."""
    left = _(
        "It left this computer (line, stick or neighbour); the city has not yet said that it came."
    )
    last = desk.store.outbox.pending(after=0, max_events=99, max_bytes=1 << 20)
    desk.store.reconciliation.left_device(len(last))
    waits = desk.bench.queries.waiting(limit=99)
    assert waits
    assert all(each.given == each.events for each in waits)
    assert all(
        left in each.advice
        for each in waiting_items(waits, SyncState(), Moment.of(NOW), reason="-")
    )
    desk.act(cases["特木尔"], ev.CaseAmended({"text": "乙"}), at=NOW)
    [waits] = [each for each in desk.bench.queries.waiting(limit=99) if each.name == "特木尔"]
    assert waits.given == waits.events - 1
    [item] = waiting_items([waits], SyncState(), Moment.of(NOW), reason="-")
    assert left not in item.advice


def test_what_waits_of_a_case_may_be_a_preview_alone() -> None:
    waits = FilesWaiting("a", "王德福", "路灯不亮", "", True, 0, 4_000, 0, 0, "", 0)
    [item] = file_items([waits], SyncState(), Moment.of(NOW))
    assert item.words == f"路灯不亮 · {_('small preview')}"


def test_an_exchange_that_was_stopped_promises_no_try_at_once() -> None:
    state = SyncState(recorded=1, last_error="sync-stopped", last_attempt_ms=1, attempts=1)
    waits = [Waiting("a", "case", "王德福", "路灯不亮", 1, 9, since_ms=1, attempts=1)]
    [item] = waiting_items(waits, state, Moment.of(NOW), reason="-")
    assert (item.state, item.next_try) == (_("Stopped"), _("with the next exchange"))


def test_what_differs_is_decided_from_here(qtbot, screen, desk, cases) -> None:
    """C18: counted, listed, and the question opens."""
    desk.act(cases["特木尔"], ev.CaseAmended({"text": "乙"}), at=NOW)
    desk.from_city(cases["特木尔"], ev.CaseAmended({"text": "甲"}), at=NOW)
    found = desk.bench.queries.doubts.conflicts(limit=9)
    screen.refresh()
    words = ngettext("{n} difference", "{n} differences", 1).format(n=1)
    qtbot.waitUntil(lambda: words in texts(screen))
    screen.findChild(WorkTable).selectRow(0)
    qtbot.mouseClick(buttons(screen)[_("Decide …")], Qt.MouseButton.LeftButton)
    assert desk.travels.steps == [("decide", cases["特木尔"], found[0].key)]


def test_when_to_sync_is_chosen_within_bounds(qtbot, screen, asked) -> None:
    qtbot.mouseClick(links(screen)[_("When to sync …")], Qt.MouseButton.LeftButton)
    dialog = screen.findChild(PolicyDialog)
    for nonsense in ("100000", "0", "-5", "５", "soon", ""):
        dialog.minutes.editor.setText(nonsense)
        dialog.submit()
        assert dialog.minutes.error
    assert asked == []
    dialog.minutes.editor.setText(" 240 ")
    dialog.metered_mb.editor.setText("50")
    dialog.metered.set_value(Metered.ASK.value)
    assert focus_chain.problems(dialog) == []
    dialog.submit()
    assert asked == [SyncPolicy(minutes=240, metered=Metered.ASK, metered_mb=50)]


def test_the_day_sheet_is_one_key_away(qtbot, screen, desk) -> None:
    found = {each.text(): each for each in screen.findChildren(SecondaryButton)}
    qtbot.mouseClick(found[_("Day sheet")], Qt.MouseButton.LeftButton)
    assert desk.travels.steps == [("show", "day_sheet")]


def test_a_support_pack_is_saved_where_one_likes(qtbot, screen, desk, asked) -> None:
    qtbot.mouseClick(links(screen)[_("Support pack …")], Qt.MouseButton.LeftButton)
    dialog = screen.findChild(QFileDialog)
    dialog.fileSelected.emit("pack.zip")
    qtbot.waitUntil(lambda: asked == ["pack.zip"])
    qtbot.waitUntil(lambda: bool(desk.travels.steps))
    assert desk.travels.steps[0][:2] == ("say", "success")
    dialog.close()


def test_a_line_that_costs_is_a_reason_too() -> None:
    state = SyncState(recorded=1, server="x", last_attempt_ms=1)
    assert why_not_sent(state, held=True) != why_not_sent(state)
    assert why_not_sent(SyncState(recorded=1)) == sentence(Problem("not-enrolled"))


def test_news_that_were_not_all_read_are_a_reason_too() -> None:
    """After Cancel the chip is amber although nothing waits; it says why."""
    state = SyncState(recorded=1, acknowledged=1, server="x", last_attempt_ms=1)
    assert state_of(state, Moment.of(NOW), running=False)[1] is Tone.AMBER
    assert why_not_sent(state)
    assert not why_not_sent(replace(state, reached_head=True))


def test_sync_now_only_asks(qtbot, screen, asked) -> None:
    qtbot.mouseClick(screen.findChild(PrimaryButton), Qt.MouseButton.LeftButton)
    assert asked == ["now"]


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, screen, desk, cases, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    desk.exchanged(at=NOW, error="network-slow")
    screen.show_progress(UnderWay())
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


def test_a_clock_that_was_set_back_promises_no_try_in_years() -> None:
    """The pause is a quarter of an hour at most, whatever date this computer had when it failed."""
    then = Moment.of(NOW.replace(year=NOW.year + 10)).utc_ms
    state = SyncState(recorded=1, last_error="network-cut", next_attempt_ms=then)
    waits = [Waiting("a", "case", "王德福", "路灯不亮", 1, 9, since_ms=1, attempts=2)]
    [item] = waiting_items(waits, state, Moment.of(NOW), reason="-")
    tries = ngettext("tried {n} time", "tried {n} times", 2).format(n=2)
    assert item.next_try == _("{tries}, next within {n} minutes").format(tries=tries, n=15)
