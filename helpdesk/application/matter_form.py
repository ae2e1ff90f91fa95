"""A matter's own form (预填), filled in from what is known of the resident, to be signed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from helpdesk.application.forms import Facts, Form, Lines, Section, Signing, Ticks, Words
from helpdesk.application.paper_copy import FULL_COPIES, Copy, form_of, signers
from helpdesk.application.ports import Session
from helpdesk.application.queries import CaseFile
from helpdesk.domain.masking import mask_id, mask_name, mask_phone
from helpdesk.domain.matters import FieldKind, FormDefinition, FormField
from helpdesk.domain.problems import Problem
from helpdesk.domain.residents import Resident
from helpdesk.i18n import dates
from helpdesk.i18n.texts import _
from helpdesk.i18n.words import SEXES, word

FORM = "application_form"
# Of these a line stays open to be written on; the others are left out where there is nothing.
_WANTED = (
    "{name}",
    "{sex}",
    "{ethnic_group}",
    "{birth}",
    "{document_number}",
    "{phone}",
    "{address}",
)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A definition with the values for one copy."""

    definition: FormDefinition
    values: dict[str, str]

    def value(self, field: FormField) -> str:
        return field.value.format_map(self.values).strip()


def definition_for(session: Session, code: str) -> FormDefinition | None:
    """The form of a matter, if the city has one."""
    return session.reference.catalogue.form_of(code) if code else None


def matter_forms(
    session: Session, file: CaseFile, resident: Resident | None, *, copies: int
) -> tuple[Form, ...]:
    """All copies of the form of this case's matter.

    Raises Problem `form-missing` where neither the matter nor the catalogue has one.
    """
    body = file.case.registered
    definition = definition_for(session, body.matter.code if body and body.matter else "")
    if definition is None:
        raise Problem("form-missing")
    return tuple(
        _form(Copy(session, file, FORM, copy=copy, copies=copies), definition, resident)
        for copy in range(1, copies + 1)
    )


def _form(copy: Copy, definition: FormDefinition, resident: Resident | None) -> Form:
    sections = tuple(_sections(_Filled(definition, values_of(copy, resident))))
    form = form_of(
        copy,
        *(each for each in sections if not isinstance(each, Signing)),
        closing=tuple(each for each in sections if isinstance(each, Signing)),
        subtitle=copy.case.title,
        asking=False,
    )
    return replace(form, title=definition.title)


def values_of(copy: Copy, resident: Resident | None) -> dict[str, str]:
    """What a form may name, in words; numbers in full on the copies that are signed."""
    body, case, session = copy.registered, copy.case, copy.session
    who, full = body.applicant, copy.copy <= FULL_COPIES
    others = (each.name if full else mask_name(each.name) for each in body.co_applicants)
    here = (material.name for material in case.materials)
    return {
        "name": who.name if full else mask_name(who.name),
        "document_number": who.document_number if full else mask_id(who.document_number),
        "phone": who.phone if full else mask_phone(who.phone),
        "address": who.address,
        "sex": word(SEXES, resident.sex) if resident else "",
        "ethnic_group": resident.ethnic_group if resident else "",
        "birth": dates.day(resident.birth) if resident and resident.birth and full else "",
        "applicants": _(", ").join(others),
        "proxy": body.proxy,
        "matter": case.title,
        "variant": body.matter.variant if body.matter else "",
        "department": case.department,
        "materials": _(", ").join(here),
        "desk": session.desk.name,
        "agent": session.author.name,
        "today": copy.today,
        "text": body.text,
    }


def _sections(filled: _Filled) -> Iterator[Section]:
    """Fields of one kind below one heading stand together; a heading is said once."""
    said = ""
    for (title, kind), group in groupby(filled.definition.fields, lambda f: (f.section, f.kind)):
        yield _SECTIONS[kind](filled, tuple(group), "" if title == said else title)
        said = title


def _facts(filled: _Filled, fields: Sequence[FormField], title: str) -> Section:
    pairs = tuple((field.label, filled.value(field)) for field in fields)
    open_ones = tuple(f.label for f in fields if not f.value or f.value in _WANTED)
    return Facts(pairs, title, open=open_ones)


def _words(filled: _Filled, fields: Sequence[FormField], title: str) -> Section:
    texts = ((field.value or field.label).format_map(filled.values) for field in fields)
    return Words("\n".join(texts), title)


def _ticks(_filled: _Filled, fields: Sequence[FormField], title: str) -> Section:
    return Ticks(title, tuple((field.label, False) for field in fields))


def _lines(_filled: _Filled, fields: Sequence[FormField], title: str) -> Section:
    return Lines(tuple((field.label,) for field in fields), title)


def _signing(_filled: _Filled, fields: Sequence[FormField], _title: str) -> Section:
    return Signing("", signers(fields[0].label))


_SECTIONS: dict[FieldKind, Callable[[_Filled, Sequence[FormField], str], Section]] = {
    FieldKind.FIELD: _facts,
    FieldKind.TEXT: _words,
    FieldKind.TICK: _ticks,
    FieldKind.LINE: _lines,
    FieldKind.SIGNATURE: _signing,
}
