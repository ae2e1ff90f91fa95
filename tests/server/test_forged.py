"""What an enrolled device sends in the name of the city is kept, and counts for nothing."""

import secrets

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.authorship import OWNERS, Party, forged
from helpdesk.protocol.messages import WireEvent
from helpdesk.server.acts import ACTS
from helpdesk.server.scrutiny import scrutinise
from helpdesk.ui.screens.case.acts import ACTS as OF_THE_WINDOW
from tests.server.raw_device import RawDevice, event
from tests.server.running import RunningCity

AGENT = ev.Author("agent-1", "乌云其其格")


@pytest.mark.parametrize("kind", sorted(OWNERS))
def test_scrutiny_keeps_the_citys_acts_aside_and_no_others(kind: str) -> None:
    only_city = "kind-foreign" if OWNERS[kind] is Party.CITY else ""
    for author, reason in (("agent-1", only_city), ("city:zhao", only_city or "author-foreign")):
        one = event(ev.Noted("好"), subject=bytes(16), kind=kind, author_id=author)
        seen = scrutinise(
            [one], [ev.Noted("好")], prefixes=None, taken={}, counted={}, streams=[""]
        )
        assert seen.reasons == ({0: reason} if reason else {})


def test_both_sides_offer_only_what_is_theirs() -> None:
    """What the window records is never put aside for its kind; what the console records is the city's."""
    assert [act.body.KIND for act in OF_THE_WINDOW if forged(act.body.KIND, AGENT)] == []
    assert [a.body.KIND for a in ACTS.values() if OWNERS[a.body.KIND] is Party.DESK] == []


def forgeries(case: bytes) -> list[tuple[WireEvent, str]]:
    """Acts on a case that a thief with a device's key might send, and what the city says of each."""
    letter = "slip.written_off"
    return [
        (event(ev.Dispatched("民政局"), subject=case), "kind-foreign"),
        (event(ev.Dispatched("民政局"), subject=case, author_id="city:zhao"), "kind-foreign"),
        (event(ev.SlipWrittenOff("urging/2026/1"), subject=case, kind=letter), "kind-foreign"),
        (event(ev.Noted("市里说"), subject=case, author_id="city:zhao"), "author-foreign"),
        (event(ev.Noted("程序说"), subject=case, author_id="city:/ladder"), "author-foreign"),
        (event(ev.Noted("村里说"), subject=case), ""),
    ]


def test_a_forged_act_is_kept_aside_told_and_without_effect(city: RunningCity) -> None:
    """Stored with a position, told to the device with the cause, and the case stays as it was."""
    device, case = RawDevice(city.url), secrets.token_bytes(16)
    assert device.enrol(city.code()).status_code == 200
    made = forgeries(case)
    device.record(device.registered(case=case), *(one for one, _ in made))
    answer = device.send()
    assert (answer.problem, answer.acked_dseq) == ("", 1 + len(made))
    expected = {n: reason for n, (_, reason) in enumerate(made, 2) if reason}
    assert {each.dseq: each.reason for each in answer.quarantined} == expected
    asked = "SELECT stage, department FROM city_case WHERE id = %s"
    assert city.query(asked, case.hex()) == [("registered", "")]
