"""The filters of the table of cases, side by side. GUI thread."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from helpdesk.application.case_table import SortBy
from helpdesk.i18n import _
from helpdesk.ui.screens.cases.offered import (
    CHIPS,
    SORTS,
    SWITCHES,
    Offered,
    choices_of,
    words_of,
)
from helpdesk.ui.screens.cases.saved_views import Views
from helpdesk.ui.screens.cases.wish import Wish
from helpdesk.ui.widgets.buttons import LinkButton
from helpdesk.ui.widgets.filter_chip import FilterChip, SwitchChip
from helpdesk.ui.widgets.flow import FlowLayout

_MANAGE = "manage"
_TURN = "turn"


class ChipBar(QWidget):
    """`changed(wish)` when a chip chose something else; `managed` when the views are to be changed."""

    changed = Signal(object)  # Wish
    managed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Filters"))
        self._wish, self.known = Wish(), Offered()
        self._views = Views(())
        self.views = FilterChip(_("View"), self._view_choices, always=True)
        self.views.chosen.connect(self._view_chosen)
        self.chips = {chip: self._chip(chip, _(name)) for chip, name in CHIPS.items()}
        self.switches = {each: self._switch(each, _(name)) for each, name in SWITCHES.items()}
        self.sort = FilterChip(_("Order"), self._sort_choices, always=True)
        self.sort.chosen.connect(self._sort_chosen)
        self.resident, self.clear = LinkButton(""), LinkButton(_("Show all"))
        self.resident.clicked.connect(lambda: self._emit(resident="", name=""))
        self.clear.clicked.connect(self._clear)
        flow = FlowLayout(self, gap=4)  # one line at 1366 pixels
        flow.addWidget(self.views)
        for each in (*self.chips.values(), *self.switches.values(), self.sort):
            flow.addWidget(each)
        for link in (self.resident, self.clear):
            flow.addWidget(link)
            link.hide()

    def show_wish(self, wish: Wish) -> None:
        """The chips say what is wished."""
        self._wish = wish
        for chip, widget in self.chips.items():
            widget.set_value(str(getattr(wish, chip)), words_of(chip, wish, self.known))
        for switch, button in self.switches.items():
            button.setChecked(bool(getattr(wish, switch)))
        words = _(SORTS[SortBy(wish.sort)])
        self.sort.set_value(wish.sort, f"{words} ↑" if wish.backwards else words)
        self.resident.setText(_("Only {name} ✕").format(name=wish.name))
        self.resident.setVisible(bool(wish.resident))
        # What is typed beside the chips has its own way out, and must move nothing at any key.
        self.clear.setVisible(replace(wish, text="").filters)
        self._show_view()

    def show_views(self, views: Views) -> None:
        """The views to choose from."""
        self._views = views
        self._show_view()

    def show_choices(self, known: Offered) -> None:
        """What occurs in the cases."""
        self.known = known
        self.show_wish(self._wish)

    def _show_view(self) -> None:
        view = self._views.find(self._wish) or self._views.find(replace(self._wish, text=""))
        self.views.set_value(
            str(self._views.views.index(view)) if view else "", view.name if view else ""
        )

    def _chip(self, chip: str, name: str) -> FilterChip:
        def choices() -> Sequence[tuple[str, str]]:
            return choices_of(chip, self.known)

        widget = FilterChip(name, choices)
        widget.chosen.connect(lambda value: self._emit(**{chip: value}))
        return widget

    def _switch(self, switch: str, name: str) -> SwitchChip:
        button = SwitchChip(name)
        button.switched.connect(partial(self._switched, switch))
        return button

    def _switched(self, switch: str, on: bool) -> None:
        self._emit(**{switch: on})

    def _view_choices(self) -> list[tuple[str, str]]:
        views = [(str(n), name) for n, name in enumerate(self._views.names())]
        return [*views, (_MANAGE, _("Save and arrange views …"))]

    def _view_chosen(self, value: str) -> None:
        if value == _MANAGE:
            self.managed.emit()
        else:
            self.changed.emit(self._views.views[int(value)].wish)

    def _sort_choices(self) -> list[tuple[str, str]]:
        orders = [(by, _(words)) for by, words in SORTS.items()]
        return [*orders, (_TURN, _("The other way round"))]

    def _sort_chosen(self, value: str) -> None:
        if value == _TURN:
            self._emit(backwards=not self._wish.backwards)
        else:
            self._emit(sort=value, backwards=False)

    def _clear(self) -> None:
        self.changed.emit(Wish(sort=self._wish.sort, backwards=self._wish.backwards))

    def _emit(self, **changes: object) -> None:
        self.changed.emit(replace(self._wish, **changes))  # type: ignore[arg-type]
