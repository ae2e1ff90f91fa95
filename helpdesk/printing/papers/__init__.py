"""The papers by their identifier in the domain: each turns its read model into a PDF."""

from collections.abc import Callable

from helpdesk.printing.papers.notice import render_notice
from helpdesk.printing.papers.receipt import render_receipt

PAPERS: dict[str, Callable[..., bytes]] = {
    "receipt": render_receipt,
    "one_time_notice": render_notice,
}
"""Identifier -> renderer, called as `renderer(paper, size=Size.A4)`."""
