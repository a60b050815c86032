"""What a package holds that a framework has no place for, counted and said once for each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from preuve.domain.competences.case import values
from preuve.domain.competences.case.export import DOCUMENT_CONSTANTS
from preuve.domain.competences.model import ReadingWarning, Unassigned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preuve.domain.competences.case.items import ItemType

_IDENTITY = {"identifier", "uri", "lastChangeDateTime"}
_DOCUMENT = _IDENTITY | {"title", "creator", "CFPackageURI"}
_ITEM = _IDENTITY | {"fullStatement", "CFItemType", "CFItemTypeURI", "CFDocumentURI", "language"}
_PACKAGE = {"CFDocument", "CFItems", "CFAssociations", "CFDefinitions"}
#: What our own packages add: all that is under our prefix has been read.
_EXTRAS = ("extensions", "notes")

_SENTENCES = {
    "type-guessed": (
        "Type « {} » inconnu : lu comme {}, d’après sa place dans l’arbre",
        "élément",
        "éléments",
    ),
    "item-not-placed": (
        "Type « {} » : sans place dans l’arbre du référentiel, texte gardé parmi les lignes sans élément",
        "élément",
        "éléments",
    ),
    "association-not-kept": ("Association « {} » non reprise", "fois", "fois"),
    "property-not-kept": ("Propriété « {} » non reprise", "fois", "fois"),
    "part-not-kept": ("Partie « {} » du paquet non reprise", "élément", "éléments"),
    "code-given": ("Code absent, donné par le lecteur{}", "élément", "éléments"),
}


class Remarks:
    """Collects the remarks of one reading; `lines` gives the line of a JSON Pointer."""

    def __init__(self, lines: Mapping[str, int]) -> None:
        self._lines = lines
        self._counts: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
        self._unassigned: list[Unassigned] = []

    @property
    def warnings(self) -> tuple[ReadingWarning, ...]:
        """One warning for each kind of remark, at the line of its first case, in order of appearance."""
        return tuple(
            ReadingWarning(code, line, _sentence(code, words, count))
            for (code, words), (line, count) in self._counts.items()
        )

    @property
    def unassigned(self) -> tuple[Unassigned, ...]:
        """Words of the items without a place."""
        return tuple(self._unassigned)

    def guessed(self, at: str, name: str, kind: ItemType) -> None:
        """An item of a type that isn't ours was placed by its depth."""
        self._note("type-guessed", at, name or "(sans type)", kind.value.lower())

    def unplaced(self, at: str, name: str, words: str) -> None:
        """An item has no place: its words are kept apart."""
        self._note("item-not-placed", at, name or "(sans type)")
        self._unassigned.append(Unassigned(self._line(at), words))

    def association(self, at: str, kind: str) -> None:
        """An association isn't kept."""
        self._note("association-not-kept", at, kind)

    def coded(self, at: str) -> None:
        """An item without a code was given one."""
        self._note("code-given", at, "")

    def note_properties(self, value: dict[str, Any], at: str, used: tuple[str, ...]) -> None:
        """Say which properties of an item that has its place have none."""
        self._note_keys(value, at, _ITEM | set(used))

    def note_unused(self, package: dict[str, Any], document: dict[str, Any]) -> None:
        """Say which parts of the package, and which properties of its document, have no place."""
        ours = {name for name, value in DOCUMENT_CONSTANTS.items() if document.get(name, value) == value}
        self._note_keys(document, "/CFDocument", _DOCUMENT | ours)
        for name in sorted(package.keys() - _PACKAGE):
            self._note("part-not-kept", f"/{name}", name)
        definitions = values.as_object(package.get("CFDefinitions", {}), "/CFDefinitions")
        for name, held in definitions.items():
            if held and name != "CFItemTypes":
                self._note("part-not-kept", f"/CFDefinitions/{name}", name)

    def _note_keys(self, value: dict[str, Any], at: str, known: set[str]) -> None:
        ours, place = values.own_extra(value, at)
        for name, held in value.items():
            if name in _EXTRAS and f"{at}/{name}" == place and _is_all_ours(held, ours):
                continue
            if name not in known:
                self._note("property-not-kept", f"{at}/{name}", name)

    def _note(self, code: str, at: str, *words: str) -> None:
        line, count = self._counts.get((code, words), (self._line(at), 0))
        self._counts[code, words] = line, count + 1

    def _line(self, at: str) -> int:
        return self._lines.get(at, 1)


def _is_all_ours(held: object, ours: dict[str, Any]) -> bool:
    """Whether nothing but ours is there."""
    return bool(ours) if isinstance(held, str) else held == ours


def _sentence(code: str, words: tuple[str, ...], count: int) -> str:
    sentence, one, many = _SENTENCES[code]
    return f"{sentence.format(*words)} ({count} {one if count == 1 else many})."
