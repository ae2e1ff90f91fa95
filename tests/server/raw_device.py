"""A device written by hand, for requests that our own client would never send."""

import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from helpdesk.domain import events as ev
from helpdesk.domain.numbering import CaseNumber
from helpdesk.domain.stages import CaseKind
from helpdesk.protocol.chain import GENESIS, heads
from helpdesk.protocol.codec import encode_body, kind_of
from helpdesk.protocol.messages import (
    PROTOCOL,
    Cursor,
    Enrolment,
    EnrolRequest,
    SyncAnswer,
    SyncRequest,
    WireEvent,
)
from helpdesk.protocol.signing import RequestNumbers, authorization
from helpdesk.protocol.wire import MEDIA_TYPE, pack, unpack

# One for all: making a client reads every certificate of the system.
_HTTP = httpx.Client(limits=httpx.Limits(max_keepalive_connections=16))


@dataclass(slots=True)
class RawDevice:
    """Keys, a log in memory, and how far the city acknowledged it."""

    url: str
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    incarnation: bytes = field(default_factory=lambda: secrets.token_bytes(8))
    welcome: Enrolment | None = None
    log: list[WireEvent] = field(default_factory=list)
    counter: int = 0
    numbers: RequestNumbers = field(default_factory=RequestNumbers)

    def enrol(self, code: str) -> httpx.Response:
        """Ask to belong to the desk of this code."""
        request = EnrolRequest(
            code=code,
            public_key=self.key.public_key().public_bytes_raw(),
            incarnation=self.incarnation,
        )
        answer = _HTTP.post(
            f"{self.url}/enrol",
            content=msgspec.json.encode(request),
            headers={"Content-Type": "application/json"},
        )
        if answer.status_code == 200:
            self.welcome = msgspec.json.decode(answer.content, type=Enrolment)
        return answer

    @property
    def known(self) -> Enrolment:
        """What the city said at enrolment."""
        assert self.welcome is not None
        return self.welcome

    def number(self, counter: int | None = None) -> str:
        """The next case number, or the one with this counter."""
        self.counter += 1
        return str(
            CaseNumber.make(
                division=self.known.desk_code,
                prefix=self.known.prefix,
                day=datetime(2026, 11, 23).date(),
                counter=counter or self.counter,
            )
        )

    def registered(
        self, *, number: str = "", case: bytes = b"", title: str = "路灯不亮"
    ) -> WireEvent:
        """A case begins."""
        body = ev.CaseRegistered(
            number=number or self.number(),
            case_kind=CaseKind.REQUEST,
            applicant=ev.Applicant("包玉兰"),
            received_at=datetime(2026, 11, 23, 10, 45),
            title=title,
        )
        return event(body, subject=case or secrets.token_bytes(16))

    def record(self, *events: WireEvent) -> None:
        """Add to the log."""
        self.log += events

    def request(
        self, *, first: int = 1, count: int | None = None, **changes: object
    ) -> SyncRequest:
        """A request with `count` events from number `first` on (default: all the rest)."""
        links = [GENESIS, *heads(GENESIS, self.log)]
        last = len(self.log) if count is None else first - 1 + count
        request = SyncRequest(
            protocol=PROTOCOL,
            history=self.known.history,
            incarnation=self.incarnation,
            first_dseq=first,
            prev_head=links[first - 1],
            head=links[last],
            signature=self.key.sign(links[last]),
            events=self.log[first - 1 : last],
            cursors=[Cursor(self.known.desk_code, 1, 0)],
        )
        return msgspec.structs.replace(request, **changes)

    def post(
        self,
        body: bytes,
        *,
        key: Ed25519PrivateKey | None = None,
        path: str = "/sync",
        **headers: str,
    ) -> httpx.Response:
        """Send bytes as this device."""
        signed = authorization(
            self.known.device,
            body,
            sent_ms=self.numbers.next(time.time_ns() // 1_000_000),
            sign=(key or self.key).sign,
        )
        return _HTTP.post(
            f"{self.url}{path}",
            content=body,
            headers={"Authorization": signed, "Content-Type": MEDIA_TYPE, **headers},
        )

    def send(self, request: SyncRequest | None = None) -> SyncAnswer:
        """Send a request (default: everything), which must be answered."""
        answer = self.post(pack(request or self.request()))
        assert answer.status_code == 200, answer.text
        return unpack(answer.content, SyncAnswer)


def event(said: ev.Body, *, subject: bytes, **changes: object) -> WireEvent:
    """An event as it travels, with any field of it otherwise."""
    kind, version = kind_of(said)
    made = WireEvent(
        kind=kind,
        version=version,
        subject=subject,
        author_id="agent-1",
        author_name="乌云其其格",
        device_ms=1_795_400_000_000,
        correction_ms=0,
        offset_minutes=480,
        zone="Asia/Shanghai",
        base=0,
        body=encode_body(said),
    )
    return msgspec.structs.replace(made, **changes)
