"""Sealed files on this computer's disk: attachments, backups. The format is `protocol/sealing.py`'s."""

from typing import BinaryIO

from helpdesk.protocol import sealing
from helpdesk.protocol.sealing import CHUNK, HEADER_BYTES, MAGIC, SALT_BYTES
from helpdesk.store.errors import driver_errors

__all__ = ["CHUNK", "HEADER_BYTES", "MAGIC", "SALT_BYTES", "open_sealed", "seal"]


def seal(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """`sealing.seal`; raises EnvironmentProblem when the disk is in the way."""
    with driver_errors():
        sealing.seal(source, target, key=key)


def open_sealed(source: BinaryIO, target: BinaryIO, *, key: bytes) -> None:
    """`sealing.open_sealed`; raises EnvironmentProblem when the disk is in the way."""
    with driver_errors():
        sealing.open_sealed(source, target, key=key)
