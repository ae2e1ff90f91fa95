"""The audit log in the console: who did what, when, to what; it only grows, and nobody changes it."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get

from helpdesk.application.asides import reference_of
from helpdesk.domain.moments import Moment
from helpdesk.i18n import _
from helpdesk.i18n.queue_words import AUDITED
from helpdesk.server.acts import ZONE_MINUTES
from helpdesk.server.city import City
from helpdesk.server.console.shared import page_of, place_of
from helpdesk.server.people import SEE_PEOPLE, Visitor
from helpdesk.server.ports import AuditRow, AuditWish
from helpdesk.server.principal import Principal
from helpdesk.server.views import zoned

_PAGE = 100
_DAY = timedelta(days=1)


@get("/audit", sync_to_thread=True)
def audit(  # noqa: PLR0913  the questions of a URL
    city: City,
    visitor: Visitor,
    who: str = "",
    what: str = "",
    since: str = "",
    until: str = "",
    before: str = "",
) -> Response[str]:
    """The newest lines that fit, and on from the one before."""
    visitor.need(SEE_PEOPLE)
    principal = Principal.person(visitor.login)
    known = {each.login: each.name for each in city.people.everybody(principal)}
    first, last = _day(since), _day(until)
    wish = AuditWish(
        login=who if who in known else "",
        act=what if what in AUDITED else "",
        since_ms=_midnight_ms(first),
        until_ms=_midnight_ms(last + _DAY if last else None),
        before=_place(before),
    )
    found = city.people.audit(principal, wish, limit=_PAGE + 1)
    days = {"since": str(first or ""), "until": str(last or "")}
    asked = {"who": wish.login, "what": wish.act, **days}
    devices = {row.id: row.prefix for row in city.losses.devices(principal)}
    values = {
        "visitor": visitor,
        "names": known,
        "audited": sorted(AUDITED, key=lambda each: _(AUDITED[each])),
        "lines": found[:_PAGE],
        "asked": asked,
        "newest": f"?{urlencode(asked)}" if before else "",
        "earlier": _earlier(found, asked),
        "thing": lambda text: devices.get(text) or _thing(city, text),
        "desk_label": city.desk_label,
        "moment": lambda ms: zoned(Moment(ms).local),
    }
    return page_of("audit.html", values)


def _earlier(found: Any, asked: dict[str, str]) -> str:
    """The address of the next page, if there is one."""
    if len(found) <= _PAGE:
        return ""
    line: AuditRow = found[_PAGE - 1]
    return f"?{urlencode(asked | {'before': f'{line.at_ms}-{line.id}'})}"


def _place(text: str) -> tuple[int, int] | None:
    """Time and id of a line, as `_earlier` writes them."""
    at = re.fullmatch("([0-9]{1,15})-([0-9]{1,15})", text, re.ASCII)
    return (int(at[1]), int(at[2])) if at else None


def _day(text: str) -> date | None:
    """A day that the log can have; whatever else was typed narrows nothing."""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day < date(3000, 1, 1) else None


def _midnight_ms(day: date | None) -> int:
    """When this day begins here, in ms UTC; 0 for none."""
    if day is None:
        return 0
    return ((day - date(1970, 1, 1)) // _DAY * 1440 - ZONE_MINUTES) * 60_000


def _thing(city: City, text: str) -> str:
    """What a line of the log is about, in words where it is a code."""
    if re.fullmatch("[0-9a-f]{32}", text):
        return _("a case that is not shown to you")
    if aside := re.fullmatch("([0-9a-f]{16})-([0-9]{1,18})", text):
        return reference_of(aside[1], int(aside[2]))
    if text == "*":
        return _("all desks")
    return place_of(city, text) if re.fullmatch("[0-9]{4,12}", text) else text


HANDLERS = (audit,)
