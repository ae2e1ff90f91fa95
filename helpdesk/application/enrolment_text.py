"""Server address and one-time code as one line: what the city's QR code holds and a scanner types.

The code stands behind `#`, which no browser sends anywhere.
"""

_MARK = "/enrol#"


def enrolment_text(server: str, code: str) -> str:
    """The line for a code of the city at `server`."""
    return f"{server.strip().rstrip('/')}{_MARK}{code}"


def read_enrolment(text: str) -> tuple[str, str] | None:
    """Server and code out of such a line; None for anything else."""
    server, mark, code = text.strip().partition(_MARK)
    return (server, code) if mark and server and code else None
