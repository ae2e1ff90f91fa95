"""`helpdesk support-pack`: a file for whoever helps, without anything about anybody."""

import contextlib
from argparse import Namespace

from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import complain, put_json, say
from helpdesk.bootstrap.files import write_whole
from helpdesk.bootstrap.folder import data_folder
from helpdesk.bootstrap.support_pack import support_pack
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.i18n.problems import sentence


def pack(arguments: Namespace) -> int:
    """Write the pack; a desk that cannot be opened gets one that says why."""
    folder, error = data_folder(arguments.data), ""
    try:
        desk = opened(arguments, alone=False, out_of_touch=True)
    except EnvironmentProblem as problem:
        complain(sentence(problem))
        content, error = support_pack(folder, None, error=problem.code), problem.code
    else:
        with contextlib.closing(desk):
            content = support_pack(folder, desk)
    write_whole(arguments.file, content)
    if arguments.json:
        put_json({"file": str(arguments.file), "bytes": len(content), "error": error})
    else:
        say(str(arguments.file))
    return OK
