"""Files between real devices and a real city: in the middle of cuts, kills and mistakes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.files import PIECE_MAX, DataPolicy
from helpdesk.store import transfers
from helpdesk.sync.files import FileWatch, Terms
from helpdesk.sync.pieces import PIECE_MIN, Pieces
from tests.server.running import ROOT, RunningCity
from tests.sync.desk import Device, SystemTimer
from tests.sync.filing import attached, carry, noise
from tests.sync.thin_line import ThinLine

Make = Callable[[], Device]
PHOTO = 3_000_000  # bytes
DESK_PASSWORD = "帮办代办-2026"
WINDOW = 50_000  # bytes: 20 seconds of 20 kbit/s


@pytest.fixture
def make(city: RunningCity, tmp_path: Path) -> Iterator[Make]:
    made: list[Device] = []

    def device() -> Device:
        made.append(Device.enrolled(tmp_path / f"desk{len(made)}", city.url, city.code()))
        return made[-1]

    yield device
    for one in made:
        one.close()


def test_there_and_back(make: Make) -> None:
    """Attached at one desk, sent, fetched by another of the same stream, byte for byte."""
    here, there = make(), make()
    case = here.register()
    content, small = noise(700_000), noise(9_000, seed=2)
    file = attached(here, case, content, thumbnail=small)
    assert here.sync().synced
    tally = carry(here)
    assert (tally.error, tally.sent, tally.failed) == (None, 2, 0)
    assert all(state.arrived for state in here.store.files.states([file.sha256]).values())
    there.sync()
    assert carry(there).error is None
    state = there.store.files.states([file.sha256])[file.sha256]
    assert (state.here, state.arrived) == (False, True)
    there.store.files.want([file.thumbnail, file.sha256])
    tally = carry(there)
    assert (tally.error, tally.fetched) == (None, 2)
    assert there.store.files.read(file.sha256) == content
    assert there.store.files.read(file.thumbnail) == small


@pytest.mark.parametrize("collects", [False, True])
def test_a_photo_over_a_line_that_is_cut(city: RunningCity, make: Make, collects: bool) -> None:
    """3 MB over 20 kbit/s with a cut every 20 s, counted in bytes: at most 5 % of them are sent twice,
    also where a proxy on the way passes on whole requests only."""
    device, content = make(), noise(PHOTO, seed=3 + collects)
    file = attached(device, device.register(), content)
    assert device.sync().synced
    rounds = 0
    with ThinLine(city.url, window=WINDOW, collects=collects) as line:
        while not carry(device, line.url).sent:
            rounds += 1
            assert rounds < 100
    assert device.store.files.states([file.sha256])[file.sha256].arrived
    assert line.cuts >= PHOTO // WINDOW
    assert PHOTO <= line.files <= 1.05 * PHOTO
    assert line.up <= (1.15 if collects else 1.05) * PHOTO  # heads and questions too
    assert city.inside.files.whole(file.sha256) == content


def test_the_sender_is_killed_in_the_middle(city: RunningCity, tmp_path: Path) -> None:
    """Killed with -9 while a file crosses: the next one goes on in the middle, a piece at most is lost."""
    content = noise(1_500_000, seed=11)
    with ThinLine(city.url) as line:
        device = Device.enrolled(tmp_path / "desk", line.url, city.code())
        file = attached(device, device.register(), content)
        device.close()
        first = start_sync(device.folder)
        while line.files < 400_000:
            assert first.poll() is None, first.communicate()
            line.moved.wait(5)
            line.moved.clear()
        first.kill()
        first.communicate()
        second = start_sync(device.folder)
        out, _ = second.communicate(timeout=60)
    assert (second.returncode, json.loads(out)["files_sent"]) == (0, 1)
    assert city.inside.files.whole(file.sha256) == content
    assert line.files <= len(content) + PIECE_MAX


def start_sync(folder: Path) -> "subprocess.Popen[bytes]":
    """`helpdesk sync` as a program of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "helpdesk", "--data", str(folder), "sync", "--json"],
        env={**os.environ, "HELPDESK_PASSWORD": DESK_PASSWORD},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_one_bad_file_blocks_no_other(make: Make) -> None:
    """A file that is gone from the disk is named and tried again later; the next one's turn comes."""
    device = make()
    case = device.register()
    bad, good = (attached(device, case, noise(size, seed=size)) for size in (5_000, 9_000))
    device.store.files.vault.path(bad.sha256).unlink()
    assert device.sync().synced
    tally = carry(device)
    assert (tally.error, tally.sent, tally.failed) == (None, 1, 1)
    states = device.store.files.states([bad.sha256, good.sha256])
    assert states[good.sha256].arrived
    assert (states[bad.sha256].arrived, states[bad.sha256].error) == (False, "attachment-lost")
    (waiting,) = device.store.files.waiting(limit=9)
    assert (waiting.attempts, waiting.error) == (1, "attachment-lost")
    assert waiting.next_ms > SystemTimer().now_ms()
    assert carry(device).failed == 0  # its turn has not come again


