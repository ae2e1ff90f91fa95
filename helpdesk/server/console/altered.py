"""Papers that read otherwise than they were printed, as desks found by comparing."""

from litestar import Response, get

from helpdesk.domain.moments import Moment
from helpdesk.i18n.comparing_history import differing_text
from helpdesk.i18n.words import EXPORTS, word
from helpdesk.server.city import City
from helpdesk.server.console.shared import page_of
from helpdesk.server.people import SEE_CASES, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

_MOST = 200


@get("/altered", sync_to_thread=True)
def altered(city: City, visitor: Visitor) -> Response[str]:
    """The newest first."""
    visitor.need(SEE_CASES)
    values = {
        "visitor": visitor,
        "papers": city.altered(Principal.person(visitor.login)).found(limit=_MOST),
        "paper_word": lambda paper: word(EXPORTS, paper) if paper else "—",
        "differing": differing_text,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("altered.html", values)


HANDLERS = (altered,)
