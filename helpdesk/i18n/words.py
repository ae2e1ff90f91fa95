"""The words for the domain's terms: stages, kinds, channels, document kinds, papers."""

from helpdesk.domain.stages import CaseKind, Stage
from helpdesk.i18n.texts import N_, _

STAGES: dict[str, str] = {
    Stage.REGISTERED: N_("Registered"),
    Stage.HANDED_OVER: N_("Handed over"),
    Stage.DISPATCHED: N_("Dispatched"),
    Stage.SIGNED_FOR: N_("Signed for"),
    Stage.ACCEPTED: N_("Accepted by department"),
    Stage.IN_PROGRESS: N_("In progress"),
    Stage.ANSWERED: N_("Answered"),
    Stage.DELIVERED: N_("Delivered"),
    Stage.CALLED_BACK: N_("Called back"),
    Stage.CORRECTION_ASKED: N_("Correction asked"),
    Stage.SUSPENDED: N_("Suspended"),
    Stage.CLOSED: N_("Closed"),
    Stage.TERMINATED: N_("Terminated"),
    Stage.WITHDRAWN: N_("Withdrawn"),
    Stage.REFUSED: N_("Not accepted"),
    Stage.MERGED: N_("Merged"),
}

KINDS: dict[str, str] = {
    CaseKind.MATTER: N_("Matter"),
    CaseKind.REQUEST: N_("Request"),
    CaseKind.BLOCKED: N_("Blocked matter"),
}

CHANNELS: dict[str, str] = {
    "act_for": N_("Act for"),
    "help": N_("Help"),
    "visit": N_("Home visit"),
    "phone": N_("Telephone"),
}

DOCUMENT_KINDS: dict[str, str] = {
    "resident_id": N_("Resident ID card"),
    "passport": N_("Passport"),
    "other": N_("Other document"),
    "none": N_("No document"),
}

SEXES: dict[str, str] = {"male": N_("Male"), "female": N_("Female")}

PAPERS: dict[str, str] = {
    "receipt": N_("Receipt"),
    "one_time_notice": N_("One-time notice"),
}

CATEGORIES: dict[str, str] = {
    "consultation": N_("Consultation"),
    "help": N_("Plea for help"),
    "complaint": N_("Complaint"),
    "report": N_("Report of wrongdoing"),
    "suggestion": N_("Suggestion"),
    "praise": N_("Praise"),
}

DELIVERY: dict[str, str] = {
    "pick_up": N_("picked up at the desk"),
    "brought": N_("brought to the home"),
    "post": N_("sent by post"),
}

MATERIAL_STATES: dict[str, str] = {
    "needed": N_("Not here"),
    "taken": N_("Received"),
    "deferred": N_("Deferred"),
    "not_applicable": N_("Not applicable"),
}


def word(table: dict[str, str], code: str) -> str:
    """The word for a code in the language in use; a code of a newer program stays as it is."""
    return _(table[code]) if code in table else code
