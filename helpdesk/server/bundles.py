"""The city's half of a bundle: the same as `POST /sync`, batch after batch, with the answers in a
bundle that goes back to the device.

Everything in it is checked as if it had come over the network; a bundle may come twice, late, out of
order or after the network brought the same.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import (
    CITY,
    PURPOSE,
    BundleReader,
    BundleWriter,
    EntryKind,
    Kind,
    Manifest,
    Route,
)
from helpdesk.protocol.chain import GENESIS
from helpdesk.protocol.messages import PROTOCOL, Cursor, SyncAnswer, SyncRequest
from helpdesk.protocol.recovery import SealedBox, open_box
from helpdesk.protocol.renewal import CARRIED_PROBES, RenewRequest
from helpdesk.protocol.sealing_keys import sealing_private, sealing_public
from helpdesk.protocol.wire import pack, unpack
from helpdesk.server.bundle_files import BundledFiles
from helpdesk.server.carried import Carried
from helpdesk.server.city import City
from helpdesk.server.principal import Principal

Message = TypeVar("Message", bound=msgspec.Struct)
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a bundle; `news` is how many events go back, `known` says that it had come before."""

    carried: Carried
    news: int
    known: bool


def receive_bundle(
    city: City,
    source: BinaryIO,
    target: BinaryIO,
    *,
    carrier: str = "",
    progress: Progress = lambda _done, _total: None,
) -> Received:
    """Take a bundle in and write the return bundle. `carrier` is whoever brought it.

    Raises Problem `bundle-foreign`, `bundle-newer`, `bundle-damaged`, `bundle-forged`,
    `bundle-returned` for one that goes to a desk, `bundle-other-city` or `bundle-device-unknown`.
    """
    reader = BundleReader(source)
    manifest = checked(city, reader)
    device = reader.header.sender
    before = city.bundles.asked(device, Principal.device(device))
    writer = _writer(city, target, manifest, answers_to=reader.header.id)
    exchange = _Exchange(city, device)
    acked, news, problem = before.acked, 0, ""
    files = BundledFiles(city, device)
    entries = files.taking(reader.entries(public_of(city), opener_of(city)))
    for answer in exchange.run(requests_in(_renewing(city, device, writer, entries))):
        writer.put(EntryKind.ANSWER, pack(answer))
        acked, problem = max(acked, answer.acked_dseq), answer.problem
        news += sum(len(page.events) for page in answer.streams)
        progress(max(0, acked + 1 - manifest.first), manifest.records)
    if not problem:
        files.answer(writer)
    writer.close()
    carried = Carried(
        *(reader.header.id, device, carrier),
        made_ms=manifest.made_ms,
        received_ms=city.now_ms(),
        records=manifest.records,
        taken=acked - before.acked,
        problem=problem,
    )
    known = city.bundles.note(carried, cursors=exchange.asked)
    return Received(carried, news=news, known=known)


def export_bundle(city: City, name: str, target: BinaryIO, *, principal: Principal) -> Manifest:
    """A bundle to a device (id or prefix) without one from it: all receipts, and the news since the
    last bundle that came from it. Raises Problem `device-missing`."""
    known = city.bundles.asked(name, principal)
    request = SyncRequest(
        protocol=PROTOCOL,
        history=city.credentials.history,
        incarnation=known.incarnation,
        first_dseq=1,
        prev_head=GENESIS,
        head=GENESIS,
        signature=b"",
        events=[],
        cursors=list(known.cursors),
    )
    manifest = Manifest(
        made_ms=0,
        history="",
        device=known.device,
        incarnation=known.incarnation,
        first=1,
        last=known.acked,
    )
    writer = _writer(city, target, manifest, answers_to=b"")
    for answer in _Exchange(city, known.device).run(iter([request])):
        writer.put(EntryKind.ANSWER, pack(answer))
    writer.close()
    return manifest


