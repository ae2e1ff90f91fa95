"""What a check of a paper found, in words."""

from datetime import datetime, timedelta

from helpdesk.i18n.dates import moment
from helpdesk.i18n.slip_history import slip_name
from helpdesk.i18n.texts import N_, _
from helpdesk.i18n.words import EXPORTS, STAGES, word

FINDINGS: dict[str, tuple[str, str]] = {
    "genuine": (
        N_("This paper is genuine"),
        N_(
            "It was printed by our city or one of its desks. Compare it with what was printed, line by "
            "line."
        ),
    ),
    "not_here": (
        N_("The signature is genuine"),
        N_("The case is not on this computer. Ask the desk that printed it, or the city's page."),
    ),
    "no_record": (
        N_("Genuine signature, no such print on record"),
        N_(
            "The case is here, but no print with these facts. It may not be synced yet; ask the desk "
            "that printed it before you rely on the paper."
        ),
    ),
    "uncertified": (
        N_("Printed by a computer that the city has not confirmed yet"),
        N_("The signature is whole. Ask the desk named on the paper, or wait for its next sync."),
    ),
    "other_city": (
        N_("Not confirmed by our city"),
        N_("Another city vouches for this device, or nobody does. Do not rely on the paper."),
    ),
    "altered": (
        N_("This code was altered"),
        N_("Number, time or facts are not what the device signed. Do not rely on the paper."),
    ),
    "by_hand": (
        N_("Filed by hand: no code was read from this page"),
        N_("Only what is compared speaks for it. Compare it with what was printed, line by line."),
    ),
    "sheet": (
        N_("A further sheet; its first sheet proves it"),
        N_(
            "Scan the code of the first sheet: it has the signature. This one only says what it belongs to."
        ),
    ),
}
"""Finding -> headline and what to do."""

LIKENESS: dict[str, str] = {
    "same": N_("Drawn again as it was printed, the paper is word for word the same."),
    "frame": N_(
        "The paper is drawn again here. What it says of the case is word for word what was printed; this "
        "version of the program words the form around it otherwise."
    ),
    "words": N_(
        "The paper is drawn again here. Its facts are those on record; some other words read otherwise now, "
        "since the matter, the calendar or the program changed. Compare the facts."
    ),
    "facts": N_(
        "The paper is drawn again here, but the case gives other facts for that moment. The facts "
        "listed are those on record: compare these."
    ),
    "unknown": N_(
        "The paper is drawn again here. It was printed before every word was recorded: compare the facts."
    ),
}
"""How a paper that is drawn again compares with what was printed."""

_FACTS: dict[str, str] = {
    "paper": N_("Paper"),
    "applicant": N_("Applicant"),
    "document": N_("Document number"),
    "phone": N_("Phone"),
    "proxy": N_("Proxy"),
    "matter": N_("Matter"),
    "department": N_("Department"),
    "received": N_("Received at"),
    "due": N_("Promised hand-over"),
    "stage": N_("Stage"),
    "correction": N_("To be corrected or added, all at one time"),
    "answer": N_("Result"),
    "material": N_("Material"),
    "also": N_("Also applying"),
    "variant": N_("Case variant"),
    "department_number": N_("Department's number"),
    "fee": N_("Fee"),
    "members": N_("Cases of this application"),
    "agent": N_("Agent"),
    "reprint": N_("Reprint"),
    "slip": N_("Slip"),
    "issuer": N_("Issued by"),
    "addressee": N_("Addressee"),
    "responsible": N_("Responsible person"),
    "basis": N_("Basis"),
    "follows": N_("Follows"),
    "signed_for": N_("Signed for"),
    "problem": N_("What is wrong"),
    "demand": N_("What is demanded"),
    "answer_by": N_("To be answered by"),
    "desk": N_("Desk"),
    "desk_phone": N_("Phone of the desk"),
    "desk_address": N_("Address of the desk"),
    "practice": N_("Marked as"),
    "unsent": N_("Marked as"),
    "number": N_("Number"),
    "printed": N_("Printed"),
}
_MARKS = {"practice": N_("Practice, without effect"), "unsent": N_("Not connected")}
_UNSEEN = frozenset(
    {"size", "printed", "place", "city", "language", "mongolian", "frame", "salt", "text"}
)
"""What no eye compares: it is for whoever draws the paper again, or stands in another line."""
_MATERIALS = {
    "needed": N_("Not here"),
    "taken": N_("Received"),
    "deferred": N_("Deferred"),
    "not_applicable": N_("Not applicable"),
    "back": N_("to be returned"),
    "returned": N_("Returned"),
}


def fact_rows(facts: tuple[str, ...]) -> list[tuple[str, str]]:
    """Label and value of each recorded fact that people can compare; one of a newer program as it stands."""
    return [(label, value) for _fact, label, value in fact_lines(facts)]


def fact_lines(facts: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The same, each after the fact as it is recorded."""
    lines = []
    place = next((fact[6:] for fact in facts if fact.startswith("place=")), "")
    for fact in facts:
        name, _mark, value = fact.partition("=")
        if name in _UNSEEN:
            continue
        shown = f"{place} {value}".strip() if name == "desk" else _value(name, value)
        lines.append((fact, fact_name(fact), shown))
    return lines


def fact_name(fact: str) -> str:
    """What a recorded fact is called."""
    name = fact.partition("=")[0]
    return _(_FACTS[name]) if name in _FACTS else name


def _value(name: str, value: str) -> str:
    if name == "paper":
        return word(EXPORTS, value)
    if name in _MARKS:
        return _(_MARKS[name])
    if name in ("slip", "follows"):
        return slip_name(value)
    if name == "stage":
        return word(STAGES, value)
    if name in ("received", "due", "answer_by"):
        return value.replace("T", " ")
    if name == "material":
        return " ".join(word(_MATERIALS, part) for part in value.split(" "))
    return value


def printer_words(desk: str, *, genuine: bool) -> str:
    """Who printed it, by the certificate in the code: `desk`, or the city itself where there is none."""
    return desk or (_("The city") if genuine else "")


def minute_words(minute: int, *, offset_minutes: int = 480) -> str:
    """The minute of printing (since 1970 UTC) on the wall clock of the city."""
    return moment(datetime(1970, 1, 1) + timedelta(minutes=minute + offset_minutes))
