"""What the residents' page says of a scanned paper."""

from helpdesk.i18n.paper_check import FINDINGS
from helpdesk.i18n.texts import N_, _

_HERE: dict[str, tuple[str, str]] = {
    **FINDINGS,
    "genuine": (
        FINDINGS["genuine"][0],
        N_("A desk of our city printed it. Compare it with the lines below, one by one."),
    ),
    "on_the_way": (
        N_("Registered at the desk, not yet received by the city"),
        N_(
            "The paper is genuine and counts from the day that it names. The desk sends its cases when it "
            "has a line; look again in some days, or ask the desk."
        ),
    ),
    "no_record": (
        N_("The paper is genuine, the record of its printing has not arrived"),
        N_(
            "The case is known; see below how it stands. Ask the desk if the paper says something else."
        ),
    ),
    "lost_device": (
        N_("Signed with a computer that was reported lost"),
        N_("Bring the paper to your desk: they look it up and enter it again where needed."),
    ),
}


def paper_words(finding: str) -> tuple[str, str]:
    """Headline, and what to do."""
    heading, what = _HERE[finding]
    return _(heading), _(what)


def paper_tone(finding: str) -> str:
    """The colour beside the words."""
    if finding in ("genuine", "on_the_way"):
        return "green"
    return "amber" if finding in ("no_record", "uncertified", "lost_device") else "red"
