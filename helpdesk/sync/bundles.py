"""The desk's half of a bundle: what waits is written into one, what the city answered comes out of one.

No files of its own: `stick` and `carriage` bring them. An event counts as sent by its receipt alone,
so writing a bundle changes nothing here, and a bundle may be lost, come twice, late or crossed with the
network.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeVar

import msgspec

from helpdesk.domain.problems import Problem
from helpdesk.protocol.bundle import (
    CITY,
    BundleReader,
    BundleWriter,
    EntryKind,
    Kind,
    Manifest,
    Route,
)
from helpdesk.protocol.chain import heads
from helpdesk.protocol.files import FileQueue
from helpdesk.protocol.intake import FORK
from helpdesk.protocol.messages import (
    MAX_BYTES,
    MAX_EVENTS,
    Cursor,
    SyncAnswer,
    SyncRequest,
    WireEvent,
)
from helpdesk.protocol.outbox import Attempt, Identity, Outbox
from helpdesk.protocol.renewal import RenewAnswer
from helpdesk.protocol.sealing_keys import sealing_public
from helpdesk.protocol.wire import pack, unpack
from helpdesk.sync.bundle_files import chosen_files, put_files, take_files
from helpdesk.sync.renewal import carried_question, settle_carried
from helpdesk.sync.requests import request_of

_BEHIND = 2**62
Message = TypeVar("Message", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Watch:
    """Who looks on: `progress` hears records done and in all, `cancelled` is asked between batches."""

    progress: Callable[[int, int], object] = lambda _done, _total: None
    cancelled: Callable[[], bool] = lambda: False

    def check(self) -> None:
        """Raises Problem `cancelled`."""
        if self.cancelled():
            raise Problem("cancelled")


@dataclass(frozen=True, slots=True)
class Exported:
    """What went into a bundle; `asks` says that it asks for this desk's place, which was restored or
    copied: what waits of its old logs goes with the next one."""

    id: bytes
    records: int
    files: int = 0
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Imported:
    """What a return bundle changed; `problem` is what the city found wrong with our records, if
    anything (a code of `messages.ANSWER_PROBLEMS`). After a `fork` this desk has begun a new log, and
    its next bundle asks for its place; `found` says that the city named it."""

    acknowledged: int = 0
    received: int = 0
    made_ms: int = 0
    problem: str = ""
    found: bool = False


def belonging(outbox: Outbox) -> Identity:
    """Who this device is. Raises Problem `not-enrolled`."""
    identity = outbox.identity()
    if identity is None or not identity.server_key:
        raise Problem("not-enrolled")
    return identity


@dataclass(frozen=True, slots=True)
class FilesAlong:
    """The queue of files, and how many bytes of them may go along."""

    queue: FileQueue
    room: int


def export_bundle(
    outbox: Outbox,
    target: BinaryIO,
    *,
    now_ms: int,
    watch: Watch | None = None,
    along: FilesAlong | None = None,
) -> Exported:
    """Write everything without a receipt, and the question for news, sealed to the city.

    A desk that was restored or copied asks for its place as well. As long as it has closed logs, that is
    all it sends: where the present one begins is known with the answer. Raises Problem `not-enrolled` and
    `cancelled`.
    """
    identity, watch = belonging(outbox), watch or Watch()
    question = carried_question(outbox) if outbox.is_lost() else None
    behind = outbox.acknowledged()
    last = behind[0]
    if question is None or not question.closed:
        last += _count(outbox, after=last)
    files = chosen_files(along.queue, room=along.room) if along else []
    writer = BundleWriter(target, _to_city(identity), sign=outbox.sign)
    manifest = _manifest(identity, now_ms, first=behind[0] + 1, last=last, files=len(files))
    writer.put(EntryKind.MANIFEST, msgspec.msgpack.encode(manifest))
    if question is not None:
        writer.put(EntryKind.RENEWAL, pack(question))
    for request in _requests(outbox, identity, behind, last):
        watch.check()
        writer.put(EntryKind.REQUEST, pack(request))
        watch.progress(request.first_dseq - 1 + len(request.events) - behind[0], manifest.records)
    if along:
        watch.check()
        put_files(writer, along.queue, files)
    writer.close()
    return Exported(writer.header.id, manifest.records, len(files), asks=question is not None)


def _manifest(identity: Identity, now_ms: int, *, first: int, last: int, files: int) -> Manifest:
    return Manifest(
        made_ms=now_ms,
        history=identity.history,
        device=identity.device,
        incarnation=identity.incarnation,
        first=first,
        last=last,
        files=files,
    )


def _to_city(identity: Identity) -> Route:
    keys = (sealing_public(identity.server_key), sealing_public(identity.public_key))
    return Route(Kind.TO_CITY, identity.device, CITY, keys)


def _count(outbox: Outbox, *, after: int) -> int:
    return sum(len(events) for events in _batches(outbox, after=after, last=_BEHIND))


def _batches(outbox: Outbox, *, after: int, last: int) -> Iterator[list[WireEvent]]:
    while after < last:
        events = outbox.pending(after=after, max_events=MAX_EVENTS, max_bytes=MAX_BYTES)
        if not events:
            return
        yield list(events[: last - after])
        after += len(events)


def _requests(
    outbox: Outbox, identity: Identity, behind: tuple[int, bytes], last: int
) -> Iterator[SyncRequest]:
    """At least one: without events it asks for news."""
    cursors: list[Cursor] = list(outbox.cursors())
    # The city says its word anew: who knows when this comes, and whether the answer does.
    held = msgspec.structs.replace(outbox.held(device_ms=0), word=b"")
    batches = _batches(outbox, after=behind[0], last=last) if behind[0] < last else iter([[]])
    for events in batches:
        yield request_of(outbox, identity, behind, events=events, cursors=cursors, held=held)
        behind = behind[0] + len(events), [behind[1], *heads(behind[1], events)][-1]


def verify_bundle(outbox: Outbox, reader: BundleReader) -> Manifest:
    """What a bundle of this desk or for it holds, after its hash, signature and every seal that is
    needed were compared.

    Raises Problem `not-enrolled`, `bundle-damaged`, `bundle-forged`, `bundle-other` for another desk's
    or city's, `bundle-passing` for another desk's on its way to the city.
    """
    identity = belonging(outbox)
    public = sealing_public(identity.public_key)
    if not reader.opens_for(public):
        raise _others(reader)
    ours = reader.header.sender == identity.device
    reader.verify(identity.public_key if ours else identity.server_key)
    return reader.manifest(public, outbox.open_box)


def import_bundle(
    outbox: Outbox,
    source: BinaryIO,
    *,
    watch: Watch | None = None,
    queue: FileQueue | None = None,
) -> Imported:
    """Take what the city answered: receipts, news, its word on this device.

    What is known already, or was overtaken by the network, changes nothing. Raises what
    `verify_bundle` raises, Problem `bundle-outgoing` for one that is on its way to the city, and
    `bundle-old` where the city was restored since.
    """
    identity, watch, reader = belonging(outbox), watch or Watch(), BundleReader(source)
    manifest = _for_us(outbox, identity, reader)
    imported = Imported(made_ms=manifest.made_ms)
    reached = False
    for kind, content in reader.entries(sealing_public(identity.public_key), outbox.open_box):
        watch.check()
        if kind == EntryKind.RENEWAL and manifest.incarnation == identity.incarnation:
            imported = replace(imported, found=_find_place(outbox, content))
        if kind != EntryKind.ANSWER:
            if queue is not None:
                take_files(queue, kind, content)
            continue
        answer = _message(content, SyncAnswer)
        applied = outbox.apply(answer)
        reached = applied.reached_head
        imported = replace(
            imported,
            acknowledged=imported.acknowledged + applied.acknowledged,
            received=imported.received + applied.received,
            problem=answer.problem or imported.problem,
        )
        if applied.problem == FORK:
            outbox.begin_log()
            break
        watch.progress(imported.acknowledged + imported.received, 0)
    _note(outbox, imported, reached=reached)
    return imported


def _for_us(outbox: Outbox, identity: Identity, reader: BundleReader) -> Manifest:
    """What a return bundle holds, if it is one for this desk, whole, and of the city as it is now."""
    if reader.header.kind == Kind.TO_CITY and reader.header.sender == identity.device:
        raise Problem("bundle-outgoing")
    if reader.header.kind != Kind.TO_DESK:
        raise _others(reader)
    manifest = verify_bundle(outbox, reader)
    if is_overtaken(outbox, manifest):
        raise Problem("bundle-old")
    return manifest


def _others(reader: BundleReader) -> Problem:
    """A courier's stick holds more than one desk's."""
    return Problem("bundle-passing" if reader.header.kind == Kind.TO_CITY else "bundle-other")


def is_overtaken(outbox: Outbox, manifest: Manifest) -> bool:
    """Whether a return bundle is from before the city's data were restored, as this desk knows meanwhile."""
    other = manifest.history != belonging(outbox).history
    return other and manifest.made_ms <= outbox.heard_ms()


def _find_place(outbox: Outbox, content: bytes) -> bool:
    """Take where the logs part, if that is still wanted; whether it was."""
    if not outbox.is_lost():
        return False
    settle_carried(outbox, _message(content, RenewAnswer))
    return True


def _message(content: bytes, kind: type[Message]) -> Message:
    try:
        return unpack(content, kind)
    except Problem as problem:
        raise Problem("bundle-damaged") from problem


def _note(outbox: Outbox, imported: Imported, *, reached: bool) -> None:
    """As of the moment at which the city answered, for that is how far this desk knows."""
    if imported.acknowledged or imported.received:
        attempt = Attempt(
            imported.made_ms,
            error=f"sync-{imported.problem}" if imported.problem else "",
            sent=imported.acknowledged,
            received=imported.received,
            reached_head=reached and not imported.problem,
        )
        outbox.note(attempt, own_clock=False)
