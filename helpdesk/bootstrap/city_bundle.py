"""`helpdesk-city bundle`: takes in what desks sent on sticks, and writes what goes back to them."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from helpdesk.application.sync_texts import city_problem
from helpdesk.bootstrap.city_parts import city_database, now_ms, open_city
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.protocol.bundle import SUFFIX, BundleReader, Kind
from helpdesk.server.bundles import Received, export_bundle, receive_bundle
from helpdesk.server.city import City
from helpdesk.server.late import receive_late
from helpdesk.server.principal import SYSTEM
from helpdesk.sync.stick import bundle_name, staged, write_bundle


def add_bundle_command(commands: Any) -> None:
    """The command of this module."""
    parser = commands.add_parser("bundle", help=_("take in desks' bundles, write return bundles"))
    actions = parser.add_subparsers(required=True, metavar=_("ACTION"))
    taking = actions.add_parser("import", help=_("a bundle, or all in a folder"))
    taking.add_argument("place", type=Path, metavar="FILE|DIR")
    text = _("where the return bundles go; beside the bundle if left out")
    taking.add_argument("--out", type=Path, metavar="DIR", help=text)
    text = _(
        "unsent work of a blocked or restored device (helpdesk recover export): you decided so"
    )
    taking.add_argument("--late", action="store_true", help=text)
    taking.set_defaults(command=_import)
    giving = actions.add_parser(
        "export", help=_("news and receipts for a device without its asking")
    )
    text = _("its id, or the prefix in its case numbers")
    giving.add_argument("--device", required=True, metavar="ID", help=text)
    giving.add_argument("--out", type=Path, required=True, metavar="DIR")
    giving.set_defaults(command=_export)
    for action in (taking, giving):
        action.add_argument("--json", action="store_true")


def _import(arguments: argparse.Namespace) -> None:
    place: Path = arguments.place
    paths: Sequence[Path] = [place]
    if os.path.isdir(place):  # noqa: PTH112  it takes names that are too long, too
        paths = _bundles(place)
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        outcomes = [(path, *_taken(city, path, arguments)) for path in paths]
    if os.path.isdir(place):  # noqa: PTH112  what goes back to desks may lie beside
        outcomes = [each for each in outcomes if not _goes_back(each[2])]
    if arguments.json:
        print(json.dumps([_told(*each) for each in outcomes], ensure_ascii=False))
    else:
        for outcome in outcomes:
            print(_line(*outcome))
    if not outcomes:
        raise Problem("bundle-missing", folder=str(place))
    _answer([outcome for _path, _back, outcome in outcomes])


def _bundles(folder: Path) -> Sequence[Path]:
    """Those in a folder, without what systems hide there. Raises EnvironmentProblem `stick-gone`."""
    try:
        return sorted(
            each
            for each in folder.iterdir()
            if each.suffix.lower() == SUFFIX and not each.name.startswith(".")
        )
    except OSError as error:
        raise EnvironmentProblem("stick-gone", folder=str(folder)) from error


def _answer(outcomes: Sequence[Received | Problem]) -> None:
    """Code 1 where a bundle could not be used, or its records not be taken; its line says why."""
    unusable = [each for each in outcomes if isinstance(each, Problem)]
    if len(unusable) == len(outcomes):
        raise unusable[0]
    untaken = [each for each in outcomes if isinstance(each, Received) and each.carried.problem]
    if count := len(unusable) + len(untaken):
        text = ngettext(
            "{n} of {all} bundles could not be used.",
            "{n} of {all} bundles could not be used.",
            count,
        )
        print(text.format(n=count, all=len(outcomes)), file=sys.stderr)
        sys.exit(1)


def _taken(
    city: City, path: Path, arguments: argparse.Namespace
) -> tuple[Path | None, Received | Problem]:
    """A bundle that cannot be used does not stop the others."""
    try:
        with staged(path, arguments.data) as source:
            if arguments.late:
                carried = receive_late(city, source, carrier="helpdesk-city")
                return None, Received(carried, news=0, known=False)
            name = bundle_name(Kind.TO_DESK, _prefix(city, BundleReader(source)), at_ms=now_ms())
            back, received = write_bundle(
                arguments.out or path.parent,
                name,
                lambda target: receive_bundle(city, source, target, carrier="helpdesk-city"),
                check=lambda file: _check(city, file),
            )
    except Problem as problem:
        return None, problem
    return back, received


def _goes_back(outcome: Received | Problem) -> bool:
    return isinstance(outcome, Problem) and outcome.code == "bundle-returned"


def _prefix(city: City, reader: BundleReader) -> str:
    sender = reader.header.sender
    return next((row.prefix for row in city.standings.devices() if row.id == sender), "")


def _check(city: City, file: BinaryIO) -> None:
    BundleReader(file).verify(city.credentials.public_key)


def _told(path: Path, back: Path | None, outcome: Received | Problem) -> dict[str, object]:
    if isinstance(outcome, Problem):
        return {"file": str(path), "error": outcome.code, "why": sentence(outcome)}
    carried = outcome.carried
    return {
        "file": str(path),
        "return": str(back) if back else None,
        "device": carried.device,
        "records": carried.records,
        "taken": carried.taken,
        "news": outcome.news,
        "known": outcome.known,
        "error": carried.problem,
    }


def _line(path: Path, back: Path | None, outcome: Received | Problem) -> str:
    if isinstance(outcome, Problem):
        return f"{path.name}  {sentence(outcome)}"
    carried = outcome.carried
    if carried.problem:
        why = sentence(city_problem(carried.problem))
    else:
        text = _("{taken} of {records} records were new")
        why = text.format(taken=carried.taken, records=carried.records)
    if back is None:
        return f"{path.name}  {why}"
    return _("{file}: {why}. Take back to the desk: {back}").format(
        file=path.name, why=why.rstrip("。."), back=back
    )


def _export(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        known = city.bundles.asked(arguments.device, SYSTEM)
        prefix = next(row.prefix for row in city.standings.devices() if row.id == known.device)
        path, manifest = write_bundle(
            arguments.out,
            bundle_name(Kind.TO_DESK, prefix, at_ms=now_ms()),
            lambda target: export_bundle(city, known.device, target, principal=SYSTEM),
            check=lambda file: _check(city, file),
        )
    if arguments.json:
        print(json.dumps({"file": str(path), "device": manifest.device}))
    else:
        print(_("Take it to the desk: {path}").format(path=path))
