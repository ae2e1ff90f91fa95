"""What a device says next is ready when the city answers."""

from pathlib import Path
from typing import cast

import pytest

from helpdesk.protocol.messages import SyncAnswer, SyncRequest
from helpdesk.store.outbox import SqliteOutbox
from helpdesk.sync.conversation import conversation
from helpdesk.sync.transport import Transport
from helpdesk.sync.turns import Heard, Tally, Turn, Watch
from tests.server.running import RunningCity
from tests.sync.desk import Device, SystemTimer
from tests.sync.test_engine import record_much


def test_the_next_batch_is_ready_before_the_city_answers(
    city: RunningCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 4, the push of 10,000: what is read, chained and signed while the city works is sent as soon as
    it has answered; and only then, for it follows on what was taken."""
    device = Device.enrolled(tmp_path / "desk", city.url, city.code())
    record_much(device, notes=30)
    outbox, now_ms = device.store.outbox, SystemTimer().now_ms
    identity = outbox.identity()
    assert identity is not None
    talk = conversation(outbox, tally=Tally(), watch=Watch(), now_ms=now_ms)
    with Transport(city.url) as wire:

        def answered(turn: Turn) -> Heard:
            request = cast("SyncRequest", turn.request)
            sent_ms, who = now_ms(), identity.device
            reply = wire.exchange(request, device=who, sent_ms=sent_ms, sign=outbox.sign)
            assert isinstance(reply.answer, SyncAnswer)
            return Heard(reply.answer, sent_ms)

        first = next(talk)
        first.meanwhile()
        with monkeypatch.context() as unread:
            unread.delattr(SqliteOutbox, "pending")
            second = talk.send(answered(first))
        sent, follows = first.request, second.request
        assert isinstance(sent, SyncRequest)
        assert isinstance(follows, SyncRequest)
        assert follows.first_dseq == len(sent.events) + 1
        assert len(follows.events) == 30 - len(sent.events) > 0
        assert follows.prev_head == sent.head
        second.meanwhile()
        assert answered(second).answer.acked_dseq == 30  # type: ignore[union-attr]
    talk.close()
    device.close()
