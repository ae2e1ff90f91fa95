"""What the city signs travels once: the standing when it changed or is old, a receipt when there is more."""

import msgspec
import pytest

from helpdesk.protocol.messages import SyncAnswer
from helpdesk.protocol.receipts import Receipt, is_the_citys
from helpdesk.protocol.standing import Standing, verified, word
from helpdesk.server.principal import SYSTEM
from tests.server.raw_device import RawDevice
from tests.server.running import RunningCity


@pytest.fixture
def device(city: RunningCity) -> RawDevice:
    device = RawDevice(city.url)
    assert device.enrol(city.code()).status_code == 200
    return device


def said(device: RawDevice, answer: SyncAnswer) -> Standing:
    assert answer.standing is not None
    known = device.known
    found = verified(answer.standing, server_key=known.server_key, device=known.device)
    assert found is not None
    return found


def receipt(device: RawDevice, answer: SyncAnswer) -> Receipt:
    return Receipt(
        device=device.known.device,
        history=answer.history,
        incarnation=device.incarnation,
        dseq=answer.acked_dseq,
        head=answer.acked_head,
        at_ms=answer.server_ms,
    )


def test_a_standing_that_is_held_is_not_said_again(device: RawDevice) -> None:
    first = said(device, device.send())
    assert device.send(device.request(word=word(first))).standing is None
    assert said(device, device.send(device.request(word=b"????"))).policy == first.policy
    assert said(device, device.send(device.request(word=b""))).at_ms >= first.at_ms


def test_what_changed_is_said_whatever_is_held(city: RunningCity, device: RawDevice) -> None:
    held = word(said(device, device.send()))
    city.inside.standings.revoke_agent(device.known.desk_code, "bao")
    assert said(device, device.send(device.request(word=held))).revoked_agents == ("bao",)
    city.inside.standings.revoke_device(device.known.device, SYSTEM)
    answer = device.send(device.request(word=held))
    assert answer.problem == "revoked"
    assert said(device, answer).revoked


def test_a_batch_is_acknowledged_with_the_citys_signature(device: RawDevice) -> None:
    assert device.send().receipt == b""  # of nothing there is no receipt
    device.record(device.registered(), device.registered())
    answer = device.send()
    assert answer.acked_dseq == 2
    key = device.known.server_key
    assert is_the_citys(receipt(device, answer), answer.receipt, server_key=key)
    longer = msgspec.structs.replace(receipt(device, answer), dseq=3)
    assert not is_the_citys(longer, answer.receipt, server_key=key)
    again = device.send(device.request(vouched=2))
    assert again.receipt == b""
    lost = device.send(device.request(vouched=1))  # its answer never arrived
    assert is_the_citys(receipt(device, lost), lost.receipt, server_key=key)


def test_nothing_signed_travels_where_nothing_is_new(device: RawDevice) -> None:
    device.record(device.registered())
    held = word(said(device, device.send()))
    empty = device.request(first=2, word=held, vouched=1)
    answer = device.send(empty)
    assert (answer.problem, answer.standing, answer.receipt) == ("", None, b"")
