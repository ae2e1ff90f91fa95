"""Looking up texts: language, switch, fallback."""

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from helpdesk.domain.problems import EnvironmentProblem, Problem
from helpdesk.i18n import N_, _, language, ngettext, set_language
from helpdesk.i18n.problems import sentence

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = N_("The name is empty. Enter the name as it stands on the document.")
CHINESE = "姓名为空。请按证件上的姓名填写。"


def test_a_switch_shows_at_once() -> None:
    assert _(ENGLISH) == CHINESE
    set_language("en")
    assert (language(), _(ENGLISH)) == ("en", ENGLISH)
    set_language("zh_CN")
    assert (language(), _(ENGLISH)) == ("zh_CN", CHINESE)


def test_a_switch_shows_in_every_thread() -> None:
    set_language("en")
    seen: list[str] = []
    worker = threading.Thread(target=lambda: seen.append(_(ENGLISH)))
    worker.start()
    worker.join()
    assert seen == [ENGLISH]


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELPDESK_LANGUAGE", "en")
    set_language()
    assert language() == "en"
    set_language("zh_CN")
    assert language() == "zh_CN"


@pytest.mark.parametrize("code", ["fr", "zh", "../en"])
def test_an_unknown_language_changes_nothing(code: str) -> None:
    set_language("en")
    with pytest.raises(Problem) as caught:
        set_language(code)
    assert caught.value.code == "language-unknown"
    assert code in sentence(caught.value)
    assert language() == "en"


def test_what_is_not_in_the_catalogue_stays_english() -> None:
    assert _("No such text anywhere") == "No such text anywhere"
    assert _("") == ""
    assert [ngettext("{n} thing", "{n} things", n) for n in (1, 2)] == ["{n} thing", "{n} things"]


def test_without_catalogues_everything_is_english(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "helpdesk" / "i18n", tmp_path / "helpdesk" / "i18n")
    shutil.copytree(ROOT / "helpdesk" / "domain", tmp_path / "helpdesk" / "domain")
    shutil.copy(ROOT / "helpdesk" / "__init__.py", tmp_path / "helpdesk")
    done = subprocess.run(
        [sys.executable, "-c", "from helpdesk.i18n import _; print(_('Register'))"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "Register"


def test_an_unknown_problem_has_a_sentence_too() -> None:
    problem = EnvironmentProblem("never-heard-of", path="/x")
    assert "never-heard-of" in sentence(problem)
    assert "{" not in sentence(problem)
