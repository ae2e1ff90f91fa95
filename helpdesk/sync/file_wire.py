"""Files over HTTP by tus 1.0: create, ask for the offset, append at it; read by range. Any thread.

Every request is signed by the device over method, path and numbers; the bytes are proved by their hash.
"""

import base64
from collections.abc import Callable, Sequence

import msgspec

from helpdesk.domain.problems import EnvironmentProblem
from helpdesk.protocol.files import KNOWN_TYPE, OFFSET_TYPE, TUS_VERSION, Known, said
from helpdesk.protocol.signing import authorization
from helpdesk.sync.transport import HttpAnswer, Transport


class HttpFileWire:
    """`sync.files.FileWire` over a transport."""

    def __init__(
        self,
        transport: Transport,
        *,
        device: str,
        sign: Callable[[bytes], bytes],
        now_ms: Callable[[], int],
    ) -> None:
        self._transport = transport
        self._device = device
        self._sign = sign
        self._now_ms = now_ms
        self.cost = 0

    def create(self, sha256: str, size: int) -> int:
        """Announce a file; answers how many bytes of it the city has.

        Raises what `Transport.exchange` raises, and Problem `attachment-unreferenced`, `attachment-size`,
        `attachment-large` or `files-quota`.
        """
        name = base64.b64encode(sha256.encode()).decode()
        headers = {"Upload-Length": str(size), "Upload-Metadata": f"sha256 {name}"}
        return _offset(self._ask("POST", "/files", (sha256, size), headers=headers), 201)

    def offset(self, sha256: str) -> int:
        """How many bytes the city has. Raises the same; `attachment-unreferenced` where it has begun none."""
        return _offset(self._ask("HEAD", f"/files/{sha256}", ()), 200)

    def append(self, sha256: str, offset: int, piece: bytes) -> int:
        """Send a piece; answers how many bytes the city has then.

        Raises the same, and Problem `attachment-offset`, `attachment-busy` or `attachment-differs`.
        """
        headers = {"Upload-Offset": str(offset), "Content-Type": OFFSET_TYPE}
        values = (offset, len(piece))
        answer = self._ask("PATCH", f"/files/{sha256}", values, headers=headers, body=piece)
        return _offset(answer, 204)

    def read(self, sha256: str, offset: int, count: int) -> bytes:
        """A piece of a file that the city has whole. Raises the same."""
        headers = {"Range": f"bytes={offset}-{offset + count - 1}"}
        answer = self._ask("GET", f"/files/{sha256}", (offset, count), headers=headers)
        if answer.status != 206 or not answer.content:
            raise EnvironmentProblem("server-not-ours")
        return answer.content

    def known(self, hashes: Sequence[str]) -> Sequence[str]:
        """Which of these the city has whole. Raises the same."""
        body = msgspec.msgpack.encode(Known([bytes.fromhex(each) for each in hashes]))
        headers = {"Content-Type": KNOWN_TYPE}
        answer = self._ask("POST", "/files/known", (body.hex(),), headers=headers, body=body)
        try:
            found = msgspec.msgpack.decode(answer.content, type=Known)
        except msgspec.MsgspecError as error:
            raise EnvironmentProblem("server-not-ours") from error
        return [each.hex() for each in found.hashes]

    def _ask(
        self,
        method: str,
        path: str,
        values: tuple[int | str, ...],
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> HttpAnswer:
        to_sign = said(method, path, *values)

        def ask(number: int) -> HttpAnswer:
            signed = authorization(self._device, to_sign, sent_ms=number, sign=self._sign)
            fields = {"Authorization": signed, "Tus-Resumable": TUS_VERSION, **(headers or {})}
            return self._transport.request(method, path, headers=fields, body=body)

        self.cost = len(body)  # at worst, where the line breaks
        answer = self._transport.numbered(self._now_ms(), ask)
        self.cost = answer.bytes
        return answer


def _offset(answer: HttpAnswer, status: int) -> int:
    """The offset in an answer of ours; a proxy's page has none."""
    text = answer.headers.get("upload-offset", "")
    if answer.status != status or not (text.isascii() and text.isdigit()):
        raise EnvironmentProblem("server-not-ours")
    return int(text)
