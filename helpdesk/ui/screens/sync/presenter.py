"""Decides what the sync screen says: what waits and why, what was put aside, what happened. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.asides import settle_aside
from helpdesk.application.files import FilesWaiting
from helpdesk.application.notices import CityNotice, Notices, read_notice
from helpdesk.application.queries import (
    CaseFilter,
    CaseRow,
    Doubt,
    DoubtCounts,
    PastExchange,
    Refusal,
    SyncState,
    Waiting,
)
from helpdesk.application.sync_policy import SyncPolicy
from helpdesk.application.sync_texts import counts_text, unbacked_text, why_not_sent
from helpdesk.application.under_way import UnderWay
from helpdesk.domain.moments import Moment
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.box import Box
from helpdesk.ui.models.spoken import clock_text, size_text, when_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.sync.items import (
    Cure,
    Item,
    doubt_items,
    file_items,
    notice_items,
    odd_items,
    past_items,
    refused_items,
    short_text,
    waiting_items,
)
from helpdesk.ui.tokens import Tone

MOST = 500
_ODD_MOST, _PAST_MOST = 50, 12


class FilesKept(Protocol):
    """The files of this desk."""

    def waiting(self, *, limit: int) -> Sequence[FilesWaiting]:
        """What waits to be sent or fetched, by case."""
        ...

    def urge(self, case_id: str) -> frozenset[str]:
        """Try what waits of a case before all else; answers which files (SHA-256)."""
        ...


class Syncing(Protocol):
    """The desk's sync as the screen needs it."""

    @property
    def is_held(self) -> bool:
        """Whether nothing goes out unasked over the present line."""
        ...

    @property
    def policy(self) -> SyncPolicy:
        """When it runs unasked."""
        ...

    @property
    def policy_locked(self) -> bool:
        """Whether the administrator decided when."""
        ...

    def seen(self, state: SyncState) -> SyncState:
        """What the store knows, with a failure that could not be kept there. Any thread."""
        ...

    def now(self, *, files: frozenset[str] = frozenset()) -> None:
        """At once; a running one is joined. `files` (SHA-256) go along whatever the line costs."""
        ...

    def cancel(self) -> None:
        """Stop between two batches."""
        ...

    def set_policy(self, policy: SyncPolicy) -> None:
        """From now on."""
        ...


