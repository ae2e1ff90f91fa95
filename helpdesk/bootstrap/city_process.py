"""A city server of our own beside the desktop: the practice desk's and the tour's."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem

START_SECONDS = 120
PHONE = "0475-8301234"  # a practice desk's, for its papers; nobody's
_POLL_SECONDS = 0.05


class CityProcess:
    """`helpdesk-city serve` as a child process; it dies with `stop`, or with this program."""

    def __init__(self, data: Path, *, environment: dict[str, str] | None = None) -> None:
        self._data = data
        self._environment = {**os.environ, **(environment or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, port: int = 0) -> str:
        """Start serving on loopback; answers the URL.

        Raises EnvironmentProblem `city-not-started` with the log's path when it does not come up.
        """
        self._data.mkdir(parents=True, exist_ok=True)
        ready = self._data / "ready.json"
        ready.unlink(missing_ok=True)
        with (self._data / "city.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(
                    *(
                        "serve",
                        "--port",
                        str(port),
                        "--ready-file",
                        str(ready),
                        "--with-parent",
                        "--no-ladder",
                    )
                ),
                env=self._environment,
                stdin=subprocess.PIPE,  # closes with this program, however that ends
                stdout=log,
                stderr=log,
            )
        return self._wait(ready)

    def enrolment_code(self, desk: str) -> str:
        """A one-time code for a practice desk. Raises EnvironmentProblem `city-not-started`."""
        wish = ("--desk", desk, "--phone", PHONE, "--practice", "--json")
        code: str = json.loads(self._ask("enrol", *wish))["code"]
        return code

    def token(self, login: str, *, name: str, role: str, department: str = "") -> str:
        """A token for the API of a new person. Raises EnvironmentProblem `city-not-started`."""
        whose = ("--name", name, "--role", role, "--department", department)
        self._ask("user", "add", login, *whose)
        return self._ask("token", "--user", login).strip()

    def console_link(self, login: str, *, name: str, url: str) -> str:
        """A one-time link by which the practice city's dispatcher sets a password; the console's own
        address once that is done. Raises EnvironmentProblem `city-not-started`."""
        known = json.loads(self._ask("user", "list", "--json"))
        mine = next((each for each in known if each["login"] == login), None)
        if mine and mine["ready"]:
            return f"{url}/console"
        wish = ("--name", name, "--role", "dispatcher") if mine is None else ()
        made = self._ask("user", "reset" if mine else "add", login, *wish, "--url", url, "--json")
        link: str = json.loads(made)["link"]
        return link

    def stop(self) -> None:
        """Stop serving; a second call does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _ask(self, *words: str) -> str:
        said = subprocess.run(
            self._command(*words),
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=START_SECONDS,
            check=False,
        )
        if said.returncode:
            raise EnvironmentProblem("city-not-started", log=str(self._data / "city.log"))
        return said.stdout

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "helpdesk.bootstrap.city", "--data", str(self._data), *words]

    def _wait(self, ready: Path) -> str:
        """The URL from the ready file, as soon as the child has written it."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process is not None:
            with contextlib.suppress(OSError, ValueError, KeyError):
                url: str = json.loads(ready.read_text(encoding="utf-8"))["url"]
                return url
            try:
                self._process.wait(timeout=_POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        self.stop()
        raise EnvironmentProblem("city-not-started", log=str(self._data / "city.log"))
