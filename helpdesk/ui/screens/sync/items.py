"""The rows of the sync screen: what waits, what was put aside, what happened. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from helpdesk.application.asides import reference_of
from helpdesk.application.files import FilesWaiting
from helpdesk.application.notices import CityNotice
from helpdesk.application.queries import (
    CaseRow,
    Doubt,
    PastExchange,
    Refusal,
    SyncState,
    Waiting,
)
from helpdesk.application.sync_texts import NUMBERS, cure_text, notice_advice, notice_text
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_, _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.doubts import doubt_words
from helpdesk.ui.models.spoken import clock_text, size_text, when_text
from helpdesk.ui.tokens import Tone

_STOPPED = "sync-stopped"  # by somebody here: no pause follows
# Words short enough for a chip; the whole sentence stands below the table.
_SHORT = {
    "network": N_("Waiting for the network"),
    "server": N_("City not ready"),
    "city": N_("City not ready"),
    "sync": N_("Needs the administrator"),
    "sync-elsewhere": N_("Syncing"),
    _STOPPED: N_("Stopped"),
    "disk": N_("The disk is in the way"),
    "database": N_("The disk is in the way"),
    "not": N_("Not enrolled"),
}
_NOT_SENT = N_("Not sent")
_OF_DEVICE = ("device.", "data.exported")  # kinds of acts on the computer itself
_PAUSE_MAX_MS = 900_000  # nobody waits longer for the next try (C9)
PAST, FILES = "past:", "files:"
"""How the ids of what is over begin, and of files."""


class Cure(StrEnum):
    """What can be done about an item; a button each."""

    READ = "read"
    DECIDE = "decide"
    OPEN = "open"
    AGAIN = "again"
    SETTLE = "settle"
    ASK = "ask"
    EXPORT = "export"
    SEND = "send"
    FETCH = "fetch"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the table: `name` in bold, `words` after it; `reason` and `advice` say why and what to
    do. `incarnation` and `dseq` name a record that was put aside, `doubt` is the subject and key of
    what is to be decided, `notice` the number of what the city said."""

    id: str
    name: str
    words: str
    size: str = ""
    state: str = ""
    tone: Tone = Tone.GREY
    reason: str = ""
    next_try: str = ""
    advice: str = ""
    cures: tuple[Cure, ...] = ()
    case: str = ""
    resident: str = ""
    incarnation: str = ""
    dseq: int = 0
    doubt: tuple[str, str] = ("", "")
    notice: int = 0

    @property
    def reference(self) -> str:
        """How the city finds it; empty for what was not put aside."""
        return reference_of(self.incarnation, self.dseq) if self.incarnation else ""


def short_text(code: str) -> str:
    """A problem's code in words for a chip."""
    words = _SHORT.get(code) or _SHORT.get(code.split("-", 1)[0], _NOT_SENT)
    return _(words)


def notice_items(notices: Sequence[CityNotice], now: Moment) -> list[Item]:
    """What the city said to the people here, from whom and since when; read once by somebody."""
    return [
        Item(
            id=f"notice:{each.number}",
            name=_("Notice"),
            words=each.giver or each.value.replace(" ", _(", ")),
            state=_("Seen") if each.read_ms else _("Unread"),
            tone=Tone.GREY if each.read_ms else Tone.BLUE,
            reason=notice_text(each),
            next_try=when_text(each.given_ms, now),
            advice=_read_by(each, now) or notice_advice(each),
            cures=_of_notice(each),
            case=each.case,
            notice=each.number,
        )
        for each in notices
    ]


def _of_notice(each: CityNotice) -> tuple[Cure, ...]:
    opened = (Cure.OPEN,) if each.case else ()
    return opened if each.read_ms else (Cure.READ, *opened)


def _read_by(notice: CityNotice, now: Moment) -> str:
    if not notice.read_ms:
        return ""
    time = when_text(notice.read_ms, now)
    return _("Read by {who}, {time}").format(who=notice.reader, time=time)


def waiting_items(
    waiting: Sequence[Waiting], state: SyncState, now: Moment, *, reason: str
) -> list[Item]:
    """What waits, each with its own attempts; without a reason it is on its way just now."""
    chip, tone = (_("Being sent"), Tone.BLUE) if not reason else (_("Waiting"), Tone.GREY)
    if reason and state.last_error:
        chip = short_text(state.last_error)
    return [
        Item(
            id=f"waiting:{each.subject}",
            name=_name(each.kind == "device", each.name),
            words=_content(each),
            size=size_text(each.bytes),
            state=chip,
            tone=tone,
            reason=reason,
            next_try=_next_try(each, state, now) if reason else "",
            advice=_since(each, now),
            cures=_of_waiting(each.kind == "case"),
            case=each.subject if each.kind == "case" else "",
        )
        for each in waiting
    ]


