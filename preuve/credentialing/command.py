"""``preuve credential verify``: whether a certificate can be believed, offline and without a database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from preuve.domain.credentials.verification import Verification

EXIT_VALID, EXIT_INVALID, EXIT_UNREADABLE = 0, 1, 2
_FACTS = {
    "name": ("Accordé", "Granted"),
    "code": ("Code", "Code"),
    "holder": ("Titulaire", "Holder"),
    "issuer_name": ("Émetteur", "Issuer"),
    "granted_on": ("Le", "On"),
    "valid_until": ("Jusqu’au", "Until"),
}


def register(subparsers: Any) -> None:
    """Add the command."""
    room = subparsers.add_parser("credential", help="vérifier des certificats")
    commands = room.add_subparsers(required=True, metavar="commande")
    check = commands.add_parser("verify", help="dire si un certificat (JSON, JWT, PNG, SVG) peut être cru")
    check.add_argument("file", type=Path, metavar="FICHIER")
    check.add_argument(
        "--at", type=_moment, metavar="DATE", help="date de la vérification ; maintenant sinon"
    )
    check.add_argument(
        "--status", type=Path, action="append", default=[], metavar="FICHIER", help="liste de révocation"
    )
    check.add_argument(
        "--issuer", type=Path, action="append", default=[], metavar="FICHIER", help="did.json ou profil"
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--language", choices=("fr", "en"), default="fr")
    check.set_defaults(command=verify_credential)


def verify_credential(arguments: argparse.Namespace) -> int:
    """Print what is found; 0 valid, 1 not valid, 2 a file can't be read."""
    from preuve.credentialing.shipped import shipped_contexts  # noqa: PLC0415 - imported when used
    from preuve.domain.credentials.verification import verify  # noqa: PLC0415 - as above

    files = [arguments.file, *arguments.status, *arguments.issuer]
    read = [_read(path) for path in files]
    if any(item is None for item in read):
        return EXIT_UNREADABLE
    lists = [item for item in read[1 : 1 + len(arguments.status)] if item is not None]
    issuers = [item for item in read[1 + len(arguments.status) :] if isinstance(item, dict)]
    verification = verify(
        read[0] or {},
        at=arguments.at or datetime.now(UTC),
        issuers=issuers,
        contexts=shipped_contexts(),
        status_lists=lists,
    )
    _print(verification, arguments.format, arguments.language)
    return EXIT_VALID if verification.valid else EXIT_INVALID


def _read(path: Path) -> dict[str, Any] | str | None:
    """JSON object, or text of a JWT; None after saying why not."""
    from preuve.domain.credentials.errors import BakingError, DocumentError  # noqa: PLC0415 - when used
    from preuve.domain.credentials.screening import read_document  # noqa: PLC0415 - as above

    try:
        data = _unbaked(path.read_bytes()).strip()
        if data.startswith(b"ey") and data.isascii():
            return data.decode()
        return read_document(data)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
    except DocumentError as error:
        print(f"{path}: {error.fault} {error.found}".strip(), file=sys.stderr)
    except BakingError as error:
        print(f"{path}: {error.fault}", file=sys.stderr)
    return None


def _unbaked(data: bytes) -> bytes:
    """What a PNG or an SVG holds; other files as they are."""
    from preuve.domain.credentials.baking import png_credential, svg_credential  # noqa: PLC0415 - when used

    if data.startswith(b"\x89PNG"):
        return png_credential(data).encode()
    return svg_credential(data).encode() if data.lstrip().startswith(b"<") else data


def _moment(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _print(verification: Verification, form: str, language: str) -> None:
    from preuve.domain.credentials.wording import check_name, sentence, verdict  # noqa: PLC0415 - when used

    findings = [
        {**asdict(finding), "sentence": sentence(finding, language)} for finding in verification.findings
    ]
    if form == "json":
        report = {"valid": verification.valid, "findings": findings, "facts": asdict(verification.facts)}
        print(json.dumps(report, ensure_ascii=False, indent=2))
        return
    colon = " : " if language == "fr" else ": "
    print(verdict(verification, language))
    for finding in verification.findings:
        print(f"  {check_name(finding, language)}{colon}{sentence(finding, language)}")
    for name, labels in _FACTS.items():
        value = getattr(verification.facts, name)
        if value:
            print(f"  {labels[0 if language == 'fr' else 1]}{colon}{value}")
