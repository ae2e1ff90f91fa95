"""What a check of a sealed PDF found, in words."""

from helpdesk.i18n.texts import N_

FINDINGS: dict[str, tuple[str, str]] = {
    "on_record": (
        N_("This PDF is on record, unchanged"),
        N_("Exactly this file belongs to the case below."),
    ),
    "ours": (
        N_("Sealed by this computer, unchanged"),
        N_("Nothing was changed since. The file itself is not kept with a case here."),
    ),
    "city": (
        N_("Unchanged since a desk of our city sealed it"),
        N_("The city certifies the desk named below. The case itself is not on this computer."),
    ),
    "elsewhere": (
        N_("Unchanged since it was sealed, by somebody whom our city does not certify"),
        N_("The seal is whole; who owns the key is not known here. Ask the desk named in it."),
    ),
    "changed": (
        N_("This PDF was changed after it was sealed"),
        N_("Do not rely on it. The original is with its case."),
    ),
    "unsealed": (
        N_("This PDF has no seal"),
        N_("Nothing tells whether it was changed. Check the code on the paper instead."),
    ),
}
"""Finding -> headline and what to do."""
