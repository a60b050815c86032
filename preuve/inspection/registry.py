"""The list of inspectors: entry points of the group ``preuve.inspectors``, ours and others' alike."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import Inspector

if TYPE_CHECKING:
    from collections.abc import Mapping

GROUP = "preuve.inspectors"


def inspectors() -> Mapping[str, Inspector]:
    """Return the inspectors that loaded, by id, in the order of their ids."""
    return _loaded()[0]


def problems() -> tuple[str, ...]:
    """Return one line for each entry point that did not load; the health page is red as long as there are."""
    return _loaded()[1]


def forget() -> None:
    """Look for entry points anew at the next call, as after an installation."""
    _loaded.cache_clear()


@cache
def _loaded() -> tuple[Mapping[str, Inspector], tuple[str, ...]]:
    found: dict[str, Inspector] = {}
    wrong: list[str] = []
    for point in sorted(entry_points(group=GROUP), key=lambda each: (each.name, each.value)):
        try:
            inspector = _load(point)
        except Exception as error:  # noqa: BLE001 - whatever an outsider's module does while it is imported
            wrong.append(f"{point.name} ({point.value}): {type(error).__name__}: {error}")
            continue
        if inspector.id in found:
            wrong.append(f"{point.name} ({point.value}): the id “{inspector.id}” is taken")
        else:
            found[inspector.id] = inspector
    return dict(sorted(found.items())), tuple(wrong)


def _load(point: EntryPoint) -> Inspector:
    inspector = point.load()
    if not isinstance(inspector, Inspector):
        message = "not an Inspector"
        raise TypeError(message)
    if not inspector.formats:
        message = "no format"
        raise ValueError(message)
    return inspector
