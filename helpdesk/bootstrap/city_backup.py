"""`helpdesk-city` backup and restore."""

import argparse
import json
from pathlib import Path
from typing import Any

from helpdesk.bootstrap.city_files import copy_files
from helpdesk.bootstrap.city_parts import FOLDER, city_database
from helpdesk.bootstrap.city_safekeeping import Kept, back_up, bring_back
from helpdesk.i18n import _


def add_backup_commands(commands: Any) -> None:
    """The commands of this module."""
    text = _("a backup beside the serving city, tried out before it counts")
    backup = commands.add_parser("backup", help=text)
    text = _("the folder of backups, on another disk")
    backup.add_argument("--to", type=Path, required=True, metavar="FOLDER", help=text)
    text = _("how many stay, the newest; never fewer than two")
    backup.add_argument("--keep", type=int, default=14, metavar="N", help=text)
    backup.set_defaults(command=_backup)
    restore = commands.add_parser(
        "restore", help=_("the city as a backup has it; it must not serve")
    )
    restore.add_argument("backup", type=Path, metavar="FOLDER", help=_("one backup"))
    text = _("the recovery key, where it is kept elsewhere than in the data folder")
    restore.add_argument("--key", type=Path, metavar="FILE", help=text)
    restore.set_defaults(command=_restore)
    for parser in (backup, restore):
        parser.add_argument("--json", action="store_true")


def _backup(arguments: argparse.Namespace) -> None:
    data, target = arguments.data, arguments.to.resolve()
    with city_database(data, arguments.database, serving=False) as url:
        kept = back_up(data, url, target, keep=arguments.keep)
    copy_files(data / FOLDER, target / FOLDER)
    text = _("{path}: {streams} desks, {events} records, {megabytes} MB, restored once to check")
    _tell(arguments, kept, text)


def _restore(arguments: argparse.Namespace) -> None:
    kept = bring_back(
        arguments.backup.resolve(),
        arguments.data,
        arguments.database,
        recovery_key=arguments.key,
    )
    copy_files(arguments.backup.resolve().parent / FOLDER, arguments.data / FOLDER)
    text = _(
        "Restored from {path}: {streams} desks, {events} records. Devices send what is missing."
    )
    _tell(arguments, kept, text)
    if not arguments.json:
        print(
            _(
                "Devices and people that were blocked since this backup are let in again: block them once"
                " more before the city serves. Grants and rules changed since are as they were, too."
            )
        )


def _tell(arguments: argparse.Namespace, kept: Kept, text: str) -> None:
    if arguments.json:
        said = {"path": str(kept.path), "bytes": kept.bytes, "streams": dict(kept.streams)}
        print(json.dumps(said))
        return
    print(
        text.format(
            path=kept.path,
            streams=len(kept.streams),
            events=sum(kept.streams.values()),
            megabytes=-(-kept.bytes // 1_000_000),
        )
    )
