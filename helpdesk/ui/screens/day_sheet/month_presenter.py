"""Decides what the month shows beside the day sheet, prints and saves its bulletin. Plain Python."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from helpdesk.application.bulletin import Bulletin, Unit, month_before
from helpdesk.application.bulletin_form import lines, period
from helpdesk.domain.figures import tier
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n import _
from helpdesk.ui.models.box import Box
from helpdesk.ui.presenting import Settings, Workbench
from helpdesk.ui.printing_dialog.sheet_out import Asking, Outlet, SheetOut
from helpdesk.ui.tokens import Tone

PAPER = "bulletin"
_TONES = {"A": Tone.GREEN, "B": Tone.GREEN, "C": Tone.AMBER, "D": Tone.RED}


class Bulletins(Outlet[Bulletin], Protocol):
    """Reads bulletins and makes papers of them; background work."""

    def read(self, month: date) -> Bulletin:
        """The bulletin of the month that has this day. Raises Problem `month-ahead`."""
        ...


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A row: what kind of unit (a `place`, or a department), its name, its figures in the order of the
    paper's heads, its tier's tone."""

    place: bool
    kind: str
    name: str
    figures: tuple[str, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """Everything of a month."""

    period: str
    over: bool
    came: Box
    due: Box
    callbacks: Box
    lines: tuple[UnitLine, ...]


class MonthView(Protocol):
    """What the presenter asks of the widgets."""

    def show_month(self, month: ShownMonth) -> None:
        """Draw it."""
        ...


class MonthPresenter:
    """Begins with the last whole month; `choose` takes another one."""

    def __init__(
        self,
        bench: Workbench,
        view: MonthView,
        asking: Asking,
        *,
        bulletins: Bulletins,
        settings: Settings,
    ) -> None:
        self._bench, self._view, self._bulletins = bench, view, bulletins
        self._out = SheetOut(bench, asking, bulletins, paper=PAPER, settings=settings)
        self.month = month_before(bench.session.clock.now().local.date())
        self._found: Bulletin | None = None

    def refresh(self) -> None:
        """Read the chosen month anew."""
        month = self.month
        self._bench.background.run(lambda: self._bulletins.read(month), done=self._read, key=PAPER)

    def choose(self, month: date) -> None:
        """Another month."""
        self.month = month
        self.refresh()

    def print(self) -> None:
        """Ask for the printer, then print, or save where that was chosen."""
        if found := self._found:
            said = "\n".join(unit.name for unit in (*found.places, *found.departments))
            self._out.print(found, name=_file_name(found), said=said)

    def save(self) -> None:
        """Ask where to, then save the PDF."""
        if self._found:
            self._out.save(self._found, name=_file_name(self._found))

    def _read(self, found: Bulletin) -> None:
        self._found = found
        self._view.show_month(shown_of(found))


def shown_of(found: Bulletin) -> ShownMonth:
    """The screen of a bulletin."""
    total, kinds = found.total, found.kinds
    kinds_said = _("matters {matters} · requests {requests} · blocked {blocked}").format(
        matters=kinds.get(CaseKind.MATTER, 0),
        requests=kinds.get(CaseKind.REQUEST, 0),
        blocked=kinds.get(CaseKind.BLOCKED, 0),
    )
    due_said = _("{closed} closed · {on_time} on time").format(
        closed=total.closed, on_time=total.on_time
    )
    called_said = _("{unreachable} not reached · {declined} declined").format(
        unreachable=total.unreachable, declined=total.declined
    )
    places = _("Township") if found.by_township else _("Desk")
    return ShownMonth(
        period=period(found),
        over=found.whole,
        came=Box(f"{total.registered:,}", kinds_said),
        due=Box(f"{total.due:,}", due_said),
        callbacks=Box(f"{total.valid:,}", called_said),
        lines=(
            *_lines(places, found.places, place=True),
            *_lines(_("Department"), found.departments, place=False),
        ),
    )


def _lines(kind: str, units: Sequence[Unit], *, place: bool) -> Iterator[UnitLine]:
    for unit, (name, *figures) in zip(units, lines(units), strict=True):
        tone = _TONES.get(tier(unit.figures.score), Tone.PLAIN)
        yield UnitLine(place, kind, name, tuple(figures), tone)


def _file_name(found: Bulletin) -> str:
    return f"{_('Monthly bulletin')}-{found.since:%Y-%m}.pdf"
