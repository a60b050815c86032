"""``preuve cpf check``: what is wrong with a CPF flow, line by line, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from preuve.domain.reporting.cpf.check import Fault

EXIT_OK, EXIT_FAULTS, EXIT_UNREADABLE = 0, 1, 2


def register(subparsers: Any) -> None:
    """Add the commands."""
    room = subparsers.add_parser("cpf", help="vérifier un flux d’accrochage CPF")
    commands = room.add_subparsers(required=True, metavar="commande")
    check = commands.add_parser("check", help="dire tout ce qui ne va pas dans un flux, avec la ligne")
    check.add_argument("file", type=Path, metavar="FLUX.xml")
    check.add_argument(
        "--schema", choices=("1.1.2", "1.1.5"), help="version ; celle du flux sans cette option"
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--language", choices=("fr", "en"), default="fr")
    check.set_defaults(command=check_flow)


def check_flow(arguments: argparse.Namespace) -> int:
    """Print every fault as it shows; 0 none but warnings, 1 faults, 2 the file can't be opened."""
    from preuve.domain.reporting.cpf.check import check, is_warning  # noqa: PLC0415 - imported when used
    from preuve.domain.reporting.cpf.grammar import Version  # noqa: PLC0415 - as above

    version = Version(arguments.schema) if arguments.schema else None
    write = _json if arguments.format == "json" else _text
    wrong = 0
    try:
        with arguments.file.open("rb") as stream:
            for fault in check(stream, version):
                wrong += not is_warning(fault)
                print(write(arguments, fault, warning=is_warning(fault)))
    except OSError as error:
        print(f"{arguments.file}: {error.strerror}", file=sys.stderr)
        return EXIT_UNREADABLE
    return EXIT_FAULTS if wrong else EXIT_OK


def _text(arguments: argparse.Namespace, fault: Fault, *, warning: bool) -> str:
    labels = {("fr", True): "à vérifier", ("en", True): "to check"}
    colon = " : " if arguments.language == "fr" else ": "
    label = labels.get((arguments.language, warning), "")
    entry = f" [{fault.entry}]" if fault.entry else ""
    prefix = f"{label}{colon}" if label else ""
    return f"{arguments.file}:{fault.line}: {prefix}{fault.words(arguments.language)}{entry} ({fault.path})"


def _json(arguments: argparse.Namespace, fault: Fault, *, warning: bool) -> str:
    """One object a line: a file may have more faults than memory."""
    written = {
        "line": fault.line,
        "path": fault.path,
        "entry": fault.entry,
        "source": fault.source.value,
        "code": fault.issue.code,
        "severity": "warning" if warning else "error",
        "text": fault.words(arguments.language),
    }
    return json.dumps(written, ensure_ascii=False)
