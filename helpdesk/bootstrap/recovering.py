"""The city's answer to a desk that forgot its passwords, by the window and by the command alike."""

import contextlib
from pathlib import Path

from helpdesk.application.audit import record_key_act
from helpdesk.bootstrap.folder import open_desk
from helpdesk.domain.audit import KeyAct
from helpdesk.domain.events import Author
from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store import recovery

ANSWER_BYTES = 100_000  # no recovery file is larger
WAIT_SECONDS = 15.0


def read_answer(path: Path) -> bytes:
    """The city's answer. Raises EnvironmentProblem `file-unreadable`."""
    try:
        with path.open("rb") as file:
            return file.read(ANSWER_BYTES)
    except OSError as error:
        raise EnvironmentProblem("file-unreadable", path=str(path)) from error


def answered(folder: Path, answer: bytes, password: str) -> Author:
    """Let in who asked, with the password chosen then, and record it; answers who it is.

    Raises what `recovery.apply` and `open_desk` raise.
    """
    agent = recovery.apply(folder, answer, password)
    desk = open_desk(
        folder, agent=agent.id, password=password, wait=WAIT_SECONDS, out_of_touch=True
    )
    with contextlib.closing(desk):
        record_key_act(desk.session, KeyAct.RECOVERED, agent=agent.id)
    return agent
