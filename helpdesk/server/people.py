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
_HANDLED = frozenset(
    {"sign_for", "accept", "progress", "answer", "ask_correction", "return", "refuse"}
)
DECIDE = "decide"  # between different values, and on late work
# The dispatcher also writes down what a department without an account said by telephone.
ACTS_OF: dict[Role, frozenset[str]] = {
    Role.TOWNSHIP_LEAD: frozenset({"progress", DECIDE}),
    Role.DEPARTMENT_HANDLER: _HANDLED | {DECIDE},
    Role.DISPATCHER: _HANDLED | {"dispatch", "reassign", DECIDE},
    Role.SUPERVISOR: frozenset({"progress", DECIDE}),
}
# Administrators see where, when and why, not the record nor its case.
SEE_ASIDES = frozenset(Role) - {Role.DEPARTMENT_HANDLER}
SETTLE_ASIDES = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER, Role.SUPERVISOR})
SEE_CASES = frozenset(Role) - {Role.ADMINISTRATOR}
# Bundles are sealed, so a township may take them in; who may not see cases may still block a device.
CARRY = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER, Role.SUPERVISOR})
SEE_DEVICES = CARRY | {Role.AUDITOR, Role.ADMINISTRATOR}
REVOKE = frozenset({Role.DISPATCHER, Role.ADMINISTRATOR})
REENTER = frozenset({Role.TOWNSHIP_LEAD, Role.DISPATCHER})
SEE_PEOPLE = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


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
    """Somebody signed in; `form_token` must come back with a form."""

    login: str
    name: str
    role: Role
    form_token: str = ""

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
