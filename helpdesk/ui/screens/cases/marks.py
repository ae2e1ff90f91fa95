"""The marked cases: they stay marked while one scrolls, sorts and filters. Plain Python."""

from collections.abc import Callable, Mapping, Sequence

from helpdesk.application.case_table import CaseTable
from helpdesk.i18n import _
from helpdesk.ui.presenting import Workbench

MARKS_MOST = 1_000
"""Each is a transaction of its own, and a line in a list of results that somebody reads."""


class CaseMarks:
    """`shown(marks)` hears of every change: the ids with their case numbers."""

    def __init__(
        self,
        bench: Workbench,
        table: CaseTable,
        shown: Callable[[Mapping[str, str]], object],
    ) -> None:
        self._bench, self._table, self._shown = bench, table, shown
        self.marks: dict[str, str] = {}

    def mark(self, ids: Mapping[str, str], *, turn: bool) -> None:
        """Mark these cases (id and number); `turn` unmarks one that is marked. Too many change nothing."""
        marks = dict(self.marks)
        for case_id, number in ids.items():
            if turn and case_id in marks:
                del marks[case_id]
            else:
                marks[case_id] = number
        if len(marks) > MARKS_MOST:
            self._too_many()
            return
        self.marks = marks
        self._shown(marks)

    def mark_rows(self, rows: Sequence[int]) -> None:
        """Mark cases that may not be at hand, by their rows in the store."""
        if len(rows) > MARKS_MOST:
            self._too_many()
            return
        self._bench.background.run(
            lambda: {line.case.id: line.case.number for line in self._table.lines(rows)},
            done=lambda ids: self.mark(ids, turn=False),
            key="cases-marks",
        )

    def unmark(self) -> None:
        """None is marked any more."""
        self.marks = {}
        self._shown(self.marks)

    def _too_many(self) -> None:
        text = _("At most {n} cases can be marked. Filter first, then mark all that is left.")
        self._bench.navigator.say(text.format(n=f"{MARKS_MOST:,}"), tone="warning", topic="marks")
