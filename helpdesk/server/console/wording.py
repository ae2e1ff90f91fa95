"""What the templates call by name: words for codes, and who sees what."""

from typing import Any

from helpdesk.i18n import N_, _, language
from helpdesk.i18n.public_page import paper_tone, paper_words
from helpdesk.i18n.queue_words import AUDITED, LIKENESSES, MARKS, SORTS, VIEWS, WHYS
from helpdesk.i18n.seal_words import KINDS as KINDS_OF_SEALS
from helpdesk.i18n.seal_words import ROLES as ROLES_OF_SEALS
from helpdesk.i18n.slip_history import (
    CAUSES,
    PROPOSAL_STATES,
    SLIP_ACTS,
    SLIP_SAID,
    SLIP_STATES,
    SLIPS,
)
from helpdesk.i18n.words import (
    CAME_BY,
    CATEGORIES,
    KINDS,
    MATERIAL_STATES,
    OUTCOMES,
    RATINGS,
    STAGES,
    level_word,
    word,
)
from helpdesk.server.acts import ACTS, LABELS
from helpdesk.server.people import (
    CARRY,
    KEEP_CATALOGUE,
    KEEP_PEOPLE,
    KEEP_SEALS,
    NOTIFY,
    PLATES,
    ROLES,
    SEE_ASIDES,
    SEE_CASES,
    SEE_CATALOGUE,
    SEE_DEVICES,
    SEE_PEOPLE,
    SEE_RULES,
    SEE_SEALS,
    SET_RULES,
    SETTLE_ASIDES,
    SIGN_LETTERS,
)

_SLIP_TONES = {
    "issued": "amber",
    "signed_for": "amber",
    "answered": "blue",
    "verified": "green",
    "written_off": "green",
    "proposed": "red",
    "signed": "red",
}
_TAGS = VIEWS | MARKS | {"aside": N_("Put aside")}
WORDING: dict[str, Any] = {
    "language": lambda: language().replace("_", "-"),
    "stage_word": lambda stage: word(STAGES, stage),
    "kind_word": lambda kind: word(KINDS, kind),
    "view_word": lambda view: word(VIEWS, view),
    "audit_word": lambda act: word(AUDITED, act),
    "tag_word": lambda name: word(_TAGS, name),
    "category_word": lambda name: word(CATEGORIES, name),
    "came_word": lambda name: word(CAME_BY, name),
    "outcome_word": lambda name: word(OUTCOMES, name),
    "likeness_word": lambda name: word(LIKENESSES, name),
    "why_words": lambda why, words: word(WHYS, why).format(words=words),
    "material_word": lambda state: word(MATERIAL_STATES, state),
    "role_word": lambda role: _(ROLES[role]),
    "typed_label": lambda name: _(LABELS[name]) if name in LABELS else "",
    "field_label": lambda name: _(LABELS[name]),
    "act_label": lambda name: _(ACTS[name].label),
    "level_word": level_word,
    "paper_words": paper_words,
    "paper_tone": paper_tone,
    "seal_role": lambda role: word(ROLES_OF_SEALS, role),
    "seal_kind": lambda loaded: _(KINDS_OF_SEALS[loaded]),
    "slip_word": lambda level: word(SLIPS, level),
    "slip_state_word": lambda state: word(SLIP_STATES | PROPOSAL_STATES, state),
    "slip_cause_word": lambda cause: word(CAUSES, cause),
    "slip_act_word": lambda act: word(SLIP_ACTS, act),
    "slip_said_word": lambda what: word(SLIP_SAID, what),
    "slip_tone": lambda state: _SLIP_TONES.get(state, "grey"),
    "sign_letters": SIGN_LETTERS,
    "set_rules": SET_RULES,
    "see_rules": SEE_RULES,
    "sorts": SORTS,
    "marks": MARKS,
    "kinds": KINDS,
    "categories": CATEGORIES,
    "outcomes": OUTCOMES,
    "ratings": RATINGS,
    "see_asides": SEE_ASIDES,
    "settle_asides": SETTLE_ASIDES,
    "carry": CARRY,
    "notify": NOTIFY,
    "make_plates": PLATES,
    "see_cases": SEE_CASES,
    "see_devices": SEE_DEVICES,
    "everybody": frozenset(ROLES),
    "see_seals": SEE_SEALS,
    "keep_seals": KEEP_SEALS,
    "see_people": SEE_PEOPLE,
    "keep_people": KEEP_PEOPLE,
    "see_catalogue": SEE_CATALOGUE,
    "keep_catalogue": KEEP_CATALOGUE,
}
