"""What the table of cases needs beside the workbench."""

from dataclasses import dataclass

from helpdesk.application.case_table import CaseTable, Preferences


@dataclass(frozen=True, slots=True)
class CaseLists:
    """Lists of any length, and what the agent set for themselves."""

    table: CaseTable
    preferences: Preferences
