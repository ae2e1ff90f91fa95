"""`helpdesk-city` grant and ungrant: which streams a desk works on besides its own."""

import argparse
import json
from typing import Any

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.i18n import _


def add_grant_commands(commands: Any) -> None:
    """The commands of this module."""
    text = _("let a desk work on another desk's cases; without --stream: list what it may")
    grant = commands.add_parser("grant", help=text)
    grant.add_argument("--stream", default="", metavar="CODE", help=_("the other desk, 12 digits"))
    grant.add_argument("--json", action="store_true")
    grant.set_defaults(command=_grant)
    ungrant = commands.add_parser("ungrant", help=_("end what `grant` began"))
    text = _("the other desk, 12 digits")
    ungrant.add_argument("--stream", required=True, metavar="CODE", help=text)
    ungrant.set_defaults(command=_ungrant)
    for parser in (grant, ungrant):
        text = _("the desk, 12 digits")
        parser.add_argument("--desk", required=True, metavar="CODE", help=text)


def _grant(arguments: argparse.Namespace) -> None:
    desk, stream = arguments.desk, arguments.stream
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        if stream:
            city.grants.grant(desk, stream)
        rows = [each for each in city.grants.of_desk(desk) if not each.ended]
        if arguments.json:
            print(json.dumps([{"stream": row.stream, "grant": row.number} for row in rows]))
            return
        for row in rows:
            print(f"{row.stream}  {city.desk_label(row.stream)}")


def _ungrant(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        city.grants.end(arguments.desk, arguments.stream)
        label = city.desk_label(arguments.stream)
        print(
            _("Ended. The cases of {desk} leave the other desk at its next sync.").format(
                desk=label
            )
        )
