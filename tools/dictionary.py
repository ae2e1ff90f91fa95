"""Trains the zstd dictionary of the wire on made-up days at work: `python -m tools.dictionary`.

To be run when kinds of events or messages have changed much. Frames name the dictionary they were made
with, and old ones must stay readable: a new dictionary is a new file beside the old
(`protocol/wire.py`), never a change of one.
"""

import random
import tempfile
from pathlib import Path

import msgspec
import zstandard

from bench.store import AGENT, new_store
from bench.sync import day_at_work, register
from helpdesk.domain import events as ev
from helpdesk.domain.moments import Moment
from helpdesk.protocol.chain import GENESIS
from helpdesk.protocol.messages import (
    PROTOCOL,
    Cursor,
    Grant,
    Placed,
    PlacedEvent,
    StreamPage,
    SyncAnswer,
    SyncRequest,
    WireEvent,
)
from helpdesk.store.store import Store

PATH = Path(__file__).parents[1] / "helpdesk" / "protocol" / "wire-1.zdict"
SIZE = 24_000
STREAM = "150502100217"
ACTS = (
    ev.SignedFor("民政局"),
    ev.Accepted("民政局", number="民-7"),
    ev.Progressed("正在核实家庭收入"),
    ev.Answered("准予，自下月起发放"),
    ev.Delivered("pick_up"),
    ev.CalledBack(rating=5),
    ev.Closed(),
    ev.CorrectionAsked(("户口簿复印件", "近期照片")),
    ev.Corrected(),
    ev.Noted("已电话告知本人"),
    ev.Contacted("已联系"),
    ev.PaperPrinted("receipt", "A5", 2, 1, "printer", "0" * 64),
    ev.Dispatched("人力资源和社会保障局"),
)


def main() -> None:
    """Write the dictionary."""
    dice = random.Random(20261125)
    with tempfile.TemporaryDirectory(prefix="helpdesk-dictionary-") as folder:
        store = new_store(Path(folder) / "desk")
        ids = register(store, cases=600, dice=dice)
        for _ in range(8):
            day_at_work(store, dice.sample(ids, 40), dice)
        act(store, ids, dice)
        events = list(store.outbox.pending(after=0, max_events=1 << 30, max_bytes=1 << 40))
        store.close()
    samples: list[bytes | bytearray | memoryview[int]] = [
        msgspec.msgpack.encode(message) for message in messages(events, dice)
    ]
    made = zstandard.train_dictionary(SIZE, samples, level=12, dict_id=1_000_001)
    PATH.write_bytes(made.as_bytes())
    print(PATH, len(made.as_bytes()), "bytes from", len(samples), "messages")


def act(store: Store, ids: list[str], dice: random.Random) -> None:
    """What happens to cases afterwards."""
    with store.unit_of_work() as work:
        for case in ids:
            moment = Moment(1_795_400_000_000 + dice.randrange(10**9))
            work.append(case, dice.choice(ACTS), author=AGENT, moment=moment)


def messages(
    events: list[WireEvent], dice: random.Random
) -> list[SyncRequest | SyncAnswer | WireEvent]:
    """Requests and answers of the sizes that a day brings."""
    found: list[SyncRequest | SyncAnswer | WireEvent] = [dice.choice(events) for _ in range(400)]
    for _ in range(400):
        some = dice.sample(events, dice.choice((0, 1, 2, 5)))
        found += [request(some, dice), answer(some, dice)]
    return found


def request(some: list[WireEvent], dice: random.Random) -> SyncRequest:
    """A device sends these events."""
    first = dice.randrange(1, 3000)
    return SyncRequest(
        PROTOCOL,
        dice.randbytes(8).hex(),
        dice.randbytes(8),
        first,
        dice.randbytes(32) if first > 1 else GENESIS,
        dice.randbytes(32),
        dice.randbytes(64) if some else b"",
        some,
        [Cursor(STREAM, 1, dice.randrange(5000))],
        abilities=3,
        word=dice.randbytes(8),
        vouched=first,
    )


def answer(some: list[WireEvent], dice: random.Random) -> SyncAnswer:
    """The city has taken as many, and others wrote these."""
    first, at, count = dice.randrange(1, 3000), dice.randrange(5000), len(some)
    log, ms = dice.randbytes(8), 1_795_400_000_000 + dice.randrange(10**9)
    page = [PlacedEvent(log, first + i, at + i + 1, ms, one) for i, one in enumerate(some)]
    return SyncAnswer(
        dice.randbytes(8).hex(),
        ms,
        first,
        dice.randbytes(32),
        placed=[Placed(STREAM, first, first + count, at, ms)] if count else [],
        streams=[StreamPage(STREAM, 1, at, at + count, False, page, dice.getrandbits(32))],
        abilities=3,
        grants=[Grant(STREAM, 1)] if dice.random() < 0.1 else None,
        receipt=dice.randbytes(64) if count else b"",
        incarnation=log,
    )


if __name__ == "__main__":
    main()
