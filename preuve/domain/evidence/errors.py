"""What can stop an inspection: one family, with the place; its words are made here in both languages.

An inspector raises nothing else. A file that can't be read is told so with its reason and its place, never
with a traceback and never with a guess.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Place


class Unreadable(StrEnum):
    """Why an artefact could not be read."""

    EMPTY = "empty"
    BINARY = "binary"
    ENCODING = "encoding"
    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    TOO_MANY = "too-many"
    ENTITIES = "entities"
    ALIASES = "aliases"
    TEMPLATE = "template"
    ENCRYPTED = "encrypted"
    BOMB = "bomb"
    UNKNOWN_FORMAT = "unknown-format"
    UNSUPPORTED_VERSION = "unsupported-version"
    MISSING_FIELD = "missing-field"
    BAD_VALUE = "bad-value"
    NOT_COMPARABLE = "not-comparable"
    KILLED = "killed"
    DEFECT = "defect"


_WORDS: dict[Unreadable, tuple[str, str]] = {
    Unreadable.EMPTY: ("le fichier est vide", "the file is empty"),
    Unreadable.BINARY: ("ce n’est pas du texte", "this is not text"),
    Unreadable.ENCODING: ("l’encodage des caractères n’est pas reconnu", "the character encoding is unknown"),
    Unreadable.MALFORMED: (
        "le fichier est mal formé ou tronqué",
        "the file is malformed or cut short",
    ),
    Unreadable.TOO_LARGE: (
        "le fichier dépasse la taille que Preuve lit",
        "the file is larger than Preuve reads",
    ),
    Unreadable.TOO_DEEP: ("le contenu est imbriqué trop profondément", "the content is nested too deeply"),
    Unreadable.TOO_MANY: ("le fichier contient trop d’éléments", "the file holds too many items"),
    Unreadable.ENTITIES: (
        "le fichier déclare des entités XML, que Preuve n’ouvre pas",
        "the file declares XML entities, which Preuve does not open",
    ),
    Unreadable.ALIASES: (
        "les alias YAML du fichier tournent en rond ou se développent au-delà de ce que Preuve lit",
        "the file’s YAML aliases run in a circle or expand beyond what Preuve reads",
    ),
    Unreadable.TEMPLATE: (
        "c’est un gabarit qui n’a pas été rendu",
        "this is a template that was not rendered",
    ),
    Unreadable.ENCRYPTED: ("le fichier est chiffré", "the file is encrypted"),
    Unreadable.BOMB: (
        "l’archive se développe hors de proportion et n’est pas ouverte",
        "the archive expands out of proportion and is not opened",
    ),
    Unreadable.UNKNOWN_FORMAT: ("le format n’est pas reconnu", "the format is not recognised"),
    Unreadable.UNSUPPORTED_VERSION: (
        "cette version du format n’est pas lue",
        "this version of the format is not read",
    ),
    Unreadable.MISSING_FIELD: ("un champ indispensable manque", "a required field is missing"),
    Unreadable.BAD_VALUE: ("une valeur n’a pas de sens", "a value makes no sense"),
    Unreadable.NOT_COMPARABLE: (
        "ces deux fichiers ne se comparent pas",
        "these two files can't be compared",
    ),
    Unreadable.KILLED: (
        "le fichier n’a pas pu être lu dans les limites de temps et de mémoire",
        "the file could not be read within the limits of time and memory",
    ),
    Unreadable.DEFECT: (
        "l’inspecteur a rencontré une forme qu’il ne sait pas lire",
        "the inspector met a shape that it can't read",
    ),
}


class EvidenceError(Exception):
    """Base of what this package raises."""


class UnreadableArtefactError(EvidenceError):
    """An artefact that can't be read.

    Attributes:
        reason: the closed list above.
        place: where in the file; None when the whole file is meant.
        detail: a few words of data (a field's name, a limit); never a sentence, never a secret.
    """

    def __init__(self, reason: Unreadable, place: Place | None = None, detail: str = "") -> None:
        super().__init__(reason, place, detail)
        self.reason = reason
        self.place = place
        self.detail = detail[:200]

    def sentence(self, language: str = "fr") -> str:
        """Say it in `language` (``fr`` or ``en``), with the detail in brackets and without the place."""
        words = _WORDS[self.reason][0 if language == "fr" else 1]
        return f"{words} ({self.detail})" if self.detail else words
