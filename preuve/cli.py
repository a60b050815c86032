"""The ``preuve`` command: one sub-command per room of the house.

A room adds its sub-commands with one function ``register(subparsers)`` and one entry in ``ROOMS``. Nothing
is imported before it is needed: reading a framework needs neither Django nor a database, and a room of the
web imports Django inside its commands, not when it registers them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from preuve.exchange import register_exchange

if TYPE_CHECKING:
    from preuve.domain.competences.compare import Change, Comparison
    from preuve.domain.competences.errors import UnreadableDocumentError
    from preuve.domain.competences.model import Framework

Subparsers = Any  # argparse keeps the class of add_subparsers() private
Command = Callable[[argparse.Namespace], int]

EXIT_OK, EXIT_DIFFERENT, EXIT_UNREADABLE = 0, 1, 2

_REASONS = {
    "empty": "le fichier est vide",
    "binary": "ce n’est pas du texte",
    "encoding": "octets illisibles dans cet encodage",
    "too-large": "fichier trop grand pour un référentiel",
    "no-block": "aucun titre « Bloc N : … » jusqu’à cette ligne, ce n’est pas un référentiel",
    "no-competence": "aucune compétence « C1.1 … » sous les blocs",
    "json": "ce n’est pas du JSON qu’on puisse garder",
    "shape": "ce n’est ni un paquet CASE ni un référentiel au format d’échange",
    "xml": "ce n’est pas du XML bien formé, ou il déclare un type de document",
    "csv": "il manque une colonne",
    "no-fiche": "cette fiche n’est pas dans le fichier",
    "several-fiches": "plusieurs fiches : choisissez-en une avec « preuve framework rncp »",
}
_KINDS = {
    "added": "ajouté",
    "removed": "retiré",
    "recoded": "nouveau code",
    "moved": "déplacé",
    "reworded": "reformulé",
}
_SUBJECTS = {
    "title": "titre",
    "certifier": "certificateur",
    "block": "bloc",
    "introduction": "introduction",
    "activity": "activité",
    "method": "modalité",
    "competence": "compétence",
    "practice": "pratique",
    "criterion": "critère",
}


def register_framework(subparsers: Subparsers) -> None:
    """``preuve framework`` and its commands."""
    room = subparsers.add_parser("framework", help="lire, comparer et échanger des référentiels")
    commands = room.add_subparsers(required=True, metavar="commande")
    read = commands.add_parser("read", help="lire un référentiel")
    read.add_argument("file", type=Path, metavar="FICHIER")
    read.add_argument("--format", choices=("text", "json"), default="text")
    read.set_defaults(command=framework_read)
    compare = commands.add_parser("compare", help="dire ce qui change d’une version à l’autre")
    compare.add_argument("old", type=Path, metavar="ANCIEN")
    compare.add_argument("new", type=Path, metavar="NOUVEAU")
    compare.add_argument("--format", choices=("text", "json"), default="text")
    compare.set_defaults(command=framework_compare)
    register_exchange(commands)


#: ``module:function`` of every room; each function takes the sub-parsers and adds its own. The rooms of the
#: web go below the first entry, and set up Django inside their commands.
ROOMS: tuple[str, ...] = (
    "preuve.cli:register_framework",
    "preuve.inspection.command:register",
    "preuve.timetabling.command:register",
    "preuve.judgement.command:register",
    "preuve.declaring.command:register",
    "preuve.credentialing.command:register",
    "preuve.web.server:register",
)


def main(argv: list[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: arguments without the program's name; those of the process when absent.

    Returns:
        Exit status: 0 done, 1 two versions differ, 2 wrong usage or unreadable file.
    """
    parser = argparse.ArgumentParser(
        prog="preuve", description="La certification, du référentiel au certificat."
    )
    subparsers = parser.add_subparsers(required=True, metavar="domaine")
    for room in ROOMS:
        module, _, function = room.partition(":")
        getattr(importlib.import_module(module), function)(subparsers)
    arguments = parser.parse_args(argv)
    command: Command = arguments.command
    try:
        status = command(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of our output (head, less) went away: nothing is wrong, and Python must not complain at
        # exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_OK
    return status


def framework_read(arguments: argparse.Namespace) -> int:
    """Print a framework as an outline or as JSON."""
    from preuve.domain.competences.serialise import to_json_dict  # noqa: PLC0415 - imported when used

    framework = framework_or_none(arguments.file)
    if framework is None:
        return EXIT_UNREADABLE
    if arguments.format == "json":
        _print_json(to_json_dict(framework))
    else:
        print("\n".join(outline(framework)))
    return EXIT_OK


def framework_compare(arguments: argparse.Namespace) -> int:
    """Print what changes from one framework to another."""
    from preuve.domain.competences.compare import compare  # noqa: PLC0415 - imported when used

    old, new = framework_or_none(arguments.old), framework_or_none(arguments.new)
    if old is None or new is None:
        return EXIT_UNREADABLE
    comparison = compare(old, new)
    if arguments.format == "json":
        _print_json({"changes": [_change_json(change) for change in comparison.changes]})
    else:
        print("\n".join(_comparison_lines(comparison)))
    return EXIT_OK if comparison.identical else EXIT_DIFFERENT


def framework_or_none(path: Path) -> Framework | None:
    """The framework of a file; None after saying on the error output, in one line, where and why not."""
    from preuve.domain.competences.errors import UnreadableDocumentError  # noqa: PLC0415 - as above
    from preuve.domain.competences.readers import read_framework  # noqa: PLC0415 - as above

    try:
        return read_framework(path.read_bytes(), path.name)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
    except UnreadableDocumentError as error:
        print(f"{path}:{error.line}: {unreadable_reason(error)}", file=sys.stderr)
    return None


def unreadable_reason(error: UnreadableDocumentError) -> str:
    """Return why a document cannot be read, in French."""
    detail = f" ({error.detail})" if error.detail else ""
    return f"{_REASONS[error.reason]}{detail}"


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


def outline(framework: Framework) -> list[str]:
    """Return a framework as indented lines, counts first."""
    counts = (
        ("Blocs", len(framework.blocks)),
        ("Activités", sum(len(block.activities) for block in framework.blocks)),
        ("Compétences", len(framework.competences)),
        ("Pratiques", sum(len(competence.practices) for competence in framework.competences)),
        ("Critères", len(framework.criteria)),
    )
    lines = [
        f"{framework.title or '(sans titre)'} · {framework.certifier or '(certificateur inconnu)'}",
        " · ".join(f"{label} : {count}" for label, count in counts),
    ]
    for block in framework.blocks:
        lines += ["", f"{block.code} {block.title}", f"  Activités : {len(block.activities)}"]
        for method in block.assessment_methods:
            kind = "Critères" if method.introduces_criteria else "Modalité"
            lines.append(f"  {kind} « {method.stated_range} » → {', '.join(method.applies_to) or 'rien'}")
        for competence in block.competences:
            lines.append(f"  {competence.code} {competence.statement}")
            lines.append(
                f"    Pratiques : {len(competence.practices)} · Critères : {len(competence.criteria)}"
            )
            lines += [f"    {criterion.id} {criterion.label}" for criterion in competence.criteria]
    lines += ["", f"Avertissements : {len(framework.warnings)}"]
    lines += [f"  ligne {w.line} [{w.code}] {w.message}" for w in framework.warnings]
    lines += ["", f"Lignes hors du tableau : {len(framework.unassigned)}"]
    return lines + [f"  ligne {u.line} {u.text}" for u in framework.unassigned]


def _comparison_lines(comparison: Comparison) -> list[str]:
    if comparison.identical:
        return ["Aucun changement."]
    lines = [f"Changements : {len(comparison.changes)}"]
    for change in comparison.changes:
        lines.append(f"{_SUBJECTS[change.subject]} · {_KINDS[change.kind]}")
        lines += [
            f"  {sign} {f'{element.code} {element.text}'.strip()}"
            for sign, element in (("-", change.old), ("+", change.new))
            if element
        ]
    return lines


def _change_json(change: Change) -> dict[str, Any]:
    sides = {
        side: element and {"pointer": element.pointer, "code": element.code, "text": element.text}
        for side, element in (("old", change.old), ("new", change.new))
    }
    return {"kind": str(change.kind), "subject": str(change.subject), **sides}


if __name__ == "__main__":
    sys.exit(main())
