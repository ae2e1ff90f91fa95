"""`helpdesk-city loss` and `reenter`: what a lost device held back, and its papers recorded again."""

import argparse
import json
from typing import Any

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.bootstrap.stub_input import add_stub, stub_of
from helpdesk.domain.events import Author
from helpdesk.domain.masking import mask_name
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.server.losses import Missing, missing
from helpdesk.server.principal import SYSTEM


def add_loss_commands(commands: Any) -> None:
    """The commands of this module."""
    loss = commands.add_parser("loss", help=_("what was on a device and what never arrived"))
    text = _("its id, or the prefix in its case numbers")
    loss.add_argument("device", metavar="ID", help=text)
    loss.set_defaults(command=_loss)
    reenter = commands.add_parser("reenter", help=_("a case from the paper stub of a lost device"))
    add_stub(reenter)
    reenter.add_argument("--by", required=True, metavar="NAME", help=_("who the history shows"))
    reenter.set_defaults(command=_reenter)
    for parser in (loss, reenter):
        parser.add_argument("--json", action="store_true")


def _loss(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        loss = city.losses.of(arguments.device, SYSTEM)
        desk = city.desk_label(loss.device.desk)
    holes = missing(loss.known)
    if arguments.json:
        told = {
            "device": loss.device.id,
            "prefixes": list(loss.prefixes),
            "desk": loss.device.desk,
            "revoked": loss.device.revoked,
            "last_contact_ms": loss.device.seen_ms,
            "desk_cases": loss.cases,
            "desks": dict(loss.desks),
            "records": loss.acked,
            "arrived": len(loss.arrived),
            "reentered": list(loss.reentered),
            "aside": [{"number": a.number, "reason": a.reason} for a in loss.aside],
            "missing": [str(number) for number in holes.numbers],
            "missing_more": holes.more,
        }
        print(json.dumps(told, ensure_ascii=False))
        return
    state = _("blocked") if loss.device.revoked else _("in use")
    print(f"{loss.device.id}  {' '.join(loss.prefixes)}  {desk}  {state}")
    text = _("It could read {cases} cases. {arrived} of its own arrived, {records} records.")
    print(text.format(cases=loss.cases, arrived=len(loss.arrived), records=loss.acked))
    for each in loss.aside:
        why = sentence(Problem(each.reason))
        print(f"{each.number}  {mask_name(each.applicant)}  {why}")
    _say_missing(holes)


def _say_missing(holes: Missing) -> None:
    if holes.total:
        text = ngettext("{n} receipt never arrived:", "{n} receipts never arrived:", holes.total)
        print(text.format(n=holes.total))
    for number in holes.numbers:
        print(number)
    text = _(
        "What it recorded after that and did not send, only its papers can tell:"
        " each stub that is re-entered shows the ones before it."
    )
    print(text)


def _reenter(arguments: argparse.Namespace) -> None:
    author = Author(id=f"city:{arguments.by}", name=arguments.by)
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        case = city.losses.reenter(stub_of(arguments), author=author, principal=SYSTEM)
    if arguments.json:
        print(json.dumps({"case": case}))
    else:
        print(_("Re-entered under its own number."))
