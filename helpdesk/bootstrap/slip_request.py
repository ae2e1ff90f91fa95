"""Has a slip drawn as PDF in a process of its own (`slip_drawing`).

A serving process so never loads fonts and typesetting, which would stay in its memory for good.
"""

import subprocess
import sys
from datetime import datetime

import msgspec

from helpdesk.application.slip_forms import SlipSheet
from helpdesk.domain.problems import EnvironmentProblem

_SECONDS = 60


class Drawing(msgspec.Struct, frozen=True):
    """What is to be drawn: the slip, by whom and when it is printed, the size (A4, A5), the language, what
    its code holds, and which reprint it is (0: the first printing)."""

    sheet: SlipSheet
    printed_by: str
    printed_at: datetime
    size: str
    language: str
    code: str = ""
    reprint: int = 0


class Drawn(msgspec.Struct, frozen=True):
    """The PDF, and the characters on it that no font has."""

    pdf: bytes
    missing: str = ""


def drawn(wanted: Drawing) -> Drawn:
    """The slip. Raises EnvironmentProblem `slip-not-drawn`."""
    answer = drawn_by("helpdesk.bootstrap.slip_drawing", wanted)
    return msgspec.msgpack.decode(answer, type=Drawn)


def drawn_by(module: str, wanted: msgspec.Struct) -> bytes:
    """What a program of ours writes that is given this. Raises EnvironmentProblem `slip-not-drawn`."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", module],
            input=msgspec.msgpack.encode(wanted),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentProblem("slip-not-drawn") from error
    return done.stdout
