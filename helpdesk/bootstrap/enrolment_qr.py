"""A picture with server address and one-time code, to be scanned at the desk's first start."""

from pathlib import Path

import segno

from helpdesk.application.enrolment_text import enrolment_text
from helpdesk.domain.problems import EnvironmentProblem, Problem

KINDS = (".png", ".svg")


def check_qr(path: Path | None, server: str) -> None:
    """Raises Problem `qr-kind` for another ending than .png or .svg, `qr-server` without an address:
    before a code is issued."""
    if path is None:
        return
    if path.suffix.lower() not in KINDS:
        raise Problem("qr-kind", path=str(path))
    if not server.startswith(("https://", "http://")):
        raise Problem("qr-server")


def write_qr(path: Path, *, server: str, code: str) -> None:
    """The picture as PNG or SVG. Raises EnvironmentProblem `qr-unwritable`."""
    picture = segno.make(enrolment_text(server, code), error="m", micro=False)
    try:
        picture.save(str(path), scale=8, border=4)
    except OSError as error:
        raise EnvironmentProblem("qr-unwritable", path=str(path)) from error
