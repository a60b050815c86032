"""The readers of documents, and the choice of the one that fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.domain.competences.readers.contract import HEAD_BYTES, Reader
from preuve.domain.competences.readers.france_competences_text import FranceCompetencesTextReader
from preuve.domain.competences.readers.json_document import JsonDocumentReader
from preuve.domain.competences.readers.rncp_document import RncpDocumentReader

if TYPE_CHECKING:
    from preuve.domain.competences.model import Framework

#: Every reader, in order of preference when two are equally sure. A new format is one module and one entry.
READERS: tuple[Reader, ...] = (FranceCompetencesTextReader(), JsonDocumentReader(), RncpDocumentReader())

_KNOWN_FORMATS = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP, DOCX, ODT, XLSX"),
    (b"\xd0\xcf\x11\xe0", "DOC, XLS"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


def read_framework(data: bytes, name: str, readers: tuple[Reader, ...] = READERS) -> Framework:
    """Read a document with the reader that is surest of it.

    Args:
        data: the whole file.
        name: its file name, of which only the suffix counts.
        readers: the readers to choose from.

    Raises:
        UnreadableDocumentError: no reader knows this kind of document, or the one that does cannot read it.
    """
    if not data.strip(b"\x00\t\n\x0c\r \xef\xbb\xbf\xfe\xff"):
        raise UnreadableDocumentError(UnreadableReason.EMPTY)
    head = data[:HEAD_BYTES]
    sureness, reader = max(((r.sniff(head, name), r) for r in readers), key=lambda pair: pair[0])
    if not sureness:
        raise UnreadableDocumentError(UnreadableReason.BINARY, detail=_known_format(head))
    return reader.read(data)


def _known_format(head: bytes) -> str:
    return next((label for magic, label in _KNOWN_FORMATS if head.startswith(magic)), "")
