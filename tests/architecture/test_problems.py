"""Every problem the program can raise has a sentence, and can fill it."""

import ast
import re

from helpdesk.i18n.problems import SENTENCES, TABLES
from tests.architecture.sources import calls, modules

RAISED = {"Problem", "EnvironmentProblem"}


def raised() -> list[tuple[str, str, set[str] | None]]:
    """Where, which code, and the names of its params (None: not known before it runs)."""
    found = []
    for path, tree in modules("helpdesk").items():
        for name, call in calls(tree):
            if name in RAISED and call.args and isinstance(call.args[0], ast.Constant):
                names = [keyword.arg for keyword in call.keywords]
                params = None if None in names else {name for name in names if name}
                found.append((f"{path}:{call.lineno}", str(call.args[0].value), params))
    return found


def test_every_code_has_a_sentence() -> None:
    assert [(where, code) for where, code, _ in raised() if code not in SENTENCES] == []


def test_every_sentence_can_be_filled() -> None:
    lacking = []
    for where, code, params in raised():
        wanted = set(re.findall(r"\{(\w+)", SENTENCES.get(code, "")))
        if params is not None and wanted - params:
            lacking.append((where, code, wanted - params))
    assert lacking == []


def test_sentences_are_sorted() -> None:
    assert list(SENTENCES) == sorted(SENTENCES)


def test_each_code_stands_in_one_table() -> None:
    codes = [code for table in TABLES for code in table]
    assert sorted(codes) == list(SENTENCES)
