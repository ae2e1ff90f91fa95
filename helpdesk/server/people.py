"""The city's people: their roles, and what a role may do. Scope is PostgreSQL's affair (`act_as`)."""

from dataclasses import dataclass
from enum import StrEnum

from helpdesk.domain.problems import Problem
from helpdesk.i18n import N_


class Role(StrEnum):
    """What somebody is to the city."""

    AGENT = "agent"
    TOWNSHIP_LEAD = "township_lead"
    DEPARTMENT_HANDLER = "department_handler"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLES = {
    Role.AGENT: N_("agent"),
    Role.TOWNSHIP_LEAD: N_("township lead"),
    Role.DEPARTMENT_HANDLER: N_("department handler"),
    Role.DISPATCHER: N_("dispatcher"),
    Role.SUPERVISOR: N_("supervisor"),
    Role.AUDITOR: N_("auditor"),
    Role.ADMINISTRATOR: N_("administrator"),
}
_WRITE = frozenset({"progress", "note", "contact"})
_HANDLED = _WRITE | {
    *("sign_for", "accept", "answer", "ask_correction", "correct", "return", "refuse"),
    *("suspend", "resume", "ask_extension", "settle_blocked"),
}
# Whoever did the work does not call back about it.
_CALLS = frozenset({"called", "not_reached", "would_not_answer"})
_EXTENSIONS = frozenset({"approve_extension", "decline_extension"})
# What a township does itself, while no department has the case.
OF_TOWNSHIP = frozenset({"answer", "ask_correction", "correct", "settle_blocked"})
DECIDE = "decide"  # between different values, and on late work
# The dispatcher also writes down what a department without an account said by telephone.
ACTS_OF: dict[Role, frozenset[str]] = {
    Role.TOWNSHIP_LEAD: _WRITE | _CALLS | OF_TOWNSHIP | {"pass_up", "pass_down", DECIDE},
    Role.DEPARTMENT_HANDLER: _HANDLED | {DECIDE},
    Role.DISPATCHER: _HANDLED
    | _CALLS
    | _EXTENSIONS
    | {"dispatch", "reassign", "contest", "redo", "raise", "pass_up", "pass_down", "close"}
    | {"merge", "unmerge", DECIDE},
    Role.SUPERVISOR: _WRITE
    | _CALLS
    | _EXTENSIONS
    | {"review", "redo", "raise", "pass_down", DECIDE},
}
# Administrators see where, when and why, not the record nor its case.
SEE_ASIDES = frozenset(Role) - {Role.DEPARTMENT_HANDLER}
SETTLE_ASIDES = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER, Role.SUPERVISOR})
SEE_CASES = frozenset(Role) - {Role.ADMINISTRATOR}
# Bundles are sealed, so a township may take them in; who may not see cases may still block a device.
CARRY = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER, Role.SUPERVISOR})
SEE_DEVICES = CARRY | {Role.AUDITOR, Role.ADMINISTRATOR}
REVOKE = frozenset({Role.DISPATCHER, Role.ADMINISTRATOR})
# One-time codes for new devices of a desk: what is recorded there is theirs to see already.
ENROL = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER, Role.ADMINISTRATOR})
REENTER = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER})
NOTIFY = CARRY | {Role.ADMINISTRATOR}
# Who answers slips, who looks whether the answer is so, and whose two signatures a letter needs.
TAKE_SLIPS = frozenset({Role.TOWNSHIP_LEAD, Role.DEPARTMENT_HANDLER, Role.DISPATCHER})
VERIFY_SLIPS = frozenset({Role.SUPERVISOR})
SIGN_LETTERS = frozenset({Role.SUPERVISOR})
# The ladder's limits and the year tables hold for the whole city.
SET_RULES = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
SEE_RULES = SET_RULES | {Role.DISPATCHER, Role.AUDITOR}
SEE_PEOPLE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
KEEP_PEOPLE = frozenset({Role.ADMINISTRATOR})
# The city's certificates and keys for PDFs.
KEEP_SEALS = frozenset({Role.ADMINISTRATOR})
SEE_SEALS = KEEP_SEALS | {Role.AUDITOR}
# Codes beside doors, behind which residents leave requests.
PLATES = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER})
KEEP_CATALOGUE = frozenset({Role.DISPATCHER, Role.ADMINISTRATOR})
SEE_CATALOGUE = KEEP_CATALOGUE | {Role.SUPERVISOR, Role.AUDITOR}


@dataclass(frozen=True, slots=True)
class Person:
    """One of the city's people, without secrets; times in ms since 1970 UTC, 0 = never.

    `division` is the beginning of the divisions they see (empty: the whole city); a department
    handler sees the cases of `department` there.
    """

    login: str
    name: str
    role: Role
    division: str = ""
    department: str = ""
    disabled: bool = False
    ready: bool = False
    seen_ms: int = 0


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody signed in; `form_token` must come back with a form. Scope as in `Person`."""

    login: str
    name: str
    role: Role
    form_token: str = ""
    division: str = ""
    department: str = ""

    def may(self, act: str) -> bool:
        """Whether the role has this act."""
        return act in ACTS_OF.get(self.role, ())

    def need(self, roles: frozenset[Role]) -> None:
        """Raises Problem `role-lacks` for somebody of another role."""
        if self.role not in roles:
            raise Problem("role-lacks")

    def need_act(self, act: str) -> None:
        """Raises Problem `role-lacks` for an act that the role has not."""
        if not self.may(act):
            raise Problem("role-lacks")


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session of the console that somebody could go on with now; ms since 1970 UTC. `own`: the one
    that asks."""

    begun_ms: int
    seen_ms: int
    own: bool
