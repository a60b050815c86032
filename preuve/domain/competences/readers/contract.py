"""What a reader of documents is: the one place a new format has to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from preuve.domain.competences.model import Framework

#: Bytes of the document's beginning that ``sniff`` is given.
HEAD_BYTES = 8192


class Reader(Protocol):
    """Turns one kind of document into a draft framework."""

    @property
    def id(self) -> str:
        """Stable identifier of the reader (``france-competences-text``)."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File suffixes, lower case with their dot, that usually hold this kind of document."""

    def sniff(self, head: bytes, name: str) -> float:
        """How sure the reader is, from 0 (cannot be) to 1 (certain), given the first ``HEAD_BYTES`` bytes."""

    def read(self, data: bytes) -> Framework:
        """Read the whole document.

        Raises:
            UnreadableDocumentError: when the document yields no framework.
        """
