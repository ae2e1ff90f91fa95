"""The header by which a device signs what it sends; made by `sync`, checked by `server`."""

import base64
from collections.abc import Callable

SCHEME = "Helpdesk"
_CONTEXT = "helpdesk-sync-1"


def signed_bytes(device: str, sent_ms: str, body: bytes) -> bytes:
    """What the signature is made over."""
    return f"{_CONTEXT}\n{device}\n{sent_ms}\n".encode() + body


def authorization(device: str, body: bytes, *, sent_ms: int, sign: Callable[[bytes], bytes]) -> str:
    """The value of the Authorization header for `body`."""
    signature = sign(signed_bytes(device, str(sent_ms), body))
    text = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    return f"{SCHEME} {device}.{sent_ms}.{text}"
