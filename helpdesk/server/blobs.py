"""Where the city keeps files: a folder or an object store (S3 and others), by one URL. Any thread.

Sealed like on the desks, with a key of the city's own, and named so that the name tells nothing:
whoever reads the folder or the bucket has neither faces nor hashes to compare.
"""

import contextlib
import hmac
import io
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.sealing import SealedReader, seal

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

# A desk waits for the answer: better that it tries again later than that the city's threads wait.
_PATIENCE: "ClientConfig" = {
    "timeout": timedelta(seconds=30),
    "connect_timeout": timedelta(seconds=3),
    "allow_http": True,  # a store in the city's own rooms; what travels is sealed, requests are signed
}
_RETRIES: "RetryConfig" = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}


class Blobs:
    """Whole files by their SHA-256 (64 hex digits)."""

    def __init__(self, store: Any, key: bytes) -> None:
        self._store = store
        self._key = key

    @classmethod
    def at(cls, place: str | Path, key: bytes) -> "Blobs":
        """The files at a URL (`s3://bucket/…`, credentials from the environment), or in a folder.

        Raises EnvironmentProblem `files-place`.
        """
        if isinstance(place, Path):
            return cls(LocalStore(place, mkdir=True), key)
        try:
            return cls(from_url(place, client_options=_PATIENCE, retry_config=_RETRIES), key)
        except (BaseError, ValueError) as error:
            raise EnvironmentProblem("files-place", place=place) from error

    def put(self, sha256: str, content: bytes) -> None:
        """Keep a file; once more changes nothing. Raises EnvironmentProblem `files-away`."""
        target = io.BytesIO()
        seal(io.BytesIO(content), target, key=self._key)
        with _troubles(absent="files-away"):  # there is no such bucket
            obstore.put(self._store, self._path(sha256), target.getvalue())

    def read(self, sha256: str, offset: int, count: int) -> bytes:
        """A piece of a file. Raises EnvironmentProblem `attachment-damaged`, `attachment-missing`
        or `files-away`."""
        try:
            with _troubles():
                found = obstore.open_reader(self._store, self._path(sha256))
                return SealedReader(cast("BinaryIO", found), self._key).read(offset, count)
        except EnvironmentProblem as problem:
            if problem.code == "sealed-damaged":
                raise EnvironmentProblem("attachment-damaged") from problem
            raise

    def holds(self, sha256: str) -> bool:
        """Whether the file is really here. Raises EnvironmentProblem `files-away`."""
        try:
            with _troubles():
                obstore.head(self._store, self._path(sha256))
        except EnvironmentProblem as problem:
            if problem.code != "attachment-missing":
                raise
            return False
        return True

    def drop(self, sha256: str) -> None:
        """Forget a file."""
        with contextlib.suppress(EnvironmentProblem), _troubles():
            obstore.delete(self._store, self._path(sha256))

    def _path(self, sha256: str) -> str:
        name = hmac.digest(self._key, bytes.fromhex(sha256), "sha256").hex()
        return f"{name[:2]}/{name[2:]}"


@contextlib.contextmanager
def _troubles(*, absent: str = "attachment-missing") -> Any:
    try:
        yield
    except FileNotFoundError as error:
        raise EnvironmentProblem(absent) from error
    except (BaseError, OSError) as error:
        raise EnvironmentProblem("files-away") from error
