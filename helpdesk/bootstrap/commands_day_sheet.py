"""`helpdesk day-sheet`: paper and city laid side by side for a day or a trip."""

import contextlib
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from helpdesk.application.day_sheet import Counts, DaySheet, SheetLine, day_span
from helpdesk.bootstrap.commands_desk import OK, opened
from helpdesk.bootstrap.console import columns, one_line, put_json, say
from helpdesk.domain.masking import mask_name
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext


def day_sheet(arguments: Namespace) -> int:
    """The sheet as a table, as JSON, and as PDF where a file is named."""
    from helpdesk.bootstrap.day_sheets import DaySheets
    from helpdesk.bootstrap.drawing import check_size

    check_size(arguments.size, paper="day_sheet")
    with contextlib.closing(opened(arguments, alone=False, out_of_touch=True)) as desk:
        sheets = DaySheets(desk.session, desk.store.reconciliation, save=desk.hand_out)
        sheet = sheets.read(*_span(arguments, desk.clock.now().local))
        if arguments.pdf:
            sheets.save(sheet, size=arguments.size, path=str(arguments.pdf))
    if arguments.json:
        put_json(_json(sheet))
        return OK
    for line in _lines(sheet):
        say(line)
    return OK


def _span(arguments: Namespace, now: datetime) -> tuple[datetime, datetime]:
    if arguments.since is None:
        if arguments.until is not None:
            raise Problem("span-half")
        return day_span(arguments.day or now.date())
    if arguments.day is not None:
        raise Problem("span-half")
    return arguments.since, arguments.until or now


def _json(sheet: DaySheet) -> dict[str, object]:
    return {
        "since": sheet.since.isoformat(sep=" "),
        "until": sheet.until.isoformat(sep=" "),
        "as_of": sheet.as_of.isoformat(sep=" "),
        "whole": sheet.is_whole,
        "total": _counts(sheet.total),
        "gaps": [line.number for line in sheet.gaps],
        "without_case": list(sheet.lost),
        "cases": [_line(line) for line in sheet.lines],
    }


def _counts(counts: Counts) -> dict[str, int]:
    return {
        "recorded": counts.recorded,
        "sent": counts.sent,
        "acknowledged": counts.acknowledged,
        "refused": counts.refused,
        "waiting": counts.waiting,
    }


def _line(line: SheetLine) -> dict[str, object]:
    return {
        "number": line.number,
        "applicant": mask_name(line.applicant),
        "title": line.title,
        "given": line.given,
        "with_city": line.at_city,
        "printed": line.printed,
        "saved": line.saved,
        "not_out": line.not_out,
        **_counts(line.counts),
        "files": line.files,
        "files_missing": line.files_missing,
    }


def _lines(sheet: DaySheet) -> Iterator[str]:
    word = _("All with the city") if sheet.is_whole else _("Not all with the city")
    yield _("{since} to {until}: {word}").format(
        since=f"{sheet.since:%Y-%m-%d %H:%M}", until=f"{sheet.until:%Y-%m-%d %H:%M}", word=word
    )
    counts = _(
        "{recorded} recorded, {sent} sent, {acknowledged} acknowledged, {refused} refused,"
        " {waiting} without receipt"
    )
    yield counts.format(**_counts(sheet.total))
    gaps = len(sheet.gaps)
    if gaps:
        text = ngettext(
            "{n} number on paper is not with the city:",
            "{n} numbers on paper are not with the city:",
            gaps,
        )
        yield text.format(n=gaps)
    if sheet.lines:
        yield from columns([_head(), *map(_cells, sheet.lines)])
    for number in sheet.lost:
        yield _("without a case: {numbers}").format(numbers=number)


def _head() -> tuple[str, ...]:
    return (
        _("Number"),
        _("Printed"),
        _("Records"),
        _("Sent"),
        _("Receipts"),
        _("Refused"),
        _("Files missing"),
        _("Applicant and matter"),
    )


def _cells(line: SheetLine) -> tuple[str, ...]:
    counts = line.counts
    figures = (
        line.printed,
        counts.recorded,
        counts.sent,
        counts.acknowledged,
        counts.refused,
        line.files_missing,
    )
    what = one_line(f"{mask_name(line.applicant) or '—'} {line.title}")
    sign = "! " if line.is_gap else ""
    return (line.number, *map(str, figures), sign + what)
