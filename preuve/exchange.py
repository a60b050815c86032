"""``preuve framework export``: a framework as others read it, without a database."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from preuve.domain.competences.case import Publication


def register_exchange(commands: Any) -> None:
    """Add the commands."""
    export = commands.add_parser("export", help="écrire un référentiel en CASE (JSON)")
    export.add_argument("file", type=Path, metavar="FICHIER")
    export.add_argument("--case", choices=("1.0", "1.1"), default="1.1", help="version de CASE")
    export.add_argument(
        "--name", help="nom stable dont suivent les identifiants, par exemple RNCP37674 ; celui du fichier"
    )
    export.add_argument(
        "--base", default="", help="adresse https des objets ; sans elle, des adresses urn:uuid"
    )
    export.add_argument("--output", type=Path, metavar="SORTIE.json", help="sinon, sortie standard")
    export.set_defaults(command=framework_export)


def framework_export(arguments: argparse.Namespace) -> int:
    """Write the package; a CASE package that is read keeps its name, its identifiers and its dates."""
    from preuve.cli import EXIT_OK, EXIT_UNREADABLE, framework_or_none  # noqa: PLC0415 - cli imports us
    from preuve.domain.competences.case import CaseVersion, to_case  # noqa: PLC0415 - imported when used

    framework = framework_or_none(arguments.file)
    if framework is None:
        return EXIT_UNREADABLE
    package = to_case(framework, _publication(arguments), CaseVersion(arguments.case))
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    if arguments.output is None:
        sys.stdout.write(text)
        return EXIT_OK
    try:
        arguments.output.write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"{arguments.output}: {error.strerror}\n")
        return EXIT_UNREADABLE
    return EXIT_OK


def _publication(arguments: argparse.Namespace) -> Publication:
    """What the file says of itself, or else its name and the moment it was written."""
    from preuve.domain.competences.case import Publication  # noqa: PLC0415 - imported when used
    from preuve.domain.competences.readers.json_document import read_publication  # noqa: PLC0415 - as above

    path = arguments.file
    changed = datetime.fromtimestamp(int(path.stat().st_mtime), UTC).isoformat()
    found = read_publication(path.read_bytes())
    found = found or Publication(path.stem, arguments.base.rstrip("/"), changed)
    return replace(found, name=arguments.name) if arguments.name else found
