"""What all lists of components share: bounded gathering, and where a component stands."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.inspectors.repositories.model import Inventory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preuve.domain.evidence.contract import Artefact, Place
    from preuve.domain.evidence.inspectors.repositories.model import Component

_MAX_COMPONENTS = 100_000


def inventory_of(
    artefact: Artefact, ecosystem: str, found: Iterator[Component], place: Callable[[Component], Place]
) -> Inventory:
    """Gather the components of one file.

    Raises:
        UnreadableArtefactError: TOO_MANY; MISSING_FIELD (no component).
    """
    components = list(islice(found, _MAX_COMPONENTS + 1))
    if len(components) > _MAX_COMPONENTS:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(_MAX_COMPONENTS))
    if not components:
        raise UnreadableArtefactError(Unreadable.MISSING_FIELD, artefact.place(), ecosystem)
    return Inventory(ecosystem, components, place, artefact.place())


def by_line(artefact: Artefact) -> Callable[[Component], Place]:
    """Return how components of a text are placed: by their line."""
    return lambda component: artefact.place(
        PlaceKind.TEXT, line=component.where if isinstance(component.where, int) else 0
    )


def path_of(component: Component) -> tuple[str | int, ...]:
    """Return where a component stands in a JSON or YAML document."""
    return component.where if isinstance(component.where, tuple) else ()
