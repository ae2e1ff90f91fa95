"""What conftest promises to every test, shown by tests that break it."""

import os
from pathlib import Path

import pytest

pytest_plugins = ("pytester",)

CONFTEST = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")


@pytest.fixture
def outcome(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    root = Path(__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeconftest(CONFTEST)

    def run(body: str) -> pytest.RunResult:
        pytester.makepyfile(body)
        return pytester.runpytest_subprocess("-p", "no:pytest-qt", "-p", "no:cacheprovider")

    return run


def test_a_leaked_thread_fails_the_test(outcome) -> None:
    result = outcome(
        """
        import threading

        stop = threading.Event()

        def test_leak():
            threading.Thread(target=stop.wait, args=(3,), name="forgotten").start()
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*left behind: forgotten*"])


def test_an_unexpected_warning_fails_the_test(outcome) -> None:
    result = outcome(
        """
        import logging

        def test_warns():
            logging.getLogger("helpdesk.store").warning("disk nearly full")
        """
    )
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*logged: WARNING helpdesk.store: disk nearly full*"])


def test_an_expected_warning_must_come(outcome) -> None:
    result = outcome(
        """
        import logging

        def test_warns(expect_log):
            expect_log("disk")
            logging.getLogger("helpdesk.store").warning("disk nearly full")

        def test_silent(expect_log):
            expect_log("disk")
        """
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*not logged: disk*"])


def test_home_is_not_the_real_one(tmp_path: Path) -> None:
    assert Path(os.environ["HOME"]).is_relative_to(tmp_path)
    assert Path.home().is_relative_to(tmp_path)
    assert Path(os.environ["HELPDESK_DATA"]).is_relative_to(tmp_path)
