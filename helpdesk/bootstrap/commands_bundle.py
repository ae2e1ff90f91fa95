"""`helpdesk bundle`: what waits onto a stick, and what the city answered from one."""

import contextlib
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from helpdesk.application.sync_texts import (
    asking_words,
    bundle_problem,
    found_words,
    visit_words,
)
from helpdesk.bootstrap.commands_desk import ENVIRONMENT, OK, PROBLEM, opened
from helpdesk.bootstrap.console import (
    complain,
    interruptible,
    neighbour_code,
    put_json,
    say,
    show_progress,
)
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence

if TYPE_CHECKING:
    from helpdesk.bootstrap.carriage import Carriage, Taken
    from helpdesk.bootstrap.neighbours import Visit
    from helpdesk.sync.bundles import Watch

BUNDLE_ACTIONS = ("export", "import", "list")
NEIGHBOUR_ACTIONS = ("give", "receive")


def bundle(arguments: Namespace) -> int:
    """Export, import, or say what lies in a folder."""
    from helpdesk.bootstrap.carriage import Carriage
    from helpdesk.sync.bundles import Watch

    with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
        carriage = Carriage(desk)
        if arguments.action == "list":
            return _list(arguments, carriage)
        with interruptible() as wished:
            watch = Watch(progress=show_progress, cancelled=wished)
            if arguments.action == "export":
                return _export(arguments, carriage, watch)
            code = _import(arguments, carriage, watch)
        desk.renew()
        return code


def _export(arguments: Namespace, carriage: "Carriage", watch: "Watch") -> int:
    path, exported = carriage.export(arguments.place, watch)
    if arguments.json:
        told = {
            "file": str(path),
            "records": exported.records,
            "files": exported.files,
            "asks": exported.asks,
        }
        put_json(told)
        return OK
    text = ngettext("{n} record in {path}", "{n} records in {path}", exported.records)
    say(text.format(n=exported.records, path=path))
    if exported.files:
        text = ngettext("{n} file goes along.", "{n} files go along.", exported.files)
        say(text.format(n=exported.files))
    if exported.asks:
        say(asking_words())
    say(_("Take it to the city. The records count as sent when the return bundle is imported."))
    return OK


def _import(arguments: Namespace, carriage: "Carriage", watch: "Watch") -> int:
    taken = carriage.take_all(arguments.place, watch)
    used = [each for each in taken if each.problem is None]
    if arguments.json:
        put_json(
            {
                "bundles": [{"file": str(each.path), **asdict(each.imported)} for each in used],
                "failed": [
                    {
                        "file": str(each.path),
                        "error": each.problem.code,
                        "why": sentence(each.problem),
                    }
                    for each in taken
                    if each.problem
                ],
            }
        )
    else:
        for each in used:
            text = _("{path}: {acknowledged} receipts, {received} records from the city")
            said = {"acknowledged": each.imported.acknowledged, "received": each.imported.received}
            say(text.format(path=each.path.name, **said))
        if any(each.imported.found for each in used):
            say(found_words())
    return _complain(taken)


def _complain(taken: "Sequence[Taken]") -> int:
    """Name each file that could not be used, or of which the city could not take all; the exit code."""
    failed = [each.problem for each in taken if each.problem]
    said = [
        (each, bundle_problem(each.imported.problem)) for each in taken if each.imported.problem
    ]
    for each, problem in [*said, *((each, each.problem) for each in taken if each.problem)]:
        complain(f"{each.path.name}: {sentence(problem)}")
    if failed:
        text = ngettext(
            "{n} of {all} bundles could not be used.",
            "{n} of {all} bundles could not be used.",
            len(failed),
        )
        complain(text.format(n=len(failed), all=len(taken)))
    if any(isinstance(each, EnvironmentProblem) for each in failed):
        return ENVIRONMENT
    return PROBLEM if failed or said else OK


def _list(arguments: Namespace, carriage: "Carriage") -> int:
    found = carriage.bundles(arguments.place)
    rows = [
        {
            "file": str(each.path),
            "bytes": each.size,
            "to": "city" if each.ours else "desk" if each.manifest else None,
            "records": each.manifest.records if each.manifest else None,
            "received": each.received,
            "problem": each.problem,
        }
        for each in found
    ]
    if arguments.json:
        put_json({"bundles": rows})
        return OK
    for each in found:
        say(f"{each.path.name}  {_what(each.problem, ours=each.ours, received=each.received)}")
    if not found:
        say(sentence(Problem("bundle-missing", folder=str(arguments.place))))
    return OK


def _what(problem: str, *, ours: bool, received: bool) -> str:
    if problem:
        return sentence(Problem(problem))
    if not ours:
        return _("from the city, for this desk")
    return _("the city has it") if received else _("on its way to the city")


def neighbour(arguments: Namespace) -> int:
    """Listen for a neighbour without a network, or hand over to one that has one."""
    from helpdesk.bootstrap.carriage import Carriage
    from helpdesk.bootstrap.neighbours import listen, visit

    if arguments.action == "give":
        code = neighbour_code()
        with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
            done = visit(Carriage(desk), arguments.address, code)
        _say_visit(arguments, done)
        if done.problem:
            complain(sentence(Problem(done.problem)))
        return PROBLEM if done.problem else OK
    with (
        contextlib.closing(opened(arguments, alone=False)) as desk,
        listen(Carriage(desk), minutes=arguments.minutes) as listener,
    ):
        text = _("Listening on port {port} for {minutes} minutes. Code: {code}")
        said = text.format(port=listener.port, minutes=arguments.minutes, code=listener.code)
        if arguments.json:
            put_json({"port": listener.port, "code": listener.code})
        else:
            say(said)
        device = listener.serve()
    if not arguments.json:
        say(_("A bundle came from device {device}.").format(device=device))
    return OK


def _say_visit(arguments: Namespace, done: "Visit") -> None:
    if arguments.json:
        put_json(
            {
                "records": done.records,
                "returns": done.handed.returns,
                "acknowledged": done.acknowledged,
                "received": done.received,
                "problem": done.problem,
                "asks": done.asks,
                "found": done.found,
            }
        )
        return
    text = ngettext("{n} record given to the neighbour.", "{n} records given.", done.records)
    say(text.format(n=done.records))
    if done.handed.returns:
        text = _("Back from the city: {acknowledged} receipts, {received} records.")
        say(text.format(acknowledged=done.acknowledged, received=done.received))
    if then := visit_words(returns=done.handed.returns, asks=done.asks, found=done.found):
        say(then)
