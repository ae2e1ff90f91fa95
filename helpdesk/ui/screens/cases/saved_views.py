"""Views of the table by name: those that everybody has, and each agent's own. Plain Python."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from helpdesk.application.case_table import Preferences, SortBy
from helpdesk.i18n import N_, _
from helpdesk.ui.screens.cases.wish import ME, Wish, wish_of

VIEWS = "cases.views"
NAME_MAX = 40
MOST = 50
_SOONEST = SortBy.LIMIT.value

BUILT_IN: dict[str, tuple[str, Wish]] = {
    "all": (N_("All cases"), Wish()),
    "mine": (N_("Mine today"), Wish(agent=ME, due="due", sort=_SOONEST)),
    "mine_open": (N_("Mine, under way"), Wish(agent=ME, state="open", sort=_SOONEST)),
    "overdue": (N_("Overdue"), Wish(due="overdue", sort=_SOONEST)),
    "week": (N_("Due this week"), Wish(due="week", sort=_SOONEST)),
    "materials": (N_("Deferred materials due"), Wish(due="materials")),
    "deliver": (N_("Answered, not delivered"), Wish(state="deliver")),
    "call_back": (N_("To call back"), Wish(state="call_back")),
    "unsent": (N_("Not sent"), Wish(unsent=True)),
    "aside": (N_("Put aside"), Wish(state="aside")),
}


@dataclass(frozen=True, slots=True)
class View:
    """A wish under a name. `built_in` is its id among `BUILT_IN`, empty for an agent's own."""

    name: str
    wish: Wish
    built_in: str = ""


@dataclass(frozen=True, slots=True)
class Views:
    """All views in the agent's order; `first` is shown when the table is opened first."""

    views: tuple[View, ...]
    first: int = 0

    def find(self, wish: Wish) -> View | None:
        """The view that shows just this."""
        return next((view for view in self.views if view.wish == wish), None)

    def names(self) -> Sequence[str]:
        """In order."""
        return [view.name for view in self.views]

    def with_view(self, name: str, wish: Wish) -> "Views":
        """A new one at the end, or another wish under an own name that is there."""
        own = View(name.strip()[:NAME_MAX], wish)
        places = [n for n, v in enumerate(self.views) if v.name == own.name and not v.built_in]
        if places:
            return replace(self, views=_put(self.views, places[0], own))
        return replace(self, views=(*self.views, own))

    def renamed(self, place: int, name: str) -> "Views":
        """Another name for an own one."""
        changed = replace(self.views[place], name=name.strip()[:NAME_MAX])
        return replace(self, views=_put(self.views, place, changed))

    def without(self, place: int) -> "Views":
        """One less; `first` stays the same view, or becomes the first of all."""
        views = (*self.views[:place], *self.views[place + 1 :])
        first = 0 if place == self.first else self.first - (place < self.first)
        return Views(views, first)

    def moved(self, place: int, by: int) -> "Views":
        """A view up (-1) or down (1); at the end it stays."""
        other = place + by
        if not 0 <= other < len(self.views):
            return self
        views = _put(_put(self.views, place, self.views[other]), other, self.views[place])
        first = {place: other, other: place}.get(self.first, self.first)
        return Views(views, first)


def _put(views: tuple[View, ...], place: int, view: View) -> tuple[View, ...]:
    return (*views[:place], view, *views[place + 1 :])


def all_built_in() -> Views:
    """What there is before anybody saved one."""
    return Views(tuple(_built_in(each) for each in BUILT_IN))


def read_views(preferences: Preferences, agent: str) -> Views:
    """The agent's views. A damaged entry is left out; built-in ones of a newer program are added."""
    try:
        kept = json.loads(preferences.get(agent, VIEWS) or "{}")
    except ValueError:
        kept = {}
    if not isinstance(kept, dict) or not isinstance(kept.get("views"), list):
        return all_built_in()
    views = [view for each in kept["views"][:MOST] if (view := _read(each)) is not None]
    known = kept.get("known")
    seen = set(known) if isinstance(known, list) else set()
    views += [_built_in(each) for each in BUILT_IN if each not in seen]
    first = kept.get("first")
    return Views(tuple(views), first if isinstance(first, int) and 0 <= first < len(views) else 0)


def keep_views(preferences: Preferences, agent: str, views: Views) -> None:
    """Remember them. Raises EnvironmentProblem."""
    entries = [
        {"built_in": view.built_in}
        if view.built_in
        else {"name": view.name, "wish": view.wish.as_json()}
        for view in views.views
    ]
    kept = {"views": entries, "first": views.first, "known": list(BUILT_IN)}
    preferences.set(agent, VIEWS, json.dumps(kept, ensure_ascii=False))


def _built_in(view_id: str) -> View:
    name, wish = BUILT_IN[view_id]
    return View(_(name), wish, view_id)


def _read(entry: object) -> View | None:
    if not isinstance(entry, dict):
        return None
    if entry.get("built_in") in BUILT_IN:
        return _built_in(entry["built_in"])
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        return None
    return View(name.strip()[:NAME_MAX], wish_of(entry.get("wish")))
