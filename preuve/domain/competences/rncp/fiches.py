"""Fiches out of an export of the RNCP, one after the other: memory doesn't grow with the file.

Source: open data of France compétences, XML V4.1 (``FICHES/FICHE``) and the CSV of blocks (``;``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NUMBER, _CODE, _TITLE = "Numero_Fiche", "Bloc_Competences_Code", "Bloc_Competences_Libelle"


@dataclass(frozen=True, slots=True)
class FicheBlock:
    """A block as the fiche words it: ``competences`` and ``methods`` are free text, whole."""

    code: str
    title: str
    competences: str = ""
    methods: str = ""


@dataclass(frozen=True, slots=True)
class Fiche:
    """What a fiche says that a framework can use; free texts whole, empty when the export has none."""

    number: str
    title: str
    blocks: tuple[FicheBlock, ...]
    certifier: str = ""
    activities: str = ""
    abilities: str = ""


def xml_fiches(stream: IO[bytes]) -> Iterator[Fiche]:
    """Fiches of an XML export, in its order.

    Raises:
        UnreadableDocumentError: XML, with the line: not well formed, or with a document type.
    """
    try:
        for _event, element in etree.iterparse(
            stream, tag="FICHE", resolve_entities=False, no_network=True, load_dtd=False
        ):
            root = element.getroottree()
            if root.docinfo.doctype:
                raise UnreadableDocumentError(UnreadableReason.XML, detail="DOCTYPE")
            yield _fiche(element)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise UnreadableDocumentError(UnreadableReason.XML, line=line) from error


def csv_fiches(lines: Iterable[str]) -> Iterator[Fiche]:
    """Fiches of the CSV of blocks: no more than codes and titles. Lines of one fiche follow each other.

    Raises:
        UnreadableDocumentError: CSV, line 1, when a column is missing.
    """
    rows = csv.DictReader(lines, delimiter=";")
    missing = [name for name in (_NUMBER, _CODE, _TITLE) if name not in (rows.fieldnames or ())]
    if missing:
        raise UnreadableDocumentError(UnreadableReason.CSV, detail=", ".join(missing))
    number, blocks = "", list[FicheBlock]()
    for row in rows:
        if row[_NUMBER] != number:
            if blocks:
                yield Fiche(number, "", tuple(blocks))
            number, blocks = row[_NUMBER], []
        blocks.append(FicheBlock(row[_CODE] or "", row[_TITLE] or ""))
    if blocks:
        yield Fiche(number, "", tuple(blocks))


def find_fiche(fiches: Iterable[Fiche], number: str) -> Fiche:
    """The fiche of this number (``RNCP37674``, letters in any case).

    Raises:
        UnreadableDocumentError: NO_FICHE, with the number.
    """
    wanted = number.strip().upper()
    for fiche in fiches:
        if fiche.number.upper() == wanted:
            return fiche
    raise UnreadableDocumentError(UnreadableReason.NO_FICHE, detail=wanted)


def _fiche(element: Any) -> Fiche:
    return Fiche(
        number=_text(element, "NUMERO_FICHE"),
        title=_text(element, "INTITULE"),
        blocks=tuple(
            FicheBlock(
                _text(each, "CODE"),
                _text(each, "LIBELLE"),
                _text(each, "LISTE_COMPETENCES"),
                _text(each, "MODALITES_EVALUATION"),
            )
            for each in element.iterfind("BLOCS_COMPETENCES/BLOC_COMPETENCES")
        ),
        certifier=", ".join(
            name.text.strip()
            for name in element.iterfind("CERTIFICATEURS/CERTIFICATEUR/NOM_CERTIFICATEUR")
            if name.text
        ),
        activities=_text(element, "ACTIVITES_VISEES"),
        abilities=_text(element, "CAPACITES_ATTESTEES"),
    )


def _text(element: Any, name: str) -> str:
    return str(element.findtext(name) or "").strip()
