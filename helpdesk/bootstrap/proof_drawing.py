"""`python -m helpdesk.bootstrap.proof_drawing`: the Mongolian of the papers to a PDF on standard output."""

import sys

import msgspec

from helpdesk.application.mongolian import proof_form, spoken
from helpdesk.application.papers import Desk, Issue
from helpdesk.bootstrap.proof_request import Drawing
from helpdesk.i18n.texts import set_language
from helpdesk.printing import Size
from helpdesk.printing.columns import beside_with
from helpdesk.printing.papers import render_forms


def main() -> None:
    """Read a `Drawing`, draw every text, write it."""
    wanted = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Drawing)
    set_language(wanted.language)
    issue = Issue(printed_at=wanted.printed_at, agent=wanted.printed_by, city=True)
    form = proof_form(issue=issue, desk=Desk(name=wanted.issuer))
    with beside_with(spoken(wanted.words)):
        sys.stdout.buffer.write(render_forms([form], size=Size.A4))


if __name__ == "__main__":
    main()
