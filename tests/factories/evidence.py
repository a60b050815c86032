"""Artefacts for tests: from bytes, from the sample folder when it is there, and spoiled as files get."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from preuve.domain.evidence.contract import Artefact, Context

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples"
AS_OF = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTEXT = Context(as_of=AS_OF)


def artefact(content: bytes | str, name: str = "artefact") -> Artefact:
    """An artefact in memory."""
    data = content.encode() if isinstance(content, str) else content
    return Artefact(name, len(data), hashlib.sha256(data).hexdigest(), lambda: io.BytesIO(data))


def sample(path: str) -> Artefact:
    """A real file of the sample folder; the test is skipped, saying so, where the folder is not."""
    file = SAMPLES / path
    if not file.exists():
        pytest.skip(f"no sample {path}")
    return artefact(file.read_bytes(), file.name)


def manifest() -> list[dict[str, str]]:
    """Rows of the manifest of samples; none where the folder is not."""
    file = SAMPLES / "MANIFEST.tsv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def fact_of(statements, code):
    """The only fact or finding with this code."""
    found = [each for each in (*statements.facts, *statements.findings) if each.code == code]
    assert len(found) == 1, (code, [each.code for each in (*statements.facts, *statements.findings)])
    return found[0]


def codes_of(statements) -> list[str]:
    """Codes of all facts, then of all findings."""
    return [each.code for each in (*statements.facts, *statements.findings)]


def spoiled(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The same bytes as interrupted downloads, wrong encodings and hostile hands leave them."""
    text = data.decode("utf-8", "replace")
    yield "empty", b""
    yield "blank", b" \r\n\t\n"
    for share in (0.1, 0.5, 0.9, 0.99):
        yield f"cut at {share}", data[: int(len(data) * share)]
    yield "cut before the last byte", data[:-1]
    yield "with a mark", b"\xef\xbb\xbf" + data
    yield "UTF-16", text.encode("utf-16")
    yield "UTF-16 without a mark", text.encode("utf-16-le")
    yield "UTF-32", text.encode("utf-32")
    yield "Latin-1", text.encode("latin-1", "replace")
    yield "CRLF", data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    yield "CR", data.replace(b"\r\n", b"\n").replace(b"\n", b"\r")
    yield "one line", data.replace(b"\n", b" ")
    yield "NUL bytes", data.replace(b"e", b"\0")
    yield "digits turned huge", data.replace(b"1", b"9" * 400)
    yield "digits turned negative", data.replace(b"1", b"-1")
    yield "digits turned text", data.replace(b"0", b"x")
    yield "no digits", bytes(byte for byte in data if not 48 <= byte <= 57)
    yield "strings emptied", data.replace(b'": "', b'": ""')
    yield "null values", data.replace(b": 0", b": null").replace(b": 1", b": null")
    yield "objects turned arrays", data.replace(b"{", b"[").replace(b"}", b"]")
    yield "numbers turned objects", data.replace(b": 1", b": {}").replace(b": 0", b": []")
    yield "true turned text", data.replace(b"true", b'"x"').replace(b"false", b"[1]")
    yield "doubled", data + data
    yield "separators changed", data.replace(b",", b";")
    yield "quotes dropped", data.replace(b'"', b"")
    yield "deep brackets", b"[" * 20000 + data
    yield "upper case", data.upper()
    yield "bits flipped", bytes(byte ^ 0x20 if index % 97 == 0 else byte for index, byte in enumerate(data))
