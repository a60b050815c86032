"""Fiches of the RNCP’s open data: read from the XML (V4.1) or the CSV, and made drafts of frameworks."""

from preuve.domain.competences.rncp.draft import Draft, draft_of
from preuve.domain.competences.rncp.fiches import Fiche, FicheBlock, csv_fiches, find_fiche, xml_fiches

__all__ = ["Draft", "Fiche", "FicheBlock", "csv_fiches", "draft_of", "find_fiche", "xml_fiches"]
