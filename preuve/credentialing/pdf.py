"""A certificate as a signed PDF: the credential attached to it, and whether the PDF's own signature holds.

Sources: ISO 32000-2, 7.11.4 (embedded files) and 12.8 (signatures); ETSI EN 319 142-1 (PAdES). pyHanko
reads and validates. Stricter than PAdES on three points, so that bytes count wherever they are: one
signature, which covers the file to its last byte, and nothing but zeros after it where it stands. What no
signature covers is its own envelope: version numbers, names of algorithms, how it points at its certificate.
"""

from __future__ import annotations

import io
import logging
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from asn1crypto import cms, pem, x509  # type: ignore[import-untyped] # it has no stubs
from pyhanko.pdf_utils.generic import DictionaryObject, StreamObject
from pyhanko.pdf_utils.misc import PdfDecodeLimitError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from preuve.domain.credentials.screening import LARGEST_DOCUMENT
from preuve.domain.credentials.verification import Check, Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Sequence
    from datetime import datetime

    from pyhanko.sign.validation import EmbeddedPdfSignature, PdfSignatureStatus

LARGEST_PDF = 20_000_000
"""Bytes."""
MOST_NODES = 200
"""Of the tree of attached files."""
LONGEST_NAME = 200
_HEXADECIMAL = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")
_TOKEN_DOTS = 2
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


class PdfFault(StrEnum):
    """Why no credential can be taken from a PDF, or its signature not be looked at."""

    TOO_LARGE = "pdf_too_large"
    UNREADABLE = "pdf_unreadable"
    TOO_COSTLY = "pdf_too_costly"
    """Reading it took more time or memory than a certificate can."""
    NOTHING_ATTACHED = "pdf_nothing_attached"
    SEVERAL = "pdf_several"
    """More than one credential is attached: which one the page shows can't be told."""
    ROOTS = "pdf_roots"
    """The roots to trust are no PEM certificates."""


