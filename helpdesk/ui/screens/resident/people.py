"""A field that finds residents as one types, for dialogs. GUI thread."""

from collections.abc import Callable, Sequence

from helpdesk.application.list_rows import ResidentRow
from helpdesk.application.resident_queries import ResidentGroup
from helpdesk.domain.masking import mask_id
from helpdesk.i18n import _
from helpdesk.ui.models.resident_lines import about_row
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.screens.intake.picker import Picker
from helpdesk.ui.screens.intake.state import PickLine

_MOST = 6


class PeoplePicker(Picker):
    """`taken` is called with the resident's row."""

    def __init__(
        self,
        bench: Workbench,
        name: str,
        *,
        taken: Callable[[ResidentRow], object],
    ) -> None:
        super().__init__(
            name, hints=(_("Name, initials, number or telephone"), _("Name or number")), rows=4
        )
        self._bench = bench
        self._taken = taken
        self._rows_found: dict[str, ResidentRow] = {}
        self.typed.connect(self._find)
        self.picked.connect(self._take)

    def _find(self, text: str) -> None:
        if not text.strip():
            self.show_lines(text, ())
            return
        residents = self._bench.queries.residents
        self._bench.background.run(
            lambda: residents.page(text, group=ResidentGroup.ALL, offset=0, limit=_MOST).rows,
            done=lambda rows: self._found(text, rows),
            key="people",
        )

    def _found(self, text: str, rows: Sequence[ResidentRow]) -> None:
        today = self._bench.session.clock.now().local.date()
        self._rows_found = {row.id: row for row in rows}
        lines = []
        for row in rows:
            parts = (about_row(row, today), mask_id(row.document_number), row.address)
            lines.append(PickLine(row.id, row.name, " · ".join(filter(None, parts))))
        self.show_lines(text, lines)

    def _take(self, resident_id: str) -> None:
        row = self._rows_found.get(resident_id)
        if row is not None:
            self.list.hide()
            self._taken(row)
