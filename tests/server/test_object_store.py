"""The city's files in an S3 bucket: a real server of its protocol, as a process of its own (C19)."""

import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import httpx
import obstore
import pytest
from obstore.store import S3Store

from helpdesk.domain.problems import Problem
from helpdesk.protocol.sealing import CHUNK
from helpdesk.server.blobs import Blobs

BUCKET = "helpdesk"
PHOTO = secrets.token_bytes(2 * CHUNK + 100)
NAME = sha256(PHOTO).hexdigest()


@contextmanager
def object_store() -> Iterator[str]:
    """A running object store with an empty bucket; its address."""
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = (re.search(r"Running on (http://\S+)", line) for line in process.stderr)
        address = next(found.group(1) for found in said if found)
        assert httpx.put(f"{address}/{BUCKET}").status_code == 200
        yield address
    finally:
        process.terminate()
        process.stderr.read()
        process.stderr.close()
        process.wait()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """One for this module."""
    with object_store() as address:
        yield address


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """As an administrator gives them: by the environment."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "cn-north-1",
    }.items():
        monkeypatch.setenv(name, value)


def blobs_at(address: str, monkeypatch: pytest.MonkeyPatch, *, bucket: str = BUCKET) -> Blobs:
    monkeypatch.setenv("AWS_ENDPOINT_URL", address)
    return Blobs.at(f"s3://{bucket}/city", bytes(32))


def stored() -> dict[str, bytes]:
    """Every object by its name, as somebody reads it who has the bucket."""
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    names = [each["path"] for batch in obstore.list(bucket) for each in batch]
    return {name: bytes(obstore.get(bucket, name).bytes()) for name in names}


def test_files_in_a_bucket(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = blobs_at(address, monkeypatch)
    assert not blobs.holds(NAME)
    blobs.put(NAME, PHOTO)
    blobs.put(NAME, PHOTO)  # a desk that did not hear that it arrived
    assert blobs.holds(NAME)
    assert blobs.read(NAME, CHUNK - 10, CHUNK) == PHOTO[CHUNK - 10 : 2 * CHUNK - 10]
    assert blobs.read(NAME, 0, len(PHOTO)) == PHOTO
    ((name, raw),) = stored().items()
    assert len(raw) > len(PHOTO)
    assert PHOTO[:32] not in raw
    assert NAME not in name
    blobs.drop(NAME)
    assert not blobs.holds(NAME)
    with pytest.raises(Problem, match="attachment-missing"):
        blobs.read(NAME, 0, 1)


def test_a_file_that_somebody_changed(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = blobs_at(address, monkeypatch)
    blobs.put(NAME, PHOTO)
    ((name, raw),) = stored().items()
    bucket = S3Store(BUCKET, client_options={"allow_http": True})
    obstore.put(bucket, name, raw[:-1] + bytes([raw[-1] ^ 1]))
    with pytest.raises(Problem, match="attachment-damaged"):
        blobs.read(NAME, 0, len(PHOTO))


def test_no_such_bucket_is_no_missing_file(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = blobs_at(address, monkeypatch, bucket="elsewhere")
    with pytest.raises(Problem, match="files-away"):
        blobs.put(NAME, PHOTO)


def test_a_store_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said after few tries, so that whoever waits for the answer is not kept; nothing counts as there."""
    with object_store() as address:
        blobs = blobs_at(address, monkeypatch)
        blobs.put(NAME, PHOTO)
    for act in (
        lambda: blobs.put(NAME, PHOTO),
        lambda: blobs.read(NAME, 0, 1),
        lambda: blobs.holds(NAME),
    ):
        with pytest.raises(Problem, match="files-away"):
            act()