def refused_items(refusals: Sequence[Refusal], now: Moment) -> list[Item]:
    """What was put aside; what somebody settled says so."""
    return [
        Item(
            id=f"refused:{each.incarnation}:{each.dseq}:{each.reason}",
            name=_name(each.kind.startswith(_OF_DEVICE), each.name),
            words=_refused_words(each, now),
            state=_("Refused") if each.is_open else _("Settled"),
            tone=Tone.RED if each.is_open else Tone.GREEN,
            reason=sentence(Problem(each.reason)),
            next_try=_("needs you") if each.is_open else "",
            advice=_settled(each, now) or cure_text(each.reason),
            cures=_of_refused(each),
            case=_case_of(each),
            resident=each.resident,
            incarnation=each.incarnation,
            dseq=each.dseq,
        )
        for each in refusals
    ]


def odd_items(rows: Sequence[CaseRow]) -> list[Item]:
    """Cases with acts that did not fit."""
    return [
        Item(
            id=f"odd:{row.id}",
            case=row.id,
            name=row.applicant or _("Anonymous"),
            words=row.title,
            state=_("Out of order"),
            tone=Tone.AMBER,
            reason=_("An act did not fit the stage of the case; it is kept, without effect."),
            advice=_("Open the case and see whether something is left to do."),
            next_try=_("needs you"),
            cures=(Cure.OPEN,),
        )
        for row in rows
    ]


def doubt_items(doubts: Sequence[Doubt], now: Moment, *, me: str) -> list[Item]:
    """Different values, and late work: both kept until somebody decides."""
    items = []
    for each in doubts:
        words, below = doubt_words(each, me)
        case = each.subject if each.kind == "case" else ""
        items.append(
            Item(
                id=f"doubt:{each.subject}:{each.key}",
                name=each.name or _("Anonymous"),
                words=words,
                state=_("Late") if "-" in each.key else _("Differs"),
                tone=Tone.AMBER,
                reason=below,
                next_try=when_text(each.since_ms, now),
                cures=(Cure.DECIDE, *((Cure.OPEN,) if case else ())),
                case=case,
                doubt=(each.subject, each.key),
            )
        )
    return items


def file_items(files: Sequence[FilesWaiting], state: SyncState, now: Moment) -> list[Item]:
    """Files that wait, by case; each goes on where it was cut."""
    return [
        Item(
            id=f"{FILES}{each.case}:{each.up}",
            name=each.name or _("Anonymous"),
            words=_file_words(each),
            size=size_text(each.bytes),
            state=_file_state(each, state),
            tone=Tone.BLUE if each.done else Tone.GREY,
            reason=_file_reason(each, state),
            next_try=_file_try(each, state, now),
            cures=_of_files(each),
            case=each.case,
        )
        for each in files
    ]


def _of_files(each: FilesWaiting) -> tuple[Cure, ...]:
    opened = (Cure.OPEN,) if each.case else ()
    return (*opened, Cure.EXPORT, Cure.SEND) if each.up else (*opened, Cure.FETCH)


def _file_words(each: FilesWaiting) -> str:
    count = _("small preview")  # of a file that has come, or goes another way
    if each.files:
        count = ngettext("{n} file", "{n} files", each.files).format(n=each.files)
    way = "" if each.up else _("to be fetched")
    return " · ".join(filter(None, (each.label or each.title, count, way)))


def _file_state(each: FilesWaiting, state: SyncState) -> str:
    if each.done:
        return _("{size} across, goes on").format(size=size_text(each.done))
    if each.error.startswith("files-wait-"):
        return _("On hold")
    error = _file_error(each, state)
    return short_text(error) if error else _("Waiting")


def _file_reason(each: FilesWaiting, state: SyncState) -> str:
    error = _file_error(each, state)
    return sentence(Problem(error)) if error else _("Files follow the records, the smallest first.")


def _file_error(each: FilesWaiting, state: SyncState) -> str:
    return each.error or state.last_error or state.files_error


