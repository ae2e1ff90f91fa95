"""The acts after the department's work: the result, its delivery, the callback. Plain Python."""

from dataclasses import replace

from helpdesk.domain import events as ev
from helpdesk.i18n import N_
from helpdesk.i18n.words import CALLBACK_WAYS, DELIVERY, RATINGS
from helpdesk.ui.screens.case.act_shapes import (
    NO,
    YES,
    YES_NO,
    Act,
    Ask,
    Shape,
    Values,
    day_of,
    moment_of,
)

REFUSED = "refused"
_REACHED = (
    (YES, N_("Reached")),
    (NO, N_("Nobody answered")),
    (REFUSED, N_("Did not want to answer")),
)
_DOCUMENT = (
    Ask("document", N_("Document and its number"), Shape.LINE),
    Ask("valid_until", N_("Valid until (2027-01-31), if it expires"), Shape.LINE, beside=True),
)
_AT = Ask("at", N_("When, if not now (2026-01-06 12:09)"), Shape.LINE)


def _said(values: Values, name: str) -> str:
    return values.get(name, "").strip()


def _answered(values: Values) -> ev.Body:
    return ev.Answered(
        _said(values, "words"), _said(values, "document"), day_of(_said(values, "valid_until"))
    )


def _delivered(values: Values) -> ev.Body:
    post = values["how"] == "post"
    refused = values.get("refused") == YES
    return ev.Delivered(
        how=values["how"],
        to=_said(values, "to"),
        post_number=_said(values, "post_number") if post else "",
        relation=_said(values, "relation"),
        at=moment_of(_said(values, "at")),
        refused=refused,
        reason=_said(values, "reason") if refused else "",
        place=_said(values, "place") if refused else "",
        witness=_said(values, "witness") if refused else "",
        document=_said(values, "document"),
        valid_until=day_of(_said(values, "valid_until")),
    )


def _called_back(values: Values) -> ev.Body:
    reached = values["reached"] != NO
    answered = values["reached"] == YES
    return ev.CalledBack(
        reached=reached,
        refused=reached and not answered,
        solved=answered and values.get("solved") == YES,
        rating=int(values.get("rating") or 0) if answered else 0,
        words=_said(values, "words"),
        way=_said(values, "way"),
        to=_said(values, "to") if reached else "",
        at=moment_of(_said(values, "at")),
    )


OUTCOME_ACTS: tuple[Act, ...] = (
    Act(
        "answered",
        N_("Answered: the result is out"),
        N_("Next, the resident gets the result."),
        ev.Answered,
        (Ask("words", N_("The result in words"), Shape.TEXT, required=True), *_DOCUMENT),
        _answered,
    ),
    Act(
        "delivered",
        N_("Delivered to the resident"),
        N_(
            "The certificate of delivery is signed for it. The callback is due the next working day."
        ),
        ev.Delivered,
        (
            Ask(
                "how",
                N_("How it is handed over"),
                Shape.CHOICE,
                required=True,
                choices=tuple(DELIVERY.items()),
            ),
            Ask(
                "post_number",
                N_("Number of the postal item"),
                Shape.LINE,
                required=True,
                only=("how", "post"),
            ),
            Ask("to", N_("Received by"), Shape.LINE),
            Ask(
                "relation",
                N_("As what, if not the applicant (proxy, spouse)"),
                Shape.LINE,
                beside=True,
            ),
            *_DOCUMENT,
            Ask("refused", N_("Refused to sign?"), Shape.CHOICE, choices=YES_NO),
            replace(_AT, beside=True),
            *(
                Ask(
                    name,
                    words,
                    Shape.LINE,
                    required=name != "reason",
                    only=("refused", YES),
                    beside=name != "place",
                )
                for name, words in (
                    ("place", N_("Left at (place)")),
                    ("witness", N_("Witness (name, unit)")),
                    ("reason", N_("Reason for refusing")),
                )
            ),
        ),
        _delivered,
    ),
    Act(
        "call_back",
        N_("Callback"),
        N_(
            "Three attempts. Who is not reached is called again; after the third nobody calls any more."
        ),
        ev.CalledBack,
        (
            Ask("reached", N_("Reached?"), Shape.CHOICE, required=True, choices=_REACHED),
            Ask(
                "solved",
                N_("Solved?"),
                Shape.CHOICE,
                required=True,
                choices=YES_NO,
                only=("reached", YES),
            ),
            Ask(
                "rating",
                N_("Rating"),
                Shape.CHOICE,
                required=True,
                choices=tuple(RATINGS.items()),
                only=("reached", YES),
            ),
            Ask("words", N_("In the resident's words"), Shape.TEXT),
            Ask(
                "way", N_("How they were asked"), Shape.CHOICE, choices=tuple(CALLBACK_WAYS.items())
            ),
            Ask("to", N_("Spoke with"), Shape.LINE),
            replace(_AT, beside=True),
        ),
        _called_back,
    ),
)
