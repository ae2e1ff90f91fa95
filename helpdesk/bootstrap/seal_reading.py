"""`python -m helpdesk.bootstrap.seal_reading`: a PDF from standard input, its seals to standard output."""

import contextlib
import os
import sys
from dataclasses import asdict

import msgspec

from helpdesk.application.ports import Trust
from helpdesk.bootstrap.seal_request import Read, Reading, Seal
from helpdesk.domain.problems import Problem
from helpdesk.imaging.seals import seals_in

_MEMORY, _SECONDS, _NICE = 800_000_000, 5, 10


def main() -> None:
    """Read a `Reading`, write a `Read`; whoever bursts the bounds ends this process alone."""
    _bound()
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Reading)
    trust = Trust(wanted.issuers, wanted.signers)
    try:
        found = Read(tuple(Seal(**asdict(each)) for each in seals_in(wanted.pdf, trust)))
    except Problem as problem:
        found = Read(problem=problem.code)
    sys.stdout.buffer.write(msgspec.msgpack.encode(found))


def _bound() -> None:
    """Where the system knows such bounds; elsewhere whoever asked stops waiting."""
    with contextlib.suppress(ImportError):
        import resource

        os.nice(_NICE)  # desks and people come first
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


if __name__ == "__main__":
    main()
