"""``preuve framework export``: a framework as others read it, without a database."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from preuve.domain.competences.case import Publication
    from preuve.domain.competences.rncp import Fiche

NO_EXPORT = "aucun fichier .xml ou .csv dedans"


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
    rncp = commands.add_parser("rncp", help="préremplir un référentiel avec une fiche du RNCP")
    rncp.add_argument("file", type=Path, metavar="EXPORT", help="XML V4.1 ou CSV des blocs, zip ou non")
    rncp.add_argument("--fiche", required=True, metavar="RNCPnnnnn")
    rncp.add_argument("--format", choices=("text", "json", "source"), default="text")
    rncp.set_defaults(command=framework_rncp)


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


def framework_rncp(arguments: argparse.Namespace) -> int:
    """Print the draft of one fiche; as JSON it can be deposited on the site."""
    from preuve.cli import EXIT_OK, EXIT_UNREADABLE, outline, unreadable_reason  # noqa: PLC0415 - cli imports us
    from preuve.domain.competences.errors import UnreadableDocumentError  # noqa: PLC0415 - imported when used
    from preuve.domain.competences.rncp import draft_of, find_fiche  # noqa: PLC0415 - as above
    from preuve.domain.competences.serialise import to_json_dict  # noqa: PLC0415 - as above

    try:
        draft = draft_of(find_fiche(_fiches(arguments.file), arguments.fiche))
    except (OSError, RuntimeError, zipfile.BadZipFile, zlib.error, csv.Error) as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return EXIT_UNREADABLE
    except UnreadableDocumentError as error:
        sys.stderr.write(f"{arguments.file}:{error.line}: {unreadable_reason(error)}\n")
        return EXIT_UNREADABLE
    if arguments.format == "json":
        text = json.dumps(to_json_dict(draft.framework), ensure_ascii=False, indent=2)
    else:
        text = draft.source if arguments.format == "source" else "\n".join(outline(draft.framework))
    sys.stdout.write(f"{text}\n")
    return EXIT_OK


def _fiches(path: Path) -> Iterator[Fiche]:
    """Fiches of a file, zipped or not, read as they are asked for."""
    from preuve.domain.competences.rncp import csv_fiches, xml_fiches  # noqa: PLC0415 - imported when used

    with ExitStack() as opened:
        stream: IO[bytes] = opened.enter_context(path.open("rb"))
        name = path.name
        if zipfile.is_zipfile(stream):
            archive = opened.enter_context(zipfile.ZipFile(stream))
            name = next((each for each in archive.namelist() if each.endswith((".xml", ".csv"))), "")
            if not name:
                raise zipfile.BadZipFile(NO_EXPORT)
            stream = opened.enter_context(archive.open(name))
        else:
            stream.seek(0)
        if name.endswith(".csv"):
            yield from csv_fiches(io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline=""))
        else:
            yield from xml_fiches(stream)
