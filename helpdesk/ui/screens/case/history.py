"""What happened to a case, newest first, and what of it is out of order. Plain Python."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk.application.queries import CaseFile
from helpdesk.application.sync_texts import aside_text, claimed_text
from helpdesk.domain.events import CaseRegistered, Event, Origin
from helpdesk.domain.moments import Moment
from helpdesk.i18n import _
from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.doubts import anomaly_text
from helpdesk.i18n.history import describe
from helpdesk.ui.models.news import news_tone
from helpdesk.ui.models.spoken import span_text
from helpdesk.ui.tokens import Tone


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the history."""

    time: str
    who: str
    sentence: str
    tone: Tone
    mark: str = ""
    mark_tone: Tone = Tone.AMBER


def history(file: CaseFile, now: Moment) -> tuple[Happened, ...]:
    """What happened, newest first, with the registration's arrival in the city as its own row.

    Times are on the clock of whoever looks: the city's machines may keep another zone.
    """
    offset, local = now.offset_minutes, now.local
    events = [
        replace(each, moment=replace(each.moment, offset_minutes=offset)) for each in file.events
    ]
    marks = _marks(file)
    rows = []
    arrival = None if _begins_aside(file) else _arrival(events)
    for event in events:
        if arrival and event.moment.utc_ms > arrival.utc_ms:
            rows.append(_arrived(events[0], arrival, local))
            arrival = None
        rows.append(_happened(event, local, mark=marks.get(event.origin)))
    if arrival:
        rows.append(_arrived(events[0], arrival, local))
    return tuple(reversed(rows))


def _marks(file: CaseFile) -> dict[Origin, tuple[str, Tone]]:
    """What stands beside acts that did not simply count."""
    marks = {
        late.event.origin: (_("To be decided"), Tone.AMBER)
        if late.decision is None
        else (_("Accepted late"), Tone.GREEN)
        if late.accepted
        else (_("Declined"), Tone.GREY)
        for late in file.case.proposals
    }
    for conflict in file.case.conflicts:
        for claim in conflict.claims:
            marks |= {each.origin: (_("In doubt"), Tone.AMBER) for each in claim.events}
    void, aside = (_("Without effect"), Tone.RED), (_("Put aside"), Tone.RED)
    marks |= {anomaly.event.origin: void for anomaly in file.case.anomalies}
    return marks | {Origin(each.incarnation, each.dseq): aside for each in file.asides}


def _happened(event: Event, now: datetime, *, mark: tuple[str, Tone] | None) -> Happened:
    tone = mark[1] if mark is not None and mark[1] is Tone.RED else news_tone(event.body)
    if mark is None:
        mark = (_("Not sent") if event.position is None else "", Tone.AMBER)
    return Happened(
        time=_time(event.moment.local, now),
        who=event.author.name,
        sentence=describe(event.body),
        tone=tone,
        mark=mark[0],
        mark_tone=mark[1],
    )


def _begins_aside(file: CaseFile) -> bool:
    """Whether the city has the case only as a record that it keeps aside."""
    return any(each.kind == CaseRegistered.KIND for each in file.asides)


def _arrival(events: Sequence[Event]) -> Moment | None:
    if not events or events[0].received_ms is None:
        return None
    offset = events[0].moment.offset_minutes
    return Moment(device_ms=events[0].received_ms, offset_minutes=offset)


def _arrived(first: Event, at: Moment, now: datetime) -> Happened:
    offline = span_text(at.utc_ms - first.moment.utc_ms)
    sentence = _("The case reached the city platform (offline for {span})").format(span=offline)
    return Happened(_time(at.local, now), _("Sync"), sentence, Tone.GREY)


def _time(at: datetime, now: datetime) -> str:
    return minute_text(at) if at.year == now.year else at.strftime("%Y-%m-%d")


def warnings(file: CaseFile, now: Moment) -> tuple[str, ...]:
    """What is kept aside or had no effect, and why; of a case whose number somebody else claims, that."""
    offset = now.offset_minutes
    void = (anomaly_text(each, offset_minutes=offset) for each in file.case.anomalies)
    claimed = (claimed_text(),) if file.claimed and not file.asides else ()
    return (*(aside_text(each) for each in file.asides), *claimed, *void)
