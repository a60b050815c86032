"""A framework as a 1EdTech CASE package, versions 1.0 and 1.1, and back."""

from preuve.domain.competences.case.export import Publication, to_case
from preuve.domain.competences.case.importing import Imported, from_case
from preuve.domain.competences.case.items import CaseVersion, ItemType

__all__ = ["CaseVersion", "Imported", "ItemType", "Publication", "from_case", "to_case"]
