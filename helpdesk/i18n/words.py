"""The words for the domain's terms: stages, kinds, channels, document kinds, papers."""

from helpdesk.domain.intake_terms import CameBy, Special
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

CAME_BY: dict[str, str] = {
    CameBy.COUNTER: N_("At the counter"),
    CameBy.PHONE: N_("By telephone"),
    CameBy.VISIT: N_("On a visit"),
    CameBy.DOOR_PLATE: N_("QR code at the door"),
    CameBy.POST: N_("By post"),
}

SPECIALS: dict[str, str] = {
    Special.ENTERPRISE: N_("Enterprise"),
    Special.MONGOLIAN: N_("In Mongolian"),
    Special.CREDIT: N_("Broken promise of an office"),
}

DOCUMENT_KINDS: dict[str, str] = {
    "resident_id": N_("Resident ID card"),
    "passport": N_("Passport"),
    "other": N_("Other document"),
    "none": N_("No document"),
}

SEXES: dict[str, str] = {"male": N_("Male"), "female": N_("Female")}

NEEDS: dict[str, str] = {
    "elderly": N_("Of great age"),
    "disabled": N_("With a disability"),
    "minimum_living": N_("Minimum living allowance"),
    "limited_mobility": N_("Limited mobility"),
}

CONTACTS: dict[str, str] = {
    "phone": N_("Telephone call"),
    "sms": N_("Text message"),
    "wechat": N_("WeChat"),
    "visit": N_("Home visit"),
    "neighbour": N_("Through a neighbour"),
    "family": N_("Through the family"),
}

RELATIONS: dict[str, str] = {
    "head": N_("Head of household"),
    "spouse": N_("Husband or wife"),
    "child": N_("Son or daughter"),
    "child_in_law": N_("Son- or daughter-in-law"),
    "parent": N_("Father or mother"),
    "grandchild": N_("Grandchild"),
    "grandparent": N_("Grandparent"),
    "sibling": N_("Brother or sister"),
    "other": N_("Other member"),
}

POWERS: dict[str, str] = {
    "hand_in": N_("Hand in materials"),
    "sign": N_("Sign papers"),
    "collect": N_("Collect results"),
    "correct": N_("Correct and add materials"),
}

VALIDITIES: dict[str, str] = {
    "valid": N_("In force"),
    "future": N_("Not yet in force"),
    "expired": N_("Expired"),
    "revoked": N_("Revoked"),
}

PAPERS: dict[str, str] = {
    "receipt": N_("Receipt"),
    "joint_receipt": N_("Receipt for several cases"),
    "application_form": N_("Application form"),
    "one_time_notice": N_("One-time notice"),
    "materials_receipt": N_("Receipt for materials"),
    "authorisation": N_("Authorisation"),
    "deferral_undertaking": N_("Undertaking to bring materials later"),
    "correction_notice": N_("Notice of correction"),
    "refusal_slip": N_("Notice of non-acceptance"),
    "completion_slip": N_("Slip of completion"),
    "delivery_receipt": N_("Certificate of delivery"),
}

EXPORTS: dict[str, str] = {
    **PAPERS,
    "day_sheet": N_("Day sheet"),
    "bulletin": N_("Monthly bulletin"),
    "case_file": N_("The whole case for the archive"),
    "bundle": N_("Bundle for the city"),
    "slip": N_("Slip"),
    "unsent": N_("Work that was never sent"),
    "import_report": N_("Report of an import"),
    "case_table": N_("Table of cases"),
    "case_list": N_("List of cases"),
    "phrases": N_("Phrases"),
}

SIZES: dict[str, str] = {
    "A5": N_("A5"),
    "A4": N_("A4"),
    "A5_LARGE": N_("A5 large type"),
    "A4_LARGE": N_("A4 large type"),
    "ROLL80": N_("80 mm roll"),
    "ROLL58": N_("58 mm roll"),
}

TRAYS: dict[str, str] = {
    "auto": N_("chosen by the printer"),
    "main": N_("main tray"),
    "alternate": N_("other tray"),
    "top": N_("upper tray"),
    "middle": N_("middle tray"),
    "bottom": N_("lower tray"),
    "side": N_("side tray"),
    "rear": N_("rear tray"),
    "manual": N_("fed by hand"),
    "by-pass-tray": N_("multi-purpose tray"),
    "large-capacity": N_("large tray"),
    "envelope": N_("envelopes"),
    **{f"tray-{n}": N_("tray {n}") for n in range(1, 10)},
    "Auto": N_("chosen by the printer"),
    "Upper": N_("upper tray"),
    "Middle": N_("middle tray"),
    "Lower": N_("lower tray"),
    "Manual": N_("fed by hand"),
    "Cassette": N_("main tray"),
    "LargeCapacity": N_("large tray"),
    "Envelope": N_("envelopes"),
}
"""By the words of PWG 5100.3, then by Qt's."""

AGENT_STATES: dict[str, str] = {
    "enabled": N_("Can log in"),
    "disabled": N_("Disabled"),
    "lapsed": N_("Needs a new password"),
    "revoked": N_("Revoked by the city"),
}

