"""`helpdesk verify`: whether everything is as it was recorded, one line for each fault."""

import contextlib
import time
from argparse import Namespace

from helpdesk.bootstrap.commands_desk import OK, PROBLEM, opened
from helpdesk.bootstrap.console import put_json, say
from helpdesk.i18n import ngettext
from helpdesk.i18n.faults import fault_text


def verify(arguments: Namespace) -> int:
    """Check the whole store; exit code 1 when something is wrong. Runs beside the window."""
    began = time.monotonic()
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        events = desk.store.status().events
        told: list[dict[str, object]] = []
        for fault in desk.store.checks.faults():
            sentence = fault_text(fault.code, fault.params)
            told.append({"code": fault.code, "sentence": sentence, **fault.params})
            if not arguments.json:
                say(sentence)
    seconds = round(time.monotonic() - began, 3)
    if arguments.json:
        put_json({"events": events, "sound": not told, "faults": told, "seconds": seconds})
    elif not told:
        text = ngettext(
            "Everything is as it was recorded: {n} record checked.",
            "Everything is as it was recorded: {n} records checked.",
            events,
        )
        say(text.format(n=events))
    return PROBLEM if told else OK
