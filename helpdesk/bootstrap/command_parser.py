"""What can be typed behind `helpdesk`: the commands, their options, and what each one calls."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from helpdesk import __version__
from helpdesk.application.paper_forms import ROLLS, SHEETS
from helpdesk.bootstrap import (
    commands_agents,
    commands_backup,
    commands_bulletin,
    commands_bundle,
    commands_cases,
    commands_day_sheet,
    commands_desk,
    commands_files,
    commands_import,
    commands_scan,
    commands_slips,
    commands_support,
    commands_verify,
)
from helpdesk.bootstrap.console import CODE, NEW_PASSWORD, PASSWORD, complain
from helpdesk.bootstrap.folder import VARIABLE, data_folder, is_new
from helpdesk.bootstrap.sheet_arguments import add_bulletin, add_day_sheet, typed_day
from helpdesk.bootstrap.stub_input import add_stub
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.words import PAPERS

USAGE = 2
TOUR_FOLDER = Path("build") / "tour"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in a sentence; never guesses a shortened option."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Leave with exit code 2."""
        text = _("This was not understood: {message}. See: {program} --help")
        complain(text.format(message=message.rstrip("。."), program=self.prog))
        raise SystemExit(USAGE)


def parser() -> Parser:
    """The whole command line, in the language in use."""
    top = Parser(
        prog="helpdesk", description=_("The help desk. Without a command it opens the window.")
    )
    top.add_argument("--version", action="version", version=__version__)
    text = _("data folder; else {variable}, else the system's place")
    top.add_argument("--data", type=Path, metavar="DIR", help=text.format(variable=VARIABLE))
    top.set_defaults(run=_window)
    commands = top.add_subparsers(metavar=_("COMMAND"), parser_class=Parser)
    _add_init(commands)
    _add_open(commands)
    _add_show(commands)
    _add_list(commands)
    _add_print(commands)
    _add_files(commands)
    _add_import(commands)
    _add(commands, "sync", commands_desk.sync, _("one exchange with the city"))
    status = _add(commands, "status", commands_desk.status, _("what is here, sent and waiting"))
    status.add_argument("--check", action="store_true", help=_("check the whole database too"))
    _add_sheets(commands)
    _add_support(commands)
    text = _("make all lists anew from the events")
    _add(commands, "rebuild", commands_desk.rebuild, text)
    _add_verify(commands)
    _add_keys(commands)
    _add_backup(commands)
    text = _("a case from the paper stub of a lost device, under its number")
    add_stub(_add(commands, "reenter", commands_cases.reenter, text))
    _add_bundle(commands)
    text = _("without a network: over a cable to a neighbour desk that has one")
    command = _add(commands, "neighbour", commands_bundle.neighbour, text)
    command.add_argument("action", choices=commands_bundle.NEIGHBOUR_ACTIONS)
    text = _("where the neighbour listens, with give")
    command.add_argument("address", nargs="?", default="", metavar="ADDRESS", help=text)
    text = _("how long to listen, with receive")
    command.add_argument("--minutes", type=_minutes, default=10, metavar="N", help=text)
    _add_shows(commands)
    return top


def _add_verify(commands: Any) -> None:
    text = _("check that everything is as it was recorded")
    command = _add(commands, "verify", commands_verify.verify, text)
    text = _("instead: whether this sealed PDF was changed, and whose it is")
    one = command.add_mutually_exclusive_group()
    one.add_argument("--pdf", type=Path, metavar="FILE", help=text)
    text = _("instead: whether the paper with this code is genuine, and what was printed on it")
    one.add_argument("--code", metavar="TEXT", help=text)


def _add_init(commands: Any) -> None:
    command = _add(commands, "init", commands_desk.init, _("make a desk, or enrol it"))
    command.add_argument("--agent-name", metavar="NAME", help=_("the agent's name on papers"))
    where = command.add_mutually_exclusive_group()
    where.add_argument("--desk", metavar="CODE", help=_("the division's code, 12 digits"))
    where.add_argument("--server", metavar="URL", help=_("the city's server, to enrol with it"))
    text = _("its first line is the enrolment code; else {variable}, else it is asked for")
    command.add_argument("--code-file", type=Path, metavar="FILE", help=text.format(variable=CODE))
    command.add_argument("--practice", action="store_true", help=_("a desk for practice"))


def _add_open(commands: Any) -> None:
    text = _("register a case from JSON")
    command = _add(commands, "open", commands_cases.open_, text, json=False)
    text = _("the case, from a file or from stdin")
    command.add_argument("--json", required=True, metavar="FILE|-", help=text)
    text = _("print only the case number")
    command.add_argument("--number", action="store_true", help=text)
    _add_vouching(command)


def _add_show(commands: Any) -> None:
    command = _add(commands, "show", commands_cases.show, _("one case with its history"))
    command.add_argument("number", metavar="NUMBER", help=_("the case number, however grouped"))


