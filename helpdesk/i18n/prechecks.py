"""What a denied pre-check question means, for screen, paper and history: never a bare no."""

from helpdesk.domain.intake_terms import PreCheckAnswer
from helpdesk.i18n.texts import _


def denied_text(answer: PreCheckAnswer) -> str:
    """The condition that is not met, the reason, and where to turn."""
    words = _("Not met: {question}. Reason: {reason}. Turn to: {address}.")
    return words.format(
        question=answer.question.rstrip("？?"), reason=answer.reason, address=answer.address
    )