CATEGORIES: dict[str, str] = {
    "consultation": N_("Consultation"),
    "help": N_("Plea for help"),
    "complaint": N_("Complaint"),
    "report": N_("Report of wrongdoing"),
    "suggestion": N_("Suggestion"),
    "praise": N_("Praise"),
}

OUTCOMES: dict[str, str] = {
    "solved": N_("Solved for the applicant"),
    "referred": N_("Referred to the right authority"),
    "explained": N_("Explained why it cannot be done"),
}

# By the length of the division's beginning.
LEVELS: dict[int, str] = {
    4: N_("the city centre"),
    6: N_("the county"),
    9: N_("the township"),
    12: N_("the desk"),
}

DELIVERY: dict[str, str] = {
    "pick_up": N_("picked up at the desk"),
    "brought": N_("brought to the home"),
    "post": N_("sent by post"),
}

PAUSES: dict[str, str] = {
    "correction": N_("correction asked for"),
    "suspension": N_("suspended"),
    "public_notice": N_("public notice"),
    "hearing": N_("hearing"),
    "expert_review": N_("expert review"),
    "inspection": N_("inspection"),
}

CALLBACK_WAYS: dict[str, str] = {
    "phone": N_("by telephone"),
    "counter": N_("at the counter"),
    "visit": N_("at home"),
}

RATINGS: dict[str, str] = {
    "5": N_("Very satisfied"),
    "4": N_("Satisfied"),
    "3": N_("Fairly satisfied"),
    "2": N_("Dissatisfied"),
    "1": N_("Very dissatisfied"),
}

KEY_ACTS: dict[str, str] = {
    "agent_added": N_("Agent added:"),
    "agent_removed": N_("Agent removed:"),
    "agent_disabled": N_("Agent disabled:"),
    "agent_enabled": N_("Agent enabled again:"),
    "password_changed": N_("Password changed:"),
    "pin_changed": N_("PIN changed:"),
    "rekeyed": N_("New data key"),
    "recovered": N_("Opened with the recovery key"),
    "restored": N_("Restored from a backup"),
    "backed_up": N_("Backup made"),
}

MATERIAL_STATES: dict[str, str] = {
    "needed": N_("Not here"),
    "taken": N_("Received"),
    "wrong": N_("Wrong"),
    "deferred": N_("Deferred"),
    "not_applicable": N_("Not applicable"),
}

LIMITS: dict[str, str] = {
    "remind_before": N_("Reminder: working days before due"),
    "reminder_days": N_("Reminder: working days to answer"),
    "urging_days": N_("Urging: working days to answer"),
    "supervision_days": N_("Supervision: working days"),
    "apart": N_("Working days between two steps at least"),
    "redo_times": N_("Supervision at the redo number"),
    "first_warning_hours": N_("First warning: hours before due"),
    "last_warning_hours": N_("Last warning: hours before due"),
    "opens": N_("Office opens"),
    "closes": N_("Office closes"),
}

# What is typed, by the name that a problem gives it; those of tables come in their own words.
FIELDS: dict[str, str] = {
    **LIMITS,
    "name": N_("Name"),
    "document_number": N_("Document number"),
    "ethnic_group": N_("Ethnic group"),
    "mongolian_name": N_("Mongolian name"),
    "address": N_("Address"),
    "preferred_contact": N_("Notify by"),
    "title": N_("What it is about"),
    "text": N_("In their words"),
    "category": N_("Kind of request"),
    "proxy": N_("Proxy and authorisation"),
    "notify": N_("Notify by"),
    "reason": N_("Reason"),
    "to": N_("Received by"),
    "relation": N_("As what (proxy, spouse, …)"),
    "place": N_("Left at (place)"),
    "witness": N_("Witness (name, unit)"),
    "post_number": N_("Number of the postal item"),
    "words": N_("Words"),
    "items": N_("What is missing, one per line"),
    "department": N_("Department"),
    "document": N_("Document issued"),
    "right_authority": N_("Right authority"),
    "document_kind": N_("Kind of document"),
    "sex": N_("Sex"),
    "birth": N_("Birth date"),
    "division": N_("Village or community"),
    "phone": N_("Telephone"),
    "phones": N_("Telephone"),
    "neighbour_phones": N_("Neighbour's telephone"),
    "needs": N_("Needs"),
    "household": N_("Household"),
    "household_relation": N_("Relation in the household"),
    "consent": N_("Consent to use of data"),
    "sensitive_consent": N_("Consent to use of sensitive data"),
}


def word(table: dict[str, str], code: str) -> str:
    """The word for a code in the language in use; a code of a newer program stays as it is."""
    return _(table[code]) if code in table else code


def level_word(division: str) -> str:
    """Which level the beginning of a division means."""
    level = len(division) if len(division) in LEVELS else 4
    return _(LEVELS[level])


def field_word(name: str) -> str:
    """The word for a field of a case or resident; a field of a newer program stays as it is."""
    return word(FIELDS, name)
