"""How a device signs what it sends: in a header, or in the first bytes of a short request; made by `sync`,
checked by `server`."""

import base64
from collections.abc import Callable

SCHEME = "Helpdesk"
NUMBER_HEADER = (
    "Helpdesk-Number"  # of a refusal `request-replayed`: the highest number that was used
)
SHORT = b"HS"  # how a short request begins; its signature is over this and the message, too
_CONTEXT = "helpdesk-sync-1"
_DEVICE, _NUMBER, _SIGNATURE = 6, 8, 64  # bytes


def signed_bytes(device: str, number: str, body: bytes) -> bytes:
    """What the signature is made over."""
    return f"{_CONTEXT}\n{device}\n{number}\n".encode() + body


def authorization(device: str, body: bytes, *, sent_ms: int, sign: Callable[[bytes], bytes]) -> str:
    """The value of the Authorization header for `body`.

    `sent_ms` is the request's number: no two of a device have the same, see `RequestNumbers`.
    """
    signature = sign(signed_bytes(device, str(sent_ms), body))
    text = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    return f"{SCHEME} {device}.{sent_ms}.{text}"


def sign_short(
    device: str, message: bytes, *, sent_ms: int, sign: Callable[[bytes], bytes]
) -> bytes:
    """The same in front of a short message: device, number and signature as bytes."""
    signature = sign(signed_bytes(device, str(sent_ms), SHORT + message))
    number = sent_ms.to_bytes(_NUMBER, "big", signed=True)
    return SHORT + bytes.fromhex(device) + number + signature + message


def split_short(body: bytes) -> tuple[str, int, bytes, bytes] | None:
    """Device, number, signature and message of a short request; None for what is none."""
    first = len(SHORT)
    device, number = first + _DEVICE, first + _DEVICE + _NUMBER
    message = number + _SIGNATURE
    if not body.startswith(SHORT) or len(body) <= message:
        return None
    sent_ms = int.from_bytes(body[device:number], "big", signed=True)
    return body[first:device].hex(), sent_ms, body[number:message], body[message:]


class RequestNumbers:
    """The numbers of a device's requests: its clock in ms, or one more than the last where that is more.

    Nothing is kept on disk: where a clock went back, the city says the highest number (ADR 0022).
    """

    def __init__(self) -> None:
        self._last: int | None = None

    def next(self, now_ms: int) -> int:
        """The number of one more request."""
        self._last = now_ms if self._last is None else max(now_ms, self._last + 1)
        return self._last

    def go_on_from(self, highest: int) -> None:
        """What the city said was the highest used one."""
        self._last = highest if self._last is None else max(self._last, highest)
