"""The real programs as processes, and what they said."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpdesk.bootstrap.enrolment import enrol_desk
from helpdesk.bootstrap.folder import init_desk
from tests.desk import PASSWORD, QUICK, WUYUN

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 100
LANGUAGE = "zh_CN"
SOAK = int(os.environ.get("HELPDESK_SOAK", "0"))  # how thorough: 0 as always, more by hand
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left: exit code, stdout, stderr."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its stdout as JSON."""
        return json.loads(self.out)

    def refused(self, code: int, *words: str) -> str:
        """It ended with this code, one Chinese sentence with these words, and no result."""
        assert (self.code, self.out) == (code, ""), self
        return self.said(*words)

    def failed(self, code: int, *words: str) -> str:
        """It did something, but ended with this code and one Chinese sentence with these words."""
        assert self.code == code, self
        return self.said(*words)

    def said(self, *words: str) -> str:
        """The one Chinese sentence on stderr, which holds these words."""
        assert self.err.count("\n") == 1, self.err
        return sentence(self.err.strip(), *words)


def sentence(text: str, *words: str) -> str:
    """A text for a person: Chinese, whole, with these words, and nothing of the machine's."""
    assert _CHINESE.search(text), text
    assert not re.search(r"Traceback|Error\b|[{}]|\bNone\b|SQLITE|Errno", text), text
    for word in words:
        assert word in text, text
    return text


@dataclass(frozen=True, slots=True)
class Desk:
    """A data folder and the commands on it."""

    folder: Path

    def run(self, *argv: str | Path, sent: str | bytes = b"", **environment: str) -> Ran:
        """`helpdesk` in a process of its own, to its end."""
        process = self.start(*argv, **environment)
        given = sent.encode() if isinstance(sent, str) else sent
        try:
            out, err = process.communicate(given, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        assert b"Traceback" not in err, err.decode()
        return Ran(process.returncode, out.decode(), err.decode())

    def start(self, *argv: str | Path, **environment: str) -> subprocess.Popen[bytes]:
        """The same, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "helpdesk", "--data", str(self.folder), *map(str, argv)],
            cwd=ROOT,
            env={
                **os.environ,
                "HELPDESK_PASSWORD": PASSWORD,
                "HELPDESK_LANGUAGE": LANGUAGE,
                **environment,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def open(self, **fields: object) -> Ran:
        """`helpdesk open` with a case of these fields."""
        return self.run("open", "--json", "-", sent=json.dumps(fields, ensure_ascii=False))

    def opened(self, **fields: object) -> str:
        """The number of a case that was registered."""
        ran = self.open(**fields)
        assert (ran.code, ran.err) == (0, ""), ran
        return str(ran.json["number"])

    def enrol(self, url: str, code: str) -> None:
        """Make the desk, its password quickly stretched, and enrol it with the city at this address."""
        with closing(
            init_desk(self.folder, agent=WUYUN, password=PASSWORD, stretching=QUICK)
        ) as desk:
            enrol_desk(desk, url, code)

    def numbers(self) -> list[str]:
        """The numbers of all cases."""
        listed = self.run("list", "--json", "--limit", "100000")
        assert listed.code == 0, listed
        return [case["number"] for case in listed.json["cases"]]

    def status(self, *options: str) -> Any:
        """What `helpdesk status --json` says."""
        return self.run("status", "--json", *options).json

    def copied(self, folder: Path) -> "Desk":
        """The same desk in another folder."""
        shutil.copytree(self.folder, folder)
        return Desk(folder)
