"""Login and lock over real keys: the password is stretched and checked, nothing is mocked."""

import threading

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import _, language, set_language
from helpdesk.i18n.problems import sentence
from helpdesk.store import keys
from helpdesk.ui import theme
from helpdesk.ui.screens.login.view import LoginScreen
from helpdesk.ui.tasks import Tasks
from helpdesk.ui.tokens import chosen
from helpdesk.ui.widgets.buttons import PrimaryButton
from helpdesk.ui.widgets.choice_row import ChoiceRow
from helpdesk.ui.widgets.field import Field
from tests.ui import focus_chain
from tests.ui.screens.desk import PASSWORD, QUICK, WUYUN

BAO = Author("bao", "包文明")


class Choices(dict[str, str]):
    """What the machine remembers."""

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        return super().get(key, default)

    def set(self, key: str, value: str) -> None:
        self[key] = value


@pytest.fixture
def folder(tmp_path):
    keys.create_keys(tmp_path / "desk", WUYUN, PASSWORD, stretching=QUICK)
    return tmp_path / "desk"


@pytest.fixture
def tasks(qapp):
    tasks = Tasks()
    yield tasks
    tasks.close()


@pytest.fixture
def opened() -> list[object]:
    return []


@pytest.fixture
def choices() -> Choices:
    return Choices()


@pytest.fixture
def make(folder, tasks, opened, choices, put_up):
    def make(unlock=None, agents=None) -> LoginScreen:
        screen = LoginScreen(
            agents=keys.agents(folder) if agents is None else agents,
            unlock=unlock or (lambda agent, password: keys.unlock(folder, agent, password)),
            opened=opened.append,
            background=tasks,
            settings=choices,
        )
        put_up(screen)
        screen.setFocus()
        return screen

    return make


def password(screen) -> QLineEdit:
    return next(
        e for e in screen.findChildren(QLineEdit) if e.echoMode() is QLineEdit.EchoMode.Password
    )


def error(screen) -> str:
    return next(f.error for f in screen.findChildren(Field) if f.editor is password(screen))


def test_enter_unlocks_with_the_real_key(qtbot, make, folder, opened, choices) -> None:
    screen = make()
    qtbot.waitUntil(password(screen).hasFocus)
    password(screen).setText(PASSWORD)
    qtbot.keyClick(password(screen), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [keys.unlock(folder, WUYUN.id, PASSWORD)]
    assert password(screen).text() == ""
    assert choices["agent"] == WUYUN.id


def test_a_wrong_password_is_a_sentence_and_can_be_typed_again(qtbot, make, opened) -> None:
    screen = make()
    password(screen).setText("猜一猜2026")
    screen.findChild(PrimaryButton).click()
    qtbot.waitUntil(lambda: error(screen) == sentence(Problem("password-wrong")))
    qtbot.waitUntil(password(screen).hasFocus)
    assert password(screen).selectedText()
    assert opened == []


def test_no_password_says_so_without_trying(qtbot, make) -> None:
    tried: list[str] = []
    screen = make(unlock=lambda agent, _password: tried.append(agent))
    screen.findChild(PrimaryButton).click()
    assert error(screen) == _("Enter your password.")
    assert tried == []


def test_another_obstacle_is_said_as_it_is(qtbot, make, tasks) -> None:
    def unlock(agent: str, password: str) -> object:
        raise EnvironmentProblem("database-locked")

    screen = make(unlock=unlock)
    password(screen).setText(PASSWORD)
    screen.findChild(PrimaryButton).click()
    qtbot.waitUntil(lambda: error(screen) == sentence(Problem("database-locked")))


def test_the_window_lives_while_the_key_is_made(qtbot, make, opened) -> None:
    go_on = threading.Event()
    calls: list[str] = []

    def unlock(agent: str, password: str) -> str:
        calls.append(agent)
        go_on.wait(5)
        return "open"

    screen = make(unlock=unlock)
    password(screen).setText(PASSWORD)
    screen.findChild(PrimaryButton).click()
    assert not screen.findChild(PrimaryButton).isEnabled()
    screen._try()  # a second Enter changes nothing
    go_on.set()
    qtbot.waitUntil(lambda: opened == ["open"])
    assert calls == [WUYUN.id]
    assert screen.findChild(PrimaryButton).isEnabled()


def test_the_last_agent_is_proposed(make, choices) -> None:
    choices["agent"] = BAO.id
    screen = make(agents=(WUYUN, BAO))
    assert screen.findChild(QComboBox).currentText() == BAO.name


def test_lock_asks_again_and_shows_no_password(qtbot, make) -> None:
    screen = make()
    password(screen).setText(PASSWORD)
    screen.lock([WUYUN])
    assert password(screen).text() == ""
    assert not screen.findChild(ChoiceRow).isVisible()
    qtbot.waitUntil(password(screen).hasFocus)


def test_the_language_changes_at_once_and_stays(make, choices) -> None:
    screen = make()
    screen.findChild(ChoiceRow).chosen.emit("en")
    assert language() == "en"
    assert choices["language"] == "en"
    assert screen.findChild(PrimaryButton).text() == "Unlock"
    assert password(screen).accessibleName() == "Password"


def test_a_warning_about_the_clock(make) -> None:
    screen = make()
    screen.set_warning("本机时钟相差 12 分钟，请校准。")
    assert screen._warning.isVisible()
    screen.set_warning("")
    assert not screen._warning.isVisible()


def test_nobody_to_unlock(make) -> None:
    screen = make(agents=())
    assert error(screen) == _("Nobody can unlock this desk yet. Set it up first.")


@pytest.mark.parametrize(("big", "speech"), [(False, "zh_CN"), (True, "zh_CN"), (True, "en")])
def test_keyboard_and_room(qtbot, qapp, make, big, speech) -> None:
    set_language(speech)
    theme.apply(qapp, chosen(big_type=big))
    screen = make(agents=(WUYUN, BAO))
    screen.set_desk("大林镇 保安村便民服务站")
    screen.set_warning("本机时钟相差 12 分钟，请校准。")
    assert focus_chain.problems(screen) == []
    qtbot.waitUntil(lambda: focus_chain.clipped(screen) == [])


def test_qt_s_own_words_follow_the_language(make) -> None:
    """A file dialog in English on a Chinese screen helps nobody."""
    login, said = make(), {}
    for code in ("zh_CN", "en", "zh_CN"):
        set_language(code)
        login.translate()
        said[code] = QCoreApplication.translate("QFileDialog", "Look in:")
    assert said["en"] == "Look in:"
    assert said["zh_CN"] != "Look in:"
