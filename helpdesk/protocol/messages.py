"""The messages of `POST /sync` and of enrolment, and how an event travels.

Arrays instead of maps on the wire (msgspec `array_like`): fields are only ever added at the end, with
a default, so that an old and a new program understand each other.
"""

import msgspec

from helpdesk.protocol.standing import SignedStanding

PROTOCOL = 1
MAX_EVENTS = 2000
MAX_BYTES = 512_000
MAX_BODY = 1_000_000


class WireEvent(msgspec.Struct, array_like=True, frozen=True):
    """An event without its place in a log: `subject` is the UUID's 16 bytes, times in ms UTC."""

    kind: str
    version: int
    subject: bytes
    author_id: str
    author_name: str
    device_ms: int
    correction_ms: int
    offset_minutes: int
    zone: str
    base: int
    body: bytes


class PlacedEvent(msgspec.Struct, array_like=True, frozen=True):
    """An event with its place: whose it is, its number there, its position in the stream."""

    incarnation: bytes
    dseq: int
    position: int
    received_ms: int
    event: WireEvent


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """How far the device has read a stream: everything up to `position` under this `grant`."""

    stream: str
    grant: int
    position: int


class Placed(msgspec.Struct, array_like=True, frozen=True):
    """Receipt: the device's events dseq `first`..`last` lie in `stream` from `position` on.

    Contiguous: event `first + i` lies at `position + i`.
    """

    stream: str
    first: int
    last: int
    position: int
    received_ms: int


class StreamPage(msgspec.Struct, array_like=True, frozen=True):
    """News of one stream, in order, for the cursor that was asked from (`since`).

    `position` is the cursor after this page, past the device's own events too; `more` says that
    another page follows.
    """

    stream: str
    grant: int
    since: int
    position: int
    more: bool
    events: list[PlacedEvent]


class Quarantined(msgspec.Struct, array_like=True, frozen=True):
    """An event of this device that was stored but cannot be understood by the city."""

    dseq: int
    reason: str


class SyncRequest(msgspec.Struct, array_like=True, frozen=True):
    """One exchange. `events` are the device's from number `first_dseq` on, behind `prev_head`.

    `head` is the chain's head after them and `signature` the device key's Ed25519 signature of it
    (empty when there are no events). `history` names the city's history that the device knows.
    `limit` is the most events the device wants back.
    """

    protocol: int
    history: str
    incarnation: bytes
    first_dseq: int
    prev_head: bytes
    head: bytes
    signature: bytes
    events: list[WireEvent]
    cursors: list[Cursor]
    limit: int = MAX_EVENTS


class SyncAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The city's answer: what it holds of this incarnation, receipts, news.

    `problem` is empty or one of the codes in `helpdesk.protocol.messages.ANSWER_PROBLEMS`; with a
    problem nothing of the request was kept and `acked_dseq`/`acked_head` say where to go on.
    """

    history: str
    server_ms: int
    acked_dseq: int
    acked_head: bytes
    safe_position: int = 0
    placed: list[Placed] = []
    streams: list[StreamPage] = []
    quarantined: list[Quarantined] = []
    problem: str = ""
    standing: SignedStanding | None = None


ANSWER_PROBLEMS = (
    "fork",
    "gap",
    "bad-chain",
    "bad-signature",
    "history",
    "protocol",
    "revoked",
    "too-large",
)


class EnrolRequest(msgspec.Struct, frozen=True):
    """A device asks to belong to a desk: one-time code, its new public key, its incarnation."""

    code: str
    public_key: bytes
    incarnation: bytes
    device_name: str = ""


class Enrolment(msgspec.Struct, frozen=True):
    """What an enrolled device is told: who it is, its prefix (and the spare one), its desk, its streams."""

    device: str
    prefix: str
    history: str
    server_ms: int
    desk_code: str
    desk_name: str
    desk_place: str = ""
    desk_phone: str = ""
    desk_address: str = ""
    practice: bool = False
    streams: list[str] = []
    server_key: bytes = b""
    spare: str = ""
    standing: SignedStanding | None = None


class ErrorAnswer(msgspec.Struct, frozen=True):
    """The one shape of errors over HTTP: a stable code, and a sentence for people."""

    code: str
    message: str
