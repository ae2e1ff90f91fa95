"""Files that are there whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from helpdesk.domain.problems import EnvironmentProblem


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that after a crash it is there whole or not at all; a failure leaves nothing.

    Raises EnvironmentProblem `file-unwritable`.
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
            temporary = Path(part.name)
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        temporary.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            if temporary is not None:
                temporary.unlink()  # half a paper would hold somebody's data and the last bytes of room
        raise EnvironmentProblem("file-unwritable", folder=str(path.parent)) from error
