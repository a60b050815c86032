"""Where artefacts are kept: by their SHA-256, written once, never changed."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from preuve.web.portfolios.models import Artefact

CHUNK = 1024 * 1024
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)


def artefact_path(sha256: str) -> Path:
    """Return where the bytes of an artefact are: two levels of folders keep each one small."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def media_type_of(head: bytes) -> str:
    """Tell the media type from the first bytes, never from the name: a few known kinds, text, or bytes."""
    for signature, media_type in SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if b"\x00" in head:
        return "application/octet-stream"
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A character cut at the end of the head is still text.
        if error.start < len(head) - 3:
            return "application/octet-stream"
    return "text/plain"


def store_artefact(upload: "UploadedFile[Any] | BinaryIO | bytes") -> Artefact:
    """Keep the bytes and return their row; the same bytes are kept once.

    Written to a temporary name, synced, then renamed: a crash leaves no half file under a hash.
    """
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size, head = hashlib.sha256(), 0, b""
    descriptor, temporary = tempfile.mkstemp(dir=root, prefix="incoming-")
    try:
        with os.fdopen(descriptor, "wb") as out:
            for chunk in _chunks(upload):
                head = head or chunk[:4096]
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        path = artefact_path(digest.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    artefact, _created = Artefact.objects.get_or_create(
        sha256=digest.hexdigest(), defaults={"size": size, "media_type": media_type_of(head)}
    )
    return artefact


def read_artefact(artefact: Artefact) -> bytes:
    """Return the bytes of an artefact, whole."""
    return artefact_path(artefact.sha256).read_bytes()


def _chunks(upload: "UploadedFile[Any] | BinaryIO | bytes") -> Iterator[bytes]:
    if isinstance(upload, bytes):
        yield upload
    elif isinstance(upload, UploadedFile):
        yield from upload.chunks(CHUNK)
    else:
        while chunk := upload.read(CHUNK):
            yield chunk
