"""`helpdesk-city health`: the ladder's rounds, the backup's age, how many desks come; for a timer, too."""

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import Any

import msgspec

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.i18n import _
from helpdesk.server.operation import status_of


def add_health_command(commands: Any) -> None:
    """The command of this module."""
    text = _("rounds, backup and desks; exit code 1 when rounds or backups are late")
    parser = commands.add_parser("health", help=text)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_health)


def _health(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        status, runner = status_of(city), city.runner.state()
    if arguments.json:
        print(json.dumps(msgspec.to_builtins(status) | {"runner": runner.holder}))
    else:
        ladder, backup, devices = status.ladder, status.backup, status.devices
        text = _("Rounds: {time}, {ms} ms, {steps} steps, {backlog} cases left, by {runner}")
        print(
            text.format(
                time=_moment(ladder.at_ms),
                ms=ladder.took_ms,
                steps=ladder.steps,
                backlog=ladder.backlog,
                runner=runner.holder or _("nobody"),
            )
        )
        text = _("Backup: {time}, {records} records since")
        print(text.format(time=_moment(backup.at_ms), records=backup.unsaved))
        text = _("Devices: {seen} of {enrolled} in the last five minutes")
        print(text.format(seen=devices.seen, enrolled=devices.enrolled))
    if status.status != "ok":
        sys.exit(1)


def _moment(ms: int) -> str:
    """Local time; a word for never."""
    return (
        f"{datetime.fromtimestamp(ms / 1000, UTC).astimezone():%Y-%m-%d %H:%M}"
        if ms
        else _("never")
    )
