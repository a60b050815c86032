"""The process that reads strangers' files: takes one request on its standard input, answers with one report.

Started by `sandbox` only. It opens the files, gives up everything else (`confinement`), and only then reads.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sys
import traceback
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable

    from preuve.domain.evidence.contract import Artefact


def main() -> None:
    """Serve the request that stands on the standard input."""
    request = json.load(sys.stdin)
    sys.path[:] = request["sys_path"]
    from preuve.inspection import examination  # noqa: PLC0415 - only now can the path be trusted
    from preuve.inspection.confinement import confine  # noqa: PLC0415 - as above

    examination.prepare()
    files = {role: [_opened(each) for each in request[role]] for role in ("files", "before", "companions")}
    layers = confine(cpu_s=request["cpu_s"], memory_bytes=request["memory_bytes"])
    answer: dict[str, Any]
    try:
        answer = _answer(request, files, examination.examined)
    except MemoryError:
        answer = {"killed": "memory"}
    except Exception:  # noqa: BLE001 - the parent turns it into a clear sentence; the trace is for its log
        answer = {"killed": "defect"}
        traceback.print_exc(file=sys.stderr)
    text = json.dumps({**answer, "layers": layers}, ensure_ascii=False, allow_nan=False)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.flush()


def _answer(
    request: dict[str, Any], files: dict[str, list[Artefact]], examined: Callable[..., dict[str, Any]]
) -> dict[str, Any]:
    return examined(
        files["files"],
        before=files["before"],
        companions=files["companions"],
        as_of=datetime.fromisoformat(request["as_of"]),
        kind=request["kind"],
        people=tuple(request["people"]),
        declared=request["declared"],
        framework=request["framework"],
        compare_only=request["compare_only"],
        guard=request["guard"],
    )


def _opened(file: dict[str, str]) -> Artefact:
    """An artefact on a descriptor that stays open: nothing need be opened by name once confined."""
    from preuve.domain.evidence.contract import Artefact  # noqa: PLC0415 - as in `main`

    descriptor = os.open(file["path"], os.O_RDONLY | os.O_CLOEXEC)
    size = os.fstat(descriptor).st_size
    digest = hashlib.sha256()
    with _stream(descriptor) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return Artefact(file["name"], size, digest.hexdigest(), lambda: _stream(descriptor))


def _stream(descriptor: int) -> BinaryIO:
    return io.BufferedReader(_Positioned(descriptor), 1 << 16)


class _Positioned(io.RawIOBase):
    """A stream of its own position over a shared descriptor (pread(2))."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence, -1)
        if base < 0:
            base = os.fstat(self._descriptor).st_size
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._descriptor, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


if __name__ == "__main__":
    main()
