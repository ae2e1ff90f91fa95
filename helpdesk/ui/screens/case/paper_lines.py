"""The papers of a case: what came out, what waits, what did not. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from helpdesk.application.paper_check import copies_there
from helpdesk.application.queries import CaseFile
from helpdesk.application.signing import Standing, last_signature
from helpdesk.domain.cases import Case
from helpdesk.domain.events import (
    Body,
    Closed,
    CorrectionAsked,
    Delivered,
    PaperPrinted,
    Terminated,
    Withdrawn,
)
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.comparing_history import differing_text
from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.signing_history import WAYS, gap_text
from helpdesk.i18n.words import EXPORTS, word
from helpdesk.ui.tokens import Tone

_JOB_STATES = {
    "queued": (N_("waiting for the printer"), Tone.AMBER),
    "printing": (N_("at the printer, not confirmed yet"), Tone.BLUE),
    "failed": (N_("not printed"), Tone.RED),
    "printer-unknown": (N_("interrupted: look whether it came out"), Tone.RED),
    "abandoned": (N_("not confirmed by the printer, given up after ten minutes"), Tone.RED),
}
_OUTPUTS = {
    "printer": N_("printed {time}"),
    "file": N_("saved {time}"),
    "unconfirmed": N_("sent {time}, the printer confirms nothing"),
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper by its identifier, and how it stands; a word beside a colour. `signed` says whether the
    signed copy is here, `copies` how many are, `compared` what came of holding one beside the record."""

    paper: str
    name: str
    detail: str
    tone: Tone = Tone.PLAIN
    signed: str = ""
    signed_tone: Tone = Tone.PLAIN
    compared: str = ""
    compared_tone: Tone = Tone.PLAIN
    copies: int = 0


def paper_lines(
    file: CaseFile, *, offset_minutes: int, standing: Mapping[str, Standing] = MappingProxyType({})
) -> tuple[PaperLine, ...]:
    """What came out or was signed, each paper once with its last time, then what has not come out.

    `standing` tells of each paper that was signed at the desk whether it says the same still.
    """
    lines = []
    printed = dict(file.case.prints)
    signed_only = [e.signed.paper for e in file.case.signing.signatures]
    for paper in dict.fromkeys((*printed, *signed_only)):
        n = printed.get(paper, 0)
        detail = ngettext("{n} copy", "{n} copies", n).format(n=n) if n else ""
        last = _last_print(file, paper, offset_minutes)
        shown = " · ".join(filter(None, (detail, last))) or _("not printed yet")
        signed, tone = signed_words(file.case, paper, standing.get(paper))
        there = len(copies_there(file.case, paper))
        name = word(EXPORTS, paper)
        compared, found = compared_words(file.case, paper)
        lines.append(
            PaperLine(paper, name, shown, Tone.PLAIN, signed, tone, compared, found, there)
        )
    for job in file.jobs:
        if job.state in _JOB_STATES:
            words, tone = _JOB_STATES.get(job.error) or _JOB_STATES[job.state]
            lines.append(PaperLine(job.paper, word(EXPORTS, job.paper), _(words), tone))
    return tuple(lines)


def signed_words(case: Case, paper: str, standing: Standing | None = None) -> tuple[str, Tone]:
    """Whether it was signed: at the desk, or on the copy of the last printing; every paper of ours is there
    to be signed."""
    here = _copy_words(case, paper)
    if last_signature(case, paper) is not None:
        if standing is Standing.DIFFERS:
            return _("signed text differs from the paper now"), Tone.AMBER
        words = _("signed at the desk")
        return here or (f"✓ {words}", Tone.GREEN)
    if here:
        return here
    if refused := case.signing.signatures_of(paper):
        return word(WAYS, refused[-1].signed.way), Tone.AMBER
    return _("signed copy not here yet"), Tone.PLAIN


def compared_words(case: Case, paper: str) -> tuple[str, Tone]:
    """What the last comparison of the paper found, and who made it when."""
    last = case.signing.compared(paper)
    if last is None:
        return "", Tone.PLAIN
    who = f"{last.author.name} {minute_text(last.moment.local)}"
    if last.compared.differing:
        what = differing_text(last.compared.differing)
        return _("⚠ differs from what was printed ({facts}), {who}").format(
            facts=what, who=who
        ), Tone.RED
    return _("✓ compared, all agrees, {who}").format(who=who), Tone.GREEN


def _copy_words(case: Case, paper: str) -> tuple[str, Tone] | None:
    copies = copies_there(case, paper)
    if not copies:
        return None
    last = case.printings_of(paper)
    if gap := next((g for g in case.gaps if g.paper == paper and g.printing in (0, last)), None):
        return gap_text(gap), Tone.AMBER
    if any(each.printing in (0, last) for each in copies):
        n = len(copies)
        text = ngettext("{n} signed copy there", "{n} signed copies there", n).format(n=n)
        return f"✓ {text}", Tone.GREEN
    return _("signed copy of an earlier printing there"), Tone.AMBER


def _last_print(file: CaseFile, paper: str, offset_minutes: int) -> str:
    """When it came out last, and whether as a file."""
    for event in reversed(file.events):
        if isinstance(event.body, PaperPrinted) and event.body.paper == paper:
            local = replace(event.moment, offset_minutes=offset_minutes).local
            return word(_OUTPUTS, event.body.output).format(time=minute_text(local))
    return ""


PAPER_OF: dict[type[Body], str] = {
    CorrectionAsked: "correction_notice",
    Delivered: "delivery_receipt",
    Closed: "completion_slip",
    Terminated: "completion_slip",
    Withdrawn: "completion_slip",
}
_STAGE_PAPERS = {
    Stage.CORRECTION_ASKED: "correction_notice",
    Stage.ANSWERED: "delivery_receipt",
    Stage.DELIVERED: "delivery_receipt",
    Stage.REFUSED: "refusal_slip",
    **dict.fromkeys((Stage.CALLED_BACK, Stage.CLOSED), "completion_slip"),
    **dict.fromkeys((Stage.TERMINATED, Stage.WITHDRAWN), "completion_slip"),
}


def paper_of_stage(case: Case) -> str:
    """The paper that is most likely wanted now."""
    if case.kind is not CaseKind.MATTER and case.stage in (Stage.ANSWERED, Stage.DELIVERED):
        return "completion_slip"
    return _STAGE_PAPERS.get(case.stage, "receipt")
