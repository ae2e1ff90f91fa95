"""Papers: a complete read model in, the bytes of a PDF out. No queries, no clock, no Qt."""

from helpdesk.printing.shaping import missing_glyphs, noticing
from helpdesk.printing.sizes import Size

__all__ = ["Size", "missing_glyphs", "noticing"]
