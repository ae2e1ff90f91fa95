"""Scanned papers in words: what was filed where, what waits and why. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass

from helpdesk.application.scan_rows import Scan
from helpdesk.application.scans import Filed
from helpdesk.domain.problems import Problem
from helpdesk.domain.signing import Gap
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.paper_check import FINDINGS
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.signing_history import REASONS, gap_line, gap_text
from helpdesk.i18n.words import EXPORTS, word
from helpdesk.ui.tokens import Tone

_NAMED = 2  # signed copies that lack sheets


@dataclass(frozen=True, slots=True)
class PageLine:
    """A page that waits for a person; `near` is the case of the page before it, `number` its number."""

    scan: Scan
    reason: str
    near: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of the scans that were taken in: page by page, and what could not be opened."""

    filed: tuple[Filed, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def waiting(self) -> int:
        """Pages that no code sorted."""
        return sum(not each.case for each in self.filed)

    @property
    def tone(self) -> Tone:
        """How well it went."""
        return Tone.AMBER if self.problems or self.waiting or self.gaps else Tone.GREEN

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Signed copies of which sheets are missing, each once."""
        return tuple(dict.fromkeys(each.gap for each in self.filed if each.gap))

    @property
    def words(self) -> str:
        """All of it in a sentence or three."""
        done = [each for each in self.filed if each.case]
        parts = []
        if done:
            cases = len({each.case for each in done})
            text = ngettext(
                "{n} page filed, {cases} case.", "{n} pages filed, {cases} cases.", len(done)
            )
            parts.append(text.format(n=len(done), cases=cases))
        if self.waiting:
            text = ngettext("{n} page waits for you.", "{n} pages wait for you.", self.waiting)
            parts.append(text.format(n=self.waiting))
        if self.gaps:
            shown = _("; ").join(gap_line(gap) for gap in self.gaps[:_NAMED])
            more = "…" if len(self.gaps) > _NAMED else ""
            parts.append(_("Not whole: {papers}.").format(papers=shown + more))
        parts += [sentence(each) for each in self.problems[:2]]
        return " ".join(parts) if _(", ") == ", " else "".join(parts)


def filed_lines(filed: Sequence[Filed]) -> list[tuple[str, str]]:
    """The case (its id) and a line for each page that found one."""
    return [(each.case, _line(each)) for each in filed if each.case]


def _line(filed: Filed) -> str:
    parts = [filed.number, word(EXPORTS, filed.paper) if filed.paper else ""]
    if filed.copy:
        parts.append(_("copy {n}").format(n=filed.copy))
    if filed.sheet:
        parts.append(_("sheet {n}").format(n=filed.sheet))
    if filed.gap:
        parts.append(gap_text(filed.gap))
    if filed.known:
        parts.append(_("was filed before"))
    elif filed.finding and filed.finding != "genuine":
        parts.append(_(FINDINGS[filed.finding][0]))
    return " · ".join(part for part in parts if part)


def reason_text(reason: str) -> str:
    """Why a page waits."""
    return _(REASONS[reason]) if reason in REASONS else sentence(Problem(reason))
