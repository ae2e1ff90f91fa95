"""What the table of cases shows beyond `CaseRow`, as columns of the same projection."""

from helpdesk.domain.cases import Case, still_missing

EXTRAS = ("owner", "owner_name", "missing")


def case_extras(case: Case) -> tuple[str, str, int]:
    """Who works on the case (id and name), and how many materials have not come; 0 once it ended."""
    owner = case.owner
    missing = 0 if case.ended else len(still_missing(case))
    return (owner.id, owner.name, missing) if owner else ("", "", missing)
