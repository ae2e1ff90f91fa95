"""The messages of `POST /sync` and of enrolment, and how an event travels.

Arrays instead of maps on the wire (msgspec `array_like`): fields are only ever added at the end, with
a default, so that an old and a new program understand each other.
"""

from enum import IntEnum

import msgspec

from helpdesk.protocol.calendars import SignedTables
from helpdesk.protocol.mongolian import SignedWords
from helpdesk.protocol.pdf_key import PdfKey
from helpdesk.protocol.standing import SignedStanding

PROTOCOL = 1
OLDEST_PROTOCOL = 1  # what is still understood
MAX_EVENTS = 2000
MAX_BYTES = 512_000
MAX_BODY = 1_000_000


class Ability(IntEnum):
    """What a program can do beyond its protocol, as bits; told in every request and answer."""

    NONE = 0
    DICTIONARY = 1  # reads frames made with the shipped zstd dictionary
    STREAMS = 2  # takes grants, reads and writes several streams
    SNAPSHOT = 4  # takes a snapshot in place of a long log
    BRIEF = 8  # knows that an empty head is the one it has just named: see `brief`, `spelt_out`
    SHORT = 16  # takes a request that brings nothing in short: see `short`
    PDF_KEY = 32  # a device has a key of its own for PDFs, and the city certifies it: see `pdf_key`


class WireEvent(msgspec.Struct, array_like=True, frozen=True, gc=False):
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


class PlacedEvent(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """An event with its place: whose it is, its number there, its position in the stream."""

    incarnation: bytes
    dseq: int
    position: int
    received_ms: int
    event: WireEvent


class Cursor(msgspec.Struct, array_like=True, frozen=True):
    """How far the device has read a stream: everything up to `position` under this `grant`.

    With `whole` the page is to hold the device's own events too: it compares the stream anew.
    """

    stream: str
    grant: int
    position: int
    whole: bool = False


class Target(msgspec.Struct, array_like=True, frozen=True):
    """The events dseq `first`..`last` of a request belong to `stream`, not to the device's own."""

    first: int
    last: int
    stream: str


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
    another page follows. `digest` is that of the whole stream up to `position` (see
    `protocol/digest.py`), -1 where it is not told; up to `safe` a verified backup holds the stream.
    A `whole` page has the device's own events, too: it is all there is between `since` and `position`.
    `aside` are the positions of those of `events` that the city keeps aside: they lie in the stream, and
    count for nothing.
    """

    stream: str
    grant: int
    since: int
    position: int
    more: bool
    events: list[PlacedEvent]
    digest: int = -1
    safe: int = 0
    whole: bool = False
    aside: list[int] = []


class Quarantined(msgspec.Struct, array_like=True, frozen=True):
    """An event of this device that was stored but cannot be understood by the city."""

    dseq: int
    reason: str


class Grant(msgspec.Struct, array_like=True, frozen=True):
    """A stream that the device's desk may read, or (`ended`) may not read any more.

    `number` counts a desk's grants of one stream from 1; each is read from the beginning.
    """

    stream: str
    number: int
    ended: bool = False


class Parted(msgspec.Struct, array_like=True, frozen=True):
    """Up to `position` a stream is the same as in the history that the device asked about."""

    stream: str
    position: int


class Notice(msgspec.Struct, array_like=True, frozen=True):
    """A word of the city to the people at a device: a code with a sentence in i18n, and its value; with
    the code `words` the value is the sentence. `number` is the moment at which it was given, in seconds
    since 1970 UTC, and no two have the same; `giver` is who gave it."""

    code: str
    value: str = ""
    number: int = 0
    giver: str = ""


class SnapshotOffer(msgspec.Struct, array_like=True, frozen=True):
    """Instead of reading `stream` page by page from `since` to `position`: a part of its snapshot
    (`protocol/snapshots.py`), `size` bytes whose SHA-256 is `hash`, for whoever reads under this `grant`.
    """

    stream: str
    position: int
    hash: bytes
    size: int
    since: int = 0
    grant: int = 0


class SyncRequest(msgspec.Struct, array_like=True, frozen=True):
    """One exchange. `events` are the device's from number `first_dseq` on, behind `prev_head`.

    `head` is the chain's head after them and `signature` the device key's Ed25519 signature of it
    (empty when there are no events). `history` names the city's history that the device knows.
    `limit` is the most events the device wants back; `targets` names the events that belong to
    another stream than the device's own; `abilities` are bits of `Ability`.
    `word` is what the device holds of the city's standing (`standing.word`; empty: say it anew),
    `vouched` how far it holds the city's signed receipt, `noticed` the number of the last notice it has,
    `tables` which of the city's year tables (`calendars.word`), `mongolian` which edition of the words
    for bilingual papers (`mongolian.word`). `pdf_key` is the key that it wants certified; None: it has that.
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
    abilities: int = 0
    targets: list[Target] = []
    word: bytes = b""
    vouched: int = 0
    noticed: int = 0
    tables: bytes = b""
    mongolian: bytes = b""
    pdf_key: PdfKey | None = None


class SyncAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The city's answer: what it holds of this incarnation, receipts, news.

    `problem` is empty or one of the codes in `helpdesk.protocol.messages.ANSWER_PROBLEMS`; with a
    problem nothing of the request was kept and `acked_dseq`/`acked_head` say where to go on.

    `era` counts the city's histories: an answer of an older one came late and is not applied; `parted`
    says how far the streams are those of the history that the device knows. `grants` are told where
    the request's cursors do not fit them (None: they do). `safe_position` is that of the device's own
    stream, for programs that know no other. `protocol` is the newest that the city speaks;
    `incarnation` is the request's: an answer to another log of the device is not applied.
    `standing` and `receipt` (the city's signature, `protocol.receipts`) come only where the device
    does not hold them already; so do the city's year `tables` and its `mongolian` for papers.
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
    abilities: int = 0
    era: int = 0
    grants: list[Grant] | None = None
    parted: list[Parted] = []
    notices: list[Notice] = []
    snapshots: list[SnapshotOffer] = []
    protocol: int = PROTOCOL
    receipt: bytes = b""
    incarnation: bytes = b""
    tables: SignedTables | None = None
    mongolian: SignedWords | None = None


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


def brief(answer: SyncAnswer, request: SyncRequest) -> SyncAnswer:
    """Without the head, where it is the one that the request ended with, and whoever asks can do without."""
    last = request.first_dseq - 1 + len(request.events)
    same = (answer.acked_dseq, answer.acked_head) == (last, request.head)
    if not same or not request.abilities & Ability.BRIEF:
        return answer
    return msgspec.structs.replace(answer, acked_head=b"")


def spelt_out(answer: SyncAnswer, request: SyncRequest) -> SyncAnswer:
    """The answer with the head that it left out; one to another request stays without."""
    if answer.acked_head or answer.acked_dseq != request.first_dseq - 1 + len(request.events):
        return answer
    return msgspec.structs.replace(answer, acked_head=request.head)


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
