"""Reading a card: in the background, with Cancel, and always with a sentence at the end. No Qt."""

from collections.abc import Callable
from typing import Any

from helpdesk.application.card_readers import Card
from helpdesk.application.cards import CardFound, checked_card, keep_photo, look_up
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.counting import day_text
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench

Took = Callable[[CardFound], object]


class CardReading:
    """One reading at a time; asked again while it waits for a card, it gives up."""

    def __init__(self, bench: Workbench, *, keeps: bool = True) -> None:
        """`keeps` says whether the photograph is kept, which a mere test does not."""
        self._bench = bench
        self._keeps = keeps
        self._given_up: list[bool] = []
        self._waiting = False
        self._token: Any = None  # of the Cancel above the screen, where that is offered

    @property
    def waiting(self) -> bool:
        """Whether a card is waited for."""
        return self._waiting and not (self._token is not None and self._token.cancelled)

    @property
    def possible(self) -> bool:
        """Whether a reader is chosen."""
        return bool(self._bench.cards.chosen()[0])

    def read(
        self,
        took: Took,
        *,
        failed: Callable[[str], object] | None = None,
        ended: Callable[[], object] | None = None,
    ) -> None:
        """Read a card for `took`; `failed` gets the sentence (else it stands above the screen).

        Whoever gives `ended` has a Cancel of their own and hears of every end; else Cancel stands above
        the screen.
        """
        if self.waiting:
            self.give_up()
            return
        given_up: list[bool] = []
        self._waiting, self._token, self._given_up = True, None, given_up

        def over() -> None:
            self._waiting = False
            if ended is not None:
                ended()

        def done(found: CardFound) -> None:
            over()
            self._warn_expired(found.card)
            took(found)

        def refused(problem: Problem) -> None:
            over()
            if problem.code != "cancelled":
                (failed or self._say)(sentence(problem))

        work = self._beside(given_up) if ended is None else self._alone(given_up)
        self._bench.background.run(work, done=done, failed=refused)

    def _alone(self, given_up: list[bool]) -> Callable[..., CardFound]:
        return lambda: self._found(self._bench.cards.read(lambda: bool(given_up)))

    def _beside(self, given_up: list[bool]) -> Callable[..., CardFound]:
        """The same with Cancel above the screen."""

        def work(cancel: Any, report: Callable[..., None]) -> CardFound:
            self._token = cancel
            report(0, 0, _("Lay the card on the reader …"))
            return self._found(
                self._bench.cards.read(lambda: bool(given_up) or bool(cancel.cancelled))
            )

        return work

    def give_up(self) -> None:
        """Wait no longer."""
        self._given_up.append(True)

    def look_up(self, card: Card, took: Took) -> None:
        """Whose card this is that came another way, such as typed by a reader."""
        self._bench.background.run(
            lambda: self._found(card),
            done=took,
            failed=lambda problem: self._say(sentence(problem)),
            key="card-typed",
        )

    def _found(self, card: Card) -> CardFound:
        """Background thread. Raises EnvironmentProblem `card-wrong` or `card-unreadable`."""
        bench = self._bench
        checked = checked_card(card, today=bench.session.clock.now().local.date())
        found = look_up(bench.session, bench.queries, checked)
        photo = keep_photo(bench.filing, bench.session, checked) if self._keeps else None
        return found.with_photo(photo)

    def _warn_expired(self, card: Card) -> None:
        today = self._bench.session.clock.now().local.date()
        if card.valid_until is not None and card.valid_until < today:
            text = _("This identity card expired on {day}. Ask for a new one; the case can go on.")
            words = text.format(day=day_text(card.valid_until))
            self._bench.navigator.say(words, tone="warning", topic="card-expired")

    def _say(self, words: str) -> None:
        self._bench.navigator.say(words, tone="warning", topic="card")
