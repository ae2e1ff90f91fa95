"""The words of the city's queue: its lists, orders and marks."""

from helpdesk.i18n.texts import N_
from helpdesk.i18n.words import SPECIALS

VIEWS: dict[str, str] = {
    "to_dispatch": N_("To dispatch"),
    "to_sign": N_("To be signed for"),
    "working": N_("In progress"),
    "overdue": N_("Overdue"),
    "due_soon": N_("Due within two working days"),
    "paused": N_("Correction or suspended"),
    "answered": N_("Answered, not closed"),
    "to_call": N_("To call back"),
    "to_put_right": N_("To be put right"),
    "disputed": N_("Returns in dispute"),
    "extensions": N_("Extensions to decide"),
    "to_raise": N_("Proposed to be raised"),
    "in_doubt": N_("Entries in doubt"),
    "blocked": N_("Blocked matters"),
    "secret": N_("Secret"),
    "open": N_("All open cases"),
    "all": N_("All cases"),
}

SORTS: dict[str, str] = {
    "urgency": N_("Urgent first"),
    "due": N_("By due time"),
    "age": N_("Oldest first"),
}

MARKS: dict[str, str] = {
    "urgent": N_("Urgent"),
    "returned": N_("Sent back by a department"),
    **SPECIALS,
}

# What the audit log calls it, beside the kinds of events.
AUDITED: dict[str, str] = {
    "login": N_("Signed in"),
    "login-failed": N_("Wrong password or code"),
    "logout": N_("Signed out"),
    "logout-everywhere": N_("Signed out everywhere"),
    "password": N_("Changed the password"),
    "setup": N_("Set the account up"),
    "token": N_("Token for the API made"),
    "person.add": N_("Account made"),
    "person.role": N_("Role or scope changed"),
    "person.disable": N_("Account blocked"),
    "person.enable": N_("Account let in again"),
    "person.reset": N_("Account set back"),
    "notice": N_("Notice to the desks"),
    "device-revoked": N_("Device blocked"),
    "device-restored": N_("Device let in again"),
    "case.decided": N_("Decided between entries"),
    "case.looked_at": N_("Looked at full values"),
    "case.reentered": N_("Case re-entered from paper"),
    "mongolian.set": N_("Mongolian of the papers put in force"),
    "catalogue.changed": N_("Dispatch catalogue changed"),
    "catalogue.imported": N_("Dispatch catalogue imported"),
    "case.dispatched": N_("Dispatch"),
    "case.signed_for": N_("Sign for"),
    "case.accepted": N_("Accept"),
    "case.contacted": N_("Applicant contacted"),
    "case.progressed": N_("Log progress"),
    "case.answered": N_("Answer"),
    "case.blocked_settled": N_("Settle the blocked matter"),
    "case.correction_asked": N_("Ask for correction"),
    "case.corrected": N_("Correction is complete"),
    "case.suspended": N_("Suspend"),
    "case.resumed": N_("Resume"),
    "case.extension_asked": N_("Ask for more time"),
    "case.extension_decided": N_("Decide on an extension"),
    "case.returned": N_("Return as wrong department"),
    "case.return_disputed": N_("Contest the return"),
    "case.return_reviewed": N_("Decide the dispute"),
    "case.reassigned": N_("Reassign"),
    "case.raised": N_("Raise to a higher level"),
    "case.passed_up": N_("Pass up"),
    "case.passed_down": N_("Pass down"),
    "case.redone": N_("Have it done again"),
    "case.refused": N_("Do not accept"),
    "case.merged": N_("Merge duplicates"),
    "case.unmerged": N_("Take the merging back"),
    "case.duplicate_noted": N_("Noted at the main case"),
    "case.closed": N_("Close the case"),
    "case.noted": N_("Write a note"),
    "case.called_back": N_("Call back"),
    "device.aside_settled": N_("Settled a record put aside"),
    "evidence.checked": N_("Checked a receipt"),
}

LIKENESSES: dict[str, str] = {
    "person": N_("the same person"),
    "matter": N_("the same matter"),
    "text": N_("similar words"),
    "place": N_("the same township"),
}

WHYS: dict[str, str] = {
    "matter": N_("the matter says so: {words}"),
    "rule": N_("the catalogue says so for: {words}"),
    "words": N_("word: {words}"),
}
