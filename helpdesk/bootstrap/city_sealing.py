"""`helpdesk-city seal`: by whose certificates PDFs of desks and of the city are sealed."""

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.bootstrap.files import write_whole
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.i18n.seal_words import HOLDS, KINDS, ending
from helpdesk.protocol.seal_key import FILE_BYTES, Role, fingerprint_of
from helpdesk.server.city import City
from helpdesk.server.principal import SYSTEM
from helpdesk.server.seals import InForce


def add_seal_commands(commands: Any) -> None:
    """The commands of this module."""
    text = _("by whose certificates the PDFs of desks and of the city are sealed")
    seal = commands.add_parser("seal", help=text)
    acts = seal.add_subparsers(dest="act")
    seal.set_defaults(command=_show)
    load = acts.add_parser("load", help=_("take a certificate of the city's with its key"))
    load.add_argument("file", type=Path, metavar="FILE", help=_("PKCS#12 (.p12, .pfx)"))
    text = _("read the password from the first line of this file; - is standard input")
    load.add_argument("--password-file", metavar="FILE", help=text)
    load.set_defaults(command=_load)
    drop = acts.add_parser("drop", help=_("back to the city's own key"))
    drop.set_defaults(command=_drop)
    text = _("no seal by this certificate counts any more: its key may be in other hands")
    distrust = acts.add_parser("distrust", help=text)
    distrust.add_argument("fingerprint", metavar="FINGERPRINT", help=_("SHA-256, in hex"))
    distrust.set_defaults(command=_distrust)
    export = acts.add_parser("export", help=_("the certificate that other programs have to trust"))
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("PEM"))
    export.set_defaults(command=_export)
    for parser in (load, drop, export):
        text = _("authority certifies desks, signer seals what the city prints")
        parser.add_argument("--as", dest="role", choices=[each.value for each in Role], help=text)
    for parser in (seal, load, drop, distrust):
        parser.add_argument("--json", action="store_true")


def _show(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        _tell(city, arguments)


def _load(arguments: argparse.Namespace) -> None:
    content = _read(arguments.file)
    password = _password(arguments.password_file)
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        city.sealing.load(content, password, SYSTEM, role=_role(arguments))
        _tell(city, arguments)


def _drop(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        for each in city.sealing.in_force():
            if each.has_loaded and _role(arguments) in (None, each.role):
                city.sealing.drop(each.role, SYSTEM)
        _tell(city, arguments)


def _distrust(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        digits = "".join(arguments.fingerprint.split()).replace(":", "").lower()
        city.sealing.distrust(digits, SYSTEM)
        _tell(city, arguments)


def _export(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        signer, sealing = _role(arguments) is Role.SIGNER, city.sealing
        root = (sealing.signer() if signer else sealing.authority()).chain[-1]
    write_whole(arguments.out, root.public_bytes(Encoding.PEM))


def _tell(city: City, arguments: argparse.Namespace) -> None:
    found = city.sealing.in_force()
    if arguments.json:
        said: dict[str, Any] = {each.role.value: _said(each) for each in found}
        print(json.dumps(said | said[Role.AUTHORITY.value], ensure_ascii=False))
        return
    _print(found)


def _said(each: InForce) -> dict[str, Any]:
    return {
        "name": each.key.name,
        "loaded": each.loaded,
        "until": f"{each.key.until:%Y-%m-%d}",
        "fingerprint": fingerprint_of(each.key.chain[-1]),
        "certificates": len(each.key.chain),
    }


def _print(found: Sequence[InForce]) -> None:
    for each in found:
        said = _said(each)
        print(_(HOLDS[each.role]).format(**said, kind=_(KINDS[each.loaded])))
        print(f"SHA-256 {said['fingerprint']}")
        if each.ends_soon:
            print(ending(each.days, expired=each.expired_on), file=sys.stderr)


def _role(arguments: argparse.Namespace) -> Role | None:
    return Role(arguments.role) if arguments.role else None


def _password(path: str | None) -> str:
    """Never an argument: those are seen by everybody on the computer."""
    if path is None and not sys.stdin.isatty():
        raise Problem("seal-password-missing")
    if path is None:
        return getpass.getpass(_("Password of the file: "))
    if path == "-":
        return sys.stdin.readline().rstrip("\r\n")
    return next(iter(_read(Path(path)).decode("utf-8", "replace").splitlines()), "")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES + 1)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(path)) from error
