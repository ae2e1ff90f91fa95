"""`helpdesk verify`: whether everything is as it was recorded, one line for each fault."""

import contextlib
import time
from argparse import Namespace

from helpdesk.application.paper_check import Finding, check_paper
from helpdesk.application.pdf_check import check_pdf
from helpdesk.bootstrap.commands_desk import OK, PROBLEM, opened
from helpdesk.bootstrap.console import columns, put_json, say
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.faults import fault_text
from helpdesk.i18n.paper_check import FINDINGS as PAPER_FINDINGS
from helpdesk.i18n.paper_check import LIKENESS, fact_rows
from helpdesk.i18n.pdf_check import FINDINGS, seal_words


def verify(arguments: Namespace) -> int:
    """Check the whole store, one PDF, or the code of a paper; exit code 1 when something is wrong. Runs
    beside the window."""
    if arguments.pdf is not None:
        return _pdf(arguments)
    if arguments.code is not None:
        return _code(arguments)
    return _store(arguments)


def _store(arguments: Namespace) -> int:
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


def _code(arguments: Namespace) -> int:
    """What the code on a paper says, what was printed, and whether it can be drawn again word for word."""
    with contextlib.closing(opened(arguments, alone=False)) as desk:
        seal = desk.session.seal
        check = check_paper(arguments.code, seal=seal, queries=desk.queries) if seal else None
        if check is None:
            raise Problem("code-foreign")
        again = None
        if check.printed is not None:
            from helpdesk.bootstrap.papers import DeskPapers  # fonts and typesetting

            again = DeskPapers(desk.session, desk.queries, files=desk.store.files).again(check)
    likeness = again.likeness.value if again else ""
    if arguments.json:
        found = {"finding": check.finding.value, "number": check.sealed.number}
        which = {"paper": check.paper, "printing": check.printing, "copy": check.copy}
        facts = [{"name": name, "value": value} for name, value in fact_rows(check.facts)]
        put_json({**found, **which, "facts": facts, "drawn_again": likeness})
    else:
        headline, advice = PAPER_FINDINGS[check.finding]
        say(_("{headline}. {advice}").format(headline=_(headline), advice=_(advice)))
        say(check.sealed.number)
        for line in columns([list(row) for row in fact_rows(check.facts)]):
            say(f"    {line}")
        if likeness:
            say(_(LIKENESS[likeness]))
    return OK if check.finding is Finding.GENUINE else PROBLEM


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
        | {"added": seal.added, "reason": seal.reason, "common": seal.common}
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
