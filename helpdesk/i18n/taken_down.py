"""What the counter took down beside applicant, matter and materials, in lines to be read."""

from collections.abc import Iterator

from helpdesk.domain.events import CaseRegistered
from helpdesk.i18n.prechecks import denied_text
from helpdesk.i18n.texts import _, ngettext
from helpdesk.i18n.words import CAME_BY, SPECIALS, word


def taken_down(body: CaseRegistered) -> str:
    """The words of a request, what a matter was blocked by, variant, who else applies, how it came."""
    return "\n".join(filter(None, _lines(body)))


def _lines(body: CaseRegistered) -> Iterator[str]:
    yield body.text
    if body.blocked is not None:
        for words, text in (
            (_("Where it failed"), body.blocked.where),
            (_("Reason that was given"), body.blocked.reason),
            (_("What was tried already"), body.blocked.tried),
        ):
            yield _pair(words, text)
    yield _pair(_("Case variant"), body.matter.variant if body.matter else "")
    yield _pair(_("Also applying"), _(", ").join(each.name for each in body.co_applicants))
    yield _pair(_("Bundle"), body.bundle)
    if body.members:
        n = len(body.members)
        words = ngettext("{n} case registered together", "{n} cases registered together", n)
        yield words.format(n=n)
    yield from (denied_text(each) for each in body.prechecks if not each.holds)
    if body.came_by and body.came_by != "counter":
        yield _pair(_("How it came"), word(CAME_BY, body.came_by))
    flags = (
        _("Urgent") if body.urgent else "",
        _("Keep the applicant secret") if body.secret else "",
        word(SPECIALS, body.special) if body.special else "",
    )
    yield " · ".join(filter(None, flags))


def _pair(words: str, text: str) -> str:
    return _("{sentence}: {words}").format(sentence=words, words=text) if text else ""
