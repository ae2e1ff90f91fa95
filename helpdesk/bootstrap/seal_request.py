"""Has the seals of a PDF read in a process of its own (`seal_reading`), with bounds to its memory and time.

What somebody uploads may be made to burst whoever reads it; that must not be a serving process.
"""

import subprocess
import sys
import threading
from dataclasses import asdict
from datetime import datetime

import msgspec

from helpdesk.application.ports import Trust
from helpdesk.domain.problems import Problem
from helpdesk.imaging.seals import SealFound, check_whole

_SECONDS = 20
_AT_ONCE = threading.BoundedSemaphore(2)  # in each serving process
_PATIENCE, _LATER = 2.0, 10  # seconds until one of them has ended, else when to ask again


class Reading(msgspec.Struct, frozen=True):
    """A PDF, and whose certificates are the city's."""

    pdf: bytes
    issuers: tuple[bytes, ...] = ()
    signers: tuple[bytes, ...] = ()


class Seal(msgspec.Struct, frozen=True):
    """A `SealFound` on its way."""

    issuer: str
    key: bytes
    whole: bool
    at: datetime | None
    certified_by: str
    trusted: bool
    by_city: bool
    added: bool
    readable: bool
    reason: str
    common: bool


class Read(msgspec.Struct, frozen=True):
    """The seals, or the code of a problem."""

    seals: tuple[Seal, ...] = ()
    problem: str = ""


def read_apart(pdf: bytes, trust: Trust) -> tuple[SealFound, ...]:
    """As `imaging.seals.seals_in`; raises also Problem `pdf-heavy` for a PDF that takes more memory or time
    than any paper, and `requests-many` (`seconds`) when others are being read."""
    check_whole(pdf)
    if not _AT_ONCE.acquire(timeout=_PATIENCE):
        raise Problem("requests-many", seconds=_LATER)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "helpdesk.bootstrap.seal_reading"],
            input=msgspec.msgpack.encode(Reading(pdf, **asdict(trust))),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
        read = msgspec.msgpack.decode(done.stdout, type=Read)
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise Problem("pdf-heavy") from error
    finally:
        _AT_ONCE.release()
    if read.problem:
        raise Problem(read.problem)
    return tuple(SealFound(**msgspec.structs.asdict(each)) for each in read.seals)
