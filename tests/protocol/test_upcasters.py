"""Events of an older version, lifted when read; and those that nobody can lift."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar
from unittest.mock import patch

import pytest

from helpdesk.domain import events as ev
from helpdesk.domain.event import Body
from helpdesk.protocol import codec
from helpdesk.protocol.codec import decode_body
from helpdesk.server.scrutiny import scrutinise
from tests.protocol.test_chain import FIRST


@dataclass(frozen=True, slots=True)
class NotedThird(Body):
    """A note as a program two versions on may have it: lines instead of words, and a weight."""

    KIND: ClassVar[str] = "case.noted"
    VERSION: ClassVar[int] = 3
    lines: tuple[str, ...]
    weight: int = 0


@pytest.fixture
def later() -> Iterator[None]:
    """That program."""
    steps = {
        ("case.noted", 1): lambda said: {"lines": said["words"].split("\n")},
        ("case.noted", 2): lambda said: {**said, "weight": 1},
    }
    codec._decoder.cache_clear()
    codec._defaults.cache_clear()
    with patch.dict(codec.KINDS, {"case.noted": NotedThird}), patch.dict(codec.UPCASTERS, steps):
        yield
    codec._decoder.cache_clear()
    codec._defaults.cache_clear()


def test_each_version_is_lifted_to_the_present_one(later: None) -> None:
    raw = '{"words":"来过\\n没人"}'.encode()
    assert decode_body("case.noted", 1, raw) == NotedThird(("来过", "没人"), 1)
    assert decode_body("case.noted", 2, b'{"lines":["a"]}') == NotedThird(("a",), 1)
    assert decode_body("case.noted", 3, b'{"lines":["a"]}') == NotedThird(("a",))


def test_what_cannot_be_lifted_is_kept_as_it_came(later: None) -> None:
    for version, raw in ((1, b'{"text":"x"}'), (1, b"[]"), (0, b'{"words":"x"}'), (4, b"{}")):
        body = decode_body("case.noted", version, raw)
        assert body == ev.UnknownBody(kind="case.noted", version=version, raw=raw)


def test_a_newer_version_is_no_fault_and_an_older_unreadable_one_is() -> None:
    """A newer program's event waits for the update; of an older one nothing more will come."""
    for version, reasons in ((9, {}), (1, {0: "body-unreadable"})):
        event = FIRST.__class__(
            **{f: getattr(FIRST, f) for f in FIRST.__struct_fields__}
            | {"version": version, "body": b"\xff"}
        )
        body = decode_body(event.kind, event.version, event.body)
        verdicts = scrutinise([event], [body], prefixes=None, taken={}, counted={}, streams=[""])
        assert verdicts.reasons == reasons
