"""`helpdesk-city seal`: by whose certificate the PDFs of desks are sealed."""

import argparse
import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.bootstrap.files import write_whole
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n import _
from helpdesk.protocol.authority import Authority
from helpdesk.server.principal import SYSTEM

FILE_BYTES = 1_000_000  # no PKCS#12 file of an authority is larger
WARN_DAYS = 90


def add_seal_commands(commands: Any) -> None:
    """The commands of this module."""
    seal = commands.add_parser("seal", help=_("by whose certificate the PDFs of desks are sealed"))
    acts = seal.add_subparsers(dest="act")
    seal.set_defaults(command=_show)
    load = acts.add_parser("load", help=_("certify desks with a certificate of the city's"))
    load.add_argument("file", type=Path, metavar="FILE", help=_("PKCS#12 (.p12, .pfx)"))
    text = _("read the password from the first line of this file; - is standard input")
    load.add_argument("--password-file", metavar="FILE", help=text)
    load.set_defaults(command=_load)
    drop = acts.add_parser("drop", help=_("certify desks by the city's own key again"))
    drop.set_defaults(command=_drop)
    export = acts.add_parser("export", help=_("the certificate that other programs have to trust"))
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("PEM"))
    export.set_defaults(command=_export)
    for parser in (seal, load, drop):
        parser.add_argument("--json", action="store_true")


def _show(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        _tell(city.sealing.authority(), loaded=city.sealing.is_loaded, arguments=arguments)


def _load(arguments: argparse.Namespace) -> None:
    content = _read(arguments.file)
    password = _password(arguments.password_file)
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        _tell(city.sealing.load(content, password, SYSTEM), loaded=True, arguments=arguments)


def _drop(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        city.sealing.drop(SYSTEM)
        _tell(city.sealing.authority(), loaded=False, arguments=arguments)


def _export(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        root = city.sealing.authority().chain[-1]
    write_whole(arguments.out, root.public_bytes(Encoding.PEM))


def _tell(found: Authority, *, loaded: bool, arguments: argparse.Namespace) -> None:
    days = (found.until - datetime.now(UTC)).days
    said = {
        "name": found.name,
        "loaded": loaded,
        "until": f"{found.until:%Y-%m-%d}",
        "fingerprint": found.chain[-1].fingerprint(hashes.SHA256()).hex(),
        "certificates": len(found.chain),
    }
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False))
        return
    kind = _("a certificate of the city's") if loaded else _("the city's own key")
    print(_("Desks are certified by {name} ({kind}), until {until}.").format(**said, kind=kind))
    print(f"SHA-256 {said['fingerprint']}")
    if days < WARN_DAYS:
        text = _(
            "It expires in {n} days: load a new one before, desks take it with their next sync."
        )
        print(text.format(n=max(0, days)), file=sys.stderr)


def _password(path: str | None) -> str:
    """Never an argument: those are seen by everybody on the computer."""
    if path is None:
        return getpass.getpass(_("Password of the file: "))
    if path == "-":
        return sys.stdin.readline().rstrip("\r\n")
    return _read(Path(path)).decode("utf-8", "replace").splitlines()[0]


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(path)) from error
