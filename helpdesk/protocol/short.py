"""An exchange in which nothing is new, in short: what both sides know already travels as eight bytes.

The device names its cursors' positions; what else its request would say, the city knows as well, and a
check tells whether both mean the same. So does the answer. Where a check does not fit, for whatever reason,
the device asks again at length: a short form decides nothing. Why so: ADR 37.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

from helpdesk.protocol.device_log import Reading
from helpdesk.protocol.messages import (
    MAX_EVENTS,
    PROTOCOL,
    Ability,
    Cursor,
    StreamPage,
    SyncAnswer,
    SyncRequest,
)

_CHECK_BYTES = 8
_WORD_BYTES = 4


class ShortRequest(msgspec.Struct, array_like=True, frozen=True):
    """A request without events: `positions` are those of its cursors, in the order of the streams' names;
    `words` are `word`, `tables` and `mongolian`, four bytes each, zeros for an empty one; `check` is over
    what is left out. The rest is as in `SyncRequest`."""

    abilities: int
    positions: list[int]
    noticed: int
    words: bytes
    check: bytes


class ShortAnswer(msgspec.Struct, array_like=True, frozen=True):
    """Nothing is new: `check` is over the answer at length. An empty one asks for the request at length."""

    server_ms: int
    check: bytes = b""


def shorten(request: SyncRequest) -> ShortRequest | None:
    """The request in short; None where it brings something, or says what no city expects."""
    acked = request.first_dseq - 1
    plain = not request.events and request.limit == MAX_EVENTS and request.vouched == acked
    words = (request.word, request.tables, request.mongolian)
    if (
        not plain
        or request.pdf_key
        or any(cursor.whole or cursor.grant <= 0 for cursor in request.cursors)
    ):
        return None
    cursors = sorted(request.cursors, key=lambda cursor: cursor.stream)
    return ShortRequest(
        request.abilities,
        [cursor.position for cursor in cursors],
        request.noticed,
        b"".join(word.ljust(_WORD_BYTES, b"\0") for word in words),
        _of_request(request, cursors),
    )


def lengthen(
    short: ShortRequest,
    *,
    history: str,
    incarnation: bytes,
    acked: tuple[int, bytes],
    grants: Iterable[tuple[str, int]],
) -> SyncRequest | None:
    """The request that a device in step with the city would have made: `acked` is what the city holds of
    its log, and the chain's head there, `grants` the streams that it may read. None where it means
    another one."""
    streams = sorted(grants)
    if len(streams) != len(short.positions):
        return None
    number, head = acked
    word, tables, mongolian = (
        b"" if each == bytes(_WORD_BYTES) else each
        for place in range(3)
        for each in (short.words[_WORD_BYTES * place :][:_WORD_BYTES],)
    )
    pairs = zip(streams, short.positions, strict=True)
    request = SyncRequest(
        protocol=PROTOCOL,
        history=history,
        incarnation=incarnation,
        first_dseq=number + 1,
        prev_head=head,
        head=head,
        signature=b"",
        events=[],
        cursors=[Cursor(stream, grant, position) for (stream, grant), position in pairs],
        abilities=short.abilities,
        word=word,
        vouched=number,
        noticed=short.noticed,
        tables=tables,
        mongolian=mongolian,
    )
    return request if _of_request(request, request.cursors) == short.check else None


def nothing_new(
    request: SyncRequest, *, era: int, abilities: int, readings: Sequence[Reading]
) -> SyncAnswer:
    """What the city says where nothing is new and everything is as the device has it; `abilities` are
    those that the city told of last."""
    known = {reading.stream: reading for reading in readings}
    pages = [
        StreamPage(
            cursor.stream,
            cursor.grant,
            since=cursor.position,
            position=cursor.position,
            more=False,
            events=[],
            digest=reading.digest,
            safe=reading.safe,
        )
        for cursor in request.cursors
        if (reading := known.get(cursor.stream))
    ]
    return SyncAnswer(
        history=request.history,
        server_ms=0,
        acked_dseq=request.first_dseq - 1,
        acked_head=b"" if request.abilities & Ability.BRIEF else request.prev_head,
        streams=pages,
        abilities=abilities,
        era=era,
        incarnation=request.incarnation,
    )


def in_short(answer: SyncAnswer) -> ShortAnswer | None:
    """The answer in short, if it brings nothing."""
    bare = SyncAnswer(
        history=answer.history,
        server_ms=answer.server_ms,
        acked_dseq=answer.acked_dseq,
        acked_head=answer.acked_head,
        streams=answer.streams,
        abilities=answer.abilities,
        era=answer.era,
        protocol=answer.protocol,
        incarnation=answer.incarnation,
    )
    news = any(
        page.events or page.more or page.whole or page.position != page.since
        for page in answer.streams
    )
    return None if news or answer != bare else ShortAnswer(answer.server_ms, _of_answer(answer))


def spelt(short: ShortAnswer, expected: SyncAnswer) -> SyncAnswer | None:
    """The answer at length: it is what the device expects (`nothing_new`), or None."""
    if short.check != _of_answer(expected):
        return None
    return msgspec.structs.replace(expected, server_ms=short.server_ms)


def _of_request(request: SyncRequest, cursors: Sequence[Cursor]) -> bytes:
    """Over everything that decides the answer and is not said."""
    return _check(
        request.protocol,
        request.history,
        request.incarnation,
        request.first_dseq,
        request.prev_head,
        request.head,
        [(cursor.stream, cursor.grant) for cursor in cursors],
    )


def _of_answer(answer: SyncAnswer) -> bytes:
    """Over everything that a device would take from it, but for the moment."""
    pages = sorted((p.stream, p.grant, p.position, p.digest, p.safe) for p in answer.streams)
    return _check(
        answer.history,
        answer.acked_dseq,
        answer.acked_head,
        answer.era,
        answer.abilities,
        answer.incarnation,
        pages,
    )


def _check(*said: object) -> bytes:
    return sha256(msgspec.msgpack.encode(said)).digest()[:_CHECK_BYTES]