class PdfError(Exception):
    """No credential can be taken from a PDF.

    Attributes:
        fault: why.
    """

    def __init__(self, fault: PdfFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class PdfReading:
    """The text of the credential attached to a PDF, and what its signature is worth."""

    credential: str
    finding: Finding


def read_pdf(data: bytes, *, roots: bytes | None, at: datetime) -> PdfReading:
    """Return the credential attached to a PDF and the finding about the PDF's signature.

    Args:
        data: the whole file.
        roots: certificates that are trusted, PEM; None when the signer isn't to be checked against any.
        at: moment at which the signer's certificate must be good.

    `PdfError` otherwise. Nothing is fetched: whether the signer's certificate was revoked isn't looked at.
    """
    if len(data) > LARGEST_PDF:
        raise PdfError(PdfFault.TOO_LARGE)
    trusted = None if roots is None else certificates_of(roots)
    try:
        reader = PdfFileReader(io.BytesIO(data))
        credential = _credential(reader)
        return PdfReading(credential, _finding(reader, data, trusted, at))
    except PdfError:
        raise
    except (MemoryError, PdfDecodeLimitError) as error:
        raise PdfError(PdfFault.TOO_COSTLY) from error
    except Exception as error:  # a broken file may raise anything inside the reader
        raise PdfError(PdfFault.UNREADABLE) from error


def certificates_of(text: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file; `PdfError` (ROOTS) when there are none or one isn't readable."""
    try:
        found = [x509.Certificate.load(der, strict=True) for _, _, der in pem.unarmor(text, multiple=True)]
        for certificate in found:
            certificate.native  # noqa: B018 - reads all of it: errors come here, not later
    except (ValueError, TypeError) as error:
        raise PdfError(PdfFault.ROOTS) from error
    return found


def _credential(reader: PdfFileReader) -> str:
    found = [body for body in _attached(reader) if _is_credential(body)]
    if len(found) != 1:
        raise PdfError(PdfFault.SEVERAL if found else PdfFault.NOTHING_ATTACHED)
    if len(found[0]) > LARGEST_DOCUMENT:
        raise PdfError(PdfFault.TOO_LARGE)
    return found[0].decode()


def _is_credential(body: bytes) -> bool:
    text = body.strip()
    token = text.startswith(b"ey") and text.count(b".") == _TOKEN_DOTS
    return token or (text.startswith(b"{") and b'"proof"' in text)


def _attached(reader: PdfFileReader) -> Iterator[bytes]:
    """Contents of the attached files, from the tree of their names."""
    nodes = [_member(_member(reader.root, "/Names"), "/EmbeddedFiles")]
    for visited in range(MOST_NODES + 1):
        if not nodes:
            return
        if visited == MOST_NODES:
            raise PdfError(PdfFault.TOO_COSTLY)
        node = nodes.pop()
        files = _member(node, "/EF")
        for name in ("/F", "/UF"):
            stream = _member(files, name)
            if isinstance(stream, StreamObject):
                yield stream.data
                break
        nodes += _items(_member(node, "/Kids"))
        nodes += _items(_member(node, "/Names"))[1::2]


def _member(holder: Any, name: str) -> Any:
    return holder[name] if isinstance(holder, DictionaryObject) and name in holder else None


def _items(values: Any) -> list[Any]:
    """Items of an array, each reference followed; no more than are ever looked at."""
    if not isinstance(values, list):
        return []
    return [values[rank] for rank in range(min(len(values), 2 * MOST_NODES))]


def _finding(
    reader: PdfFileReader, data: bytes, roots: Sequence[x509.Certificate] | None, at: datetime
) -> Finding:
    signatures = list(reader.embedded_signatures)
    if not signatures:
        return Finding(Check.PDF, Outcome.PDF_UNSIGNED)
    try:
        status = _validated(signatures[0], roots or (), at)
        whole = len(signatures) == 1 and _whole(signatures[0], status, data)
    except (SignatureValidationError, ValueError):
        return Finding(Check.PDF, Outcome.PDF_CHANGED)
    if not whole:
        return Finding(Check.PDF, Outcome.PDF_CHANGED)
    signer = _printable(status.signing_cert.subject.human_friendly)
    if roots is None:
        return Finding(Check.PDF, Outcome.SIGNER_UNCHECKED, signer)
    trusted = status.trusted and status.bottom_line
    return Finding(Check.PDF, Outcome.PASSED if trusted else Outcome.SIGNER_UNTRUSTED, signer)


def _whole(signature: EmbeddedPdfSignature, status: PdfSignatureStatus, data: bytes) -> bool:
    """Whether the signature holds, over every byte of the file but its own."""
    covered = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    return bool(status.intact and status.valid and covered and _plainly_written(signature, data))


def _plainly_written(signature: EmbeddedPdfSignature, data: bytes) -> bool:
    """Whether the one place that a signature can't cover, its own, holds it and zeros only."""
    _, start, end, _ = (int(bound) for bound in signature.sig_object["/ByteRange"])
    if _HEXADECIMAL.fullmatch(data[start:end]) is None:
        return False
    contents = bytes.fromhex(data[start + 1 : end - 1].decode())
    signed = cms.ContentInfo.load(contents).dump()
    return contents.startswith(signed) and not contents[len(signed) :].strip(b"\0")


def _validated(
    signature: EmbeddedPdfSignature, roots: Sequence[x509.Certificate], at: datetime
) -> PdfSignatureStatus:
    context = ValidationContext(
        trust_roots=list(roots), allow_fetching=False, moment=at, revocation_mode="soft-fail"
    )
    # it logs the trace of what is a finding here
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
    return _finished(async_validate_pdf_signature(signature, context, key_usage_settings=_USAGE))


def _finished(work: Coroutine[Any, Any, PdfSignatureStatus]) -> PdfSignatureStatus:
    """Result of work that has nothing to wait for, since nothing is fetched: no event loop, no sockets."""
    try:
        work.send(None)
    except StopIteration as end:
        result: PdfSignatureStatus = end.value
        return result
    work.close()
    raise PdfError(PdfFault.UNREADABLE)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)[:LONGEST_NAME]
