"""The forms that tell how a case stands: correction, refusal, completion, delivery."""

from helpdesk.application.forms import (
    Column,
    Facts,
    Figure,
    Form,
    Lines,
    Listing,
    Section,
    Signing,
    Ticks,
    Words,
)
from helpdesk.application.paper_copy import Copy, about, form_of, signers
from helpdesk.domain import events as ev
from helpdesk.domain.materials import Material
from helpdesk.domain.stages import Stage
from helpdesk.i18n import dates
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import RATINGS, STAGES, word


def correction(copy: Copy) -> Form:
    """补正通知: everything that is missing, once (行政许可法 32)."""
    asked = copy.last(ev.CorrectionAsked)
    items = asked.items if asked else copy.case.correction
    until = asked.until if asked else None
    return form_of(
        copy,
        about(copy),
        Figure(
            _("Bring what is missing by"),
            dates.day_with_weekday(until) if until else _("as soon as you can"),
            _("The time limit stands still until then and goes on when everything is here."),
        ),
        Listing(
            _("To be corrected or added, all at one time"),
            (
                Column(_("What is asked for")),
                Column(_("Standard"), 11),
                Column(_("Done"), 5, centred=True),
            ),
            tuple((item, _standard(copy, item), "□") for item in items),
        ),
        Words(
            _(
                "Everything is named here at one time, as article 32 of the Administrative Licensing "
                "Law requires. What is not named here will not be asked for again."
            )
        ),
        closing=(
            Signing(_("I was told all of the above and received it."), signers(_("Applicant"))),
        ),
        subtitle=_("Told once and completely"),
    )


def _standard(copy: Copy, item: str) -> str:
    """What the matter asks of the materials that an item names; without one the item says it itself."""
    named = (m for m in copy.case.materials if m.name in item)
    return _("; ").join(_asked(m) for m in named if m.originals or m.copies) or _("as said beside")


def _asked(material: Material) -> str:
    counts = ((_("Original"), material.originals), (_("Copies"), material.copies))
    asked = (_("{label} {value}").format(label=label, value=n) for label, n in counts if n)
    return " · ".join(asked)


def refusal(copy: Copy) -> Form:
    """不予受理告知: the reason, the right authority, the remedies; never a bare no."""
    refused = copy.last(ev.Refused)
    reason = refused.reason if refused else ""
    right = refused.right_authority if refused else ""
    return form_of(
        copy,
        about(copy),
        Words(reason, _("Reason")),
        Facts(((_("Right authority"), right),), _("Where to turn"), open=(_("Right authority"),)),
        Words(
            _(
                "Whoever does not agree may ask for administrative reconsideration within 60 days of "
                "learning of the decision, or bring an administrative action before the people's "
                "court within 6 months."
            ),
            _("Remedies"),
        ),
        closing=(
            Signing(_("I was told all of the above and received it."), signers(_("Applicant"))),
        ),
        subtitle=_("The decision is the department's; the desk passes it on"),
    )


def completion(copy: Copy) -> Form:
    """办结(终止)单: result, document, originals returned, delivery, rating."""
    case = copy.case
    return form_of(
        copy,
        about(copy),
        _result(copy),
        _originals(copy),
        ways_of_delivery(copy.last(ev.Delivered)),
        Ticks(
            _("How satisfied are you?"),
            tuple((_(words), case.rating == int(code)) for code, words in RATINGS.items()),
        ),
        closing=(
            Signing(
                _("I know the result and have received the documents and originals above."),
                signers(_("Applicant")),
            ),
        ),
    )


