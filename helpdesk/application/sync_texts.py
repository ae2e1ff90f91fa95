"""What is said about the exchange with the city, the same on screens, papers and the command line."""

from helpdesk.application.notices import NUMBER_CLAIMED, NUMBER_SETTLED, WORDS, CityNotice
from helpdesk.application.queries import UNBACKED_MAX, Refusal, SyncState
from helpdesk.domain.problems import Problem
from helpdesk.i18n.problems import sentence
from helpdesk.i18n.texts import N_, _, ngettext

_AGAIN = N_(
    "Its number counts for nothing with the city. Register the case again, give the resident the new"
    " receipt and take the old one back."
)
_RECORD = N_("Open it and record the act again; what was put aside stays in the log.")
_CITY = N_("Nothing is to be done here but to tell the city the reference; it looks into it.")
_ELSEWHERE = N_(
    "The case goes on there under the same number, and the resident's receipt stays good. Tell the city the"
    " reference: it takes over what only this record knows."
)
_CURES = {
    "number-arrived": _ELSEWHERE,
    "number-backwards": _AGAIN,
    "number-foreign": _AGAIN,
    "number-reentered": _ELSEWHERE,
    "number-reused": _AGAIN,
    "number-twice": N_(
        "Give out no paper of either until the next sync: then the city has said whose it is."
    ),
    "number-wrong": _AGAIN,
    "body-large": _RECORD,
    "body-unreadable": _RECORD,
    "not-foldable": _RECORD,
    "stream-foreign": N_(
        "Tell the city the reference. Once it has given this desk the case, record the act again."
    ),
    "moment-wrong": N_("Set date and time of this computer right, then record the act again."),
}
NUMBERS = frozenset(code for code, words in _CURES.items() if words is _AGAIN)
"""Causes that only a new number cures."""


def cure_text(reason: str) -> str:
    """What to do about a record put aside for this reason."""
    words = _CURES.get(reason, _CITY)
    return _(words)


def aside_text(refusal: Refusal) -> str:
    """Why a record is kept aside, and what a person said of it, or what to do."""
    why = sentence(Problem(refusal.reason))
    said = refusal.settled
    if said is None:
        return f"{why} {cure_text(refusal.reason)}"
    return _("{why} {who}: {words}").format(why=why, who=said.by, words=said.words)


def why_not_sent(state: SyncState, *, practice: bool = False, held: bool = False) -> str:
    """Why records wait, or the city's news, in one sentence; empty when there is nothing to explain.

    `held`: nothing goes out unasked, because the line costs by the byte.
    """
    if state.last_error:
        return sentence(Problem(state.last_error))
    if not state.server and not state.last_attempt_ms:
        if practice:
            return _("This is a practice desk: nothing is sent.")
        return sentence(Problem("not-enrolled"))
    if not state.waiting:
        return _unread_text(state)
    if held:
        return _("This line costs by the byte: nothing goes out unasked. Send it now, or wait.")
    if not state.last_attempt_ms:
        return _("No exchange with the city yet; it goes with the first one.")
    return _("Recorded after the last exchange; it goes with the next one.")


def _unread_text(state: SyncState) -> str:
    """Why it is not green although nothing waits: somebody stopped, or a stick brought only a part."""
    if state.reached_head or not state.last_attempt_ms:
        return ""
    return _("Not all of the city's news has been read yet; the next exchange goes on with it.")


def counts_text(state: SyncState, *, at: str) -> str:
    """Recorded, acknowledged, refused, as of a time (C11)."""
    text = _(
        "{recorded} recorded here · {acknowledged} acknowledged · {refused} refused · as of {time}"
    )
    return text.format(
        recorded=f"{state.recorded:,}",
        acknowledged=f"{state.acknowledged:,}",
        refused=f"{state.refused:,}",
        time=at,
    )


def unbacked_text(records: int) -> str:
    """How many of the records that the city has lie in no checked backup of it yet; empty for none (C13)."""
    if records > UNBACKED_MAX:
        text = _(
            "More than {n} sent records are not yet in a checked backup of the city; they stay here."
        )
        return text.format(n=f"{UNBACKED_MAX:,}")
    if not records:
        return ""
    text = ngettext(
        "{n} sent record is not yet in a checked backup of the city; it stays here.",
        "{n} sent records are not yet in a checked backup of the city; they stay here.",
        records,
    )
    return text.format(n=f"{records:,}")


_OF_NUMBERS = {
    NUMBER_CLAIMED: N_("Registered a second time elsewhere; somebody in the city decides."),
    NUMBER_SETTLED: N_("Settled in the city: the case here keeps its number."),
}


def claimed_text() -> str:
    """What the page of a case says whose number somebody else claims."""
    return f"{_(_OF_NUMBERS[NUMBER_CLAIMED])} {_claimed_advice()}"


def notice_advice(notice: CityNotice) -> str:
    """Of which numbers the city speaks, and what to do."""
    if notice.code not in _OF_NUMBERS:
        return ""
    advice = _claimed_advice() if notice.code == NUMBER_CLAIMED else ""
    return f"{_(', ').join(notice.value.split())}  {advice}".strip()


def _claimed_advice() -> str:
    return _(
        "The case here goes on, and its receipt stays good. Compare name and matter with whoever comes with"
        " this number."
    )


def notice_text(notice: CityNotice) -> str:
    """What the city says; a newer city may say what this program has no sentence for."""
    if notice.code == WORDS:
        return notice.value
    if notice.code in _OF_NUMBERS:
        return _(_OF_NUMBERS[notice.code])
    return _(
        "The city says something that this version does not know ({code}). Update the program."
    ).format(code=notice.code)


def unsent_text(cases: int, *, refused: int, at: str) -> str:
    """Beside a total of cases: how many the city does not have whole, and how many records it does not take,
    as of a time (C11)."""
    words = []
    if cases:
        text = ngettext("{n} not yet with the city", "{n} not yet with the city", cases)
        words.append(text.format(n=f"{cases:,}"))
    if refused:
        words.append(ngettext("{n} refused", "{n} refused", refused).format(n=f"{refused:,}"))
    said = " · ".join(words) or _("all with the city")
    return _("{words} · as of {time}").format(words=said, time=at)


def asking_words() -> str:
    """What a bundle of a restored desk is for."""
    return _(
        "This desk was restored or copied: the bundle asks the city where to go on. Import the return bundle"
        " here, then export once more, for what still waits."
    )


def found_words() -> str:
    """What is to be done once the answer to that came."""
    return _(
        "The city has said where to go on. Export once more: now everything that waits goes along."
    )


def visit_words(*, returns: int, asks: bool, found: bool) -> str:
    """What is left to do after a visit at the neighbour; empty for nothing."""
    if found:
        return _(
            "The city has said where to go on. Hand over once more: now everything that waits goes along."
        )
    if asks:
        return _(
            "This desk was restored or copied: what was given asks the city where to go on. Do the same"
            " again later, until nothing waits."
        )
    if returns:
        return ""
    return _("They count as sent when the return bundle was fetched: do the same again later.")


def bundle_problem(code: str) -> Problem:
    """What a return bundle says against this desk's records; a fork is cured by one more bundle."""
    return Problem("bundle-restored" if code == "fork" else f"sync-{code}")


def city_problem(code: str) -> Problem:
    """The same as the city's people read it, who can decide about a blocked device."""
    return Problem("bundle-blocked" if code == "revoked" else f"sync-{code}")
