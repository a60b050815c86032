"""Words shared by both directions: types of items, versions, identifiers, addresses inside a framework."""

from __future__ import annotations

import uuid
from enum import StrEnum

#: Root of our identifiers: they follow from the framework's own name and each item's address.
NAMESPACE = uuid.UUID("6f1d3b0e-5a53-5c0b-9d0e-7e0f6c1c2a11")


class CaseVersion(StrEnum):
    """The versions of CASE that are written and read."""

    V1_0 = "1.0"
    V1_1 = "1.1"


class ItemType(StrEnum):
    """What an item is, as its ``CFItemType``."""

    BLOCK = "Bloc de compétences"
    ACTIVITY = "Activité"
    METHOD = "Modalité d’évaluation"
    COMPETENCE = "Compétence"
    PRACTICE = "Pratique"
    CRITERION = "Critère d’évaluation"


#: Which items hold which, in the order in which siblings are written.
PARENTS = {
    ItemType.BLOCK: None,
    ItemType.ACTIVITY: ItemType.BLOCK,
    ItemType.METHOD: ItemType.BLOCK,
    ItemType.COMPETENCE: ItemType.BLOCK,
    ItemType.PRACTICE: ItemType.COMPETENCE,
    ItemType.CRITERION: ItemType.COMPETENCE,
}


def identifier(framework: str, address: str) -> str:
    """UUID version 5 of an address (``BC1/C1.1/criterion/1``) in the framework with this stable name."""
    return str(uuid.uuid5(uuid.uuid5(NAMESPACE, framework), address))