@dataclass(frozen=True, slots=True)
class Ways:
    """What else the screen leads to, where it is there: `files` says which wait, `export` and `take_in`
    carry what waits to a stick and the answer from one, `neighbour` over a cable, `notices` are the city's,
    `save_pack` writes the support pack."""

    files: FilesKept | None = None
    notices: Notices | None = None
    export: Callable[[], object] | None = None
    take_in: Callable[[], object] | None = None
    neighbour: Callable[[], object] | None = None
    save_pack: Callable[[str], object] | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything on the screen."""

    state: str
    tone: Tone
    reason: str
    counts: str
    last: Box
    waiting: Box
    attention: Box
    items: tuple[Item, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Known:
    """What was read, in one go."""

    state: SyncState
    waiting: Sequence[Waiting]
    refusals: Sequence[Refusal]
    odd: Sequence[CaseRow]
    odd_count: int
    past: Sequence[PastExchange]
    files: Sequence[FilesWaiting]
    doubts: Sequence[Doubt]
    doubt_counts: DoubtCounts
    unbacked: int = 0
    notices: Sequence[CityNotice] = ()


class SyncView(Protocol):
    """What the presenter asks of the widgets."""

    def show_exchange(self, exchange: Exchange) -> None:
        """Draw it; the chosen row stays chosen."""
        ...


class SyncPresenter:
    """`progress_is` is told how far a running exchange is."""

    def __init__(self, bench: Workbench, view: SyncView, sync: Syncing, ways: Ways) -> None:
        self._ways = ways
        self._bench = bench
        self._view = view
        self._sync = sync
        self._running = False

    def refresh(self) -> None:
        """Read everything anew."""
        self._bench.background.run(self._read, done=self._show, key="sync-screen")

    def progress_is(self, under_way: UnderWay | None) -> None:
        """An exchange is so far, or ended."""
        self._running = under_way is not None
        self.refresh()

    def sync_now(self) -> None:
        """Exchange at once; pressed again it joins the running one (C16)."""
        self._sync.now()

    def send_files(self, item: Item) -> None:
        """Exchange at once, and send or fetch the files of a case first, whatever held them back."""
        files = self._ways.files
        if files is not None:
            self._bench.background.run(
                lambda: files.urge(item.case), done=lambda which: self._sync.now(files=which)
            )

    def cancel(self) -> None:
        """Stop between two batches: what the city acknowledged stays so."""
        self._sync.cancel()

    def open(self, item: Item) -> None:
        """Look at a case that waits, or decide what needs deciding."""
        if item.doubt[0]:
            self.decide(item)
        elif item.case:
            self._bench.navigator.open_case(item.case)

    def open_case(self, item: Item) -> None:
        """Look at the case, whatever is to be decided."""
        self._bench.navigator.open_case(item.case)

    def decide(self, item: Item) -> None:
        """Ask what is to be decided."""
        subject, key = item.doubt
        self._bench.navigator.decide(subject, first=key)

    def register_again(self, item: Item) -> None:
        """The same resident's case once more, under a number that counts."""
        self._bench.navigator.new_case(resident_id=item.resident)

    def read(self, item: Item) -> None:
        """Somebody here has read what the city said."""
        session, notices = self._bench.session, self._ways.notices
        if notices is not None:
            self._bench.background.run(
                lambda: read_notice(session, notices, item.notice), done=lambda _: self.refresh()
            )

    def settle(
        self,
        item: Item,
        words: str,
        *,
        done: Callable[[], object],
        failed: Callable[[str], object],
    ) -> None:
        """Record that somebody dealt with what was put aside."""
        session = self._bench.session

        def recorded(_nothing: object) -> None:
            done()
            self.refresh()

        self._bench.background.run(
            lambda: settle_aside(session, item.incarnation, item.dseq, words=words),
            done=recorded,
            failed=lambda problem: failed(sentence(problem)),
        )

    def save_pack(self, path: str) -> None:
        """Write the support pack; nothing where the person thought better of it."""
        save = self._ways.save_pack
        if save is None or not path:
            return

        def saved(_nothing: object) -> None:
            words = _("The support pack is saved. It holds no personal data.")
            self._bench.navigator.say(words, tone="success")

        self._bench.background.run(lambda: save(path), done=saved)

    def _read(self) -> Known:
        queries = self._bench.queries
        odd, doubts = CaseFilter(anomalies_only=True), queries.doubts
        return Known(
            state=self._sync.seen(queries.sync_state()),
            waiting=queries.waiting(limit=MOST),
            refusals=queries.refusals(limit=MOST),
            odd=queries.cases(odd, offset=0, limit=_ODD_MOST),
            odd_count=queries.count_cases(odd),
            past=queries.exchanges(limit=_PAST_MOST),
            files=self._ways.files.waiting(limit=MOST) if self._ways.files else (),
            doubts=[*doubts.proposals(limit=_ODD_MOST), *doubts.conflicts(limit=_ODD_MOST)],
            doubt_counts=doubts.counts(),
            unbacked=queries.unbacked(),
            notices=self._ways.notices.notices(limit=_PAST_MOST) if self._ways.notices else (),
        )

    def _show(self, known: Known) -> None:
        session = self._bench.session
        why = why_not_sent(known.state, practice=session.desk.practice, held=self._sync.is_held)
        now = session.clock.now()
        me = session.author.id
        self._view.show_exchange(exchange_of(known, now, why=why, running=self._running, me=me))


def exchange_of(known: Known, now: Moment, *, why: str, running: bool, me: str = "") -> Exchange:
    """The screen for what is known, seen at `now` by the agent `me`; `why` says why something is not
    sent."""
    state = known.state
    words, tone = state_of(state, now, running=running)
    waiting = waiting_items(known.waiting, state, now, reason="" if running else why)
    refused = refused_items(known.refusals, now)
    counts = counts_text(state, at=clock_text(now.utc_ms, now))
    still_open = [item for item in refused if item.tone is Tone.RED]
    settled = [item for item in refused if item.tone is not Tone.RED]
    past, notices = past_items(known.past, now), notice_items(known.notices, now)
    return Exchange(
        state=words,
        tone=tone,
        reason="" if running else why,
        counts=" · ".join(filter(None, (counts, unbacked_text(known.unbacked)))),
        last=_last(state, now),
        waiting=_waits(known),
        attention=_attention(known),
        items=(
            *still_open,
            *(item for item in notices if Cure.READ in item.cures),
            *doubt_items(known.doubts, now, me=me),
            *odd_items(known.odd),
            *waiting,
            *file_items(known.files, state, now),
            *settled,
            *(item for item in notices if Cure.READ not in item.cures),
            *past,
        ),
        left_out=max(0, state.waiting - sum(each.events for each in known.waiting)),
    )


