"""The console's addresses. Every form carries a token (CSRF); see also `entry`."""

from litestar import Router, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from helpdesk.domain.problems import Problem
from helpdesk.server.console import (
    altered,
    asides,
    audit,
    batch,
    bundles,
    case,
    catalogue,
    decisions,
    devices,
    duplicates,
    entry,
    files,
    mongolian,
    notices,
    pdf_check,
    plates,
    queue,
    rules,
    seals,
    slips,
    staff,
)
from helpdesk.server.console.shared import (
    HOME,
    SEE_OTHER,
    bug_page,
    disk_page,
    http_page,
    letters_page,
    to_login,
    visitor_of,
)


@get("/", sync_to_thread=False, include_in_schema=False)
def home() -> Redirect:
    """The console is what a person looks for here."""
    return Redirect(HOME, status_code=SEE_OTHER)


PARTS = (
    *(entry, queue, batch, case, duplicates, catalogue),
    *(
        slips,
        altered,
        rules,
        mongolian,
        asides,
        bundles,
        decisions,
        devices,
        files,
        notices,
        pdf_check,
        plates,
        seals,
        staff,
        audit,
    ),
)
router = Router(
    path="/console",
    route_handlers=[handler for part in PARTS for handler in part.HANDLERS],
    dependencies={"visitor": Provide(visitor_of)},
    exception_handlers={
        Problem: to_login,
        HTTPException: http_page,
        UnicodeDecodeError: letters_page,
        OSError: disk_page,
        Exception: bug_page,
    },
    include_in_schema=False,
)
