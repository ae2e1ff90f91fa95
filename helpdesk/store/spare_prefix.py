"""The one device prefix kept for the day after a loss, in a file beside the database.

A restored desk must not draw numbers with its old prefix, and may be offline for days. So the city
gives each device a spare one ahead of time. It lies outside the database and so in no backup: a
backup can be restored twice, this file can be taken once.
"""

import contextlib
import os
from pathlib import Path

import msgspec

from helpdesk.domain.numbering import check_prefix
from helpdesk.domain.problems import Problem
from helpdesk.store.errors import driver_errors
from helpdesk.store.keys import sync_folder

FILE_NAME = "spare-prefix.json"


class _Spare(msgspec.Struct, frozen=True):
    device: str
    prefix: str


def keep(folder: Path, *, device: str, prefix: str) -> None:
    """Keep the spare prefix of a device; the one before it is forgotten."""
    if not prefix:
        return
    fresh = folder / f"{FILE_NAME}.new"
    with driver_errors():
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(_Spare(device, prefix)))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(folder / FILE_NAME)
        sync_folder(folder)


def kept(folder: Path, *, device: str) -> str:
    """The spare prefix of this device; empty when there is none."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, Problem):
        spare = msgspec.json.decode((folder / FILE_NAME).read_bytes(), type=_Spare)
        if spare.device == device:
            return check_prefix(spare.prefix)
    return ""


def take(folder: Path, *, device: str) -> str:
    """The spare prefix, for good: it is gone from the folder before anybody can use it."""
    prefix = kept(folder, device=device)
    if prefix:
        with driver_errors():
            (folder / FILE_NAME).unlink()
            sync_folder(folder)
    return prefix
