"""A paper stub as typed on a command line."""

import argparse
from datetime import date

from helpdesk.application.reentry import Stub
from helpdesk.domain.numbering import CaseNumber
from helpdesk.i18n import _


def add_stub(parser: argparse.ArgumentParser) -> None:
    """What a stub says, as arguments of `helpdesk reenter` and `helpdesk-city reenter`."""
    parser.add_argument("number", metavar="NUMBER", help=_("the case number on the stub"))
    parser.add_argument("--name", required=True, metavar="NAME", help=_("the applicant's name"))
    text = _("the day on the stub, YYYY-MM-DD; the number's day if left out")
    parser.add_argument("--received", type=date.fromisoformat, metavar="DATE", help=text)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--matter", default="", metavar="CODE", help=_("the matter's code"))
    what.add_argument("--title", default="", metavar="TEXT", help=_("what the request is about"))
    parser.add_argument("--phone", default="", metavar="TEXT", help=_("the applicant's telephone"))


def stub_of(arguments: argparse.Namespace) -> Stub:
    """The stub as typed. Raises the problems of a number."""
    return Stub(
        number=arguments.number,
        name=arguments.name,
        received=arguments.received or CaseNumber.parse(arguments.number).on,
        matter=arguments.matter,
        title=arguments.title,
        phone=arguments.phone,
    )
