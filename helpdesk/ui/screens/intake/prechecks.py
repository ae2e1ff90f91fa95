"""Pre-check questions (预判) of an intake: answered by keys, a no with its reason. No Qt."""

from collections.abc import Callable, Sequence

from helpdesk.domain.intake_terms import PreCheckAnswer
from helpdesk.domain.matters import Matter, PreCheck
from helpdesk.i18n import _
from helpdesk.i18n.prechecks import denied_text
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import Area, IntakeView, PreCheckLine, PreChecks
from helpdesk.ui.tokens import Tone


class PreCheckPart:
    """Questions and answers; every answer goes into the sheet. GUI thread."""

    def __init__(
        self, sheet: Sheet, view: IntakeView, *, matters: Callable[[], Sequence[Matter]]
    ) -> None:
        self._sheet = sheet
        self._view = view
        self._matters = matters

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return any(line.holds is None for line in self._lines())

    def show(self) -> None:
        """Draw questions, answers and what follows from them."""
        lines = self._lines()
        self._view.matters.show_prechecks(PreChecks(lines, *_outcome(self._answers(), lines)))

    def answer(self, number: int, holds: bool) -> None:
        """The answer to one question; the last one leads on to the materials."""
        asked = self._asked()[number]
        reason, address = ("", "") if holds else (asked.reason, asked.address)
        given = PreCheckAnswer(asked.question, holds=holds, reason=reason, address=address)
        answers = {each.question: each for each in self._answers()} | {asked.question: given}
        self._keep(answers)

    def all_hold(self) -> None:
        """Everything that was not answered yet holds."""
        answers = {each.question: each for each in self._answers()}
        for asked in self._asked():
            answers.setdefault(asked.question, PreCheckAnswer(asked.question, holds=True))
        self._keep(answers)

    def _keep(self, answers: dict[str, PreCheckAnswer]) -> None:
        order = [asked.question for asked in self._asked()]
        kept = tuple(answers[question] for question in order if question in answers)
        self._sheet.edit(prechecks=kept)
        self.show()
        if not self.open:
            self._view.focus(Area.MATERIALS if self._sheet.intake.materials else Area.PROXY)

    def _asked(self) -> tuple[PreCheck, ...]:
        """Each question once, also where several matters of a bundle ask it."""
        asked = [each for matter in self._matters() for each in matter.prechecks]
        return tuple({each.question: each for each in asked}.values())

    def _answers(self) -> tuple[PreCheckAnswer, ...]:
        return self._sheet.intake.prechecks

    def _lines(self) -> tuple[PreCheckLine, ...]:
        given = {each.question: each.holds for each in self._answers()}
        return tuple(
            PreCheckLine(each.question, given.get(each.question)) for each in self._asked()
        )


def _outcome(answers: Sequence[PreCheckAnswer], lines: Sequence[PreCheckLine]) -> tuple[str, Tone]:
    """What follows, in a sentence; nothing while questions are open and none was denied."""
    refused = [each for each in answers if not each.holds]
    if refused:
        hint = _("Ctrl+T prints the one-time notice with it.")
        return "\n".join([*map(denied_text, refused), hint]), Tone.RED
    if not lines or any(line.holds is None for line in lines):
        return "", Tone.BLUE
    told = " ".join(f"{line.question.rstrip('？?')} ✓" for line in lines)
    return _("Pre-check: {answers} — the conditions are met").format(answers=told), Tone.BLUE
