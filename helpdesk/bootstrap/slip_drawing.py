"""`python -m helpdesk.bootstrap.slip_drawing`: a slip from standard input to its PDF on standard output."""

import sys

import msgspec

from helpdesk.application.papers import Desk, Issue
from helpdesk.application.slip_forms import slip_form
from helpdesk.bootstrap.slip_request import Drawing, Drawn
from helpdesk.i18n.texts import set_language
from helpdesk.printing import Size, noticing
from helpdesk.printing.papers import render_forms


def main() -> None:
    """Read a `Drawing`, draw it, write what came of it (`Drawn`)."""
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Drawing)
    set_language(wanted.language)
    issue = Issue(
        printed_at=wanted.printed_at,
        agent=wanted.printed_by,
        reprint=wanted.reprint,
        city=True,
    )
    desk = Desk(name=wanted.sheet.issuer)
    form = slip_form(wanted.sheet, issue=issue, desk=desk, qr_text=wanted.code)
    with noticing() as missing:
        pdf = render_forms([form], size=Size[wanted.size])
    sys.stdout.buffer.write(msgspec.msgpack.encode(Drawn(pdf, "".join(missing))))


if __name__ == "__main__":
    main()