def _result(copy: Copy) -> Facts:
    case, answered = copy.case, copy.last(ev.Answered)
    stage = word(STAGES, case.stage)
    return Facts(
        (
            (_("Outcome"), case.answer or stage),
            (_("State"), stage if case.answer else ""),
            (_("Ended on"), dates.day(case.ended_at.date()) if case.ended_at else ""),
            (_("Document issued"), case.document or (answered.document if answered else "")),
            (_("Valid until"), dates.day(case.valid_until) if case.valid_until else ""),
            (_("Reason"), _ending(copy)),
        ),
        _("Result"),
        bold=(_("Outcome"),),
        open=(_("Document issued"),),
    )


def _originals(copy: Copy) -> Listing:
    """What the desk holds and gives back."""
    held = (m for m in copy.case.materials if (m.to_return or m.returned) and m.originals_taken)
    columns = (
        Column(_("Material")),
        Column(_("Original"), 5, centred=True),
        Column(_("Returned"), 12, centred=True),
    )
    rows = tuple(
        (m.name, str(m.originals_taken), returned_text(m) if m.returned else "□") for m in held
    )
    return Listing(_("Originals returned"), columns, rows)


def returned_text(material: Material) -> str:
    """When an original went back and to whom."""
    day = dates.day(material.returned_on) if material.returned_on else _("Returned")
    return " ".join(filter(None, (day, material.returned_to)))


def _ending(copy: Copy) -> str:
    """Why a case ended without a result."""
    reasons = {Stage.TERMINATED: ev.Terminated, Stage.WITHDRAWN: ev.Withdrawn}
    kind = reasons.get(copy.case.stage)
    said = copy.last(kind) if kind else None
    return said.reason if said else ""


def ways_of_delivery(delivered: ev.Delivered | None) -> Ticks:
    """In person, through the proxy, by post: ticked as it was recorded, else to be ticked by hand."""
    how = delivered.how if delivered else ""
    number = delivered.post_number if delivered else ""
    post = _("by post, number {number}").format(number=number or "______________________")
    return Ticks(
        _("How it is delivered"),
        (
            (_("picked up at the desk"), how == "pick_up"),
            (_("brought to the home"), how == "brought"),
            (_("handed to the proxy"), bool(delivered and delivered.relation)),
            (post, how == "post"),
        ),
    )


def delivery(copy: Copy) -> Form:
    """送达回证: what was delivered, how, to whom; a refusal is witnessed."""
    delivered = copy.last(ev.Delivered)
    return form_of(
        copy,
        about(copy, full=True),
        Facts(
            (
                (_("Document delivered"), copy.case.document),
                (_("Recipient"), delivered.to if delivered else ""),
                (_("As what"), delivered.relation if delivered else ""),
                (_("Delivered at"), _when(copy)),
            ),
            _("What is delivered"),
            open=(_("Document delivered"), _("Recipient")),
        ),
        ways_of_delivery(delivered),
        Signing(
            _("I received the above."),
            (
                (_("Recipient"),),
                (_("Relation to the applicant"), _("Day and hour of receipt")),
                (_("Signer for the applicant"), _("Witness")),
                (_("Agent (signature)"), _("Date")),
            ),
            _("Receipt by the recipient"),
        ),
        closing=_refusing(delivered),
        asking=False,
    )


def _when(copy: Copy) -> str:
    at = copy.case.delivered_at
    return dates.moment(at) if at else ""


def _refusing(delivered: ev.Delivered | None) -> tuple[Section, ...]:
    """What is written when the recipient refuses to sign: as recorded, else lines to write on."""
    title = _("If the recipient refuses to sign")
    signatures = (
        (_("Left at (place)"), _("At (time)")),
        (_("Witness (name, unit)"), _("Signature")),
        (_("Agent (signature)"), _("Date")),
    )
    if delivered is None or not delivered.refused:
        return (Lines(((_("Reason for refusing"),),), title), Lines(signatures))
    recorded = (
        (_("Reason for refusing"), delivered.reason),
        (_("Left at (place)"), delivered.place),
        (_("Witness (name, unit)"), delivered.witness),
    )
    return (Facts(recorded, _("The recipient refused to sign")), Lines(signatures[1:]))
