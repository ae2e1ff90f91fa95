"""What a common reader says of a sealed PDF: Poppler's `pdfsig`, which Evince and Okular are built on."""

import ctypes
import os
import shutil
import subprocess
from pathlib import Path

import pytest

needs_poppler = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="needs Debian's poppler-utils"
)
VALID, TRUSTED = "Signature is Valid.", "Certificate is Trusted."
_CA = 0x98  # a valid, trusted authority, also for clients: certdb.h


class _Item(ctypes.Structure):
    _fields_ = (("kind", ctypes.c_int), ("data", ctypes.c_char_p), ("size", ctypes.c_uint))


class _Trust(ctypes.Structure):
    _fields_ = (("ssl", ctypes.c_uint), ("email", ctypes.c_uint), ("code", ctypes.c_uint))


def trust(folder: Path, certificate: bytes) -> None:
    """What `certutil -A -t C,C,C` does, with the library that pdfsig brings: its database in `folder`, as a
    person makes it who takes the city's certificate into their program."""
    folder.mkdir()
    nss = ctypes.CDLL("libnss3.so")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for made in ("PK11_GetInternalKeySlot", "CERT_GetDefaultCertDB", "CERT_NewTempCertificate"):
        getattr(nss, made).restype = pointer
    assert nss.NSS_InitReadWrite(text(f"sql:{folder}".encode())) == 0
    slot, database = pointer(nss.PK11_GetInternalKeySlot()), pointer(nss.CERT_GetDefaultCertDB())
    assert nss.PK11_InitPin(slot, None, text(b"")) == 0
    item = _Item(0, certificate, len(certificate))
    known = pointer(nss.CERT_NewTempCertificate(database, ctypes.byref(item), text(b"city"), 0, 1))
    assert nss.PK11_ImportCert(slot, known, ctypes.c_ulong(0), text(b"city"), 0) == 0
    assert nss.CERT_ChangeCertTrust(database, known, ctypes.byref(_Trust(_CA, _CA, _CA))) == 0
    nss.CERT_DestroyCertificate(known)
    nss.PK11_FreeSlot(slot)
    assert nss.NSS_Shutdown() == 0


def pdfsig(pdf: bytes, trusting: Path) -> dict[str, str]:
    """What it says of a PDF's first signature, by line."""
    file = trusting / "shown.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        ["pdfsig", "-nssdir", f"sql:{trusting}", str(file)],
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    pairs = (line.strip(" -").partition(": ") for line in done.stdout.splitlines())
    return {name: value for name, _colon, value in pairs if value}
