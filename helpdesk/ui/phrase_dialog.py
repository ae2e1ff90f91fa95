"""The phrase bank over any text: found by words or initials, put in at the cursor. GUI thread."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from helpdesk.application.at_hand import (
    drop_phrase,
    fitting,
    keep_phrase,
    phrases,
    phrases_text,
    take_phrases,
    use_phrase,
)
from helpdesk.application.shelf import DESK, Kept
from helpdesk.domain.problems import Problem
from helpdesk.i18n import _
from helpdesk.i18n.problems import sentence
from helpdesk.ui.actions import action
from helpdesk.ui.presenting import Workbench
from helpdesk.ui.printing_dialog.save_as import ask_file
from helpdesk.ui.sheet import Sheet, while_open
from helpdesk.ui.widgets.field import Field
from helpdesk.ui.widgets.plain_list import PlainList
from helpdesk.ui.widgets.text import paragraph

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_SIZE = (520, 420)

Text = QLineEdit | QPlainTextEdit


def offer_phrases(bench: Workbench, window: QWidget) -> "PhraseDialog | None":
    """Open the bank for the text that has the keyboard in `window`; nothing for what is no text."""
    target = QApplication.focusWidget()
    if not isinstance(target, QLineEdit | QPlainTextEdit) or not window.isAncestorOf(target):
        return None
    if target.isReadOnly() or (
        isinstance(target, QLineEdit) and target.echoMode() != QLineEdit.EchoMode.Normal
    ):
        return None
    dialog = PhraseDialog(bench, target, window)
    dialog.open()
    return dialog


def phrases_in(dialog: QDialog, bench: Workbench) -> None:
    """Let a dialog's texts take phrases, by the key that the screens have for it."""
    QShortcut(QKeySequence(action("phrase").key), dialog, lambda: offer_phrases(bench, dialog))


class PhraseDialog(Sheet):
    """What is typed looks for a phrase; Ctrl+S keeps it as one's own, Ctrl+D for the whole desk. Ctrl+E
    saves all as a text file, Ctrl+O takes those of another desk from one."""

    def __init__(self, bench: Workbench, target: Text, parent: QWidget) -> None:
        super().__init__(_("Phrases"), _("Put in"), parent)
        self._bench = bench
        self._target = target
        self._all: Sequence[Kept] = ()
        self._shown: Sequence[Kept] = ()
        self.search = Field(_("Find by words or initials, or type a new one"), QLineEdit())
        self.search.editor.setText(_selected(target))
        self.list = PlainList(_("Phrases"), [])
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keys = _("Enter puts in · Ctrl+S keep as mine · Ctrl+D keep for the desk · Ctrl+R remove")
        files = _("Ctrl+E all into a text file · Ctrl+O from a text file, for the desk")
        said = paragraph(f"{keys}\n{files}", "secondary")
        for part in (self.search, self.list, said):
            self.body.addWidget(part, 1 if part is self.list else 0)
        self.resize(*_SIZE)
        self.search.editor.installEventFilter(self)
        self.search.editor.textEdited.connect(lambda _text: self._find())
        self.search.editor.returnPressed.connect(self.submit)
        self.list.opened.connect(lambda _row: self.submit())
        for key, do in (
            ("Ctrl+S", partial(self._keep, for_desk=False)),
            ("Ctrl+D", partial(self._keep, for_desk=True)),
            ("Ctrl+R", self._drop),
            ("Ctrl+E", self._ask_to_save),
            ("Ctrl+O", self._ask_to_take),
        ):
            QShortcut(QKeySequence(key), self, do)
        self.search.editor.setFocus()
        self._load()

    def submit(self) -> None:
        """Put the current phrase in at the cursor, in place of what was selected."""
        row = self.list.row()
        if not 0 <= row < len(self._shown):
            self.fail(_("There is no such phrase yet. Ctrl+S keeps what you typed."))
            return
        phrase = self._shown[row]
        self._bench.background.run(partial(use_phrase, self._bench.session, phrase))
        self.accept()
        put_in(self._target, phrase.key)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None and self._shown and not event.modifiers():
                self.list.choose(min(max(0, self.list.row() + step), len(self._shown) - 1))
                return True
        return super().eventFilter(watched, event)

    def _load(self) -> None:
        shelf, agent = self._bench.queries.shelf, self._bench.session.author.id
        self._bench.background.run(
            lambda: phrases(shelf, agent), done=while_open(self, self._loaded), key="phrases"
        )

    def _load_again(self, _done: object) -> None:
        self._load()

    def _loaded(self, found: Sequence[Kept]) -> None:
        self._all = found
        self._find()

    def _find(self) -> None:
        self.fail("")
        self._shown = fitting(self._all, self.search.editor.text())
        self.list.set_words([_line(each) for each in self._shown])
        self.list.choose(0)

    def _keep(self, *, for_desk: bool) -> None:
        words = self.search.editor.text()
        self._bench.background.run(
            partial(keep_phrase, self._bench.session, words, for_desk=for_desk),
            done=while_open(self, self._load_again),
            failed=while_open(self, self._refused),
        )

    def _drop(self) -> None:
        row = self.list.row()
        if 0 <= row < len(self._shown):
            self._bench.background.run(
                partial(drop_phrase, self._bench.session, self._shown[row]),
                done=while_open(self, self._load_again),
            )

    def _ask_to_save(self) -> None:
        def save(path: str) -> None:
            if path:
                self._bench.background.run(
                    lambda: self._bench.papers.save_pdf(
                        phrases_text(self._all), path=path, paper="phrases"
                    ),
                    failed=while_open(self, self._refused),
                )

        ask_file(self, _("phrases.txt"), save, suffix="txt")

    def _ask_to_take(self) -> None:
        dialog = QFileDialog(self, _("Phrases from a text file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Text files (*.txt)"), _("All files (*)")])
        dialog.setLabelText(QFileDialog.DialogLabel.LookIn, _("Folder:"))
        dialog.setLabelText(QFileDialog.DialogLabel.FileType, _("Kind of file:"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.take_from)
        dialog.open()

    def take_from(self, path: str) -> None:
        """The phrases of a text file, for the desk."""
        read = self._bench.filing.preparing.read
        self._bench.background.run(
            lambda: take_phrases(self._bench.session, read(Path(path))),
            done=while_open(self, self._load_again),
            failed=while_open(self, self._refused),
        )

    def _refused(self, problem: Problem) -> None:
        self.fail(sentence(problem))


def put_in(target: Text, words: str) -> None:
    """Words at the cursor of a text, as if they were typed; the keyboard goes back there."""
    if isinstance(target, QLineEdit):
        target.insert(" ".join(words.split("\n")))
        target.textEdited.emit(target.text())
    else:
        target.insertPlainText(words)
    target.setFocus(Qt.FocusReason.OtherFocusReason)


def _selected(target: Text) -> str:
    if isinstance(target, QLineEdit):
        return target.selectedText()
    return target.textCursor().selectedText().replace("\u2029", " ")


def _line(kept: Kept) -> str:
    words = " ".join(kept.key.split())
    return _("{phrase} (desk)").format(phrase=words) if kept.owner == DESK else words
