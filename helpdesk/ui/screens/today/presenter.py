"""Decides what Today shows. Plain Python; reads in the background."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from helpdesk.application.certificates import Expiring
from helpdesk.application.intake import Draft
from helpdesk.application.queries import CaseFilter, CaseRow, CityNews, Doubt, Figures
from helpdesk.application.renewals import expiring
from helpdesk.application.sync_texts import unsent_text
from helpdesk.domain.cases import Case
from helpdesk.domain.events import Redone, SlipIssued
from helpdesk.domain.moments import Moment
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident
from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.counting import day_text, remaining_text
from helpdesk.i18n.history import describe
from helpdesk.i18n.problems import sentence
from helpdesk.ui.models.case_lines import (
    CaseLine,
    case_line,
    day_end,
    put_right,
    soon_end,
    with_aside,
)
from helpdesk.ui.models.doubts import doubt_words
from helpdesk.ui.models.news import news_tone
from helpdesk.ui.models.spoken import when_text
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.today.entries import Entry, renewal_entry, slip_entry
from helpdesk.ui.tokens import Tone

WORK_MOST = 200
_NEWS_MOST, _SIDE_MOST = 30, 20
_NEWS_DAYS = 14
_AFTER_CALLBACK = (Stage.CALLED_BACK, Stage.IN_PROGRESS)
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Day:
    """Everything on the screen, read in one go; `with_city` says what of all cases the city lacks.
    `news` begins with the slips to sign for and answer."""

    figures: Figures
    work: tuple[CaseLine, ...]
    open_cases: int
    with_city: str
    news: tuple[Entry, ...]
    renewals: tuple[Entry, ...]
    certificates: tuple[Expiring, ...]
    drafts: tuple[Entry, ...]
    materials: tuple[Entry, ...]
    doubts: tuple[Entry, ...]


class TodayView(Protocol):
    """What the presenter asks of the widgets."""

    def show_day(self, day: Day) -> None:
        """Draw it; whatever was chosen stays chosen."""
        ...


class TodayPresenter:
    """`show_cases(chip)` opens the list of cases with that filter chip."""

    def __init__(
        self, bench: Workbench, view: TodayView, show_cases: Callable[[str], object]
    ) -> None:
        self._bench = bench
        self._view = view
        self._show_cases = show_cases
        self._reading = self._again = False

    def refresh(self) -> None:
        """Read everything anew; call it when cases or drafts changed, and when the day does.

        Asked while it reads, it shows what it has and reads once more: whoever asks again and again
        must not wait for the last answer.
        """
        if self._reading:
            self._again = True
            return
        self._reading = True
        self._bench.background.run(self._read, done=self._show, failed=self._fail)

    def _show(self, day: Day) -> None:
        self._view.show_day(day)
        self._ended()

    def _fail(self, problem: Problem) -> None:
        self._bench.navigator.say(sentence(problem), tone="error", topic="today")
        self._ended()

    def _ended(self) -> None:
        self._reading = False
        if self._again:
            self._again = False
            self.refresh()

    def open_case(self, case_id: str) -> None:
        """A case of the work list, the news or the materials."""
        self._bench.navigator.open_case(case_id)

    def decide(self, subject: str) -> None:
        """What is to be decided about a case or resident."""
        self._bench.navigator.decide(subject)

    def open_draft(self, draft_id: str) -> None:
        """Go on with a draft."""
        self._bench.navigator.new_case(draft_id=draft_id)

    def new_case(self) -> None:
        """What to do when nothing waits."""
        self._bench.navigator.new_case()

    def show_list(self, chip: str) -> None:
        """The cases that a figure counts."""
        self._show_cases(chip)

    # -- background

    def _read(self) -> Day:
        queries, session = self._bench.queries, self._bench.session
        moment, calendar = session.clock.now(), session.reference.calendar
        now = moment.local
        soon = soon_end(now, calendar)
        deferred = CaseFilter(open_only=True, deferred_before=soon.date())
        news = queries.city_news(since_ms=moment.utc_ms - _NEWS_DAYS * _DAY_MS, limit=_NEWS_MOST)
        slips = queries.slips.to_do(limit=_SIDE_MOST)
        materials = queries.cases(deferred, offset=0, limit=_SIDE_MOST)
        today = now.date()
        certificates = tuple(expiring(queries.certificates, today=today, limit=_SIDE_MOST))
        return Day(
            figures=queries.figures(now=day_end(now), soon=soon),
            work=tuple(self._work(now)),
            open_cases=queries.count_cases(CaseFilter(open_only=True)),
            with_city=unsent_text(
                queries.count_cases(CaseFilter(unsent_only=True)),
                refused=queries.sync_state().refused,
                at=now.strftime("%H:%M"),
            ),
            news=(
                *(slip_entry(each, now) for each in slips),
                *(_news_entry(each, moment) for each in news if not _is_slip(each)),
            ),
            renewals=tuple(renewal_entry(each, today) for each in certificates),
            certificates=certificates,
            drafts=tuple(self._drafts(queries.drafts()[:_SIDE_MOST], moment)),
            materials=tuple(self._material_entry(row, now) for row in materials),
            doubts=tuple(self._doubts()),
        )

    def _work(self, now: datetime) -> Iterator[CaseLine]:
        """The work list; after a bad callback it says what the resident waits for, and of a case with a
        record put aside that somebody has to see to it."""
        queries, calendar = self._bench.queries, self._bench.session.reference.calendar
        rows = queries.work_list(limit=WORK_MOST)
        called = queries.called_back([row.id for row in rows if row.stage in _AFTER_CALLBACK])
        asides = queries.doubts.asides([row.id for row in rows])
        for row in rows:
            line = with_aside(case_line(row, now, calendar), asides.get(row.id))
            file = queries.case_file(row.id) if row.id in called else None
            if file is not None and file.case.to_put_right:
                line = put_right(line)
            elif file is not None and _was_just_redone(file.case):
                line = replace(line, state=_("To hand over again"))
            yield line

    def _doubts(self) -> Sequence[Entry]:
        """Late work for this agent first, then whatever else somebody must decide."""
        me, doubts = self._bench.session.author.id, self._bench.queries.doubts
        found = [*doubts.proposals(limit=_SIDE_MOST), *doubts.conflicts(limit=_SIDE_MOST)]
        found.sort(key=lambda doubt: doubt.owner != me)
        of_subjects: dict[str, list[Doubt]] = {}
        for doubt in found:
            of_subjects.setdefault(doubt.subject, []).append(doubt)
        return [_doubt_entry(each, me) for each in of_subjects.values()]

    def _drafts(self, drafts: Sequence[Draft], now: Moment) -> Sequence[Entry]:
        residents = {
            draft.intake.resident: self._bench.queries.resident(draft.intake.resident)
            for draft in drafts
            if draft.intake.resident
        }
        return [
            Entry(
                id=draft.id,
                lead=_draft_name(draft, residents.get(draft.intake.resident)),
                words=self._draft_title(draft),
                detail=_("Saved: {time}").format(time=when_text(draft.saved_ms, now)),
                tone=Tone.GREY,
            )
            for draft in drafts
        ]

    def _draft_title(self, draft: Draft) -> str:
        intake = draft.intake
        if intake.kind is not CaseKind.MATTER:
            return intake.title or _("request without a title")
        matter = self._bench.session.reference.catalogue.find(intake.matter)
        return matter.name if matter else _("matter not chosen yet")

    def _material_entry(self, row: CaseRow, now: datetime) -> Entry:
        calendar = self._bench.session.reference.calendar
        until = row.deferred_until or now.date()
        late = until < now.date()
        left = calendar.count(now.date(), until)
        detail = _("was to come by {day}") if late else _("due {day}, {left}")
        return Entry(
            id=row.id,
            lead=row.applicant,
            words=row.title,
            detail=detail.format(
                day=day_text(until), left=remaining_text(left, day_end(now)) if left else _("today")
            ),
            tone=Tone.RED if late else Tone.AMBER,
        )


def _was_just_redone(case: Case) -> bool:
    """Opened again, and the department has not heard of it yet."""
    return case.moved_by is not None and isinstance(case.moved_by.body, Redone)


def _doubt_entry(doubts: Sequence[Doubt], me: str) -> Entry:
    """All about one case or resident: they are decided on in one dialog."""
    first, more = doubts[0], len(doubts) - 1
    words, below = doubt_words(first, me)
    if more:
        words = ngettext("{words} and {n} more", "{words} and {n} more", more).format(
            words=words, n=more
        )
    tone = Tone.RED if first.owner == me else Tone.AMBER
    return Entry(first.subject, first.name or _("Anonymous"), words, below, tone)


def _is_slip(news: CityNews) -> bool:
    """A slip stands in the list by itself, until it is answered."""
    return isinstance(news.event.body, SlipIssued)


def _news_entry(news: CityNews, now: Moment) -> Entry:
    event = news.event
    came = event.received_ms or event.moment.utc_ms
    return Entry(
        id=news.case,
        lead=news.applicant or _("Anonymous"),
        words=news.title,
        detail=_("{time} {who}: {sentence}").format(
            time=when_text(came, now), who=event.author.name, sentence=describe(event.body)
        ),
        tone=news_tone(event.body),
    )


def _draft_name(draft: Draft, resident: Resident | None) -> str:
    if resident is not None:
        return resident.name
    intake = draft.intake
    return intake.new_resident.get("name", "") or intake.resident_search or _("No resident yet")


def more_text(shown: int, total: int) -> str:
    """Beside the title of the work list."""
    if total > shown:
        text = ngettext("the first {n} of {total}", "the first {n} of {total}", shown)
        return text.format(n=shown, total=f"{total:,}")
    return ""
