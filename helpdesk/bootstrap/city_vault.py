"""`helpdesk-city` devices, revoke, policy, recover: who may open what at the desks."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import msgspec

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.bootstrap.files import write_whole
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.protocol.recovery import answer_request, comparison_code
from helpdesk.server.credentials import CredentialsFile
from helpdesk.server.principal import SYSTEM

REQUEST_BYTES = 100_000  # no recovery file is larger


def add_vault_commands(commands: Any) -> None:
    """The commands of this module."""
    devices = commands.add_parser("devices", help=_("list the devices"))
    devices.set_defaults(command=_devices)
    _add_revoke(commands)
    policy = commands.add_parser("policy", help=_("show or change the rules for logins at desks"))
    text = _("days of logins without any contact")
    policy.add_argument("--offline-days", type=int, metavar="N", help=text)
    text = _("idle minutes until the window locks; 0: never")
    policy.add_argument("--idle-minutes", type=int, metavar="N", help=text)
    text = _("digits that a PIN has at least")
    policy.add_argument("--pin-digits", type=int, metavar="N", help=text)
    policy.set_defaults(command=_policy)
    recover = commands.add_parser("recover", help=_("answer a desk that forgot its passwords"))
    recover.add_argument("request", type=Path, metavar="FILE", help=_("the desk's request"))
    recover.add_argument("--out", type=Path, required=True, metavar="FILE", help=_("the answer"))
    text = _("the recovery key, where it is kept elsewhere than in the data folder")
    recover.add_argument("--key", type=Path, metavar="FILE", help=text)
    recover.add_argument("--code", required=True, help=_("the code that the desk's agent read out"))
    recover.set_defaults(command=_recover)
    for parser in (devices, policy, recover):
        parser.add_argument("--json", action="store_true")


def _add_revoke(commands: Any) -> None:
    revoke = commands.add_parser("revoke", help=_("block a lost device, or an agent at a desk"))
    whom = revoke.add_mutually_exclusive_group(required=True)
    whom.add_argument("--device", metavar="ID", help=_("its id, or the prefix in its case numbers"))
    whom.add_argument("--agent", metavar="ID", help=_("an agent's id; with --desk"))
    revoke.add_argument("--desk", default="", metavar="CODE", help=_("the desk, 12 digits"))
    revoke.add_argument("--undo", action="store_true", help=_("take it back"))
    revoke.set_defaults(command=_revoke)


def _devices(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        rows = city.standings.devices()
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        state = _("blocked") if row.revoked else _("in use")
        print(f"{row.id}  {row.prefix}  {row.desk}  {state}  {row.name}")


def _revoke(arguments: argparse.Namespace) -> None:
    revoked = not arguments.undo
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        if arguments.device:
            row = city.standings.revoke_device(arguments.device, SYSTEM, revoked=revoked)
            name = city.desk_label(row.desk)
        else:
            city.standings.revoke_agent(arguments.desk, arguments.agent, revoked=revoked)
            name = city.desk_label(arguments.desk)
    if revoked:
        print(_("Blocked at {desk}, from the next contact on.").format(desk=name))
    else:
        print(_("Taken back at {desk}. What was sealed opens by recovery.").format(desk=name))


def _policy(arguments: argparse.Namespace) -> None:
    wished = {
        name: value
        for name in ("offline_days", "idle_minutes", "pin_digits")
        if (value := getattr(arguments, name)) is not None
    }
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        if wished:
            city.standings.set_policy(msgspec.structs.replace(city.standings.policy, **wished))
        policy = msgspec.structs.asdict(city.standings.policy)
    if arguments.json:
        print(json.dumps(policy))
        return
    text = _(
        "Logins without contact for {offline_days} days; locked after {idle_minutes} idle minutes;"
        " a PIN has at least {pin_digits} digits."
    )
    print(text.format(**policy))


def _recover(arguments: argparse.Namespace) -> None:
    """Works without the database, so also on a computer that only has the recovery key."""
    raw = _read(arguments.request)
    private = CredentialsFile(arguments.data).recovery_private(arguments.key)
    request, secret, answer = answer_request(raw, private)
    told = {
        "agent": request.agent,
        "name": request.name,
        "device": secret.device,
        "prefix": secret.prefix,
        "desk": secret.desk,
    }
    _check_code(arguments.code, comparison_code(request))
    write_whole(arguments.out, answer)
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
        return
    text = _("Answered for {name} ({agent}), device {prefix} of desk {desk}: {out}")
    print(text.format(**told, out=arguments.out))


def _check_code(given: str, code: str) -> None:
    def plain(text: str) -> str:
        kept = "".join(c for c in text.upper() if c.isalnum())
        return kept.translate(str.maketrans("OIL", "011"))

    if plain(given) != plain(code):
        raise Problem("recovery-code-differs")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(REQUEST_BYTES)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(path)) from error
