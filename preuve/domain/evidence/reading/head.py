"""The first bytes of a file, looked at once, for all formats that may claim it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from preuve.domain.evidence.reading.archives import kind_of
from preuve.domain.evidence.reading.tables import plain, separator_of
from preuve.domain.evidence.reading.text import decode

if TYPE_CHECKING:
    from preuve.domain.evidence.contract import Artefact

#: Bytes that recognition may see.
HEAD = 256 << 10

_ROOT = re.compile(r"<\s*(?![?!])(?:([\w.-]+):)?([\w.-]+)([^<>]*)")
_XMLNS = re.compile(r"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"']*)")
_COMMENT = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(\[.*?\])?[^>]*>", re.DOTALL)
_YAML_KEY = re.compile(
    r"^([A-Za-z_$][\w.$/-]*|'[^']+'|\"[^\"]+\")[ \t]*:(?:[ \t]+(.*))?[ \t\r]*$", re.MULTILINE
)
#: A key of at most 80 characters; the slow way of two kinds of character only for one with an escape.
_KEY = re.compile(r'"([^"\\]{1,80}+(?=")|(?=[^"\\]{0,80}+\\)(?:[^"\\]|\\.){1,80})"\s*+:')


@dataclass(frozen=True)
class Head:
    """What recognition may look at: at most `HEAD` bytes, the name, the size. Nothing here raises.

    Attributes:
        data: first bytes.
        name: the file's name, a weak hint.
        size: of the whole file, in bytes.
    """

    data: bytes
    name: str = ""
    size: int = 0

    @classmethod
    def of(cls, artefact: Artefact) -> Head:
        """Return the head of an artefact."""
        with artefact.open() as stream:
            return cls(stream.read(HEAD), artefact.name, artefact.size)

    @cached_property
    def extension(self) -> str:
        """The name's last extension, lower case, with its dot; ``""`` when none."""
        base = self.name.rpartition("/")[2].rpartition("!")[2]
        return "." + base.rpartition(".")[2].lower() if "." in base else ""

    @cached_property
    def base_name(self) -> str:
        """The name without folders, lower case."""
        return self.name.rpartition("!")[2].rpartition("/")[2].lower()

    @cached_property
    def archive(self) -> str:
        """Kind of archive, ``""`` when it is none; see `archives.kind_of`."""
        return kind_of(self.data)

    @cached_property
    def text(self) -> str:
        """The head as text; ``""`` for binary files."""
        if self.archive or (b"\0" in self.data and self._is_binary):
            return ""
        return decode(self.data)

    @cached_property
    def _is_binary(self) -> bool:
        return "\0" in decode(self.data[:4096])

    @cached_property
    def lines(self) -> list[str]:
        """Lines of the head, the last one possibly cut."""
        return self.text.splitlines()

    @cached_property
    def xml_root(self) -> tuple[str, str, str]:
        """Local name, namespace and attributes as text of an XML root; three ``""`` when it is no XML."""
        text = self.text.lstrip("\ufeff \t\r\n")
        if not text.startswith("<"):
            return "", "", ""
        found = _ROOT.match(_COMMENT.sub("", text).lstrip())
        if not found:
            return "", "", ""
        prefix, name, attributes = found[1] or "", found[2], found[3]
        spaces = {each[1] or "": each[2] for each in _XMLNS.finditer(attributes)}
        return name, spaces.get(prefix, ""), attributes

    @cached_property
    def json_kind(self) -> str:
        """``object`` or ``array`` when the text begins as one, else ``""``."""
        first = self.text.lstrip("\ufeff \t\r\n")[:1]
        return {"{": "object", "[": "array"}.get(first, "")

    @cached_property
    def json(self) -> Any:
        """The document, when the head holds all of it and it parses; None otherwise."""
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def json_keys(self) -> frozenset[str]:
        """Keys of the object, or of the first element of the array; any key seen, when the head is cut."""
        if not self.json_kind:
            return frozenset()
        value = self.json
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            return frozenset(value)
        return frozenset(_KEY.findall(self.text)) if self.json is None else frozenset()

    @cached_property
    def json_line(self) -> Any:
        """The value of the first line that is not blank, when it is a JSON object of its own; else None."""
        first = next((line for line in self.lines if line.strip()), "")
        if not first.lstrip().startswith("{"):
            return None
        try:
            return json.loads(first)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def yaml_keys(self) -> frozenset[str]:
        """Top-level keys of what looks like a YAML mapping (of any of its documents)."""
        if self.json_kind or self.xml_root[0]:
            return frozenset()
        return frozenset(key.strip("'\"") for key, _ in self._yaml_pairs)

    @cached_property
    def _yaml_pairs(self) -> list[tuple[str, str]]:
        """Top-level keys and scalar values as written."""
        return _YAML_KEY.findall(self.text)

    @cached_property
    def yaml_values(self) -> dict[str, str]:
        """Top-level scalar values of the first occurrence of each key, unquoted."""
        values: dict[str, str] = {}
        for key, value in self._yaml_pairs:
            values.setdefault(key.strip("'\""), value.split(" #")[0].strip(" '\"\r"))
        return values

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Folded cells (`tables.plain`) of the first line read as CSV; () when it has a single cell."""
        import csv  # noqa: PLC0415 - beside its only use

        lines = [line for line in self.lines[:3] if line.strip()]
        if not lines or self.json_kind or self.xml_root[0]:
            return ()
        separator = separator_of(self.text[:65536])
        first = lines[1] if lines[0].lower().startswith("sep=") and len(lines) > 1 else lines[0]
        try:
            cells = next(csv.reader([first], delimiter=separator))
        except csv.Error:
            return ()
        return tuple(plain(cell) for cell in cells) if len(cells) > 1 else ()
