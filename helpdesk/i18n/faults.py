"""What `helpdesk verify` found, one sentence for each fault; none holds personal data."""

from collections.abc import Mapping

from helpdesk.i18n.texts import N_, _

FAULTS: dict[str, str] = {
    "fault-case": N_("Case {number} stands in the lists otherwise than its records say."),
    "fault-chain": N_("Record {number} of this computer was altered: the chain breaks there."),
    "fault-city": N_("The city holds another history of this computer ({problem})."),
    "fault-city-signature": N_("The receipt for record {number} is not signed by the city."),
    "fault-city-word": N_(
        "The city signed another record {number} of this computer than the one that lies here."
    ),
    "fault-counter": N_("The counter of {day} stands below a number it gave (prefix {prefix})."),
    "fault-digest": N_(
        "The records of desk {desk} on this computer are not those that the city counts."
    ),
    "fault-file": N_("Case {number}: the file {file} is damaged on the disk."),
    "fault-file-missing": N_("Case {number}: the file {file} is missing on the disk."),
    "fault-gap": N_("Record {number} of this computer is missing."),
    "fault-number": N_("{number} is no case number."),
    "fault-orphan": N_("The lists hold a {kind} without records: {id}."),
    "fault-own-signature": N_("Record {number} is not signed by the key of this computer."),
    "fault-page": N_("The database is damaged: {detail}."),
    "fault-receipt": N_("The city's receipt of record {number} is out of order."),
    "fault-reference": N_("The table {table} was altered."),
    "fault-resident": N_("A resident stands in the lists otherwise than recorded: {id}."),
    "fault-search": N_("The search misses entries, or has too many: {n}."),
    "fault-twin": N_("The number {number} stands twice."),
}


def fault_text(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a fault."""
    return _(FAULTS[code]).format(**params)
