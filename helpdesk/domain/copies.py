"""Frozen things copied with a few fields changed: what a fold does for every event."""

from collections.abc import Callable, Hashable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")


def replace(original: T, **changes: Any) -> T:
    """As `dataclasses.replace`, for classes of two fields or more, all given at birth; in half the time."""
    read, places = _fields(cast("Hashable", type(original)))
    values = list(read(original))
    for name, value in changes.items():
        values[places[name]] = value
    return type(original)(*values)


@cache
def _fields(kind: Hashable) -> tuple[Callable[[object], tuple[Any, ...]], dict[str, int]]:
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return attrgetter(*names), {name: place for place, name in enumerate(names)}
