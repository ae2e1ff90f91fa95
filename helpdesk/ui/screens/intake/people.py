"""Several applicants in one intake: a pasted list, one case for all or one for each. No Qt."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from helpdesk.application.intake import Intake
from helpdesk.application.intake_checks import PEOPLE_MAX
from helpdesk.application.people_list import Person, column_of, people_in, people_of
from helpdesk.application.queries import Queries
from helpdesk.application.tables import read_table
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, ngettext
from helpdesk.i18n.problems import sentence
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.sheet import Sheet
from helpdesk.ui.screens.intake.state import IntakeView, PeopleAnswer, PeopleQuestion

_BYTES_MAX = 8_000_000


class PeoplePart:
    """Who applies beside the resident; every change goes into the sheet. GUI thread."""

    def __init__(
        self, bench: Workbench, sheet: Sheet, view: IntakeView, *, chosen: Callable[[str], object]
    ) -> None:
        """`chosen` takes a known resident as the first applicant."""
        self._bench = bench
        self._sheet = sheet
        self._view = view
        self._chosen = chosen

    def show(self) -> None:
        """How many apply, in a line."""
        self._view.residents.show_people(summary(self._sheet.intake))

    def ask(self) -> None:
        """The list of the other applicants."""
        intake = self._sheet.intake
        self._view.dialogs.ask_people(
            PeopleQuestion(
                text="\n".join(map(_as_line, intake.people)),
                together=intake.together if intake.people else False,
                one_receipt=intake.one_receipt,
                check=self._check,
                read=self._read,
                answer=self._answer,
            )
        )

    def _check(self, text: str) -> tuple[str, str]:
        """How many there are, and what is wrong with the first lines that are."""
        people = self._people(text)
        n = len(people)
        words = ngettext("{n} applicant", "{n} applicants", n).format(n=n) if n else ""
        return words, "\n".join(map(_wrong, [each for each in people if each.problem][:3]))

    def _read(
        self, path: str, done: Callable[[str], object], failed: Callable[[str], object]
    ) -> None:
        self._bench.background.run(
            partial(_lines_of, path), done=done, failed=lambda problem: failed(sentence(problem))
        )

    def _answer(
        self, said: PeopleAnswer, done: Callable[[], object], failed: Callable[[str], object]
    ) -> None:
        people = self._people(said.text)
        wrong = [each for each in people if each.problem]
        if wrong:
            failed(_wrong(wrong[0]))
        elif len(people) >= PEOPLE_MAX:
            failed(sentence(Problem("people-many", limit=PEOPLE_MAX)))
        else:
            self._bench.background.run(
                lambda: [_known(self._bench.queries, each.fields) for each in people],
                done=partial(self._found, said, done),
                failed=lambda problem: failed(sentence(problem)),
            )

    def _found(
        self, said: PeopleAnswer, done: Callable[[], object], people: Sequence[Mapping[str, str]]
    ) -> None:
        """Known residents are taken as they are known; where nobody applies yet the first one does."""
        intake, others = self._sheet.intake, list(people)
        if others and not intake.resident and not intake.new_resident:
            first = others.pop(0)
            if first.get("resident"):
                self._chosen(first["resident"])
            else:
                self._sheet.edit(new_resident=first)
        self._sheet.edit(people=tuple(others), together=said.together, one_receipt=said.one_receipt)
        done()
        self.show()

    def _people(self, text: str) -> Sequence[Person]:
        return people_in(text, today=self._bench.session.clock.now().local.date())


def summary(intake: Intake) -> str:
    """Nothing for one applicant."""
    n = len(intake.people)
    if not n:
        return ""
    if intake.together:
        words = ngettext("and {n} co-applicant, one case", "and {n} co-applicants, one case", n)
    else:
        words = ngettext("and {n} more, a case for each", "and {n} more, a case for each", n)
    return words.format(n=n)


def _as_line(fields: Mapping[str, str]) -> str:
    names = ("name", "document_number", "phone", "address")
    return "\t".join(filter(None, (fields.get(name, "") for name in names)))


def _wrong(person: Person) -> str:
    said = sentence(person.problem) if person.problem else ""
    words = _("Line {line}, {name}: {problem}")
    return words.format(line=person.line, name=person.fields.get("name") or "—", problem=said)


def _known(queries: Queries, fields: Mapping[str, str]) -> Mapping[str, str]:
    """A resident who is known by this number is that resident."""
    number = fields.get("document_number", "").upper()
    found = queries.find_residents(number, limit=1) if number else ()
    if found and found[0].document_number == number:
        return {**fields, "resident": found[0].id}
    return fields


def _lines_of(path: str) -> str:
    """A workbook or CSV as lines of the list. Background thread."""
    source = Path(path)
    try:
        with source.open("rb") as file:
            content = file.read(_BYTES_MAX + 1)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=source.name) from error
    if len(content) > _BYTES_MAX:
        raise Problem("file-large", megabytes=_BYTES_MAX // 1_000_000)
    return people_of(read_table(content, suffix=source.suffix, column_of=column_of))
