"""Microsoft Project's own binary files: recognised, so that their owner is told to export XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact
    from preuve.domain.evidence.reading.head import Head

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The class that its CompObj stream names, and the storage of tasks as the file's directory names it.
_NAMES = (b"MSProject", "TBkndTask".encode("utf-16-le"))


def sniff(head: Head) -> float:
    """Return how sure it is that the file is an OLE file of Project."""
    if not head.data.startswith(_OLE):
        return 0.0
    named = head.extension in {".mpp", ".mpt"}
    return 1.0 if named or any(name in head.data for name in _NAMES) else 0.0


def read(artefact: Artefact) -> NoReturn:
    """Refuse the file, saying what to do.

    Raises:
        UnreadableArtefactError: UNSUPPORTED_VERSION, always.
    """
    detail = "Project : Fichier → Enregistrer sous → Format XML"
    raise UnreadableArtefactError(Unreadable.UNSUPPORTED_VERSION, artefact.place(), detail)
