"""A framework that another program wrote as JSON: a CASE package, or our own exchange format."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from preuve.domain.competences.case import from_case
from preuve.domain.competences.errors import (
    InvalidFrameworkJsonError,
    UnreadableDocumentError,
    UnreadableReason,
)
from preuve.domain.competences.json_lines import lines_of_values
from preuve.domain.competences.readers.france_competences_text.encoding import decode_text
from preuve.domain.competences.serialise import from_json_dict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.competences.case import Publication
    from preuve.domain.competences.model import Framework

_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")


class JsonDocumentReader:
    """Reads CASE 1.0 and 1.1 packages and what ``preuve framework read --format json`` writes."""

    id = "json"
    suffixes = (".json",)

    def sniff(self, head: bytes, name: str) -> float:
        """Certain for what opens as a JSON object under a JSON name; likely under another name."""
        opens = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        return (1.0 if name.lower().endswith(self.suffixes) else 0.9) if opens else 0.0

    def read(self, data: bytes) -> Framework:
        """Read the whole document.

        Raises:
            UnreadableDocumentError: not JSON, or neither of the formats, with the line.
        """
        text = decode_text(data)[0]
        value = _json(text)
        try:
            if isinstance(value, dict) and "CFDocument" in value:
                return from_case(value, lines_of_values(text)).framework
            return from_json_dict(value)
        except InvalidFrameworkJsonError as error:
            raise _unreadable(error, text) from error


def read_publication(data: bytes) -> Publication | None:
    """What makes the next export of a CASE package the same; nothing for any other document.

    The document is one that `JsonDocumentReader` or another reader has read.
    """
    try:
        value = _json(decode_text(data)[0])
    except UnreadableDocumentError:
        return None
    is_case = isinstance(value, dict) and "CFDocument" in value
    return from_case(value).publication if is_case else None


def indented(data: bytes) -> bytes:
    """The same JSON with one value a line, so that lines can be pointed at; other bytes as they are."""
    try:
        return json.dumps(_json(decode_text(data)[0]), ensure_ascii=False, indent=1).encode()
    except UnreadableDocumentError:
        return data


def _json(text: str) -> object:
    try:
        value: object = json.loads(text)
    except ValueError as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise UnreadableDocumentError(UnreadableReason.JSON, line=line, detail=str(error)) from error
    except RecursionError as error:
        raise UnreadableDocumentError(UnreadableReason.JSON, detail="RecursionError") from error
    for held in _strings(value):
        unkeepable = _UNKEEPABLE.search(held)
        if unkeepable:
            detail = f"U+{ord(unkeepable[0]):04X}"
            raise UnreadableDocumentError(UnreadableReason.JSON, detail=detail)
    return value


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (found for pair in value.items() for each in pair for found in _strings(each))
    elif isinstance(value, list):
        yield from (found for each in value for found in _strings(each))


def _unreadable(error: InvalidFrameworkJsonError, text: str) -> UnreadableDocumentError:
    lines = lines_of_values(text)
    place = error.pointer
    while place and place not in lines:
        place = place.rpartition("/")[0]
    detail = f"{error.pointer or '/'} : {error.found} ≠ {error.expected}"
    return UnreadableDocumentError(UnreadableReason.SHAPE, line=lines[place], detail=detail)
