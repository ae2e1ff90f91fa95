"""`helpdesk-city`: the city server's command line, and the composition root of its process."""

import argparse
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from helpdesk import __version__
from helpdesk.bootstrap.argument_words import speak
from helpdesk.bootstrap.city_backup import add_backup_commands
from helpdesk.bootstrap.city_bundle import add_bundle_command
from helpdesk.bootstrap.city_files import add_files_command
from helpdesk.bootstrap.city_grants import add_grant_commands
from helpdesk.bootstrap.city_health import add_health_command
from helpdesk.bootstrap.city_ladder import LadderThread
from helpdesk.bootstrap.city_logs import log_to_stderr
from helpdesk.bootstrap.city_loss import add_loss_commands
from helpdesk.bootstrap.city_notices import add_notice_commands
from helpdesk.bootstrap.city_parts import city_database, open_city
from helpdesk.bootstrap.city_people import add_people_commands
from helpdesk.bootstrap.city_quiet import quiet_work
from helpdesk.bootstrap.city_sealing import add_seal_commands
from helpdesk.bootstrap.city_server import Listen, serve, serve_in_workers
from helpdesk.bootstrap.city_vault import add_vault_commands
from helpdesk.bootstrap.city_worker import Work
from helpdesk.bootstrap.console import complain, prepare_streams, silence_output
from helpdesk.bootstrap.crash_log import crash_text
from helpdesk.bootstrap.enrolment_qr import check_qr, write_qr
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.server.ports import Desk
from helpdesk.server.principal import SYSTEM
from helpdesk.server.queue import QueueWish, View
from helpdesk.server.views import case_view

BUG, UNREAD = 70, 141
DATA, DATABASE = "HELPDESK_CITY_DATA", "HELPDESK_CITY_DATABASE"


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command: 0 done, 1 a problem (one sentence on stderr), 2 wrong usage, 70 a bug (its place in a
    log of its own: a traceback may hold personal data), 141 nobody reads the output any more."""
    prepare_streams()
    try:
        set_language()
        speak()
        arguments = _parsed(sys.argv[1:] if argv is None else argv)
        command: Callable[[argparse.Namespace], None] = arguments.command
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, _leave)
        command(arguments)
        sys.stdout.flush()
    except Problem as problem:
        complain(sentence(problem))
        return 1
    except BrokenPipeError:
        silence_output()  # whoever read the output has gone, as `head` does
        return UNREAD
    except Exception as error:  # noqa: BLE001  the last one there is: said, logged, never shown raw
        complain(crash_text(error))
        return BUG
    return 0


def _parsed(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    for each in argv:
        try:
            each.encode()
        except UnicodeEncodeError:
            parser.error(_("what was typed is no text in this terminal's encoding"))
    return parser.parse_args(argv)


def _leave(number: int, _frame: object) -> None:
    """Leave through every `finally`, so that our PostgreSQL stops with us."""
    sys.exit(128 + number)


_MORE = (
    add_people_commands,
    add_vault_commands,
    add_seal_commands,
    add_grant_commands,
    add_bundle_command,
    add_loss_commands,
    add_backup_commands,
    add_files_command,
    add_notice_commands,
    add_health_command,
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="helpdesk-city", description=_("The city server of the help desks.")
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get(DATA) or _default_data(),
        help=_("data folder (or {variable})").format(variable=DATA),
    )
    parser.add_argument(
        "--database",
        default=os.environ.get(DATABASE, ""),
        metavar="URL",
        help=_("a PostgreSQL of yours, postgresql://… (or {variable}); else our own").format(
            variable=DATABASE
        ),
    )
    commands = parser.add_subparsers(required=True, metavar=_("COMMAND"))
    _add_serve(commands)
    _add_enrol(commands)
    token = commands.add_parser("token", help=_("print a token for the API"))
    text = _("whose role and scope it has, and whose acts the history shows")
    token.add_argument("--user", required=True, metavar="LOGIN", help=text)
    token.add_argument("--days", type=int, default=30)
    token.set_defaults(command=_token)
    for name, command, words in (
        ("desks", _desks, _("list the desks")),
        ("cases", _cases, _("list the cases, newest first")),
    ):
        listing = commands.add_parser(name, help=words)
        listing.add_argument("--json", action="store_true")
        listing.set_defaults(command=command)
        if name == "cases":
            listing.add_argument("--limit", type=int, default=100)
    for add in _MORE:
        add(commands)
    return parser


def _add_serve(commands: Any) -> None:
    parser = commands.add_parser("serve", help=_("run the server until it is stopped"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8150, help=_("0 takes a free one"))
    parser.add_argument(
        "--ready-file", type=Path, help=_("written with the URL once the server answers")
    )
    parser.add_argument(
        "--certificate",
        type=Path,
        help=_("TLS certificate chain (PEM); without it plain HTTP, for loopback or a proxy"),
    )
    parser.add_argument("--key", type=Path, help=_("its private key (PEM)"))
    text = _("serving processes; about one for each core")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help=text)
    text = _("take a client's address from the proxy's X-Forwarded-For")
    parser.add_argument("--behind-proxy", action="store_true", help=text)
    text = _("log JSON lines: each request, a sum each minute, nothing personal")
    parser.add_argument("--json-logs", action="store_true", help=text)
    text = _("send no warnings and slips from here; another machine or nobody does")
    parser.add_argument("--no-ladder", action="store_true", help=text)
    parser.add_argument(
        "--with-parent", action="store_true", help=_("stop when standard input closes")
    )
    parser.set_defaults(command=_serve)


def _add_enrol(commands: Any) -> None:
    parser = commands.add_parser("enrol", help=_("print a one-time code for a new device"))
    parser.add_argument("--desk", required=True, help=_("the desk's division, 12 digits"))
    parser.add_argument("--phone", default="", help=_("the desk's telephone, for its papers"))
    parser.add_argument("--address", default="", help=_("the desk's address, for its papers"))
    parser.add_argument("--practice", action="store_true", help=_("a desk for practice only"))
    text = _("also a QR code with address and code, .png or .svg; needs --url")
    parser.add_argument("--qr", type=Path, metavar="FILE", help=text)
    text = _("the address by which devices reach this server")
    parser.add_argument("--url", default="", metavar="URL", help=text)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(command=_enrol)


def _serve(arguments: argparse.Namespace) -> None:
    listen = Listen(
        arguments.host,
        arguments.port,
        ready_file=arguments.ready_file,
        certificate=arguments.certificate,
        key=arguments.key,
        with_parent=arguments.with_parent,
    )
    log_to_stderr(json_lines=arguments.json_logs)
    proxy = arguments.behind_proxy
    with city_database(arguments.data, arguments.database, serving=True) as url:
        if arguments.processes > 1:
            work = Work(
                arguments.data,
                url,
                behind_proxy=proxy,
                json_logs=arguments.json_logs,
                ladder=not arguments.no_ladder,
            )
            serve_in_workers(work, listen, processes=arguments.processes)
        else:
            over = threading.Event()
            with contextlib.ExitStack() as stack:
                city = stack.enter_context(open_city(arguments.data, url, behind_proxy=proxy))
                stack.enter_context(quiet_work(city, over))
                if not arguments.no_ladder:
                    stack.enter_context(LadderThread.of(city, over).running())
                serve(city, listen, over)
    _end_here()


def _end_here() -> None:
    """End the process with everything closed, without taking the interpreter down piece by piece.

    WORKAROUND https://github.com/python/cpython/issues/87135 (Python before 3.14): a thread of
    granian's that still asks for the interpreter meanwhile would abort the process.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)


