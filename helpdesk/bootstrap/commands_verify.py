"""`helpdesk verify`: whether everything is as it was recorded, one line for each fault."""

import contextlib
import time
from argparse import Namespace

from helpdesk.application.pdf_check import check_pdf
from helpdesk.bootstrap.commands_desk import OK, PROBLEM, opened
from helpdesk.bootstrap.console import put_json, say
from helpdesk.domain.moments import Moment
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.faults import fault_text
from helpdesk.i18n.pdf_check import FINDINGS, seal_words


def verify(arguments: Namespace) -> int:
    """Check the whole store, or one PDF; exit code 1 when something is wrong. Runs beside the window."""
    if arguments.pdf is not None:
        return _pdf(arguments)
    began = time.monotonic()
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        events = desk.store.status().events
        vouched = desk.store.checks.vouched()
        told: list[dict[str, object]] = []
        for fault in desk.store.checks.faults():
            sentence = fault_text(fault.code, fault.params)
            told.append({"code": fault.code, "sentence": sentence, **fault.params})
            if not arguments.json:
                say(sentence)
    seconds = round(time.monotonic() - began, 3)
    if arguments.json:
        put_json(
            {
                "events": events,
                "vouched": vouched.dseq,
                "vouched_ms": vouched.at_ms,
                "sound": not told,
                "faults": told,
                "seconds": seconds,
            }
        )
    elif not told:
        text = ngettext(
            "Everything is as it was recorded: {n} record checked.",
            "Everything is as it was recorded: {n} records checked.",
            events,
        )
        say(text.format(n=events))
        if vouched.dseq:
            day = day_text(Moment(vouched.at_ms).local.date())
            text = _(
                "The city signed on {day} that it has this computer's records up to number {n}."
            )
            say(text.format(day=day, n=vouched.dseq))
    return PROBLEM if told else OK


def _pdf(arguments: Namespace) -> int:
    """Whether a sealed PDF is as it was, and whose it is."""
    from helpdesk.bootstrap.filing import (
        filing_of,  # Pillow, PDFium and pyHanko, for this option alone
    )
    from helpdesk.imaging.seals import seals_in

    with contextlib.closing(opened(arguments, alone=False)) as desk:
        filing = filing_of(desk.store)
        content = filing.preparing.read(arguments.pdf)
        check = check_pdf(
            content,
            session=desk.session,
            queries=desk.queries,
            files=desk.store.files,
            read=seals_in,
        )
    headline, advice = FINDINGS[check.finding]
    seals = [
        {"issuer": seal.issuer, "whole": seal.whole, "at": seal.at and str(seal.at)}
        | {"certified_by": seal.certified_by, "trusted": seal.trusted, "by_city": seal.by_city}
        | {"added": seal.added, "reason": seal.reason}
        for seal in check.seals
    ]
    if arguments.json:
        put_json({"finding": check.finding.value, "number": check.number, "seals": seals})
    else:
        say(_("{headline}. {advice}").format(headline=_(headline), advice=_(advice)))
        if check.number:
            say(check.number)
        for seal in check.seals:
            say(f"    {seal_words(seal, seal.at and seal.at.astimezone())}")
    return OK if check.finding.sound else PROBLEM
