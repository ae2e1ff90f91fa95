"""The terminal: results on stdout, sentences on stderr, secrets asked for, Ctrl-C heard."""

import getpass
import io
import json
import os
import signal
import sys
import threading
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _

PASSWORD, CODE = "HELPDESK_PASSWORD", "HELPDESK_ENROLMENT_CODE"
NEW_PASSWORD = "HELPDESK_NEW_PASSWORD"
NEIGHBOUR_CODE = "HELPDESK_NEIGHBOUR_CODE"


def prepare_streams() -> None:
    """UTF-8 for whatever is not a screen; on a screen, signs it cannot show are escaped.

    A stream that was closed before the start leads nowhere.
    """
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as the program
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as the program
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str) -> None:
    """A line of the result. Raises EnvironmentProblem `output-failed`."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        silence_output()
        raise EnvironmentProblem("output-failed") from error


def silence_output() -> None:
    """What Python still holds for a stdout that takes no more goes nowhere, without a word."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def put_json(value: object) -> None:
    """The result for a program: one JSON document."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def complain(text: str) -> None:
    """A sentence for the person, beside the result."""
    print(text, file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """Text from anywhere on one line, without signs that would steer the terminal."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" else c
        for c in " ".join(text.split())
    )


def paragraphs(text: str, *, indent: str) -> str:
    """The same for text of several lines."""
    return "\n".join(indent + one_line(line) for line in text.strip().splitlines())


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their cells below each other; ideographs are two places wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()


def password_of(arguments: Namespace, *, new: bool = False) -> str:
    """The password: from --password-file, HELPDESK_PASSWORD, or asked for; twice if it is `new`.

    Raises EnvironmentProblem `password-file`, Problem `password-missing` or `passwords-differ`.
    """
    if known := getattr(arguments, "given", ""):  # asked for already
        return str(known)
    if arguments.password_file is not None:
        return _first_line(arguments.password_file)
    if given := os.environ.get(PASSWORD):
        return given
    if not sys.stdin.isatty():
        raise Problem("password-missing", variable=PASSWORD)
    password = getpass.getpass(_("Password: "))
    if new and getpass.getpass(_("The same again: ")) != password:
        raise Problem("passwords-differ")
    return password


def new_password_of(arguments: Namespace) -> str:
    """The password (or PIN) to be: from --new-password-file, HELPDESK_NEW_PASSWORD, or asked for twice.

    Raises EnvironmentProblem `password-file`, Problem `password-new-missing` or `passwords-differ`.
    """
    if arguments.new_password_file is not None:
        return _first_line(arguments.new_password_file)
    if given := os.environ.get(NEW_PASSWORD):
        return given
    if not sys.stdin.isatty():
        raise Problem("password-new-missing", variable=NEW_PASSWORD)
    password = getpass.getpass(_("New password: "))
    if getpass.getpass(_("The same again: ")) != password:
        raise Problem("passwords-differ")
    return password


def code_of(arguments: Namespace) -> str:
    """The enrolment code: from --code-file, HELPDESK_ENROLMENT_CODE, or asked for.

    Raises EnvironmentProblem `password-file` or Problem `code-missing`.
    """
    if arguments.code_file is not None:
        return _first_line(arguments.code_file)
    if given := os.environ.get(CODE):
        return given
    if not sys.stdin.isatty():
        raise Problem("code-missing", variable=CODE)
    return getpass.getpass(_("Enrolment code: "))


def neighbour_code() -> str:
    """The code on the neighbour's screen: from HELPDESK_NEIGHBOUR_CODE, or asked for.

    Raises Problem `neighbour-code`.
    """
    code = os.environ.get(NEIGHBOUR_CODE) or ask(_("Code on the neighbour's screen: "))
    if not code:
        raise Problem("neighbour-code")
    return code


def ask(question: str) -> str:
    """What the person types; nothing where nobody sits."""
    return input(question).strip() if sys.stdin.isatty() else ""


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Within it the first Ctrl-C is a wish, to be met at the next good moment; the second is one."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    wished = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def wish(_number: int, _frame: object) -> None:
        wished.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, wish)
    try:
        yield wished.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def show_progress(done: int, total: int) -> None:
    """How far long work is, on one line of the screen that is written over."""
    if sys.stderr.isatty():
        end = "\n" if done == total else "\r"
        print(f"{done} / {total}", end=end, file=sys.stderr, flush=True)


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem("password-file", path=str(path)) from error
    if not lines or not lines[0]:
        raise EnvironmentProblem("password-file", path=str(path))
    return lines[0]


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else unicodedata.combining(c) == 0
        for c in text
    )
