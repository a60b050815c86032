"""What readers and comparisons say, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from preuve.domain.competences.compare import ChangeKind, Comparison, Element, Subject
from preuve.domain.competences.errors import UnreadableDocumentError, UnreadableReason
from preuve.web.frameworks.review import words_for

_UNREADABLE = {
    UnreadableReason.EMPTY: gettext_lazy("Le document est vide."),
    UnreadableReason.BINARY: gettext_lazy("Ce document n’est pas un texte%(detail)s (ligne %(line)s)."),
    UnreadableReason.ENCODING: gettext_lazy(
        "Le codage des caractères n’est pas lisible à la ligne %(line)s%(detail)s : "
        "enregistrez le document en UTF-8."
    ),
    UnreadableReason.TOO_LARGE: gettext_lazy("Le document dépasse 5 Mo : ce n’est pas un référentiel."),
    UnreadableReason.NO_BLOCK: gettext_lazy(
        "Aucun titre de bloc (« Bloc 1 : … ») n’a été trouvé jusqu’à la ligne %(line)s."
    ),
    UnreadableReason.NO_COMPETENCE: gettext_lazy(
        "Aucune compétence (« C1.1 … ») ne suit le titre de bloc de la ligne %(line)s%(detail)s."
    ),
    UnreadableReason.JSON: gettext_lazy(
        "Ce document n’est pas du JSON qu’on puisse garder : ligne %(line)s%(detail)s."
    ),
    UnreadableReason.SHAPE: gettext_lazy(
        "Ce document n’est ni un paquet CASE ni un référentiel au format d’échange : "
        "ligne %(line)s%(detail)s."
    ),
    UnreadableReason.XML: gettext_lazy(
        "Ce document n’est pas du XML bien formé, ou déclare un type de document : ligne %(line)s%(detail)s."
    ),
    UnreadableReason.CSV: gettext_lazy("Il manque une colonne à la ligne %(line)s%(detail)s."),
    UnreadableReason.SEVERAL_FICHES: gettext_lazy("Plusieurs fiches sont dans ce fichier."),
    UnreadableReason.NO_FICHE: gettext_lazy("Aucune fiche de ce numéro n’est dans ce fichier%(detail)s."),
}
SUBJECTS = {
    Subject.TITLE: gettext_lazy("Titre"),
    Subject.CERTIFIER: gettext_lazy("Certificateur"),
    Subject.BLOCK: gettext_lazy("Blocs de compétences"),
    Subject.INTRODUCTION: gettext_lazy("Présentations des blocs"),
    Subject.ACTIVITY: gettext_lazy("Activités"),
    Subject.METHOD: gettext_lazy("Modalités d’évaluation"),
    Subject.COMPETENCE: gettext_lazy("Compétences"),
    Subject.PRACTICE: gettext_lazy("Pratiques"),
    Subject.CRITERION: gettext_lazy("Critères d’évaluation"),
}
KINDS = {
    ChangeKind.ADDED: gettext_lazy("ajout"),
    ChangeKind.REMOVED: gettext_lazy("suppression"),
    ChangeKind.RECODED: gettext_lazy("nouveau code"),
    ChangeKind.MOVED: gettext_lazy("déplacement"),
    ChangeKind.REWORDED: gettext_lazy("reformulation"),
}


def unreadable_sentence(error: UnreadableDocumentError) -> str:
    """Return why a document could not be read, and where."""
    detail = f" ({error.detail})" if error.detail else ""
    return str(_UNREADABLE[error.reason]) % {"line": error.line, "detail": detail}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed (`same`), came (`added`) or went (`removed`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change as the page shows it: what, where, and the words."""

    kind: str
    kind_label: str
    where: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one subject."""

    title: str
    rows: tuple[ChangeRow, ...]


def changes_to_json(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the changes as a version keeps them."""
    return [
        {
            "kind": str(change.kind),
            "subject": str(change.subject),
            "old": _element_to_json(change.old),
            "new": _element_to_json(change.new),
        }
        for change in comparison.changes
    ]


def _element_to_json(element: Element | None) -> dict[str, str] | None:
    if element is None:
        return None
    return {"pointer": element.pointer, "code": element.code, "text": element.text}


def groups_of_changes(
    changes: list[dict[str, Any]], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[ChangeGroup]:
    """Yield the changes by subject; `old` and `new` are the contents that their pointers point into."""
    for subject, title in SUBJECTS.items():
        rows = tuple(_row(change, old, new) for change in changes if change["subject"] == subject)
        if rows:
            yield ChangeGroup(str(title), rows)


def summary_of_changes(changes: list[dict[str, Any]]) -> str:
    """Return the changes counted in one sentence."""
    if not changes:
        return _("Rien n’a changé.")
    counts = {kind: sum(change["kind"] == kind for change in changes) for kind in ChangeKind}
    words = {
        ChangeKind.ADDED: ngettext("%(n)s ajout", "%(n)s ajouts", counts[ChangeKind.ADDED]),
        ChangeKind.REMOVED: ngettext("%(n)s suppression", "%(n)s suppressions", counts[ChangeKind.REMOVED]),
        ChangeKind.RECODED: ngettext(
            "%(n)s nouveau code", "%(n)s nouveaux codes", counts[ChangeKind.RECODED]
        ),
        ChangeKind.MOVED: ngettext("%(n)s déplacement", "%(n)s déplacements", counts[ChangeKind.MOVED]),
        ChangeKind.REWORDED: ngettext(
            "%(n)s reformulation", "%(n)s reformulations", counts[ChangeKind.REWORDED]
        ),
    }
    return ", ".join(words[kind] % {"n": count} for kind, count in counts.items() if count) + "."


def _row(change: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> ChangeRow:
    before, after, kind = change["old"], change["new"], ChangeKind(change["kind"])
    places = [words_for(before["pointer"], old)] if before else []
    if after and (not before or kind in {ChangeKind.RECODED, ChangeKind.MOVED}):
        places.append(words_for(after["pointer"], new))
    places = [place for place in dict.fromkeys(places) if place]
    return ChangeRow(str(kind), str(KINDS[kind]), " → ".join(places), tuple(_pieces(kind, before, after)))


def _pieces(kind: ChangeKind, before: dict[str, str] | None, after: dict[str, str] | None) -> Iterator[Piece]:
    if before is None or after is None:
        element = before or after or {}
        yield Piece("added" if before is None else "removed", element["text"])
    elif kind is ChangeKind.REWORDED:
        yield from word_diff(before["text"], after["text"])
    else:
        yield Piece("same", after["text"])


def word_diff(before: str, after: str) -> Iterator[Piece]:
    """Yield the words of two texts as runs that stayed, went and came."""
    old, new = before.split(), after.split()
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", " ".join(old[a:b]))
            continue
        if b > a:
            yield Piece("removed", " ".join(old[a:b]))
        if d > c:
            yield Piece("added", " ".join(new[c:d]))
