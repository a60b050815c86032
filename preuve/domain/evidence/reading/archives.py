"""Archives, bounded before they are opened: number of members, sizes, ratio, depth; nothing is written.

Limits follow what a portfolio holds, with room to spare; OWASP's advice on file upload (ASVS 5.2) asks for
exactly these bounds.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_MEMBERS = 2000
MAX_MEMBER = 64 << 20
MAX_TOTAL = 512 << 20
#: Deflate reaches 1,032 at most; text that tools write stays below 60, logs below 120.
MAX_RATIO = 200
MAX_DEPTH = 3
_SMALL = 1 << 20

_SIGNATURES = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
)
_NOT_OPENED = ((b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "rar"))


def kind_of(head: bytes) -> str:
    """Return zip, gzip, bzip2, xz, tar, 7z, rar, or nothing, from the first bytes."""
    for magic, name in (*_SIGNATURES, *_NOT_OPENED):
        if head.startswith(magic):
            return name
    return "tar" if head[257:262] == b"ustar" else ""


def refuse_bomb(artefact: Artefact, members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse a zip by what its directory announces, before a byte is inflated.

    Raises:
        UnreadableArtefactError: ENCRYPTED, TOO_MANY, BOMB.
    """
    count = total = 0
    for member in members:
        count += 1
        total += member.file_size
        if member.flag_bits & 1:
            raise UnreadableArtefactError(Unreadable.ENCRYPTED, artefact.place(), member.filename)
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > MAX_MEMBER or (member.file_size > _SMALL and ratio > MAX_RATIO):
            raise UnreadableArtefactError(Unreadable.BOMB, artefact.place(), member.filename)
    if count > MAX_MEMBERS:
        raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(count))
    if total > MAX_TOTAL:
        raise UnreadableArtefactError(Unreadable.BOMB, artefact.place(), f"{total >> 20} MiB")


def members(artefact: Artefact) -> Iterator[Artefact]:
    """Yield the files of an archive (zip, tar, gzip, bzip2, xz), named ``archive!member``, in memory.

    Folders, links and devices are passed over. What the archive announces is checked first, what it really
    inflates to is counted as it comes. Archives inside are not opened here.

    Raises:
        UnreadableArtefactError: ENCRYPTED, TOO_MANY, BOMB, MALFORMED, UNKNOWN_FORMAT (no archive).
    """
    with artefact.open() as stream:
        kind = kind_of(stream.read(512))
    if kind == "zip":
        found = _zip_members(artefact)
    elif kind in {"gzip", "bzip2", "xz", "tar"}:
        found = _compressed(artefact, kind)
    else:
        raise UnreadableArtefactError(Unreadable.UNKNOWN_FORMAT, artefact.place(), kind)
    budget = MAX_TOTAL
    try:
        for number, (name, data) in enumerate(found, 1):
            budget -= len(data)
            if number > MAX_MEMBERS:
                raise UnreadableArtefactError(Unreadable.TOO_MANY, artefact.place(), str(number))
            if budget < 0:
                raise UnreadableArtefactError(Unreadable.BOMB, artefact.place())
            yield member(artefact, name, data)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        RuntimeError,
    ):
        raise UnreadableArtefactError(Unreadable.MALFORMED, artefact.place()) from None


def member(archive: Artefact, name: str, data: bytes) -> Artefact:
    """Return bytes found inside `archive` as an artefact of their own."""
    return Artefact(
        f"{archive.name}!{name}", len(data), hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data)
    )


def _zip_members(artefact: Artefact) -> Iterator[tuple[str, bytes]]:
    with artefact.open() as stream, zipfile.ZipFile(stream) as archive:
        infos = archive.infolist()
        refuse_bomb(artefact, infos)
        for info in infos:
            if not info.is_dir():
                with archive.open(info) as content:
                    yield info.filename, _bounded(artefact, content, info.compress_size)


def _compressed(artefact: Artefact, kind: str) -> Iterator[tuple[str, bytes]]:
    openers: dict[str, Any] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
    with artefact.open() as stream:
        inner = openers[kind](stream) if kind != "tar" else stream
        block = inner.read(512)
        if block[257:262] == b"ustar":
            yield from _tar_members(artefact, _Rewound(block, inner))
            return
        rest = _bounded(artefact, _Rewound(block, inner), artefact.size)
        name = artefact.name.rpartition("!")[2].rpartition("/")[2]
        yield name.rsplit(".", 1)[0] if "." in name else name, rest


def _tar_members(artefact: Artefact, stream: _Rewound) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=stream, mode="r|") as archive:  # type: ignore[call-overload] # it only reads
        for info in archive:
            if info.size > MAX_MEMBER or stream.given > MAX_TOTAL:
                raise UnreadableArtefactError(Unreadable.BOMB, artefact.place(), info.name)
            content = archive.extractfile(info) if info.isfile() else None
            if content is not None:
                yield info.name, content.read(MAX_MEMBER)


class _Rewound:
    """A stream whose first block was looked at; counts what it gives."""

    def __init__(self, block: bytes, stream: Any) -> None:
        self._block = block
        self._stream = stream
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if self._block:
            data, self._block = self._block[:size], self._block[size:] if size >= 0 else b""
        else:
            data = self._stream.read(size)
        self.given += len(data)
        if self.given > MAX_TOTAL:
            raise EOFError
        return bytes(data)


def _bounded(artefact: Artefact, content: Any, compressed: int) -> bytes:
    parts: list[bytes] = []
    total = 0
    while block := content.read(1 << 20):
        total += len(block)
        if total > MAX_MEMBER or (total > _SMALL and total > MAX_RATIO * max(compressed, 1)):
            raise UnreadableArtefactError(Unreadable.BOMB, artefact.place())
        parts.append(block)
    return b"".join(parts)
