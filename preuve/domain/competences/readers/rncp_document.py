"""A fiche of the RNCP as XML: its framework, without criteria."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.rncp import Draft, draft_of, find_fiche, xml_fiches

if TYPE_CHECKING:
    from preuve.domain.competences.model import Framework


class RncpDocumentReader:
    """Reads an extract of the RNCP's open data that holds one fiche."""

    id = "rncp-xml"
    suffixes = (".xml",)

    def sniff(self, head: bytes, name: str) -> float:
        """Certain where the elements of an export open the document."""
        del name
        return 1.0 if b"<FICHES" in head or b"<FICHE>" in head else 0.0

    def read(self, data: bytes) -> Framework:
        """Read the only fiche.

        Raises:
            UnreadableDocumentError: as `xml_fiches`; NO_FICHE; SEVERAL_FICHES: one must be chosen.
        """
        found = list(islice(xml_fiches(io.BytesIO(data)), 2))
        if len(found) > 1:
            raise UnreadableDocumentError(UnreadableReason.SEVERAL_FICHES)
        if not found:
            raise UnreadableDocumentError(UnreadableReason.NO_FICHE)
        return draft_of(found[0]).framework


def read_fiche(data: bytes, number: str) -> Draft:
    """The draft of the fiche of this number, and the text to compare it with.

    Raises:
        UnreadableDocumentError: as `xml_fiches`, `find_fiche` and `draft_of`.
    """
    return draft_of(find_fiche(xml_fiches(io.BytesIO(data)), number))
