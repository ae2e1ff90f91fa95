"""Views of the table: save what is shown, name, order, remove, and which comes first. GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from helpdesk.i18n import _
from helpdesk.ui.screens.cases.saved_views import MOST, NAME_MAX, Views
from helpdesk.ui.screens.cases.wish import Wish
from helpdesk.ui.sheet import Sheet
from helpdesk.ui.theme import tokens
from helpdesk.ui.widgets.buttons import SecondaryButton
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.plain_list import PlainList


class ViewsDialog(Sheet):
    """`kept` hears of the views when the dialog is confirmed; Cancel changes nothing."""

    def __init__(
        self, views: Views, wish: Wish, parent: QWidget, *, kept: Callable[[Views], object]
    ) -> None:
        super().__init__(_("Views"), _("Keep"), parent)
        self.views, self._wish, self._kept = views, wish, kept
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX)
        self.name.returnPressed.connect(self.save)
        self.list = PlainList(_("Views"), self._words())
        self.list.setMinimumHeight(9 * tokens().field)
        self._compose()
        self.name.setFocus()

    def submit(self) -> None:
        """Keep the order and the names; a name that was typed and not saved yet counts."""
        if self.name.text().strip() and not self.save():
            return
        self._kept(self.views)
        self.accept()

    def save(self) -> bool:
        """What the table shows, under the name that was typed."""
        name = self.name.text().strip()
        if not name:
            self._field.set_error(_("Give the view a name."))
            return False
        if len(self.views.views) >= MOST:
            self._field.set_error(_("There are too many views. Remove one first."))
            return False
        if any(view.name == name and view.built_in for view in self.views.views):
            self._field.set_error(_("There is a view of this name. Choose another name."))
            return False
        self.views = self.views.with_view(name, self._wish)
        self.name.clear()
        self._field.set_error("")
        places = [n for n, view in enumerate(self.views.views) if view.name == name]
        self._show(places[-1])
        return True

    def _compose(self) -> None:
        self._field = Field(_("Save what is shown as"), self.name)
        row = QHBoxLayout()
        row.addWidget(self._field, 1)
        save = SecondaryButton(_("Save"), key="Return")
        save.clicked.connect(self.save)
        row.addWidget(save, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(self.list, 1)
        buttons = QHBoxLayout()
        for words, key, do in (
            (_("Up"), "Ctrl+Up", lambda: self._move(-1)),
            (_("Down"), "Ctrl+Down", lambda: self._move(1)),
            (_("Show first"), "", self._first),
            (_("Remove"), "", self._remove),
        ):
            button = SecondaryButton(words, key=key)
            button.clicked.connect(lambda _checked=False, do=do: do())
            buttons.addWidget(button)
            if key:
                QShortcut(QKeySequence(key), self, do)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.setMinimumWidth(tokens().length(520))

    def _words(self) -> list[str]:
        first = _("{name} · shown first")
        return [
            first.format(name=view.name) if number == self.views.first else view.name
            for number, view in enumerate(self.views.views)
        ]

    def _show(self, row: int) -> None:
        self.list.set_words(self._words())
        self.list.choose(max(0, min(row, len(self.views.views) - 1)))

    def _move(self, by: int) -> None:
        row = self.list.row()
        self.views = self.views.moved(row, by)
        self._show(row + by if 0 <= row + by < len(self.views.views) else row)

    def _first(self) -> None:
        row = self.list.row()
        self.views = Views(self.views.views, row)
        self._show(row)

    def _remove(self) -> None:
        row = self.list.row()
        if len(self.views.views) > 1:
            self.views = self.views.without(row)
            self._show(row)
