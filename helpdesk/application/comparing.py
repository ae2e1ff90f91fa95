"""What came of holding a paper beside the record of its printing: on record, whether all agreed or not."""

from collections.abc import Sequence

from helpdesk.application.paper_check import PaperCheck
from helpdesk.application.ports import Session
from helpdesk.application.progress import WORDS_MAX, known_case
from helpdesk.domain.comparing_events import OTHER_WORDS, PaperCompared
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import clean_text

PRINTED = "printed"  # the minute, which every code has


def record_comparison(
    session: Session,
    check: PaperCheck,
    *,
    differing: Sequence[str],
    words: str = "",
    files: tuple[str, ...] = (),
) -> PaperCompared:
    """Record what a comparison found: `differing` are facts of the check, its number and minute among them
    (`number=`, `printed=`), and `OTHER_WORDS`.

    Raises Problem `comparison-words` where other words differ and nobody says which, `comparison-facts`
    for a fact that the paper does not have, `text-long`, `text-control`, `case-unknown`.
    """
    words = clean_text(words, field_name="words", limit=WORDS_MAX)
    said = (f"number={check.sealed.number}", *check.facts, OTHER_WORDS)
    names = dict.fromkeys((*(each.partition("=")[0] for each in said), PRINTED))
    if not {each.partition("=")[0] for each in differing} <= set(names):
        raise Problem("comparison-facts")
    if OTHER_WORDS in differing and not words:
        raise Problem("comparison-words")
    body = PaperCompared(
        check.paper,
        printing=check.printing,
        copy=check.copy,
        digest=check.sealed.digest.hex(),
        files=files,
        differing=tuple(differing),
        words=words,
    )
    with session.store.unit_of_work() as uow:
        known_case(uow, check.case)
        uow.append(check.case, body, author=session.author, moment=session.clock.now())
    return body
