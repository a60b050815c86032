"""A publication as JSON, to be kept beside the framework that was imported."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case.items import Kept, Publication

if TYPE_CHECKING:
    from collections.abc import Mapping


def publication_to_json(publication: Publication) -> dict[str, Any]:
    """The publication as JSON-ready values."""
    return asdict(publication)


def publication_from_json(data: Mapping[str, Any]) -> Publication:
    """The reverse of `publication_to_json`."""
    kept = {address: Kept(**value) for address, value in data["kept"].items()}
    return replace(Publication(**data), kept=kept)
