"""`helpdesk slips`: what the city sent, printed, signed for and answered."""

import contextlib
from argparse import Namespace
from typing import Any

from helpdesk.application.paper_proof import Drawn
from helpdesk.application.prints import slip_printed
from helpdesk.application.queries import CaseFile
from helpdesk.application.slips import answer_slip, sign_for_slip
from helpdesk.bootstrap.commands_cases import case_file
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import columns, complain, put_json, say
from helpdesk.bootstrap.folder import OpenDesk
from helpdesk.domain.problems import Problem
from helpdesk.domain.slips import Slip
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.slip_history import SLIP_STATES, slip_name

_MOST = 1_000


def slips(arguments: Namespace) -> int:
    """All that is to be signed for or answered, or one slip of a case and what is to be done with it."""
    acts = arguments.out or arguments.sign is not None or arguments.answer
    if bool(arguments.slip) != bool(arguments.number) or (acts and not arguments.slip):
        raise Problem("slip-unclear")
    with contextlib.closing(opened(arguments, alone=bool(acts))) as desk:
        found = [_one(desk, arguments)] if arguments.slip else _to_do(desk)
    if arguments.json:
        put_json({"slips": found})
        return OK
    for line in columns([[str(each or "—") for each in one.values()] for one in found]):
        say(line)
    complain(ngettext("{n} slip", "{n} slips", len(found)).format(n=len(found)))
    return OK


def _to_do(desk: OpenDesk) -> list[dict[str, Any]]:
    return [
        {
            "slip": each.key,
            "name": slip_name(each.key),
            "state": _(SLIP_STATES[each.state]),
            "number": each.number,
            "addressee": each.addressee,
            "answer_by": each.answer_by and str(each.answer_by),
        }
        for each in desk.queries.slips.to_do(limit=_MOST)
    ]


def _one(desk: OpenDesk, arguments: Namespace) -> dict[str, Any]:
    file, slip = _found(desk, arguments)
    if arguments.sign is not None:
        sign_for_slip(desk.session, file.row.id, slip.key, by=arguments.sign)
    if arguments.answer:
        answer_slip(desk.session, file.row.id, slip.key, words=arguments.answer)
    file, slip = _found(desk, arguments)
    if arguments.out:
        drawn = _drawn(desk, file, slip, size=arguments.size)
        desk.hand_out(arguments.out, drawn.pdf)
        slip_printed(desk.session, file.row.id, drawn, size=arguments.size, output="file")
    until = slip.issued.answer_by
    return {
        "slip": slip.key,
        "name": slip_name(slip.key),
        "state": _(SLIP_STATES[slip.state]),
        "number": file.row.number,
        "addressee": slip.issued.content.addressee,
        "answer_by": until and str(until),
    }


def _found(desk: OpenDesk, arguments: Namespace) -> tuple[CaseFile, Slip]:
    file = case_file(desk.queries, arguments.number)
    slip = file.case.escalation.slip(arguments.slip)
    if slip is None:
        raise Problem("slip-unknown")
    return file, slip


def _drawn(desk: OpenDesk, file: CaseFile, slip: Slip, *, size: str) -> Drawn:
    from helpdesk.bootstrap.drawing import Drawing  # fonts and typesetting, for this option alone

    return Drawing(desk.queries).slip(desk.session, file, slip.key, size=size)