def test_files_follow_their_case(make: Make) -> None:
    """C7: the city does not take a file before the record that names it; nothing is lost by that."""
    device = make()
    attached(device, device.register(), noise(2_000, seed=21))
    tally = carry(device)
    assert (tally.error, tally.failed) == (None, 1)
    assert device.sync().synced
    device.store.files.retry(device.store.files.waiting(limit=1)[0].case)
    assert carry(device).sent == 1


def test_a_line_that_costs_and_a_month_that_is_used_up(make: Make) -> None:
    device = make()
    file = attached(device, device.register(), noise(60_000, seed=31))
    assert device.sync().synced
    metered = Terms(DataPolicy(), metered=True)
    tally = carry(device, terms=metered)
    assert (tally.held, tally.bytes_all) == ("files-wait-line", 0)
    assert device.store.files.waiting(limit=1)[0].error == "files-wait-line"
    month = f"{datetime.now(UTC):%Y-%m}"
    device.store.file_queue.spend(50_000, metered=True, month=month)
    budget = Terms(DataPolicy(wait_for_free=False, metered=70_000), metered=True)
    tally = carry(device, terms=budget)
    assert tally.held == "files-wait-month"
    assert 20_000 <= tally.bytes_all < 26_000
    assert 0 < device.store.files.states([file.sha256])[file.sha256].done < 60_000
    assert carry(device).sent == 1  # the free line goes on from there
    assert device.store.files.states([file.sha256])[file.sha256].error == ""


