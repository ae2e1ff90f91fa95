"""What a check of a sealed PDF found, in words."""

from datetime import datetime
from typing import Any

from helpdesk.i18n.counting import minute_text
from helpdesk.i18n.texts import N_, _

FINDINGS: dict[str, tuple[str, str]] = {
    "on_record": (
        N_("This PDF is on record, unchanged"),
        N_("Exactly this file belongs to the case below."),
    ),
    "ours": (
        N_("Sealed by this computer, unchanged"),
        N_("Nothing was changed since. The file itself is not kept with a case here."),
    ),
    "by_city": (
        N_("Unchanged since our city sealed it"),
        N_("The city printed it itself; below is what for."),
    ),
    "city": (
        N_("Unchanged since a desk of our city sealed it"),
        N_("The city certifies the desk named below. No case here has exactly this file."),
    ),
    "lost": (
        N_("Sealed with the key of a device that was reported lost"),
        N_("Do not rely on it: whoever has the device may have made it. Ask the desk named below."),
    ),
    "elsewhere": (
        N_("Unchanged since it was sealed, by somebody whom our city does not certify"),
        N_("The seal is whole; who owns the key is not known here. Ask the desk named in it."),
    ),
    "added": (
        N_("Something was added to this PDF after it was sealed"),
        N_(
            "What it shows may not be what was sealed. Do not rely on it; the original is with its case."
        ),
    ),
    "changed": (
        N_("This PDF was changed after it was sealed"),
        N_("Do not rely on it. The original is with its case."),
    ),
    "unchecked": (
        N_("This PDF has a seal that cannot be checked here"),
        N_(
            "It is of another kind (SM2, say), or damaged. Check it with the program of whoever made it."
        ),
    ),
    "unsealed": (
        N_("This PDF has no seal"),
        N_("Nothing tells whether it was changed. Check the code on the paper instead."),
    ),
}
"""Finding -> headline and what to do."""
RARE = N_("usual PDF readers do not know this kind of key (Ed25519) and may call it unsigned")


def seal_words(seal: Any, at: datetime | None) -> str:
    """A `SealFound` in one line; `at` is its moment in the zone of whoever reads."""
    if not seal.readable:
        return _("a seal of another kind")
    when = minute_text(at.replace(tzinfo=None)) if at else ""
    state = "" if seal.whole else _("added to since") if seal.added else _("changed since")
    by = _("certified by {name}").format(name=seal.certified_by) if seal.certified_by else ""
    own = "" if seal.certified_by else _("its own certificate, nobody vouches for it")
    kind = "" if seal.common else _(RARE)
    return " · ".join(filter(None, (seal.issuer, by or own, when, seal.reason, state, kind)))


def finding_words(finding: str) -> tuple[str, str]:
    """Headline and what to do."""
    heading, advice = FINDINGS[finding]
    return _(heading), _(advice)


def seal_rows(seal: Any, at: datetime | None) -> list[tuple[str, str]]:
    """A `SealFound` line by line; `at` as in `seal_words`."""
    if not seal.readable:
        return [(_("Seal"), _("a seal of another kind"))]
    rows = [
        (_("Sealed by"), seal.issuer),
        (_("Certified by"), seal.certified_by or _("its own certificate, nobody vouches for it")),
        (_("Sealed at"), minute_text(at.replace(tzinfo=None)) if at else ""),
        (_("What for"), seal.reason),
        (
            _("State"),
            _("added to since") if seal.added else "" if seal.whole else _("changed since"),
        ),
        (_("Other programs"), "" if seal.common else _(RARE)),
    ]
    return [(label, value) for label, value in rows if value]
