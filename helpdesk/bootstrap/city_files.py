"""`helpdesk-city files`: the cases whose files have not all come, those that wait longest first."""

import argparse
import json
import shutil
from pathlib import Path
from typing import Any

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _, ngettext
from helpdesk.server.principal import SYSTEM

_MOST = 10_000


def add_files_command(commands: Any) -> None:
    """The command of this module."""
    text = _("cases whose files have not all come")
    parser = commands.add_parser("files", help=text)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_files)


def copy_files(source: Path, target: Path) -> int:
    """Copy the sealed files that `target` lacks, each once, whole or not at all; answers how many.

    One folder serves all backups. A store elsewhere (S3) looks after its own. Raises
    EnvironmentProblem `folder-unwritable`.
    """
    copied = 0
    try:
        for path in sorted(source.glob("*/*")) if source.is_dir() else ():
            place = target / path.parent.name / path.name
            if (
                not place.exists() and "#" not in path.name
            ):  # half-written ones have a number behind
                place.parent.mkdir(parents=True, exist_ok=True)
                part = place.with_name(f"{place.name}.part")
                shutil.copyfile(path, part)
                part.replace(place)
                copied += 1
    except OSError as error:
        raise EnvironmentProblem("folder-unwritable", folder=str(target)) from error
    return copied


def _files(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        missing = city.files.rows.missing(SYSTEM, limit=_MOST)
        labels = {each.stream: city.desk_label(each.stream) for each in missing}
    if arguments.json:
        told = [
            {
                "number": each.number,
                "desk": each.stream,
                "files": each.files,
                "bytes": each.bytes,
                "since_ms": each.since_ms,
            }
            for each in missing
        ]
        print(json.dumps({"missing": told}, ensure_ascii=False))
        return
    for each in missing:
        since = Moment(each.since_ms).local.strftime("%Y-%m-%d %H:%M")
        n = ngettext("{n} file", "{n} files", each.files).format(n=each.files)
        print(f"{each.number or '—'}  {labels[each.stream]}  {n}  {since}")
    if not missing:
        print(_("Every file has come."))