def _add_list(commands: Any) -> None:
    command = _add(commands, "list", commands_cases.list_, _("cases, the newest first"))
    text = _("name, pinyin, initials, number, telephone, ID or words")
    command.add_argument("--search", metavar="TEXT", help=text)
    command.add_argument("--due", action="store_true", help=_("open cases, those due first"))
    command.add_argument("--limit", type=_count, default=100, metavar="N", help=_("at most N"))
    text = _("leave out the first N")
    command.add_argument("--offset", type=_count, default=0, metavar="N", help=text)


def _add_print(commands: Any) -> None:
    command = _add(commands, "print", commands_cases.print_, _("a paper of a case as PDF"))
    text = _("the case number, however grouped")
    command.add_argument("number", metavar="NUMBER", nargs="?", default="", help=text)
    text = _("the receipts of all numbers in a file, one on a line, in one PDF")
    command.add_argument("--batch", metavar="FILE", default="", help=text)
    text = _("the receipts of all cases registered on a day, in one PDF")
    command.add_argument("--day", type=typed_day, metavar="YYYY-MM-DD", help=text)
    text = _("every paper with contents and history in one PDF/A, for the archive")
    command.add_argument("--all", action="store_true", help=text)
    command.add_argument("--paper", choices=sorted(PAPERS), default="receipt")
    text = _("{sizes} (rolls for receipts only)").format(sizes=", ".join((*SHEETS, *ROLLS)))
    command.add_argument("--size", default="A5", metavar="SIZE", help=text)
    command.add_argument("--copies", type=_copies, default=2, metavar="N")
    text = _("the PDF; a file of this name is replaced")
    command.add_argument("--out", type=Path, required=True, metavar="FILE", help=text)


def _add_scan(commands: Any) -> None:
    text = _("signed papers: each page is filed by its code")
    command = _add(commands, "scan", commands_scan.scan, text)
    text = _("pictures, PDF and TIFF, or folders of them; without any, what waits")
    command.add_argument("files", metavar="FILE", nargs="*", type=Path, help=text)
    text = _("a page that waits, by its number: it belongs to --case")
    command.add_argument("--page", type=_count, default=0, metavar="N", help=text)
    text = _("the case number, however grouped")
    command.add_argument("--case", default="", metavar="NUMBER", help=text)
    command.add_argument("--paper", choices=sorted(PAPERS), default="")


def _add_files(commands: Any) -> None:
    command = _add(commands, "attach", commands_files.attach, _("attach files to a case"))
    command.add_argument("number", metavar="NUMBER", help=_("the case number, however grouped"))
    text = _("pictures and PDF")
    command.add_argument("files", metavar="FILE", nargs="+", type=Path, help=text)
    text = _("the material they show, counted from 1")
    command.add_argument("--line", type=_count, default=0, metavar="N", help=text)
    command.add_argument("--caption", default="", metavar="TEXT", help=_("what they show"))
    _add_scan(commands)
    text = _("a case's files and where they are, or what waits")
    command = _add(commands, "files", commands_files.files, text)
    text = _("a case; without it all that waits")
    command.add_argument("number", metavar="NUMBER", nargs="?", default="", help=text)
    text = _("fetch its files with the next sync")
    command.add_argument("--fetch", action="store_true", help=text)
    text = _("offer its files to the city again, at once")
    command.add_argument("--again", action="store_true", help=text)
    _add_slips(commands)


def _add_slips(commands: Any) -> None:
    text = _("slips from the city: to be signed for and answered, or one to print")
    command = _add(commands, "slips", commands_slips.slips, text)
    text = _("the case of one slip; without it all that waits")
    command.add_argument("number", metavar="NUMBER", nargs="?", default="", help=text)
    text = _("which slip of the case, as reminder/2026/12")
    command.add_argument("--slip", default="", metavar="KEY", help=text)
    text = _("sign for it; NAME signed on the paper, if not the agent")
    command.add_argument("--sign", nargs="?", const="", metavar="NAME", help=text)
    command.add_argument("--answer", default="", metavar="TEXT", help=_("say what was done"))
    command.add_argument("--out", type=Path, metavar="FILE", help=_("where the PDF goes"))
    command.add_argument("--size", choices=("A4", "A5"), default="A4")


def _add_sheets(commands: Any) -> None:
    text = _("printed, sent and acknowledged by number, for a day or a trip")
    add_day_sheet(_add(commands, "day-sheet", commands_day_sheet.day_sheet, text))
    text = _("what a month's cases come to, by desk and department")
    add_bulletin(_add(commands, "bulletin", commands_bulletin.bulletin, text))


def _add_support(commands: Any) -> None:
    text = _("counts, codes and settings for whoever helps; no personal data")
    command = _add(commands, "support-pack", commands_support.pack, text)
    command.add_argument("file", type=Path, metavar="FILE.zip", help=_("the pack"))


def _add_import(commands: Any) -> None:
    text = _("residents or requests out of a table")
    command = _add(commands, "import", commands_import.import_, text)
    command.add_argument("kind", choices=commands_import.KINDS)
    command.add_argument("file", type=Path, metavar="FILE", help=_("a .csv or .xlsx file"))
    _add_vouching(command)


