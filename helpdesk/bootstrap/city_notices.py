"""`helpdesk-city notice`: words to the people at desks, and how many devices have them."""

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.i18n import _
from helpdesk.server.notices import DAYS
from helpdesk.server.principal import SYSTEM

_LISTED = 50


def add_notice_commands(commands: Any) -> None:
    """The command of this module."""
    text = _("say something to the people at desks; without --words: list what was said")
    notice = commands.add_parser("notice", help=text)
    text = _("the desks whose codes begin so; without it all of them")
    notice.add_argument("--division", default="", metavar="DIGITS", help=text)
    notice.add_argument("--words", default="", metavar="TEXT")
    notice.add_argument("--by", default="", metavar="NAME", help=_("who says it"))
    notice.add_argument("--days", type=int, default=DAYS, help=_("for how long it is told"))
    notice.add_argument("--json", action="store_true")
    notice.set_defaults(command=_notice)


def _notice(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        if arguments.words:
            city.notices.give(
                arguments.words,
                SYSTEM,
                division=arguments.division,
                giver=arguments.by or _("City platform"),
                days=arguments.days,
            )
        rows = city.notices.given(SYSTEM, limit=1 if arguments.words else _LISTED)
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        moment = datetime.fromtimestamp(row.number, UTC).astimezone()
        text = _("{time}  {division}  {reached} of {devices} devices have it  {words}")
        print(
            text.format(
                time=f"{moment:%Y-%m-%d %H:%M}",
                division=row.division or _("all desks"),
                reached=row.reached,
                devices=row.devices,
                words=row.words,
            )
        )
