"""`helpdesk-city user`: who may sign in at the console, as what, for which part of the city."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.i18n import _
from helpdesk.server.city import City
from helpdesk.server.people import ROLES, Person, Role
from helpdesk.server.principal import SYSTEM

SETUP = "/console/setup/"


def add_people_commands(commands: Any) -> None:
    """The commands of this module."""
    user = commands.add_parser("user", help=_("who may sign in at the console, and as what"))
    acts = user.add_subparsers(required=True, metavar=_("ACT"))
    listing = acts.add_parser("list", help=_("list them"))
    listing.set_defaults(command=_list)
    add = acts.add_parser("add", help=_("a new person; prints a one-time code for the password"))
    add.add_argument("--name", required=True, help=_("as the history shows it"))
    add.set_defaults(command=_add)
    role = acts.add_parser("role", help=_("another role or scope"))
    role.set_defaults(command=_role)
    disable = acts.add_parser("disable", help=_("keep somebody out"))
    disable.add_argument("--undo", action="store_true", help=_("take it back"))
    disable.set_defaults(command=_disable)
    reset = acts.add_parser("reset", help=_("a new one-time code, for a lost password or phone"))
    reset.set_defaults(command=_reset)
    for parser in (add, role):
        parser.add_argument("--role", required=True, choices=[each.value for each in Role])
        text = _("the beginning of the divisions to be seen; nothing: the whole city")
        parser.add_argument("--division", default="", metavar="DIGITS", help=text)
        parser.add_argument("--department", default="", help=_("a department handler's"))
    for parser in (add, role, disable, reset):
        parser.add_argument("login", metavar="LOGIN", help=_("letters, digits, - and ."))
    for parser in (add, role, reset):
        text = _("the console's address, for the whole link")
        parser.add_argument("--url", default="", metavar="URL", help=text)
    for parser in (listing, add, role, reset):
        parser.add_argument("--json", action="store_true")


def _list(arguments: argparse.Namespace) -> None:
    with _city(arguments) as city:
        people = city.people.everybody(SYSTEM)
    if arguments.json:
        print(json.dumps([asdict(each) for each in people], ensure_ascii=False))
        return
    for each in people:
        state = (
            _("blocked") if each.disabled else _("in use") if each.ready else _("not set up yet")
        )
        where = f"{each.division or '-'}  {each.department or '-'}"
        print(f"{each.login}  {each.name}  {_(ROLES[each.role])}  {where}  {state}")


def _add(arguments: argparse.Namespace) -> None:
    person = Person(
        login=arguments.login,
        name=arguments.name,
        role=Role(arguments.role),
        division=arguments.division,
        department=arguments.department,
    )
    with _city(arguments) as city:
        code = city.people.add(person, by=SYSTEM)
    _tell_code(arguments, code)


def _role(arguments: argparse.Namespace) -> None:
    with _city(arguments) as city:
        code = city.people.change(
            arguments.login,
            role=Role(arguments.role),
            division=arguments.division,
            department=arguments.department,
            by=SYSTEM,
        )
    if code or arguments.json:
        _tell_code(arguments, code)


def _disable(arguments: argparse.Namespace) -> None:
    with _city(arguments) as city:
        city.people.disable(arguments.login, disabled=not arguments.undo, by=SYSTEM)


def _reset(arguments: argparse.Namespace) -> None:
    with _city(arguments) as city:
        code = city.people.reset(arguments.login, by=SYSTEM)
    _tell_code(arguments, code)


def _tell_code(arguments: argparse.Namespace, code: str) -> None:
    link = f"{arguments.url.rstrip('/')}{SETUP}{code}" if code else ""
    if arguments.json:
        print(json.dumps({"login": arguments.login, "code": code, "link": link}))
        return
    text = _("{link}  sets the password of {login}, once, within 72 hours")
    print(text.format(link=link, login=arguments.login))


@contextmanager
def _city(arguments: argparse.Namespace) -> Iterator[City]:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        yield city
