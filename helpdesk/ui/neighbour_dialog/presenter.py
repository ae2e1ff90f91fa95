"""The neighbour dialog's decisions. No Qt."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from helpdesk.application.sync_texts import visit_words
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.neighbour_dialog.neighbours import Carrying, Door, Neighbours, Visited
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.tokens import Tone


class Part(StrEnum):
    """What this desk is to the other one."""

    GIVE = "give"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class State:
    """A sentence, and whether something is under way; `door` is what the other desk must type."""

    words: str = ""
    tone: Tone = Tone.GREY
    busy: bool = False
    door: Door | None = None


class NeighbourView(Protocol):
    """What the presenter may ask of the dialog."""

    def show_state(self, part: Part, state: State) -> None: ...
    def door_ended(self, code: str) -> None:
        """Called on another thread; hands over to `NeighbourPresenter.ended` on the GUI's."""
        ...


class _Nowhere:
    """Where a closed dialog shows things."""

    def show_state(self, part: Part, state: State) -> None: ...
    def door_ended(self, code: str) -> None: ...


class NeighbourPresenter:
    """One part at a time; changing it shuts the door."""

    def __init__(self, *, bench: Workbench, neighbours: Neighbours, view: NeighbourView) -> None:
        self._bench = bench
        self._neighbours = neighbours
        self._view: NeighbourView = view
        self._part = Part.GIVE
        self._busy = False
        self._hinting = False

    def choose(self, part: Part) -> None:
        """Give, or carry for another desk."""
        if self._busy:
            return
        self._part = part
        self._neighbours.close_door()
        self._show(State(_HINTS[part]()))
        if part is Part.CARRY:
            self._bench.background.run(
                self._neighbours.carrying, done=self._carrying, key="neighbour-carrying"
            )

    def give(self, address: str, code: str) -> None:
        """Visit the neighbour."""
        if self._busy:
            return
        if not address.strip() or not code.strip():
            self._show(
                State(_("Type the address and the code from the neighbour's screen."), Tone.AMBER)
            )
            return
        self._begin(_("On the way to the neighbour …"))
        self._bench.background.run(
            lambda: self._neighbours.visit(address, code), done=self._visited, failed=self._failed
        )

    def listen(self) -> None:
        """Open the door, with a new code."""
        if self._busy:
            return
        self._begin(_("One moment …"))
        view = self._view
        self._bench.background.run(
            lambda: self._neighbours.open_door(view.door_ended),
            done=self._opened,
            failed=self._failed,
        )

    def ended(self, code: str) -> None:
        """Somebody came, or the door is shut. GUI thread."""
        if code:
            self._show(State(sentence(Problem(code)), Tone.AMBER))
            return
        words = _("The neighbour's bundle is here, sealed. It goes to the city with the next sync;")
        then = _("what comes back waits here for the neighbour.")
        self._show(State(f"{words} {then}", Tone.GREEN))

    def close(self) -> None:
        """The dialog is gone."""
        self._view = _Nowhere()
        self._neighbours.close_door()

    # -- inside

    def _begin(self, words: str) -> None:
        self._busy = True
        self._show(State(words, busy=True))

    def _carrying(self, carrying: Carrying) -> None:
        """Below the hint, as long as that is what is said."""
        if self._part is Part.CARRY and self._hinting and (words := carrying_words(carrying)):
            tone = Tone.AMBER if carrying.to_city else Tone.GREY
            self._view.show_state(self._part, State(f"{_carry_hint()}\n{words}", tone))

    def _visited(self, visited: Visited) -> None:
        self._busy = False
        tone = Tone.AMBER if visited.problem else Tone.GREEN
        self._show(State(visited_words(visited), tone))

    def _opened(self, door: Door) -> None:
        self._busy = False
        words = _(
            "Tell these to the neighbour. The door closes after one visit or {minutes} minutes."
        )
        self._show(State(words.format(minutes=door.minutes), Tone.BLUE, door=door))

    def _failed(self, problem: Problem) -> None:
        self._busy = False
        self._show(State(sentence(problem), Tone.RED))

    def _show(self, state: State) -> None:
        self._hinting = state.words == _HINTS[self._part]()
        self._view.show_state(self._part, state)


def _give_hint() -> str:
    return _(
        "For a desk without a network: both computers on one cable or one Wi-Fi."
        " The neighbour carries what waits here, sealed to the city, and cannot read it."
    )


def _carry_hint() -> str:
    return _(
        "Open the door, and the desk without a network can hand over what it has for the city."
    )


_HINTS = {Part.GIVE: _give_hint, Part.CARRY: _carry_hint}


def visited_words(visited: Visited) -> str:
    """What was given, what came back, what to do next."""
    given = ngettext("{n} record given", "{n} records given", visited.records)
    parts = [given.format(n=visited.records)]
    if visited.returns:
        receipts = ngettext("{n} receipt", "{n} receipts", visited.acknowledged)
        news = ngettext("{n} record from the city", "{n} records from the city", visited.received)
        parts += [receipts.format(n=visited.acknowledged), news.format(n=visited.received)]
    words = _(", ").join(parts) + _(".")
    if visited.problem:
        return f"{words}\n{sentence(Problem(visited.problem))}"
    then = visit_words(returns=visited.returns, asks=visited.asks, found=visited.found)
    return f"{words}\n{then}".rstrip()


def carrying_words(carrying: Carrying) -> str:
    """What lies here for other desks, and why it lies here still; empty for nothing."""
    words = []
    if n := carrying.to_city:
        text = ngettext(
            "{n} bundle of a neighbour waits here for the city; it goes with the next sync.",
            "{n} bundles of neighbours wait here for the city; they go with the next sync.",
            n,
        )
        words.append(text.format(n=n))
    if carrying.problem:
        words.append(sentence(Problem(carrying.problem)))
    if n := carrying.to_fetch:
        text = ngettext(
            "{n} return bundle waits here for its desk to fetch it.",
            "{n} return bundles wait here for their desks to fetch them.",
            n,
        )
        words.append(text.format(n=n))
    return "\n".join(words)
