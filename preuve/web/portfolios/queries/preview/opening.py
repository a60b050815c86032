"""The bytes that the viewer reads: of an artefact, or of a member of an archive; bounded, never on disk."""

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from preuve.domain.evidence.contract import Artefact
from preuve.domain.evidence.errors import UnreadableArtefactError
from preuve.domain.evidence.reading import archives
from preuve.web.portfolios.storage import artefact_path, media_type_of

HEAD_BYTES = 65536
ARCHIVE_BYTES = 64 << 20
MEMBER_BYTES = 16 << 20
DEPTH = 3


def artefact_of(item: dict[str, Any]) -> Artefact | None:
    """Return the bytes of a piece, unless they are gone."""
    path = artefact_path(item["sha256"])
    if not path.exists():
        return None
    return Artefact(item["file_name"], path.stat().st_size, item["sha256"], lambda: path.open("rb"))


def member_of(artefact: Artefact, name: str) -> Artefact | None:
    """Return the member of an archive, of an archive inside it, and so on; nothing when it can't be had."""
    found: Artefact | None = artefact
    for part in name.split("!")[:DEPTH]:
        if found is None or found.size > ARCHIVE_BYTES:
            return None
        try:
            found = _member(found, part)
        except (UnreadableArtefactError, zipfile.BadZipFile, zlib.error, KeyError, OSError, EOFError):
            return None
        except (ValueError, NotImplementedError, RuntimeError):  # a compression unknown, a password asked for
            return None
    return found


def _member(artefact: Artefact, name: str) -> Artefact | None:
    if archives.kind_of(head_of(artefact)[:512]) == "zip":
        with artefact.open() as stream, zipfile.ZipFile(stream) as archive:
            return _zip_member(artefact, archive, name)
    wanted = f"{artefact.name}!{name}"
    found = next((each for each in archives.members(artefact) if each.name == wanted), None)
    return found if found is not None and found.size <= MEMBER_BYTES else None


def _zip_member(artefact: Artefact, archive: zipfile.ZipFile, name: str) -> Artefact | None:
    """Inflate just this member, and no more of it than may be shown, whatever the directory announces."""
    with archive.open(name) as member:
        data = member.read(MEMBER_BYTES + 1)
    return archives.member(artefact, name, data) if len(data) <= MEMBER_BYTES else None


def head_of(artefact: Artefact) -> bytes:
    with artefact.open() as stream:
        return stream.read(HEAD_BYTES)


def first_sign(head: bytes) -> str:
    """Return the first characters of a text in lower case, marks of its encoding and blanks aside."""
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return head[:400].replace(b"\x00", b"").decode("latin-1").lstrip().lower()


def media_type_inside(artefact: Artefact) -> str:
    return media_type_of(head_of(artefact)[:4096])


def suffix_of(name: str) -> str:
    return PurePosixPath(name.lower().rpartition("!")[2]).suffix


def bytes_of(artefact: Artefact, limit: int) -> bytes | None:
    """Return all bytes of an artefact that is small enough."""
    if artefact.size > limit:
        return None
    with artefact.open() as stream:
        return stream.read(limit + 1)
