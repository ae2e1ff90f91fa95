"""What the system says of the network wakes the sync, and holds it back where bytes cost."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

from helpdesk.application.sync_policy import Metered, SyncPolicy, keep_policy, policy_of
from helpdesk.bootstrap.desk_sync import DeskSync
from helpdesk.bootstrap.network import NetworkWatch
from helpdesk.bootstrap.settings import Settings
from helpdesk.protocol.outbox import Attempt
from tests.bootstrap.test_leaving import enrolled_at
from tests.desk import desk_in

Reach = QNetworkInformation.Reachability


class Information(QObject):
    """The system's word, as a test gives it; stands at Qt's edge."""

    reachabilityChanged = Signal(object)  # noqa: N815  Qt's own name
    isMeteredChanged = Signal(bool)  # noqa: N815

    def __init__(self, *, metered: bool = False) -> None:
        super().__init__()
        self._metered = metered

    def reachability(self) -> Reach:
        return Reach.Online

    def isMetered(self) -> bool:
        return self._metered


def test_the_network_coming_back_is_said_once(qtbot) -> None:
    information = Information()
    watch = NetworkWatch(information)
    with qtbot.assertNotEmitted(watch.better, wait=20):
        information.reachabilityChanged.emit(Reach.Disconnected)
    assert watch.is_gone
    with qtbot.waitSignal(watch.better):
        information.reachabilityChanged.emit(Reach.Online)
    assert not watch.is_gone


def test_a_network_without_the_internet_is_good_news(qtbot) -> None:
    """The city is reached over the government's own network, which the system calls local at best."""
    information = Information()
    watch = NetworkWatch(information)
    information.reachabilityChanged.emit(Reach.Disconnected)
    with qtbot.waitSignal(watch.better):
        information.reachabilityChanged.emit(Reach.Local)
    assert not watch.is_gone
    with qtbot.waitSignal(watch.better):
        information.reachabilityChanged.emit(Reach.Online)
    with qtbot.assertNotEmitted(watch.better, wait=20):
        information.reachabilityChanged.emit(Reach.Local)


def test_a_line_that_costs_no_more_is_good_news(qtbot) -> None:
    information = Information(metered=True)
    watch = NetworkWatch(information)
    assert watch.is_metered
    with qtbot.waitSignal(watch.better):
        information.isMeteredChanged.emit(False)
    assert not watch.is_metered


def test_without_word_from_the_system_the_line_counts_as_there(qapp) -> None:
    watch = NetworkWatch()
    assert not watch.is_metered


@pytest.mark.parametrize(
    ("rule", "held", "no_files"),
    [(Metered.ALL, False, False), (Metered.RECORDS, False, True), (Metered.ASK, True, True)],
)
def test_a_metered_line_is_respected_as_the_policy_says(
    tmp_path: Path, qapp, rule: Metered, held: bool, no_files: bool
) -> None:
    with desk_in(tmp_path) as desk:
        network = NetworkWatch(Information(metered=True))
        sync = DeskSync(desk, Settings(tmp_path), network=network)
        sync.set_policy(SyncPolicy(metered=rule))
        assert (sync.is_held, sync.holds_files) == (held, no_files)
        sync.close()
    assert policy_of(Settings(tmp_path).get).metered is rule


def test_a_city_that_was_just_out_of_reach_is_not_waited_for(tmp_path: Path, qapp) -> None:
    with desk_in(tmp_path) as desk:
        enrolled_at(desk, "http://127.0.0.1:1")
        sync = DeskSync(desk, Settings(tmp_path), network=NetworkWatch(Information()))
        assert sync.is_worth_trying()
        now_ms = desk.clock.now().device_ms
        desk.store.outbox.note(Attempt(now_ms, error="network-unreachable"))
        assert not sync.is_worth_trying()
        desk.store.outbox.note(Attempt(now_ms - 3_600_000, error="network-unreachable"))
        assert sync.is_worth_trying()
        sync.close()


@pytest.mark.parametrize(
    ("minutes", "read"),
    [
        ("15", 15),
        ("0", 1),
        ("99999", 240),
        ("-3", 5),
        ("soon", 5),
        ("", 5),
        ("²", 5),
        ("9" * 99, 5),
    ],
)
def test_nonsense_in_the_settings_keeps_sane_bounds(minutes: str, read: int) -> None:
    kept = {"sync.minutes": minutes, "sync.metered": "perhaps"}
    assert policy_of(lambda key: kept.get(key, "")) == SyncPolicy(minutes=read)
    keep_policy(kept.__setitem__, SyncPolicy(read, Metered.ALL))
    assert policy_of(kept.__getitem__) == SyncPolicy(read, Metered.ALL)
