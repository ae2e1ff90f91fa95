"""Which widget belongs to which part of the screen, for the keyboard's place in a draft. GUI thread."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from helpdesk.ui.screens.intake.matter_panel import MatterPanel
from helpdesk.ui.screens.intake.resident_panel import ResidentPanel
from helpdesk.ui.screens.intake.state import Area

_MIDDLE = (
    *(Area.MATTER, Area.PRECHECKS, Area.MATERIALS),
    *(Area.TITLE, Area.TEXT, Area.BLOCKED, Area.WHERE),
)


class Areas:
    """Area to widget and back."""

    def __init__(self, residents: ResidentPanel, matters: MatterPanel) -> None:
        self._residents = residents
        self._matters = matters

    def of(self, widget: QWidget) -> str:
        """The area of a widget, or nothing."""
        return next((area for area, each in self._pairs() if each is widget), "")

    def widget(self, area: str) -> QWidget:
        """The widget that gets the keyboard; the search for an area that is not known."""
        part, _colon, field = area.partition(":")
        if part == Area.FORM and field:
            return self._residents.form.editor(field)
        if part in _MIDDLE:
            return self._matters.focus_target(part)
        others: dict[str, QWidget] = {
            Area.PROXY: self._residents.proxy.editor,
            Area.NOTIFY: self._residents.notify.editor,
        }
        return others.get(part, self._residents.picker.edit)

    def _pairs(self) -> Iterator[tuple[str, QWidget]]:
        yield Area.RESIDENT, self._residents.picker.edit
        for name in self._residents.form.names():
            yield f"{Area.FORM}:{name}", self._residents.form.editor(name)
        yield Area.PROXY, self._residents.proxy.editor
        yield Area.NOTIFY, self._residents.notify.editor
        yield Area.MATTER, self._matters.picker.edit
        yield Area.MATTER, self._matters.chosen
        yield Area.PRECHECKS, self._matters.prechecks.questions
        yield Area.MATERIALS, self._matters.materials
        yield Area.BLOCKED, self._matters.request.blocked.matter.edit
        yield Area.WHERE, self._matters.request.blocked.where.editor
        yield Area.TITLE, self._matters.request.title.editor
        yield Area.TEXT, self._matters.request.text.editor