def _add_vouching(command: Parser) -> None:
    text = _("today's date is right although later numbers were given; says why, and is recorded")
    command.add_argument("--vouch-for-date", metavar="REASON", help=text)


def _add_keys(commands: Any) -> None:
    command = _add(commands, "agents", commands_agents.agents, _("who may open the desk"))
    command.add_argument("action", choices=commands_agents.AGENT_ACTIONS)
    command.add_argument("id", nargs="?", default="", metavar="ID", help=_("the agent meant"))
    command.add_argument("--name", metavar="NAME", help=_("the agent's name on papers"))
    _add_new_password(command)
    _add(commands, "rekey", commands_agents.rekey, _("a new key after a loss"))
    text = _("let the city open a desk whose passwords are forgotten")
    command = _add(commands, "recover", commands_agents.recover, text)
    command.add_argument("action", choices=("request", "apply", "export"))
    command.add_argument("file", type=Path, metavar="FILE", help=_("the file to the city or back"))
    command.add_argument("--name", metavar="NAME", help=_("the agent's name on papers"))
    _add_new_password(command)


def _add_new_password(command: Parser) -> None:
    text = _("its first line is the new password; else {variable}, else it is asked for")
    command.add_argument(
        "--new-password-file",
        type=Path,
        metavar="FILE",
        help=text.format(variable=NEW_PASSWORD),
    )


def _add_backup(commands: Any) -> None:
    command = _add(commands, "backup", commands_backup.back_up, _("an encrypted backup, now"))
    where = command.add_mutually_exclusive_group()
    where.add_argument("--to", type=Path, metavar="DIR", help=_("into this folder"))
    text = _("onto this removable disk, and from now on whenever it is in")
    where.add_argument("--stick", type=Path, metavar="DIR", help=text)
    text = _("restore it into a scratch folder and compare")
    command.add_argument("--rehearse", action="store_true", help=text)
    text = _("the desk back from a backup")
    command = _add(commands, "restore", commands_backup.restore_, text)
    which = command.add_mutually_exclusive_group(required=True)
    which.add_argument("file", nargs="?", type=Path, metavar="FILE", help=_("the backup"))
    which.add_argument("--newest", action="store_true", help=_("the newest good one"))
    text = _("where --newest looks; the desk's own folder for backups if left out")
    command.add_argument("--from", dest="source", type=Path, metavar="DIR", help=text)


def _add_bundle(commands: Any) -> None:
    text = _("without a network: what waits onto a stick, and the city's answer from one")
    command = _add(commands, "bundle", commands_bundle.bundle, text)
    command.add_argument("action", choices=commands_bundle.BUNDLE_ACTIONS)
    text = _("a folder, or a file ending in .hdb")
    command.add_argument("place", type=Path, metavar="FILE|DIR", help=text)


def _add_shows(commands: Any) -> None:
    command = commands.add_parser("tour", help=_("the main job in pictures"))
    command.add_argument(
        "--out", type=Path, default=TOUR_FOLDER, metavar="DIR", help=_("where the pictures go")
    )
    command.set_defaults(run=_tour)
    text = _("the window on a practice desk, with a city server of its own")
    commands.add_parser("practice", help=text).set_defaults(run=_practice)


def _add(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    words: str,
    *,
    json: bool = True,
) -> Parser:
    command: Parser = commands.add_parser(name, help=words, description=words)
    text = _("who acts; needed where several agents share the desk")
    command.add_argument("--agent", metavar="ID", help=text)
    text = _("its first line is the password; else {variable}, else it is asked for")
    command.add_argument(
        "--password-file", type=Path, metavar="FILE", help=text.format(variable=PASSWORD)
    )
    if json:
        command.add_argument("--json", action="store_true", help=_("the result as JSON"))
    command.set_defaults(run=run)
    return command


def _count(text: str) -> int:
    if not _is_number(text):
        raise argparse.ArgumentTypeError(_("A whole number, 0 or more."))
    return int(text)


def _minutes(text: str) -> int:
    return _between(text, 1, 240)


def _copies(text: str) -> int:
    return _between(text, 1, 20)


def _between(text: str, least: int, most: int) -> int:
    if not _is_number(text) or not least <= int(text) <= most:
        words = _("A whole number from {least} to {most}.")
        raise argparse.ArgumentTypeError(words.format(least=least, most=most))
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _window(arguments: argparse.Namespace) -> int:
    folder = data_folder(arguments.data)
    if is_new(folder):
        from helpdesk.bootstrap import first_start

        return first_start.main(folder)
    from helpdesk.bootstrap import desktop

    return desktop.main(folder)


def _practice(arguments: argparse.Namespace) -> int:
    from helpdesk.bootstrap import practice

    return practice.main(data_folder(arguments.data))


def _tour(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    if out != TOUR_FOLDER and _is_foreign(out):  # the tour empties its folder
        raise Problem("folder-foreign", folder=str(out))
    from helpdesk.bootstrap import tour

    return tour.main(out)


def _is_foreign(folder: Path) -> bool:
    """Whether something lies in it that no tour left."""
    return folder.exists() and not (folder / "summary.json").exists() and any(folder.iterdir())
