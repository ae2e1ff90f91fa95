"""A finished PDF made small: its objects packed together, what several pages draw alike kept once.

The copies of a paper differ in their heads alone. `SEAM` parts a page's drawing into what may differ and
what follows; what follows alike on several pages becomes one stream that all of them draw.
"""

import io
import re
from collections import Counter

import pikepdf

SEAM = "%"  # a comment on a line of its own
_SEAM = b"\n%\n"
_ESCAPED = re.compile(rb"\\(\\|[0-7]{3})")
_NEEDED = frozenset(b"\r()\\")  # what a string of PDF says in an escape alone


def packed(pdf: bytes) -> bytes:
    """The same document in fewer bytes; PDF 1.5, the same input gives the same bytes."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as whole:
        # Parted while all strings are still escaped: none of them can look like a seam.
        drawn = [
            [_ESCAPED.sub(_plain, part) for part in page.Contents.read_bytes().split(_SEAM)]
            for page in whole.pages
        ]
        seams = Counter(part for _head, *rest in drawn for part in rest)
        shared = {part: whole.make_stream(part) for part, pages in seams.items() if pages > 1}
        for page, (head, *rest) in zip(whole.pages, drawn, strict=True):
            if rest and rest[0] in shared:
                page.Contents = pikepdf.Array([whole.make_stream(head), shared[rest[0]]])
            else:
                page.Contents.write(b"\n".join([head, *rest]))
        whole.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return out.getvalue()


def _plain(found: re.Match[bytes]) -> bytes:
    """An octal number as the byte that it stands for: it compresses better."""
    digits = found[1]
    byte = int(digits, 8) if digits != b"\\" else ord("\\")
    return found[0] if byte in _NEEDED else bytes([byte])