def test_a_full_disk_holds_up_what_is_fetched_alone(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7, C21: what waits to be sent needs no room here."""
    here, there = make(), make()
    wanted = attached(here, here.register(), noise(2_000, seed=71))
    here.sync()
    carry(here)
    sent = attached(there, there.register(), noise(9_000, seed=72))
    there.sync()
    there.store.files.want([wanted.sha256])

    def full() -> None:
        raise EnvironmentProblem("attachment-no-room")

    monkeypatch.setattr(there.store.files, "require_room", full)
    tally = carry(there)
    assert (tally.error, tally.sent, tally.failed) == (None, 1, 1)
    states = there.store.files.states([wanted.sha256, sent.sha256])
    assert states[sent.sha256].arrived
    assert states[wanted.sha256].error == "attachment-no-room"


def test_what_somebody_asks_for_goes_first_and_whatever_it_costs(make: Make) -> None:
    """C9: "send now" of one item sends that one, over a line that costs and over a month that is used up."""
    device = make()
    small, large = (
        attached(device, device.register(), noise(size, seed=size)) for size in (40_000, 60_000)
    )
    assert device.sync().synced
    asked = device.store.files.urge(device.store.files.case_of(large.sha256))
    assert asked == {large.sha256}
    spent = DataPolicy(wait_for_free=False, metered=10_000)
    for policy, urged in ((DataPolicy(), asked), (spent, frozenset())):
        tally = carry(device, terms=Terms(policy, metered=True, urged=urged))
    states = device.store.files.states([small.sha256, large.sha256])
    assert (states[large.sha256].arrived, states[small.sha256].arrived) == (True, False)
    assert (tally.held, tally.waiting) == ("files-wait-month", 1)
    asked = device.store.files.urge(device.store.files.case_of(small.sha256))
    assert carry(device, terms=Terms(spent, metered=True, urged=asked)).sent == 1


def test_a_file_larger_than_a_months_budget_is_named_and_holds_up_none(make: Make) -> None:
    """Of one that can never be whole within a month not a byte is sent, and the cures are said."""
    device = make()
    case = device.register()
    small, large = (attached(device, case, noise(size, seed=size)) for size in (5_000, 60_000))
    assert device.sync().synced
    line = Terms(DataPolicy(wait_for_free=False, metered=30_000), metered=True)
    tally = carry(device, terms=line)
    assert (tally.sent, tally.failed, tally.held) == (1, 1, "")
    assert tally.bytes_files == small.size
    state = device.store.files.states([large.sha256])[large.sha256]
    assert (state.done, state.error) == (0, "files-over-month")
    asked = device.store.files.urge(case)
    assert carry(device, terms=replace(line, urged=asked)).sent == 1


def test_given_up_by_a_person(make: Make) -> None:
    device = make()
    attached(device, device.register(), noise(90_000, seed=41))
    assert device.sync().synced
    heard: list[int] = []
    watch = FileWatch(
        progress=lambda tally: heard.append(tally.bytes_files), cancelled=lambda: bool(heard)
    )
    tally = carry(device, watch=watch)
    assert tally.cancelled
    assert tally.sent == 0
    assert carry(device).sent == 1


def test_a_round_makes_way_between_two_pieces(make: Make) -> None:
    """C7: what crossed stays, and the next round goes on behind it."""
    device = make()
    file = attached(device, device.register(), noise(90_000, seed=42))
    assert device.sync().synced
    heard: list[int] = []
    watch = FileWatch(
        progress=lambda tally: heard.append(tally.bytes_files), enough=lambda: bool(heard)
    )
    tally = carry(device, watch=watch)
    assert (tally.cancelled, tally.error, len(heard)) == (True, None, 1)
    assert device.store.files.states([file.sha256])[file.sha256].done == heard[0] > 0
    rest = carry(device)
    assert (rest.sent, rest.bytes_files) == (1, 90_000 - heard[0])


def test_what_the_city_lacks_is_asked_about_ever_less_often(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand files that never come neither cost a line their question each time, nor hide others."""
    here, there = make(), make()
    never, later = (attached(here, here.register(), noise(size, seed=size)) for size in (900, 800))
    here.sync()
    there.sync()
    queue, now_ms = there.store.file_queue, SystemTimer().now_ms()

    def due(after_ms: int = 0) -> list[str]:
        with monkeypatch.context() as patched:
            patched.setattr(transfers.time, "time_ns", lambda: (now_ms + after_ms) * 1_000_000)
            known = queue.unknown(limit=999)
        return [each for each in known if each in (never.sha256, later.sha256)]

    assert len(due()) == 2
    assert carry(there).bytes_all > 0
    assert carry(there).bytes_all == 0, "just asked"
    queue.lacked([never.sha256] * 9, now_ms=now_ms)
    carry(here)
    minutes, day = 600_000, 86_400_000
    assert (due(), due(minutes), due(day)) == (
        [],
        [later.sha256],
        [later.sha256, never.sha256],
    )
    assert len(due(-9 * day)) == 2, "the clock was set back"
    there.store.files.retry(there.store.files.case_of(later.sha256))
    carry(there)
    assert there.store.files.states([later.sha256])[later.sha256].arrived


def test_the_city_lost_a_file(city: RunningCity, make: Make) -> None:
    """It says so instead of giving rubbish, and a desk that has the file can offer it again."""
    here, there = make(), make()
    case = here.register()
    file = attached(here, case, noise(3_000, seed=51))
    here.sync()
    carry(here)
    there.sync()
    carry(there)
    city.inside.files.blobs.drop(file.sha256)
    there.store.files.want([file.sha256])
    tally = carry(there)
    assert (tally.fetched, tally.failed) == (0, 1)
    here.store.files.retry(case)
    assert carry(here).sent == 1
    there.store.files.retry(case)
    assert carry(there).fetched == 1
    assert there.store.files.read(file.sha256) == noise(3_000, seed=51)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, PIECE_MAX), st.floats(0, 100)), max_size=60)
)
def test_pieces_stay_within_bounds(happened: list[tuple[bool, int, float]]) -> None:
    pieces = Pieces()
    for cut, count, seconds in happened:
        if cut:
            pieces.cut(kept=min(count, pieces.size))
        else:
            pieces.crossed(pieces.size, seconds=seconds)
        assert PIECE_MIN <= pieces.size <= PIECE_MAX
