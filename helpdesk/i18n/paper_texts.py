"""The texts of the residents' papers that may have Mongolian beside them: what a translator is given.

Only texts that always read the same: what is put together of values stays Chinese. The Mongolian
itself comes from a translator's file that the city loads; there is none in the program.
"""

from helpdesk.i18n.texts import in_chinese
from helpdesk.i18n.words import PAPERS, RATINGS

_MASTHEAD = (
    "Receipt of registration",
    *(name for paper, name in PAPERS.items() if paper not in ("receipt", "application_form")),
    "Registered for you by the help desk; not a decision on acceptance",
    "Everything the matter needs, told once; not a decision on acceptance",
    "Keep this paper: originals are given back against it",
    "Told once and completely",
    "The decision is the department's; the desk passes it on",
    "Several cases registered together",
    "Practice, without effect",
    "Not connected",
    "Registered on this computer; it is sent to the city as soon as there is a connection.",
    "Provisional",
    (
        "Provisional: the calendar of working days is not published yet. The day is counted again "
        "and announced when it is."
    ),
)
_FACTS = (
    "Applicant",
    "Applicants",
    "Also applying",
    "Phone",
    "Identity document",
    "Document number",
    "Address",
    "Name in Mongolian script",
    "Proxy",
    "Relation to the applicant",
    "Matter",
    "Case variant",
    "Case number",
    "Department",
    "Department's number",
    "Received at",
    "Told at",
    "Mode",
    "Legal basis",
    "Promised hand-over",
    "Bring what is missing by",
    "How it is counted",
    "Promised limit",
    "First answer",
    "How to ask",
    "Office hours",
    "Note",
    "Name",
    "Desk",
)
_MATERIALS = (
    "Standard",
    "No.",
    "Material",
    "Materials",
    "Original",
    "Copies",
    "Electronic",
    "Form",
    "State",
    "Materials received",
    "To be brought later",
    "Still to be brought",
    "Everything needed",
    "What is wrong",
    "How to get it",
    "Bring by",
    "Last day",
    "as soon as you can",
    "To be returned",
    "Returned",
    "Returned on",
    "Return of originals",
    "Originals returned",
    "Given back",
    "Cases of this application",
    "What is asked for",
    "Done",
    "To be corrected or added, all at one time",
)
_AUTHORITY = (
    "Principal",
    "Agent authorised",
    "Proxy authorised",
    "What is entrusted",
    "The agent may, only as far as it is ticked",
    "hand in and add materials",
    "sign and receive notices",
    "collect documents and results",
    "correct and supplement",
    "Valid",
    "It ends earlier when the matter is finished, or when the principal takes it back.",
    "The agent may do nothing beyond what is ticked and may not pass this authority on.",
    "Personal data",
    (
        "I agree that the desk uses my personal data and documents for this matter only, and passes "
        "them to the department that decides it."
    ),
    "Undertaking",
    (
        "I promise to bring what is listed above by the day named, true and complete. If I do "
        "not, the case counts as incomplete, the department may stop or refuse it, and I bear "
        "what follows from it. The time that is lost does not count against the department."
    ),
)
_OUTCOMES = (
    "Result",
    "Outcome",
    "Ended on",
    "Document issued",
    "Valid until",
    "Reason",
    "Where to turn",
    "Right authority",
    "Remedies",
    (
        "Whoever does not agree may ask for administrative reconsideration within 60 days of "
        "learning of the decision, or bring an administrative action before the people's "
        "court within 6 months."
    ),
    "The time limit stands still until then and goes on when everything is here.",
    (
        "Everything is named here at one time, as article 32 of the Administrative Licensing "
        "Law requires. What is not named here will not be asked for again."
    ),
    (
        "Each case is decided by its own department and has its own time limit. This paper is a "
        "registration, not a decision on acceptance."
    ),
    "How satisfied are you?",
    *RATINGS.values(),
    "How it is delivered",
    "picked up at the desk",
    "brought to the home",
    "handed to the proxy",
    "What is delivered",
    "Document delivered",
    "Delivered at",
    "As what",
    "If the recipient refuses to sign",
    "The recipient refused to sign",
    "Reason for refusing",
    "Left at (place)",
    "At (time)",
)
_SIGNING = (
    "By hand",
    "Thumb-print",
    "By another person",
    "Signer for the applicant",
    "Signer for the principal",
    "Witness",
    "Witness (name, unit)",
    "Agent (signature)",
    "Recipient",
    "Signature",
    "Receipt by the recipient",
    "Date",
    "Day and hour of receipt",
    "I have checked the above and received this receipt.",
    "I checked what stands above and received this receipt.",
    "All of the above was told to me at one time, and I received this notice.",
    "The desk received what is listed above.",
    "The originals marked above were given back to me, complete and undamaged.",
    "This was read to me or by me; I understand it and it is what I want.",
    "I was told all of the above and received it.",
    "I know the result and have received the documents and originals above.",
    "I received the above.",
)
PAPER_TEXTS = (*_MASTHEAD, *_FACTS, *_MATERIALS, *_AUTHORITY, *_OUTCOMES, *_SIGNING)


def paper_texts() -> dict[str, str]:
    """Key (the English text) -> Chinese, as a translator is given them: each Chinese text once."""
    found: dict[str, str] = {}
    for text in PAPER_TEXTS:
        chinese = in_chinese(text)
        if chinese not in found.values():
            found[text] = chinese
    return found
