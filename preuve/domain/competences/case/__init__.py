"""A framework as a 1EdTech CASE package, versions 1.0 and 1.1, and back."""

from preuve.domain.competences.case.export import identity_of, to_case
from preuve.domain.competences.case.importing import Imported, from_case
from preuve.domain.competences.case.items import CaseVersion, ItemType, Kept, Publication, identifier

__all__ = [
    "CaseVersion",
    "Imported",
    "ItemType",
    "Kept",
    "Publication",
    "from_case",
    "identifier",
    "identity_of",
    "to_case",
]
