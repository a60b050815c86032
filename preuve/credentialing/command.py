"""``preuve credential verify``: whether a certificate can be believed, offline and without a database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from preuve.domain.credentials.verification import Finding, Verification

LARGEST_FILE = 20_000_000
"""Bytes."""
EXIT_VALID, EXIT_INVALID, EXIT_UNREADABLE = 0, 1, 2
_FACTS = {
    "name": ("Accordé", "Granted"),
    "code": ("Code", "Code"),
    "holder": ("Titulaire", "Holder"),
    "issuer_name": ("Émetteur", "Issuer"),
    "granted_on": ("Le", "On"),
    "valid_until": ("Jusqu’au", "Until"),
}
_PDF_FAULTS = {
    "pdf_too_large": (
        "le PDF ou ce qui y est joint est trop gros",
        "the PDF or what is attached is too large",
    ),
    "pdf_unreadable": ("ce PDF est illisible", "this PDF can not be read"),
    "pdf_too_costly": (
        "la lecture de ce PDF demande plus de temps ou de mémoire qu’un certificat",
        "reading this PDF takes more time or memory than a certificate does",
    ),
    "pdf_nothing_attached": (
        "aucun certificat n’est joint à ce PDF",
        "no credential is attached to this PDF",
    ),
    "pdf_several": (
        "plusieurs certificats sont joints à ce PDF",
        "several credentials are attached to this PDF",
    ),
    "pdf_roots": (
        "les racines données ne sont pas des certificats PEM",
        "the roots given are no PEM certificates",
    ),
}


def register(subparsers: Any) -> None:
    """Add the command."""
    room = subparsers.add_parser("credential", help="vérifier des certificats")
    commands = room.add_subparsers(required=True, metavar="commande")
    check = commands.add_parser(
        "verify", help="dire si un certificat (JSON, JWT, PNG, SVG, PDF) peut être cru"
    )
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
    check.add_argument(
        "--trust",
        type=Path,
        metavar="FICHIER",
        help="racines (PEM) dont doit venir le certificat qui a signé un PDF ; non vérifié sinon",
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--language", choices=("fr", "en"), default="fr")
    check.set_defaults(command=verify_credential)


def verify_credential(arguments: argparse.Namespace) -> int:
    """Print what is found; 0 valid, 1 not valid, 2 a file can't be read."""
    from preuve.credentialing.shipped import shipped_contexts  # noqa: PLC0415 - imported when used
    from preuve.domain.credentials.verification import verify  # noqa: PLC0415 - as above

    at = arguments.at or datetime.now(UTC)
    subject = _read_subject(arguments, at)
    others = [_read(path) for path in (*arguments.status, *arguments.issuer)]
    if subject is None or any(item is None for item in others):
        return EXIT_UNREADABLE
    credential, about_file = subject
    verification = verify(
        credential,
        at=at,
        issuers=[item for item in others[len(arguments.status) :] if isinstance(item, dict)],
        contexts=shipped_contexts(),
        status_lists=[item for item in others[: len(arguments.status)] if item is not None],
    )
    verification = replace(verification, findings=(*verification.findings, *about_file))
    _print(verification, arguments.format, arguments.language)
    return EXIT_VALID if verification.valid else EXIT_INVALID


def _read_subject(
    arguments: argparse.Namespace, at: datetime
) -> tuple[dict[str, Any] | str, tuple[Finding, ...]] | None:
    """The credential, and what is found about the file that holds it; None after saying why not."""
    data = _bytes_of(arguments.file)
    if data is None or not data.startswith(b"%PDF-"):
        credential = None if data is None else _parsed(arguments.file, data)
        return None if credential is None else (credential, ())
    roots = None if arguments.trust is None else _bytes_of(arguments.trust)
    if arguments.trust is not None and roots is None:
        return None
    return _read_pdf(arguments, data, roots, at)


def _read_pdf(
    arguments: argparse.Namespace, data: bytes, roots: bytes | None, at: datetime
) -> tuple[dict[str, Any] | str, tuple[Finding, ...]] | None:
    from preuve.credentialing.apart import read_pdf_apart  # noqa: PLC0415 - when used
    from preuve.credentialing.pdf import PdfError  # noqa: PLC0415 - as above

    try:
        attached, finding = read_pdf_apart(data, roots=roots, at=at)
    except PdfError as error:
        words = _PDF_FAULTS[error.fault][0 if arguments.language == "fr" else 1]
        print(f"{arguments.file}: {words}", file=sys.stderr)
        return None
    credential = _parsed(arguments.file, attached)
    return None if credential is None else (credential, (finding,))


def _read(path: Path) -> dict[str, Any] | str | None:
    data = _bytes_of(path)
    return None if data is None else _parsed(path, data)


def _bytes_of(path: Path) -> bytes | None:
    """Bytes of a file; None after saying why not."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return None
    if len(data) > LARGEST_FILE:
        print(f"{path}: too_large", file=sys.stderr)
        return None
    return data


def _parsed(path: Path, data: bytes) -> dict[str, Any] | str | None:
    """JSON object, or text of a JWT; None after saying why not."""
    from preuve.domain.credentials.errors import BakingError, DocumentError  # noqa: PLC0415 - when used
    from preuve.domain.credentials.screening import read_document  # noqa: PLC0415 - as above

    try:
        text = _unbaked(data).strip()
        if text.startswith(b"ey") and text.isascii():
            return text.decode()
        return read_document(text)
    except DocumentError as error:
        print(_printable(f"{path}: {error.fault} {error.found}".strip()), file=sys.stderr)
    except BakingError as error:
        print(f"{path}: {error.fault}", file=sys.stderr)
    return None


def _printable(line: str) -> str:
    """A line for the terminal: a stranger's words can't drive it."""
    return "".join(character if character.isprintable() else "?" for character in line)


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
        print(_printable(f"  {check_name(finding, language)}{colon}{sentence(finding, language)}"))
    for name, labels in _FACTS.items():
        value = getattr(verification.facts, name)
        if value:
            print(_printable(f"  {labels[0 if language == 'fr' else 1]}{colon}{value}"))
