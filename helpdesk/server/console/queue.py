"""The console's first page: the queue with its lists, filters and search."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from helpdesk.domain.moments import Moment
from helpdesk.domain.stages import CaseKind
from helpdesk.i18n.queue_words import MARKS
from helpdesk.i18n.words import CATEGORIES
from helpdesk.server.city import City
from helpdesk.server.console import staff
from helpdesk.server.console.shared import SEE_OTHER, AnyRequest, page_of
from helpdesk.server.people import ACTS_OF, SEE_CASES, Role, Visitor
from helpdesk.server.principal import Principal
from helpdesk.server.queue import COUNT_MOST, QueueRow, QueueWish, Sort, View
from helpdesk.server.views import case_view, zoned

PAGE = 50
BATCH = ("dispatch", "sign_for", "progress", "reassign", "approve_extension", "review", "note")
"""The acts that make sense for several cases at once."""
COUNTY, _TOWNSHIP = 6, 9  # digits
_RARE = frozenset(
    {
        View.TO_PUT_RIGHT,
        View.DISPUTED,
        View.EXTENSIONS,
        View.TO_RAISE,
        View.IN_DOUBT,
        View.BLOCKED,
        View.SECRET,
    }
)
_UNNARROWED = {"view", "text", "division", "sort"}
_FIRST = {Role.DISPATCHER: View.TO_DISPATCH, Role.DEPARTMENT_HANDLER: View.TO_SIGN}
_HIDDEN = {Role.DEPARTMENT_HANDLER: frozenset({View.TO_DISPATCH, View.TO_RAISE})}


@get("/cases", sync_to_thread=True)
def cases(  # noqa: PLR0913  the questions of a URL
    request: AnyRequest,
    city: City,
    visitor: Visitor,
    category: str = "",
    view: str = "",
    text: str = "",
    division: str = "",
    department: str = "",
    kind: str = "",
    mark: str = "",
    sort: str = "",
    after: str = "",
) -> Response[Any]:
    """The queue; htmx asks for the part that changes."""
    if visitor.role not in SEE_CASES:
        return Redirect(staff.HOME, status_code=SEE_OTHER)
    wish = QueueWish(
        view=View(view) if view in list(View) else _FIRST.get(visitor.role, View.OPEN),
        text=text[:100],
        division=_within(division, visitor),
        department=department[:100],
        kind=CaseKind(kind) if kind in list(CaseKind) else None,
        category=category if category in CATEGORIES else "",
        mark=mark if mark in MARKS else "",
        sort=Sort(sort) if sort in list(Sort) else Sort.URGENCY,
        after=after[:300],
    )
    part = request.headers.get("hx-request") and not request.headers.get("hx-boosted")
    values = _values(city, visitor, wish)
    if part and wish.text:  # somebody types: the rail stays as it is
        return page_of("table.html", values)
    return page_of("list.html" if part else "cases.html", values | _rail(city, visitor, wish))


def _rail(city: City, visitor: Visitor, wish: QueueWish) -> dict[str, Any]:
    """The lists with their counts."""
    hidden = _HIDDEN.get(visitor.role, frozenset())
    views = [each for each in View if each not in hidden]
    counts = city.queue(Principal.person(visitor.login)).counts(views, wish)
    shown = [v for v in views if counts[v] or v not in _RARE or v is wish.view]
    filters = {name: value for name, value in _asked(wish).items() if name not in ("view", "text")}
    return {"views": [(each, count_text(counts[each])) for each in shown], "filters": filters}


def _values(city: City, visitor: Visitor, wish: QueueWish) -> dict[str, Any]:
    principal = Principal.person(visitor.login)
    found = city.queue(principal).page(wish, limit=PAGE)
    acts = [each for each in BATCH if each in ACTS_OF.get(visitor.role, ())]
    return {
        "visitor": visitor,
        "wish": wish,
        "narrowed": wish.division != visitor.division or bool(_asked(wish).keys() - _UNNARROWED),
        "now": zoned(Moment(city.now_ms()).local),
        "rows": [(row, case_view(row.row, desk_name=city.desk_label)) for row in found.rows],
        "total": count_text(found.total),
        "after": found.after,
        "counties": places(city, visitor, wish.division),
        "departments": city.casework(principal).departments(),
        "acts": acts,
        "asked": _asked(wish),
        "tags": tags,
    }


def count_text(count: int) -> str:
    """As far as it was counted: 1000+ where there are more."""
    return f"{COUNT_MOST}+" if count > COUNT_MOST else str(count)


def tags(row: QueueRow) -> Sequence[str]:
    """What a row is marked with, by the names of `queue_words.MARKS` and `VIEWS`, and `aside`."""
    known = {
        "urgent": row.urgent,
        "secret": row.secret,
        row.special: bool(row.special),
        "returned": row.returned,
        "disputed": row.disputed,
        "extensions": row.extension_asked,
        "to_raise": row.raise_proposed,
        "in_doubt": row.in_doubt,
        "aside": row.aside,
    }
    return [name for name, holds in known.items() if holds and name]


def places(city: City, visitor: Visitor, chosen: str) -> list[tuple[str, str]]:
    """The divisions that a list can be narrowed to: counties, and the townships of the one chosen."""
    own = visitor.division
    found: list[tuple[str, str]] = []
    for county in _below(city, own[:4] or _city_code(city)):
        code = county[0][:COUNTY]
        if not own or code.startswith(own[:COUNTY]):
            found.append((code, county[1]))
        if chosen.startswith(code) or (len(own) >= COUNTY and code == own[:COUNTY]):
            found += places_below(city, visitor, code)
    return found


def places_below(city: City, visitor: Visitor, county: str) -> list[tuple[str, str]]:
    """The townships of a county, as far as they are the visitor's."""
    own = visitor.division[:_TOWNSHIP]
    return [
        (code[:_TOWNSHIP], f"\u3000{name}")
        for code, name in _below(city, county)
        if code[:_TOWNSHIP].startswith(own)
    ]


def _below(city: City, code: str) -> list[tuple[str, str]]:
    children = city.divisions.children(code.ljust(12, "0"))
    return [(each.code, each.place) for each in children]


def _city_code(city: City) -> str:
    return next((each.code for each in city.divisions), "")[:4]


def _within(division: str, visitor: Visitor) -> str:
    """The division asked for, never above the visitor's own."""
    plain = division.isascii() and division.isdigit() and len(division) <= 12
    return division if plain and division.startswith(visitor.division) else visitor.division


def _asked(wish: QueueWish) -> dict[str, str]:
    """The address of this list, without the page."""
    asked = {
        "view": wish.view.value,
        "text": wish.text,
        "division": wish.division,
        "department": wish.department,
        "kind": wish.kind.value if wish.kind else "",
        "category": wish.category,
        "mark": wish.mark,
        "sort": wish.sort.value,
    }
    return {name: value for name, value in asked.items() if value}


HANDLERS = (cases,)
