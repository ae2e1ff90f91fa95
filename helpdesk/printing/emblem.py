"""The emblem in a paper's head: a small bitmap, named by whoever draws (`carrying`); without one a paper
is as it always was."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from io import BytesIO

from PIL import Image

from helpdesk.printing.strips import Photo

DPI = 180
_DIGITS = 32
_emblem: ContextVar[bytes] = ContextVar("emblem", default=b"")


@contextmanager
def carrying(emblem: bytes) -> Iterator[None]:
    """Papers drawn here carry this picture (PNG, dots of 1/180 inch) beside the desk's name."""
    token = _emblem.set(emblem)
    try:
        yield
    finally:
        _emblem.reset(token)


def carried() -> str:
    """Which one papers drawn here carry: the beginning of its SHA-256 in hex; empty for none."""
    return digest_of(_emblem.get())


def digest_of(emblem: bytes) -> str:
    """What a picture is called on record; nothing where there is none."""
    return sha256(emblem).hexdigest()[:_DIGITS] if emblem else ""


def emblem() -> Photo | None:
    """It at its place at the left edge, in its own size; None where there is none."""
    content = _emblem.get()
    if not content:
        return None
    with Image.open(BytesIO(content)) as picture:
        wide, high = picture.size
    return Photo(content, right=0, down=0, width=wide * 72 / DPI, height=high * 72 / DPI)
