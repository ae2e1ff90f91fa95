"""Decides what the sync screen says: what waits and why, what the city refused. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk.application.queries import CaseFilter, CaseRow, Refusal, SyncState, Waiting
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.spoken import clock_text, size_text, when_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.tokens import Tone

MOST = 500
_ODD_MOST = 50

# Words short enough for a chip; the whole sentence stands beside it.
_SHORT = {
    "network": N_("Waiting for the network"),
    "server": N_("City not ready"),
    "sync": N_("Needs the administrator"),
    "not": N_("Not enrolled"),
}
_NOT_SENT = N_("Not sent")


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the table: `name` in bold, `words` after it."""

    id: str
    case: str
    name: str
    words: str
    size: str
    state: str
    tone: Tone
    reason: str
    next_try: str


@dataclass(frozen=True, slots=True)
class Box:
    """One of the three panels: a large line and a small one."""

    words: str
    detail: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Progress:
    """An exchange under way; `total` 0 cannot be counted."""

    words: str
    done: int
    total: int


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
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Known:
    """What was read, in one go."""

    state: SyncState
    waiting: Sequence[Waiting]
    refusals: Sequence[Refusal]
    odd: Sequence[CaseRow]
    odd_count: int


class SyncView(Protocol):
    """What the presenter asks of the widgets."""

    def show_exchange(self, exchange: Exchange) -> None:
        """Draw it; the chosen row stays chosen."""
        ...


class SyncPresenter:
    """`sync_now` asks for an exchange and returns at once; `sync_cancel` stops a running one."""

    def __init__(
        self,
        bench: Workbench,
        view: SyncView,
        *,
        sync_now: Callable[[], object],
        sync_cancel: Callable[[], object],
    ) -> None:
        self._bench = bench
        self._view = view
        self._sync_now = sync_now
        self._sync_cancel = sync_cancel
        self._running = False
        self._total = 0

    def refresh(self) -> None:
        """Read everything anew."""
        self._bench.background.run(self._read, done=self._show, key="sync-screen")

    def exchange_is(self, under_way: bool) -> None:
        """An exchange began or ended."""
        self._running, self._total = under_way, 0
        self.refresh()

    def sync_now(self) -> None:
        """Exchange at once; pressed again it joins the running one (C16)."""
        self._sync_now()

    def cancel(self) -> None:
        """Stop between two batches: what the city acknowledged stays so."""
        self._sync_cancel()

    def open(self, case_id: str) -> None:
        """Look at a case that waits or needs somebody."""
        if case_id:
            self._bench.navigator.open_case(case_id)

    def _read(self) -> Known:
        queries = self._bench.queries
        odd = CaseFilter(anomalies_only=True)
        return Known(
            state=queries.sync_state(),
            waiting=queries.waiting(limit=MOST),
            refusals=queries.refusals(limit=MOST),
            odd=queries.cases(odd, offset=0, limit=_ODD_MOST),
            odd_count=queries.count_cases(odd),
        )

    def _show(self, known: Known) -> None:
        now = self._bench.session.clock.now()
        self._total = max(self._total, known.state.waiting)
        progress = self._progress(known.state) if self._running else None
        self._view.show_exchange(exchange_of(known, now, progress))

    def _progress(self, state: SyncState) -> Progress:
        if not self._total:
            return Progress(_("Asking the city for news"), 0, 0)
        return Progress(_("Sending records"), self._total - state.waiting, self._total)


def exchange_of(known: Known, now: Moment, progress: Progress | None) -> Exchange:
    """The screen for what is known, seen at `now`."""
    state = known.state
    words, tone = state_of(state, now, running=progress is not None)
    reason = _reason(state)
    waiting = _waiting(known, now, reason="" if progress else reason)
    items = (*_refused(known.refusals, now), *_odd(known.odd), *waiting)
    counts = _("{recorded} recorded here · {acknowledged} acknowledged · {refused} refused")
    return Exchange(
        state=words,
        tone=tone,
        reason="" if progress else reason,
        counts=counts.format(
            recorded=f"{state.recorded:,}",
            acknowledged=f"{state.acknowledged:,}",
            refused=f"{state.refused:,}",
        ),
        last=_last(state, now),
        waiting=_waits(known),
        attention=_attention(known),
        items=items,
        left_out=max(0, state.waiting - sum(each.events for each in known.waiting)),
        progress=progress,
    )


def state_of(state: SyncState, now: Moment, *, running: bool) -> tuple[str, Tone]:
    """One word for the whole, and its tone. Green only when every event has its receipt and the
    last pull reached the city's head (C12)."""
    if running:
        return _("Syncing"), Tone.BLUE
    if state.refused:
        return _("Needs you"), Tone.RED
    if state.last_error:
        return _short(state.last_error), Tone.AMBER
    if state.synced:
        time = clock_text(state.last_success_ms, now)
        return _("Synced {time}").format(time=time), Tone.GREEN
    if state.last_attempt_ms == 0:
        return _("Never synced"), Tone.GREY
    return _("Not complete yet"), Tone.AMBER


