"""The commands that make a backup, and put a desk back from one."""

import contextlib
import sys
import time
from argparse import Namespace
from pathlib import Path

from helpdesk.application.audit import record_key_act
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import interruptible, password_of, put_json, say, show_progress
from helpdesk.bootstrap.folder import data_folder
from helpdesk.bootstrap.restoring import put_back
from helpdesk.bootstrap.safekeeping import MEGA, Safekeeping, places_of
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _
from helpdesk.store.backup import Backup, backups_in, particulars
from helpdesk.store.copying import Watch
from helpdesk.store.restore import Restored


def back_up(arguments: Namespace) -> int:
    """Make a backup now, and rehearse it if that is wished."""
    start = time.monotonic()
    with contextlib.closing(opened(arguments, alone=False)) as desk, interruptible() as wished:
        safekeeping = Safekeeping(desk.store.backups, desk.store.folder)
        watch = Watch(progress=_megabytes, cancelled=wished)
        to = arguments.to.absolute() if arguments.to else None
        if arguments.stick:
            to = safekeeping.choose_stick(arguments.stick.absolute())
        made = safekeeping.back_up(to=to, watch=watch)
        record_key_act(desk.session, KeyAct.BACKED_UP)
        said = desk.store.backups.rehearse(made[0], watch=watch) if arguments.rehearse else None
    if said and said.fault:
        raise EnvironmentProblem(said.fault)
    told = {
        "files": [str(each.path) for each in made],
        "events": particulars(made[0].path).events,
        "bytes": made[0].path.stat().st_size,
        "rehearsed": said is not None,
        "seconds": round(time.monotonic() - start, 3),
    }
    if arguments.json:
        put_json(told)
        return OK
    for each in made:
        say(_("Backed up: {path}").format(path=each.path))
    if said:
        text = _("Rehearsed: {events} events and {cases} cases came back as they are here.")
        say(text.format(events=said.events, cases=said.cases))
    return OK


def restore_(arguments: Namespace) -> int:
    """Put the desk back from a backup, into an empty folder or in place of a damaged database."""
    folder = data_folder(arguments.data)
    candidates = _candidates(arguments, folder)
    password = password_of(arguments)
    with interruptible() as wished:
        watch = Watch(progress=_megabytes, cancelled=wished)
        path, done = _first_good(candidates, folder, arguments.agent or "", password, watch)
    if arguments.json:
        put_json(_told(path, folder, done))
        return OK
    if done.keys_only:
        say(_("Only keys.json had been lost: it is back, out of {path}.").format(path=path))
        return OK
    text = _("Restored {events} events from {path}; {saved} more came out of the damaged database.")
    say(text.format(events=done.events, path=path, saved=done.saved))
    if done.aside:
        say(_("The damaged database lies beside it: {path}").format(path=done.aside))
    say(_("Sync now: what the city has and this backup lacks comes back."))
    return OK


def _told(path: Path, folder: Path, done: Restored) -> dict[str, object]:
    return {
        "file": str(path),
        "folder": str(folder),
        "events": done.events,
        "saved": done.saved,
        "prefix": done.prefix,
        "aside": str(done.aside) if done.aside else None,
    }


def _candidates(arguments: Namespace, folder: Path) -> list[Path]:
    """The file named, or all backups in the folder named, the newest first."""
    if arguments.file:
        return [arguments.file.absolute()]
    place = arguments.source.absolute() if arguments.source else places_of(folder)
    found: list[Backup] = backups_in(place)
    if not found:
        raise EnvironmentProblem("backup-none", folder=str(place))
    return [each.path for each in found]


def _first_good(
    paths: list[Path], folder: Path, agent: str, password: str, watch: Watch
) -> tuple[Path, Restored]:
    """A backup that is damaged is passed over for the one before it."""
    for path in paths:
        try:
            back = put_back(path, folder, agent=agent, password=password, watch=watch)
            return path, back.done
        except Problem as problem:
            last = path == paths[-1]
            if last or problem.code not in ("backup-damaged", "backup-foreign", "backup-other"):
                raise
    raise AssertionError("there is at least one")


def _megabytes(done: int, total: int) -> None:
    if sys.stderr.isatty():
        show_progress(done // MEGA, total // MEGA)
