"""The stick dialog's decisions: which stick, what is on it, what happens next. No Qt."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from helpdesk.application.sync_texts import asking_words, bundle_problem, found_words
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.spoken import size_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.stick_dialog.sticks import Lying, Onlooker, Stick, Sticks, TakenIn, Written
from helpdesk.ui.tokens import Tone

OTHERS = ("bundle-other", "bundle-passing")  # sound, but not for this desk
_NAMED = 3  # files that could not be used, each with its sentence


class Way(Enum):
    """Out to the city, or back from it."""

    OUT = "out"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class State:
    """How it stands: a sentence, whether the button may be pressed, whether work is under way (`done` of
    `total` records, 0 unknown), whether all is over."""

    words: str = ""
    tone: Tone = Tone.GREY
    ready: bool = False
    busy: bool = False
    over: bool = False
    done: int = 0
    total: int = 0


class StickView(Protocol):
    """What the presenter may ask of the dialog."""

    def show_sticks(self, sticks: Sequence[Stick], chosen: str) -> None: ...
    def show_bundles(self, bundles: Sequence[Lying]) -> None: ...
    def show_state(self, state: State) -> None: ...


class _Nowhere:
    """Where a closed dialog shows things."""

    def show_sticks(self, sticks: Sequence[Stick], chosen: str) -> None: ...
    def show_bundles(self, bundles: Sequence[Lying]) -> None: ...
    def show_state(self, state: State) -> None: ...


class StickPresenter:
    """Looks for sticks until one is chosen and the work begins; `look` is called every moment or two."""

    def __init__(self, way: Way, *, bench: Workbench, sticks: Sticks, view: StickView) -> None:
        self._way = way
        self._bench = bench
        self._sticks = sticks
        self._view: StickView = view
        self._known: tuple[Stick, ...] = ()
        self._folders: tuple[Stick, ...] = ()  # chosen by hand
        self._chosen = ""
        self._bundles: Sequence[Lying] = ()
        self._state = State()
        self._stop = threading.Event()

    @property
    def busy(self) -> bool:
        """Whether a bundle is being written or taken in."""
        return self._state.busy

    def open(self) -> None:
        """Begin."""
        self._show(State(_("Looking for sticks …")))
        self.look()

    def look(self) -> None:
        """Which sticks are in now?"""
        if not self._state.busy and not self._state.over:
            self._bench.background.run(
                self._sticks.mounted, done=self._mounted, failed=self._unseen, key="sticks"
            )

    def choose(self, path: str) -> None:
        """Another stick."""
        if path == self._chosen or self._state.busy:
            return
        self._chosen = path
        self._bundles = ()
        self._view.show_bundles(())
        self._read()

    def choose_folder(self, path: str) -> None:
        """A folder that no stick is, such as one on the network."""
        if path and not self._state.busy:
            if path not in [stick.path for stick in self._sticks_known]:
                self._folders = (*self._folders, Stick(path, path))
            self._chosen = ""
            self.choose(path)
            self._view.show_sticks(self._sticks_known, self._chosen)

    def go(self) -> None:
        """Write or take in; a second press while it runs does nothing."""
        if not self._state.ready or self._state.busy:
            return
        self._stop.clear()
        words = _("Writing …") if self._way is Way.OUT else _("Taking in …")
        self._show(State(words, busy=True))
        folder, sticks, stop = self._chosen, self._sticks, self._stop

        def work(report: Callable[[int, int], object]) -> Written | TakenIn:
            onlooker = Onlooker(progress=report, cancelled=stop.is_set)
            if self._way is Way.OUT:
                return sticks.export(folder, onlooker)
            return sticks.take_in(folder, onlooker)

        self._bench.background.run(
            work, done=self._finished, failed=self._failed, progress=self._progress
        )

    def close(self) -> None:
        """The dialog is gone: what is still under way is shown nowhere."""
        self._view = _Nowhere()

    def stop(self) -> None:
        """Stop the work at the next good moment; nothing half stays."""
        self._stop.set()

    # -- inside

    @property
    def _sticks_known(self) -> tuple[Stick, ...]:
        return (*self._known, *self._folders)

    def _mounted(self, sticks: Sequence[Stick]) -> None:
        if self._state.busy or self._state.over:
            return
        found = tuple(sticks)
        paths = [stick.path for stick in (*found, *self._folders)]
        came = [stick.path for stick in found if stick.path not in [s.path for s in self._known]]
        if found != self._known:
            self._known = found
            if self._chosen not in paths:
                self._chosen = ""
            self._view.show_sticks(self._sticks_known, self._chosen or (came or [""])[0])
        if not paths:
            self._bundles = ()
            self._view.show_bundles(())
            self._show(State(_("Plug in a stick; it shows up here by itself. Or choose a folder.")))
        elif not self._chosen:
            self.choose((came or paths)[0])
        elif came:
            self._read()

    def _unseen(self, problem: Problem) -> None:
        self._show(State(sentence(problem), Tone.RED))

    def _read(self) -> None:
        """What lies on the chosen stick? The answer of an earlier one counts no more."""
        folder, sticks = self._chosen, self._sticks
        self._show(State(_("Checking what is on it …")))
        self._bench.background.run(
            lambda: (folder, sticks.bundles(folder)),
            done=self._listed,
            failed=self._unseen,
            key="stick-bundles",
        )

    def _listed(self, answer: tuple[str, Sequence[Lying]]) -> None:
        folder, bundles = answer
        if folder != self._chosen or self._state.busy or self._state.over:
            return
        self._bundles = bundles
        self._view.show_bundles(bundles)
        self._show(self._ready())

    def _ready(self) -> State:
        stick = next(stick for stick in self._sticks_known if stick.path == self._chosen)
        if self._way is Way.OUT:
            if stick.read_only:
                return State(sentence(Problem("stick-read-only", folder=stick.name)), Tone.AMBER)
            return State(self._room(stick), ready=True)
        for_us = [each for each in self._bundles if not each.problem and not each.ours]
        if not for_us:
            return State(_nothing(stick, self._bundles), Tone.AMBER)
        text = ngettext(
            "{n} bundle from the city for this desk, verified.",
            "{n} bundles from the city for this desk, verified.",
            len(for_us),
        )
        return State(text.format(n=len(for_us)), Tone.BLUE, ready=True)

    def _room(self, stick: Stick) -> str:
        words = _(
            "Everything without a receipt is written, sealed to the city: nobody else can read it."
        )
        if stick.free < 0:
            return words
        free = _("{size} free.").format(size=size_text(stick.free))
        return f"{words} {free}"

    def _progress(self, done: int, total: int) -> None:
        self._show(replace(self._state, done=done, total=total))

    def _finished(self, result: Written | TakenIn) -> None:
        if isinstance(result, Written):
            self._show(State(written_words(result), Tone.GREEN, over=True))
            folder, sticks = self._chosen, self._sticks
            self._bench.background.run(
                lambda: sticks.bundles(folder),
                done=self._view.show_bundles,
                failed=lambda _pulled: None,
            )
            return
        tone = Tone.AMBER if result.problem or result.failed else Tone.GREEN
        self._show(State(taken_words(result), tone, over=True))

    def _failed(self, problem: Problem) -> None:
        """Nothing half was left; the same stick or another one can be tried at once."""
        self._show(State(sentence(problem), Tone.RED, ready=True))

    def _show(self, state: State) -> None:
        self._state = state
        self._view.show_state(state)


def _nothing(stick: Stick, bundles: Sequence[Lying]) -> str:
    """That there is none for this desk, and how many there are that cannot be used."""
    words = sentence(Problem("bundle-missing", folder=stick.name))
    spoilt = sum(bool(each.problem) and each.problem not in OTHERS for each in bundles)
    if not spoilt:
        return words
    text = ngettext(
        "{n} bundle cannot be used: choose it above to read why.",
        "{n} bundles cannot be used: choose one above to read why.",
        spoilt,
    )
    return f"{words} {text.format(n=spoilt)}"


def written_words(result: Written) -> str:
    """What was written, and what happens next."""
    text = ngettext(
        "{n} record is on the stick, checked: {name}.",
        "{n} records are on the stick, checked: {name}.",
        result.records,
    )
    written = text.format(n=result.records, name=result.name)
    if result.files:
        files = ngettext("{n} file goes along.", "{n} files go along.", result.files)
        written = f"{written} {files.format(n=result.files)}"
    if result.asks:
        return f"{written}\n{asking_words()}"
    then = _(
        "Now carry the stick to the city or the township."
        " The records count as sent only when the return bundle is imported here."
    )
    return f"{written}\n{then}"


def taken_words(result: TakenIn) -> str:
    """What came back, which files could not be used, and whether anything is left to do."""
    unusable = [f"{name}: {sentence(why)}" for name, why in result.failed[:_NAMED]]
    if more := len(result.failed) - len(unusable):
        text = ngettext("{n} more could not be used.", "{n} more could not be used.", more)
        unusable.append(text.format(n=more))
    return "\n".join([_brought(result), *unusable])


def _brought(result: TakenIn) -> str:
    new = result.acknowledged or result.received or result.found
    if not new and not result.problem:
        return _("Nothing new: all of it was known here already. The stick can go.")
    receipts = ngettext("{n} receipt", "{n} receipts", result.acknowledged)
    news = ngettext("{n} record from the city", "{n} records from the city", result.received)
    words = _("Taken in: {receipts}, {news}.").format(
        receipts=receipts.format(n=result.acknowledged), news=news.format(n=result.received)
    )
    if result.problem:
        return f"{words}\n{sentence(bundle_problem(result.problem))}"
    return f"{words}\n{found_words()}" if result.found else words
