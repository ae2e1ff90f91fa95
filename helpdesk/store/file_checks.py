"""Whether the files that should be here are, and are what their hashes say."""

from collections.abc import Iterator

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.store.connection import Connections
from helpdesk.store.faults import Fault
from helpdesk.store.file_keys import known_vault


def files(connections: Connections) -> Iterator[Fault]:
    """Each file that is gone or damaged, by the number of its case."""
    with connections.read() as connection:
        vault = known_vault(connection, connections.path.parent)
        rows = connection.execute(
            "SELECT file.hash, coalesce(cases.number, '—') FROM file"
            " LEFT JOIN cases ON cases.id = file.case_id WHERE file.kept_ms > 0"
            " ORDER BY cases.number, file.hash"
        ).fetchall()
    for digest, number in rows:
        try:
            if vault is None:
                raise EnvironmentProblem("attachment-missing")
            vault.read(digest.hex())
        except EnvironmentProblem as problem:
            gone = problem.code == "attachment-missing"
            params: dict[str, object] = {"number": number, "file": digest.hex()[:8]}
            yield Fault("fault-file-missing" if gone else "fault-file", params)