def _enrol(arguments: argparse.Namespace) -> None:
    check_qr(arguments.qr, arguments.url)
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        desk = Desk(
            code=arguments.desk,
            phone=arguments.phone,
            address=arguments.address,
            practice=arguments.practice,
        )
        code = city.enrolments.issue(desk, by=SYSTEM)
        name = city.desk_label(desk.code)
    if arguments.qr is not None:
        write_qr(arguments.qr, server=arguments.url, code=code)
    if arguments.json:
        _print_json({"code": code, "desk": desk.code, "name": name})
    else:
        print(_("{code}  for {name}, to be used once within 72 hours").format(code=code, name=name))


def _desks(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        desks = city.casework(SYSTEM).desks()
    if arguments.json:
        _print_json([asdict(desk) for desk in desks])
        return
    for desk in desks:
        row = _("{code}  {name}  {devices} devices, {cases} cases, {aside} kept aside")
        print(
            row.format(
                code=desk.code,
                name=desk.name,
                devices=desk.devices,
                cases=desk.cases,
                aside=desk.quarantined,
            )
        )


def _cases(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        page = city.queue(SYSTEM).page(QueueWish(view=View.ALL), limit=arguments.limit)
        views = [case_view(row.row, desk_name=city.desk_label) for row in page.rows]
    if arguments.json:
        _print_json({"total": page.total, "cases": views})
        return
    for view in views:
        print(f"{view.number}  {view.stage.value}  {view.applicant}  {view.title}")


def _token(arguments: argparse.Namespace) -> None:
    with (
        city_database(arguments.data, arguments.database, serving=False) as url,
        open_city(arguments.data, url) as city,
    ):
        print(city.logins.token(arguments.user, days=arguments.days))


def _print_json(value: object) -> None:
    import msgspec

    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False))


def _default_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("helpdesk-city", appauthor=False)


if __name__ == "__main__":
    sys.exit(main())