def _file_try(each: FilesWaiting, state: SyncState, now: Moment) -> str:
    if each.error == "files-wait-line":
        return _("when there is Wi-Fi")
    if each.error == "files-wait-month":
        return _("next month")
    own_ms = each.next_ms + now.correction_ms  # files wait by this computer's clock
    next_ms = max(own_ms, state.next_attempt_ms if state.last_error else state.files_next_ms)
    attempts = each.attempts + state.files_attempts
    if next_ms <= now.utc_ms and (not attempts or state.last_error):
        return _("with the next exchange")
    return _tried(attempts, next_ms, now)


def past_items(exchanges: Sequence[PastExchange], now: Moment) -> list[Item]:
    """What happened, the newest first."""
    return [
        Item(
            id=f"{PAST}{each.at_ms}",
            name=_("Exchange"),
            words=_past_words(each),
            size=size_text(each.bytes) if each.bytes else "",
            state=_("Not done") if each.error else _("Done"),
            tone=Tone.AMBER if each.error else Tone.GREEN,
            reason=sentence(Problem(each.error)) if each.error else "",
            next_try=when_text(each.at_ms, now),
        )
        for each in exchanges
    ]


def _past_words(each: PastExchange) -> str:
    if each.error and each.times > 1:
        text = ngettext("{n} attempt in a row", "{n} attempts in a row", each.times)
        return text.format(n=each.times)
    if each.error:
        return _("did not end")
    if not each.sent and not each.received:
        return _("nothing new")
    return _("sent {sent} · received {received}").format(
        sent=f"{each.sent:,}", received=f"{each.received:,}"
    )


def _name(is_device: bool, name: str) -> str:
    return _("Records of this computer") if is_device else name or _("Anonymous")


def _content(each: Waiting) -> str:
    records = ngettext("{n} record", "{n} records", each.events).format(n=each.events)
    if each.kind == "device":
        return records
    what = each.title or _("resident data")
    return _("{what} · {records}").format(what=what, records=records)


def _since(each: Waiting, now: Moment) -> str:
    time = when_text(each.since_ms, now)
    words = _("Waiting since: {time}. It is safe on this computer.").format(time=time)
    if each.given < each.events:
        return words
    given = _(
        "It left this computer (line, stick or neighbour); the city has not yet said that it came."
    )
    return f"{given} {words}"


def _of_waiting(is_case: bool) -> tuple[Cure, ...]:
    return (*((Cure.OPEN,) if is_case else ()), Cure.EXPORT, Cure.SEND)


def _next_try(each: Waiting, state: SyncState, now: Moment) -> str:
    if state.last_error in ("", _STOPPED):
        return _("with the next exchange")
    return _tried(each.attempts, state.next_attempt_ms, now)


def _tried(attempts: int, next_ms: int, now: Moment) -> str:
    tries = ngettext("tried {n} time", "tried {n} times", attempts).format(n=attempts)
    if next_ms <= now.utc_ms:
        return _("{tries}, next at once").format(tries=tries) if attempts else _("at once")
    if next_ms - now.utc_ms > _PAUSE_MAX_MS:  # this computer's clock was set back meanwhile
        text = _("{tries}, next within {n} minutes")
        return text.format(tries=tries, n=_PAUSE_MAX_MS // 60_000)
    time = clock_text(next_ms, now)
    if not attempts:
        return _("next {time}").format(time=time)
    return _("{tries}, next {time}").format(tries=tries, time=time)


def _case_of(each: Refusal) -> str:
    return each.subject if each.kind.startswith(("case.", "material.", "paper.")) else ""


def _refused_words(each: Refusal, now: Moment) -> str:
    aside = _("record put aside: {time}").format(time=when_text(each.at_ms, now))
    return " · ".join(filter(None, (each.number or each.title, aside)))


def _settled(each: Refusal, now: Moment) -> str:
    """What somebody said of it, solved or not."""
    if each.settled is None:
        return ""
    said = _("{who}, {time}: {words}").format(
        who=each.settled.by, time=when_text(each.settled.at_ms, now), words=each.settled.words
    )
    return said if each.settled.solved else f"{said}  {cure_text(each.reason)}"


def _of_refused(each: Refusal) -> tuple[Cure, ...]:
    opened = (Cure.OPEN,) if _case_of(each) else ()
    if not each.is_open:
        return opened
    again = (Cure.AGAIN,) if each.reason in NUMBERS and each.resident else ()
    return (*opened, *again, Cure.SETTLE, Cure.ASK)
