"""The links that ship: one folder per framework under ``data/links``, one file per inspector."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from preuve.domain.evidence.links import LinkSet, link_set
from preuve.inspection.registry import inspectors

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).resolve().parent.parent / "data" / "links"
_FRAMEWORK = "framework.json"
#: For frameworks that nobody made links for.
NONE = LinkSet("", {}, {})


def framework_key(labels: Mapping[str, str]) -> str:
    """Return the key of the links made for a framework (criterion id → words), ``""`` when there are none."""
    return next((key for key, links in link_sets().items() if links.suits(labels)), "")


def links_of(key: str, labels: Mapping[str, str] | None = None) -> LinkSet:
    """Return the links of a framework, without the criteria whose words aren't those of `labels`."""
    links = link_sets().get(key, NONE)
    return links if labels is None else links.within(labels)


def silent_criteria(key: str) -> frozenset[str]:
    """Return the criteria that no inspector speaks about."""
    return link_sets().get(key, NONE).silent


def weak_criteria(key: str) -> frozenset[str]:
    """Return the criteria on which inspectors give context only, those that they are silent on aside."""
    links = link_sets().get(key, NONE)
    return links.weak - links.silent


@cache
def link_sets() -> Mapping[str, LinkSet]:
    """Return every set that ships, with what inspectors from outside bring, by key."""
    return {
        folder.name: _read(folder) for folder in sorted(FOLDER.iterdir()) if (folder / _FRAMEWORK).exists()
    }


def _read(folder: Path) -> LinkSet:
    framework = json.loads((folder / _FRAMEWORK).read_text(encoding="utf-8"))
    files = sorted(path for path in folder.glob("*.json") if path.name != _FRAMEWORK)
    tables = [json.loads(path.read_text(encoding="utf-8")) for path in files]
    tables += [each.links[folder.name] for each in inspectors().values() if folder.name in each.links]
    return link_set(folder.name, framework["criteria"], framework["weak"], tables)