def _reason(state: SyncState) -> str:
    """Why is it not sent? In one sentence, empty when there is nothing to explain."""
    if state.last_error:
        return sentence(Problem(state.last_error))
    if state.waiting and state.last_attempt_ms == 0:
        return _("No exchange with the city yet. Press F9; without a network the work goes on.")
    if state.waiting:
        return _("Recorded after the last exchange; it goes with the next one.")
    return ""


def _short(code: str) -> str:
    words = _SHORT.get(code.split("-", 1)[0], _NOT_SENT)
    return _(words)


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
    state = known.state
    if not state.waiting:
        settled = _("Every record has the city's receipt.")
        answered = _("Every record was answered by the city.")
        detail = answered if state.refused else settled
        return Box(_("Nothing"), detail if state.recorded else "")
    cases = ngettext("{n} case", "{n} cases", state.waiting_cases).format(n=state.waiting_cases)
    records = ngettext("{n} record", "{n} records", state.waiting).format(n=f"{state.waiting:,}")
    size = size_text(sum(each.bytes for each in known.waiting))
    detail = _("{size} before packing").format(size=size)
    return Box(_("{cases} · {records}").format(cases=cases, records=records), detail)


def _attention(known: Known) -> Box:
    refused, odd = known.state.refused, known.odd_count
    if not refused and not odd:
        return Box(_("Nothing"), _("No refusals, nothing out of order."))
    parts = []
    if refused:
        parts.append(
            ngettext("{n} record refused", "{n} records refused", refused).format(n=refused)
        )
    if odd:
        parts.append(ngettext("{n} case out of order", "{n} cases out of order", odd).format(n=odd))
    tone = Tone.RED if refused else Tone.AMBER
    return Box(" · ".join(parts), _("Nothing of it is lost; see below."), tone)


def _waiting(known: Known, now: Moment, *, reason: str) -> list[Item]:
    """Without a reason they are on their way just now."""
    state = known.state
    chip = _short(state.last_error) if state.last_error else _("Waiting")
    chip, tone = (chip, Tone.GREY) if reason else (_("Being sent"), Tone.BLUE)
    next_try = _next_try(state, now) if reason else ""
    return [
        Item(
            id=f"waiting:{each.subject}",
            case=each.subject if each.kind == "case" else "",
            name=_("Records of this computer")
            if each.kind == "device"
            else each.name or _("Anonymous"),
            words=_content(each),
            size=size_text(each.bytes),
            state=chip,
            tone=tone,
            reason=reason,
            next_try=next_try,
        )
        for each in known.waiting
    ]


def _content(each: Waiting) -> str:
    records = ngettext("{n} record", "{n} records", each.events).format(n=each.events)
    if each.kind == "device":
        return records
    what = each.title or _("resident data")
    return _("{what} · {records}").format(what=what, records=records)


def _next_try(state: SyncState, now: Moment) -> str:
    if not state.last_error:
        return _("with the next exchange")
    tries = ngettext("tried {n} time", "tried {n} times", state.attempts).format(n=state.attempts)
    if state.next_attempt_ms > now.utc_ms:
        time = clock_text(state.next_attempt_ms, now)
        return _("{tries}, next {time}").format(tries=tries, time=time)
    return _("{tries}, next at once").format(tries=tries)


def _refused(refusals: Sequence[Refusal], now: Moment) -> list[Item]:
    return [
        Item(
            id=f"refused:{number}:{each.subject}",
            case=each.subject if each.kind.startswith(("case.", "material.", "paper.")) else "",
            name=_refused_name(each),
            words=_("record put aside: {time}").format(time=when_text(each.at_ms, now)),
            size="",
            state=_("Refused"),
            tone=Tone.RED,
            reason=sentence(Problem(each.reason)),
            next_try=_("open and record again"),
        )
        for number, each in enumerate(refusals)
    ]


def _refused_name(each: Refusal) -> str:
    if each.kind.startswith("device."):
        return _("Records of this computer")
    return each.name or _("Anonymous")


def _odd(rows: Sequence[CaseRow]) -> list[Item]:
    return [
        Item(
            id=f"odd:{row.id}",
            case=row.id,
            name=row.applicant or _("Anonymous"),
            words=row.title,
            size="",
            state=_("Out of order"),
            tone=Tone.AMBER,
            reason=_("An act did not fit the stage of the case; it is kept, without effect."),
            next_try=_("open and look"),
        )
        for row in rows
    ]
