"""The day sheet 日结单 and trip sheet 出行对账单: each number with what became of it, signed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from helpdesk.application.day_sheet import DaySheet, SheetLine
from helpdesk.application.papers import Desk, Issue
from helpdesk.domain.masking import mask_name
from helpdesk.i18n import N_, _, dates
from helpdesk.printing.filling import blanks
from helpdesk.printing.layout import Part, TableColumn, heading, rows, tags, text
from helpdesk.printing.pages import Document, fitted, render
from helpdesk.printing.papers import parts
from helpdesk.printing.sizes import Measures, Size
from helpdesk.printing.strips import Strip, space

_FIGURES = (
    N_("Printed"),
    N_("Sent of records"),
    N_("Receipts"),
    N_("Refused"),
    N_("Files missing"),
)
_ROOMY = 36  # widths of the body's type that figures in columns need


@dataclass(frozen=True, slots=True)
class DaySheetPaper:
    """The sheet with what every paper says of itself."""

    issue: Issue
    desk: Desk
    sheet: DaySheet


def render_day_sheet(paper: DaySheetPaper, *, size: Size) -> bytes:
    """The sheet as PDF; heads are repeated on every page."""
    return render([fitted(partial(_document, paper), size.value)], title=_title(paper.sheet))


def _title(sheet: DaySheet) -> str:
    return _("Trip sheet") if sheet.day is None else _("Day sheet")


def _document(paper: DaySheetPaper, m: Measures) -> Document:
    sheet = paper.sheet
    return Document(
        m=m,
        parts=_parts(paper, m),
        closing=_signatures(m),
        running=parts.running(_title(sheet), _span(sheet), m=m),
        foot=lambda page, pages: parts.foot(paper.issue, m=m, page=page, pages=pages),
        watermark=parts.watermark(paper.issue),
    )


def _parts(paper: DaySheetPaper, m: Measures) -> list[Part]:
    sheet = paper.sheet
    top = parts.Masthead(
        title=_title(sheet),
        subtitle=_span(sheet),
        number="",
        qr_text="",
        aside=_("As of {moment}").format(moment=dates.moment(sheet.as_of)),
    )
    word = _("All with the city") if sheet.is_whole else _("Not all with the city")
    facts = [
        *tags([word], width=m.inner, size=m.body),
        *rows(_totals(sheet), m=m, width=m.inner),
    ]
    rest = tuple(line for line in sheet.lines if not line.is_gap)
    return [
        parts.masthead(top, m=m, issue=paper.issue, desk=paper.desk),
        Part((space(m.body * 0.4), *facts)),
        *_listing(_("On paper, not with the city"), sheet.gaps, m=m),
        *_lost(sheet, m=m),
        *_listing(_("Numbers that the city has"), rest, m=m),
        *([] if sheet.lines else [_nothing(m)]),
    ]


def _span(sheet: DaySheet) -> str:
    if sheet.day is not None:
        return dates.day_with_weekday(sheet.day)
    return _("{since} to {until}").format(
        since=dates.moment(sheet.since), until=dates.moment(sheet.until)
    )


def _totals(sheet: DaySheet) -> list[tuple[str, str]]:
    total, lines = sheet.total, sheet.lines
    printed = _("{printed} printed, {saved} saved as PDF, {not_out} never came out").format(
        printed=sum(line.printed for line in lines),
        saved=sum(line.saved for line in lines),
        not_out=sum(line.not_out for line in lines),
    )
    open_ = sum(line.unconfirmed for line in lines)
    unconfirmed = [(_("of these not confirmed by the printer"), str(open_))] if open_ else []
    records = _(
        "{recorded} recorded, {sent} sent, {acknowledged} acknowledged, {refused} refused,"
        " {waiting} without receipt"
    )
    return [
        (_("Cases"), str(len(lines))),
        (_("Numbers given"), str(sum(line.given for line in lines))),
        (_("Papers"), printed),
        *unconfirmed,
        (_("Records"), _counted(records, total)),
        (_("of these without a case"), str(sheet.others.recorded)),
        (_("Files missing"), str(sum(line.files_missing for line in lines))),
    ]


def _counted(words: str, total: object) -> str:
    names = ("recorded", "sent", "acknowledged", "refused", "waiting")
    return words.format(**{name: getattr(total, name) for name in names})


def _listing(title: str, lines: Sequence[SheetLine], *, m: Measures) -> list[Part]:
    """Figures in columns of their own; on a narrow sheet below the number."""
    narrow = m.inner < m.body * _ROOMY
    figures = [] if narrow else [TableColumn(_(name), 3.7, centred=True) for name in _FIGURES]
    columns = [
        parts.ordinal(),
        TableColumn(_("Number, applicant, matter")),
        *figures,
        TableColumn(_("Stub"), 3, centred=True),
    ]
    return parts.listing(title, columns, [_cells(line, narrow=narrow) for line in lines], m=m)


def _cells(line: SheetLine, *, narrow: bool) -> list[str]:
    what = _("{who} · {what}").format(who=mask_name(line.applicant) or "—", what=line.title)
    counts = line.counts
    figures = [
        parts.count(line.printed),
        f"{counts.sent}/{counts.recorded}",
        *map(parts.count, (counts.acknowledged, counts.refused, line.files_missing)),
    ]
    if not narrow:
        return [f"{line.number}\n{what}", *figures, "□"]
    named = "  ".join(f"{_(name)} {n}" for name, n in zip(_FIGURES, figures, strict=True))
    return [f"{line.number}\n{what}\n{named}", "□"]


def _lost(sheet: DaySheet, *, m: Measures) -> list[Part]:
    if not sheet.lost:
        return []
    words = _("Drawn on this computer, but there is no case with it. Look for the stub: {numbers}")
    strips = text(words.format(numbers=_(", ").join(sheet.lost)), width=m.inner, size=m.body)
    head = heading(_("Numbers without a case"), m=m, width=m.inner)
    return [Part((*head, space(m.body * 0.2, keep=True), *strips))]


def _nothing(m: Measures) -> Part:
    return Part(tuple(text(_("No case in this time."), width=m.inner, size=m.body)))


def _signatures(m: Measures) -> list[Strip]:
    said = _("Compared with the stubs, number by number.")
    return [
        space(m.gap * 0.8),
        *text(said, width=m.inner, size=m.body),
        blanks([_("Agent (signature)"), _("Date")], width=m.inner, m=m),
        blanks([_("Checked by"), _("Date")], width=m.inner, m=m),
    ]
