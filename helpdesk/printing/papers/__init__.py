"""The papers by their identifier in the domain: each turns its read model into a PDF."""

from collections.abc import Callable, Sequence

from helpdesk.application.forms import Form
from helpdesk.application.joint_forms import JOINT
from helpdesk.application.matter_form import FORM
from helpdesk.application.paper_forms import FORMS
from helpdesk.printing.papers.form import render_form
from helpdesk.printing.papers.notice import render_notice
from helpdesk.printing.papers.receipt import render_receipt
from helpdesk.printing.papers.roll import render_roll
from helpdesk.printing.sizes import Size


def render_forms(copies: Sequence[Form], *, size: Size) -> bytes:
    """The copies of a form as PDF, on sheets or on a roll."""
    return (render_roll if size.roll else render_form)(copies, size=size)


PAPERS: dict[str, Callable[..., bytes]] = {
    "receipt": render_receipt,
    "one_time_notice": render_notice,
    **dict.fromkeys((*FORMS, JOINT, FORM), render_forms),
}
"""Identifier -> renderer, called as `renderer(paper, size=Size.A4)`."""
