"""A git pack read in memory, bounded: number of objects, their sizes, the depth of delta chains.

Nothing is written, no hook or filter runs. Layout: gitformat-pack(5). The delta itself is applied by dulwich,
after the size that it announces was checked.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from dulwich.errors import ApplyDeltaError
from dulwich.pack import apply_delta

from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.archives import MAX_MEMBER, MAX_TOTAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact

MAX_OBJECTS = 300_000
#: git writes 50 by default and 250 with ``--aggressive``.
MAX_CHAIN = 300
_CACHE = 32 << 20
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _NAME_DELTA = 6, 7

#: Where an object lies: its type, size, base (offset or name), and the span of its compressed bytes.
_Entry = tuple[int, int, int | str, int, int]


class Pack:
    """Objects of a pack, found by name after `index`.

    Raises:
        UnreadableArtefactError: MALFORMED, TOO_MANY, BOMB, TOO_DEEP.
    """

    def __init__(self, artefact: Artefact, data: bytes, start: int, digest: str = "sha1") -> None:
        self._artefact = artefact
        self._data = memoryview(data)
        self._digest = digest
        self._name_size = hashlib.new(digest, usedforsecurity=False).digest_size
        self._entries: dict[int, _Entry] = {}
        self._names: dict[str, tuple[int, str]] = {}
        self._cache: dict[int, tuple[str, bytes]] = {}
        self._cached = 0
        self._budget = 4 * MAX_TOTAL
        self._scan(start)

    def _error(self, reason: Unreadable, detail: str = "") -> UnreadableArtefactError:
        return UnreadableArtefactError(reason, self._artefact.place(), detail)

    def _scan(self, start: int) -> None:
        data = self._data
        if bytes(data[start : start + 4]) != b"PACK" or len(data) < start + 12:
            raise self._error(Unreadable.MALFORMED, "PACK")
        version = int.from_bytes(data[start + 4 : start + 8], "big")
        count = int.from_bytes(data[start + 8 : start + 12], "big")
        if version not in {2, 3}:
            raise self._error(Unreadable.UNSUPPORTED_VERSION, f"pack {version}")
        if count > MAX_OBJECTS:
            raise self._error(Unreadable.TOO_MANY, str(count))
        position, total = start + 12, 0
        try:
            for _ in range(count):
                offset = position
                kind, size, base, position = self._header(position)
                total += size
                if size > MAX_MEMBER or total > MAX_TOTAL:
                    raise self._error(Unreadable.BOMB)
                end = position + self._span(position, size)
                self._entries[offset] = (kind, size, base, position, end)
                position = end
        except (IndexError, zlib.error):
            raise self._error(Unreadable.MALFORMED, "pack") from None

    def _header(self, position: int) -> tuple[int, int, int | str, int]:
        data, offset = self._data, position
        byte = data[position]
        position += 1
        kind, size, shift = (byte >> 4) & 7, byte & 15, 4
        while byte & 0x80 and shift < 64:
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
        base: int | str = 0
        if kind == _OFFSET_DELTA:
            byte = data[position]
            position += 1
            back = byte & 0x7F
            while byte & 0x80 and back < 1 << 40:
                byte = data[position]
                position += 1
                back = ((back + 1) << 7) | (byte & 0x7F)
            base = offset - back
        elif kind == _NAME_DELTA:
            base = bytes(data[position : position + self._name_size]).hex()
            position += self._name_size
        elif kind not in _KINDS:
            raise self._error(Unreadable.MALFORMED, f"object type {kind}")
        return kind, size, base, position

    def _span(self, position: int, size: int) -> int:
        """Return how many bytes the compressed object takes."""
        engine = zlib.decompressobj()
        window = size + size // 500 + 128
        block = self._data[position : position + window]
        given = len(engine.decompress(block, size + 1))
        if given != size or not engine.eof:
            raise self._error(Unreadable.MALFORMED, "pack")
        return len(block) - len(engine.unused_data)

    def _inflate(self, entry: _Entry) -> bytes:
        self._budget -= entry[1]
        if self._budget < 0:
            raise self._error(Unreadable.BOMB)
        return zlib.decompress(self._data[entry[3] : entry[4]])

    def _resolve(self, offset: int) -> tuple[str, bytes] | None:
        """Return type and content of the object at `offset`; None when what it is a delta of isn't known."""
        chain: list[_Entry] = []
        at: int = offset
        while at not in self._cache:
            entry = self._entries.get(at)
            if entry is None:
                return None
            chain.append(entry)
            if len(chain) > MAX_CHAIN:
                raise self._error(Unreadable.TOO_DEEP)
            if entry[0] in _KINDS:
                break
            base = entry[2]
            at = base if isinstance(base, int) else self._names.get(base, (-1, ""))[0]
        if at in self._cache:
            kind, content = self._cache[at]
        else:
            last = chain.pop()
            kind, content = _KINDS[last[0]], self._inflate(last)
        for entry in reversed(chain):
            content = self._applied(content, self._inflate(entry))
        self._keep(offset, kind, content)
        return kind, content

    def _applied(self, base: bytes, delta: bytes) -> bytes:
        size = _announced(delta)
        self._budget -= size
        if size > MAX_MEMBER or self._budget < 0:
            raise self._error(Unreadable.BOMB)
        try:
            return b"".join(apply_delta(base, delta))
        except (ApplyDeltaError, ValueError, IndexError):
            raise self._error(Unreadable.MALFORMED, "delta") from None

    def _keep(self, offset: int, kind: str, content: bytes) -> None:
        if self._cached > _CACHE:
            self._cache.clear()
            self._cached = 0
        self._cache[offset] = (kind, content)
        self._cached += len(content)

    def index(self, *kinds: str) -> Iterator[tuple[str, str, bytes]]:
        """Name all objects of these kinds, yielding (kind, name, content) as they are found.

        A delta of something that this pack doesn't hold (a bundle made from a later commit) is passed over.
        """
        waiting = [offset for offset in self._entries if self._is_of(offset, kinds)]
        while waiting:
            later = []
            for offset in waiting:
                found = self._resolve(offset)
                if found is None:
                    later.append(offset)
                else:
                    header = f"{found[0]} {len(found[1])}\0".encode()
                    name = hashlib.new(self._digest, header + found[1], usedforsecurity=False).hexdigest()
                    self._names[name] = (offset, found[0])
                    yield found[0], name, found[1]
            if len(later) == len(waiting):
                return
            waiting = later

    def _is_of(self, offset: int, kinds: tuple[str, ...]) -> bool:
        """Say whether an object may be of these kinds: its own, or that of the end of its chain."""
        for _ in range(MAX_CHAIN + 1):
            entry = self._entries.get(offset)
            if entry is None:
                return False
            base = entry[2]
            if entry[0] in _KINDS:
                return _KINDS[entry[0]] in kinds
            if isinstance(base, str):
                return True
            offset = base
        raise self._error(Unreadable.TOO_DEEP)

    def get(self, name: str, kind: str) -> bytes | None:
        """Return the content of an object that `index` named, when it is of this kind."""
        offset, found_kind = self._names.get(name, (-1, ""))
        found = self._resolve(offset) if found_kind == kind else None
        return found[1] if found else None


def _announced(delta: bytes) -> int:
    """Return the size of what a delta makes: the second number of its head."""
    position = size = 0
    for _ in range(2):
        size = shift = 0
        while position < len(delta) and shift < 64:
            byte = delta[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
    return size