def state_of(state: SyncState, now: Moment, *, running: bool) -> tuple[str, Tone]:
    """One word for the whole, and its tone. Green only when every event has its receipt, the last
    pull reached the city's head, and nothing that was put aside needs a person (C12)."""
    if running:
        return _("Syncing"), Tone.BLUE
    if state.unsettled:
        return _("Needs you"), Tone.RED
    if state.last_error:
        return short_text(state.last_error), Tone.AMBER
    if state.synced:
        time = clock_text(state.last_success_ms, now)
        return _("Synced {time}").format(time=time), Tone.GREEN
    if state.last_attempt_ms == 0:
        return _("Never synced"), Tone.GREY
    return _("Not complete yet"), Tone.AMBER


def _last(state: SyncState, now: Moment) -> Box:
    if not state.last_success_ms:
        return Box(_("Not yet"), _("Everything is saved on this computer."))
    if state.last_error:
        return Box(when_text(state.last_success_ms, now), _failed(state, now))
    detail = _("sent {sent} · received {received} · {size} · {seconds} s").format(
        sent=f"{state.sent:,}",
        received=f"{state.received:,}",
        size=size_text(state.bytes_out + state.bytes_in),
        seconds=f"{state.seconds:.1f}",
    )
    return Box(when_text(state.last_success_ms, now), detail)


def _failed(state: SyncState, now: Moment) -> str:
    tried = when_text(state.last_attempt_ms, now)
    text = ngettext(
        "{n} attempt since then, the last: {time}",
        "{n} attempts since then, the last: {time}",
        state.attempts,
    )
    return text.format(n=state.attempts, time=tried)


def _waits(known: Known) -> Box:
    state, files = known.state, sum(each.files for each in known.files)
    if not state.waiting and not files:
        settled = _("Every record has the city's receipt.")
        answered = _("Every record was answered by the city.")
        below = answered if state.refused else settled
        return Box(_("Nothing"), below if state.recorded else "")
    words: list[str] = []
    detail: list[str] = []
    if state.waiting_cases:
        text = ngettext("{n} case", "{n} cases", state.waiting_cases)
        words.append(text.format(n=state.waiting_cases))
    if state.waiting:
        text = ngettext("{n} record", "{n} records", state.waiting)
        words.append(text.format(n=f"{state.waiting:,}"))
        size = size_text(sum(each.bytes for each in known.waiting))
        detail.append(_("records {size} before packing").format(size=size))
    if files:
        text = ngettext("{n} file", "{n} files", files).format(n=files)
        (detail if words else words).append(text)
        left = sum(each.bytes - each.done for each in known.files)
        detail.append(_("files {size}").format(size=size_text(left)))
    return Box(" · ".join(words), " · ".join(detail))


def _attention(known: Known) -> Box:
    refused, odd, doubts = known.state.unsettled, known.odd_count, known.doubt_counts
    parts = []
    if refused:
        parts.append(
            ngettext("{n} record put aside", "{n} records put aside", refused).format(n=refused)
        )
    if doubts.conflicts:
        text = ngettext("{n} difference", "{n} differences", doubts.conflicts)
        parts.append(text.format(n=doubts.conflicts))
    if doubts.proposals:
        text = ngettext("{n} late record", "{n} late records", doubts.proposals)
        parts.append(text.format(n=doubts.proposals))
    if odd:
        parts.append(ngettext("{n} case out of order", "{n} cases out of order", odd).format(n=odd))
    if not parts:
        return Box(_("Nothing"), _("No refusals, nothing out of order."))
    tone = Tone.RED if refused else Tone.AMBER
    rest = " · ".join(parts[1:]) or _("Nothing of it is lost; see below.")
    return Box(parts[0], rest, tone)
