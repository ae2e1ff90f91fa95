"""What can be typed behind the commands for sheets about many cases."""

import argparse
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from helpdesk.application.paper_forms import SHEETS, sizes_for
from helpdesk.i18n import _


def add_day_sheet(command: argparse.ArgumentParser) -> None:
    """What `helpdesk day-sheet` takes."""
    text = _("the day, today if left out")
    command.add_argument("--day", type=typed_day, metavar="YYYY-MM-DD", help=text)
    text = _("from this time on, as 2026-11-23T08:00")
    command.add_argument("--since", type=_minute, metavar="TIME", help=text)
    text = _("until before this time; now if left out")
    command.add_argument("--until", type=_minute, metavar="TIME", help=text)
    _add_paper(command, SHEETS)


def add_bulletin(command: argparse.ArgumentParser) -> None:
    """What `helpdesk bulletin` takes."""
    text = _("the month; the last whole one if left out")
    command.add_argument("--month", type=_month, metavar="YYYY-MM", help=text)
    _add_paper(command, sizes_for("bulletin"))


def _add_paper(command: argparse.ArgumentParser, sizes: Iterable[str]) -> None:
    text = _("the paper as PDF; a file of this name is replaced")
    command.add_argument("--pdf", type=Path, metavar="FILE", help=text)
    command.add_argument("--size", default="A4", metavar="SIZE", help=", ".join(sizes))


def _minute(text: str) -> datetime:
    """A local time; one with a zone is not one of the desk's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = datetime.now().astimezone()
    if moment.tzinfo is not None:
        words = _("{text} is no time of this desk. Write it as 2026-11-23T08:00.")
        raise argparse.ArgumentTypeError(words.format(text=text))
    return moment


def typed_day(text: str) -> date:
    """A day as it is typed behind a command; anything else is said in a sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        words = _("{text} is not a date. Write it as 2026-11-23, or leave it out.")
        raise argparse.ArgumentTypeError(words.format(text=text)) from None


def _month(text: str) -> date:
    """The first of a month."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        words = _("{text} is not a month. Write it as 2026-11, or leave it out.")
        raise argparse.ArgumentTypeError(words.format(text=text)) from None
