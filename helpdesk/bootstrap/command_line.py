"""`helpdesk` on the command line: runs a command and turns whatever happens into an exit code.

0 done, 1 a problem, 2 wrong usage, 3 the machine is in the way, 70 a bug, 130 interrupted, 141 nobody
reads the output any more. Problems are a sentence on stderr; a traceback is never shown.
"""

import sys
from collections.abc import Sequence

from helpdesk.bootstrap.argument_words import speak
from helpdesk.bootstrap.command_parser import parser
from helpdesk.bootstrap.commands_desk import ENVIRONMENT, INTERRUPTED, PROBLEM
from helpdesk.bootstrap.console import complain, prepare_streams, silence_output
from helpdesk.bootstrap.crash_log import crash_text
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import set_language
from helpdesk.i18n.problems import sentence

BUG, UNREAD = 70, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run what `argv` says (the program's own arguments when it is None); answers the exit code."""
    prepare_streams()
    try:
        set_language()
        speak()
        arguments = parser().parse_args(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0
    except BrokenPipeError:
        silence_output()  # whoever read the output has gone, as `head` does
        return UNREAD
    except KeyboardInterrupt:
        complain("")
        return INTERRUPTED
    except EnvironmentProblem as problem:
        complain(sentence(problem))
        return ENVIRONMENT
    except Problem as problem:
        complain(sentence(problem))
        return PROBLEM
    except Exception as error:  # noqa: BLE001  the last one there is: said, logged, never shown raw
        complain(crash_text(error))
        return BUG
    return code