class _Exchange:
    """One device's requests in order. Each next one asks for news from where the last answer ended."""

    def __init__(self, city: City, device: str) -> None:
        self._city, self._device = city, device
        self._cursors: Sequence[Cursor] = ()
        self._more = False
        self.asked: Sequence[Cursor] = ()

    def run(self, requests: Iterator[SyncRequest]) -> Iterator[SyncAnswer]:
        """The answers; after a problem no further request is tried."""
        for request in requests:
            if not self.asked:
                self._cursors = self.asked = request.cursors
            answer = self._ask(request)
            yield answer
            if answer.problem:
                return
        while self.asked and self._more and not answer.problem:
            answer = self._ask(_question(request, answer))
            yield answer

    def _ask(self, request: SyncRequest) -> SyncAnswer:
        request = msgspec.structs.replace(request, cursors=list(self._cursors))
        answer = self._city.exchange.exchange(self._device, request)
        self._go_on(answer)
        return msgspec.structs.replace(
            answer,
            tables=self._city.rules.sent(request.tables),
            mongolian=self._city.mongolian.sent(request.mongolian),
        )

    def _go_on(self, answer: SyncAnswer) -> None:
        """Stand where the device will stand once it has applied the answer."""
        read = {page.stream: page for page in answer.streams}
        stands = {
            cursor.stream: Cursor(page.stream, page.grant, page.position)
            if (page := read.get(cursor.stream))
            else cursor
            for cursor in self._cursors
        }
        self._more = any(page.more for page in answer.streams)
        if answer.grants is not None:
            # A new grant is read from the beginning, one that ended no more.
            live = {grant.stream: grant.number for grant in answer.grants if not grant.ended}
            kept = {s: c for s, c in stands.items() if c.grant == live.get(s)}
            self._more |= kept.keys() != live.keys()
            stands = {s: Cursor(s, number, 0) for s, number in live.items()} | kept
        self._cursors = list(stands.values())


def _question(last: SyncRequest, answer: SyncAnswer) -> SyncRequest:
    """Only for further news; the log is named by what the city itself has of it."""
    return msgspec.structs.replace(
        last,
        first_dseq=answer.acked_dseq + 1,
        prev_head=answer.acked_head,
        head=answer.acked_head,
        events=[],
        signature=b"",
    )


def checked(city: City, reader: BundleReader) -> Manifest:
    """The manifest of a bundle to this city, signed by a device of it. Raises as `receive_bundle`."""
    header = reader.header
    if header.kind != Kind.TO_CITY:
        raise Problem("bundle-returned")
    if not reader.opens_for(public_of(city)):
        raise Problem("bundle-other-city")
    key = city.door.public_key(header.sender)
    if key is None:
        raise Problem("bundle-device-unknown")
    reader.verify(key)
    manifest = reader.manifest(public_of(city), opener_of(city))
    return msgspec.structs.replace(manifest, device=header.sender)


def _renewing(
    city: City, device: str, writer: BundleWriter, entries: Iterator[tuple[str, bytes]]
) -> Iterator[tuple[str, bytes]]:
    """The other entries; a question for a new log, which stands before the requests, is answered here.
    Where it cannot be, the answer to the requests says what is wrong."""
    for kind, content in entries:
        if kind != EntryKind.RENEWAL:
            yield kind, content
            continue
        asked = _unpacked(content, RenewRequest)
        with contextlib.suppress(Problem):
            said = city.renewals.renew(device, asked, most=CARRIED_PROBES)
            writer.put(EntryKind.RENEWAL, pack(said))


def requests_in(entries: Iterator[tuple[str, bytes]]) -> Iterator[SyncRequest]:
    """The requests among a bundle's entries. Raises Problem `bundle-damaged`."""
    for kind, content in entries:
        if kind == EntryKind.REQUEST:
            yield _unpacked(content, SyncRequest)


def _unpacked(content: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(content, kind)
    except Problem as problem:
        raise Problem("bundle-damaged") from problem


def _writer(city: City, target: BinaryIO, asked: Manifest, *, answers_to: bytes) -> BundleWriter:
    """The return bundle, begun; its manifest says which records it answers."""
    key = city.door.public_key(asked.device)
    if key is None:
        raise Problem("bundle-device-unknown")
    route = Route(Kind.TO_DESK, CITY, asked.device, (sealing_public(key), public_of(city)))
    writer = BundleWriter(target, route, sign=city.credentials.sign)
    history = city.credentials.history
    manifest = msgspec.structs.replace(
        asked, made_ms=city.now_ms(), history=history, answers=answers_to
    )
    writer.put(EntryKind.MANIFEST, msgspec.msgpack.encode(manifest))
    return writer


def public_of(city: City) -> bytes:
    """To which key a bundle to this city is sealed."""
    return sealing_public(city.credentials.public_key)


def opener_of(city: City) -> Callable[[SealedBox], bytes]:
    """Opens what is sealed to this city."""
    private = sealing_private(city.credentials.key)
    return lambda box: open_box(private, box, purpose=PURPOSE)
