"""The fixed words that printing itself sets on papers, around what their read models say.

They belong to the version of the program: their digest is recorded with each print, so that a paper
which another version words otherwise is not taken for an altered one.
"""

from functools import cache
from hashlib import sha256

from helpdesk.i18n.texts import _, language

_HEAD = (
    "Receipt of registration",
    "Registered for you by the help desk; not a decision on acceptance",
    "One-time notice",
    "Everything the matter needs, told once; not a decision on acceptance",
    "Number",
    "Scan to ask, or tell the number",
    "Copy {copy} of {copies}",
    "for the applicant",
    "for the desk",
    "Practice, without effect",
    "PRACTICE",
    "Not connected",
    "Registered on this computer; it is sent to the city as soon as there is a connection.",
    "Reprint {number}",
    "{title} (continued)",
    "Stub · {title}",
    "Tear off here",
    "Printed {moment} · Agent {agent}",
    "Printed {moment} · By {name}",
    "Page {page} of {pages}",
)
_LABELS = (
    "Applicant",
    "Phone",
    "Identity document",
    "Address",
    "Name in Mongolian script",
    "Proxy",
    "Matter",
    "Case variant",
    "Department",
    "Department's number",
    "Received at",
    "Told at",
    "Mode",
    "Legal basis",
    "Promised hand-over",
    "Provisional",
    (
        "Provisional: the calendar of working days is not published yet. The day is counted again "
        "and announced when it is."
    ),
    "Bring what is missing by",
    "How it is counted",
    "Promised limit",
    "First answer",
    "How to ask",
    "Office hours",
    "Note",
)
_MATERIALS = (
    "Materials",
    "Materials received",
    "To be brought later",
    "Still to be brought",
    "Everything needed",
    "Items: {count}",
    "No.",
    "Material",
    "Original",
    "Copies",
    "Electronic",
    "State",
    "Bring by",
    "Bring by {day}",
    "What is wrong",
    "How to get it",
    "may come later",
    "□ To bring",
    "Received",
    "Received, to be returned",
    "to be returned",
    "Missing",
    "To be corrected",
    "Deferred",
    "Deferred to {day}",
    "Not needed",
    "; ",
    "{name} ({note})",
    "{label} {value}",
)
_SIGNING = (
    "I have checked the above and received this receipt.",
    "All of the above was told to me at one time, and I received this notice.",
    "By hand",
    "Thumb-print",
    "By another person",
    "Signer for the applicant",
    "Witness",
    "Agent (signature)",
    "Date",
)
_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "{year}-{month:02}-{day:02}",
    "{day} ({weekday})",
    "{day}, by {time}",
)
FRAME = (*_HEAD, *_LABELS, *_MATERIALS, *_SIGNING, *_DAYS)


def frame_digest() -> str:
    """The beginning of the SHA-256 (16 hex digits) over these words, in the language in use."""
    return _digest(language())


@cache
def _digest(_language: str) -> str:
    return sha256("\n".join(_(text) for text in FRAME).encode()).hexdigest()[:16]
