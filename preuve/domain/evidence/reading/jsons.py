"""JSON documents with the line of any value, and JSON lines as a stream.

`json.loads` parses at the speed of C and knows no lines; a place is found afterwards, on demand, by stepping
over whole values with the same C scanner. Only what is stated pays for its place.
"""

from __future__ import annotations

import json
import re
from json.decoder import JSONDecodeError
from json.decoder import scanstring as _scan_string  # type: ignore[attr-defined] # C, public in CPython
from typing import TYPE_CHECKING, Any, NoReturn

from preuve.domain.evidence.contract import PlaceKind
from preuve.domain.evidence.errors import Unreadable, UnreadableArtefactError
from preuve.domain.evidence.reading.text import decode, lines, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preuve.domain.evidence.contract import Artefact, Place

_SPACE = re.compile(r"[ \t\n\r]*")
_LIMIT = 64 << 20


def _refuse_constant(name: str) -> NoReturn:
    raise JSONDecodeError(name, "", 0)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


class JsonDocument:
    """A parsed document and its text.

    Attributes:
        value: what `json.loads` gives; numbers may still be infinite, see `values.as_number`.
    """

    def __init__(self, artefact: Artefact, text: str, start: int = 0) -> None:
        self.artefact = artefact
        self._text = text
        self._start = start
        #: start of a container → offsets of its children, in order, by key or index
        self._children: dict[int, dict[str | int, int]] = {}
        self._scanned: dict[int, int] = {}
        self._lines: tuple[int, int] = (0, 1)
        self.value: Any = self._parsed()

    def _parsed(self) -> Any:
        try:
            value, end = _DECODER.raw_decode(self._text, _SPACE.match(self._text, self._start).end())  # type: ignore[union-attr] # matches the empty text
            rest = _SPACE.match(self._text, end).end()  # type: ignore[union-attr] # as above
        except JSONDecodeError as error:
            raise self._error(Unreadable.MALFORMED, max(error.pos, self._start)) from None
        except RecursionError:
            raise UnreadableArtefactError(Unreadable.TOO_DEEP, self.artefact.place()) from None
        except ValueError:  # a number of thousands of digits
            raise UnreadableArtefactError(Unreadable.BAD_VALUE, self.artefact.place()) from None
        if rest != len(self._text):
            raise self._error(Unreadable.MALFORMED, rest)
        return value

    def _error(self, reason: Unreadable, offset: int) -> UnreadableArtefactError:
        line = self._text.count("\n", 0, offset) + 1
        return UnreadableArtefactError(reason, self.artefact.place(PlaceKind.JSON, line=line))

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at `path`: its JSON Pointer (RFC 6901) and its line.

        Of a member of an object, the line is that of its value. A path that leads nowhere gives the place of
        the last step that exists.
        """
        offset = _SPACE.match(self._text, self._start).end()  # type: ignore[union-attr] # as above
        for step in path:
            found = self._child(offset, step)
            if found is None:
                break
            offset = found
        return self.artefact.place(PlaceKind.JSON, line=self._line(offset), path=pointer(*path))

    def _line(self, offset: int) -> int:
        known, line = self._lines
        if offset < known:
            known, line = 0, 1
        line += self._text.count("\n", known, offset)
        self._lines = (offset, line)
        return line

    def _child(self, start: int, step: str | int) -> int | None:
        """Offset of one child; scans on from where the last search in this container stopped."""
        opening = self._text[start]
        if opening not in "[{":
            return None
        known = self._children.setdefault(start, {})
        if step in known and start in self._scanned and (opening == "[" or self._scanned[start] < 0):
            return known[step]
        position = self._scanned.get(start, start + 1)
        while position >= 0:
            position = self._step(position, known, keyed=opening == "{")
            self._scanned[start] = position
            if opening == "[" and step in known:
                break
        return known.get(step)

    def _step(self, position: int, known: dict[str | int, int], *, keyed: bool) -> int:
        """Read one child at `position`; return where the next begins, -1 after the last."""
        text = self._text
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr] # as above
        if text[position] in "]}":
            return -1
        name: str | int = len(known)
        if keyed:
            name, position = _scan_string(text, position + 1, True)
            position = _SPACE.match(text, position).end() + 1  # type: ignore[union-attr] # the colon
            position = _SPACE.match(text, position).end()  # type: ignore[union-attr] # as above
        known[name] = position
        _, position = _DECODER.raw_decode(text, position)
        position = _SPACE.match(text, position).end()  # type: ignore[union-attr] # as above
        return -1 if text[position] in "]}" else position + 1


def pointer(*path: str | int) -> str:
    """Return a JSON Pointer (RFC 6901)."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)


def document(artefact: Artefact, limit: int = _LIMIT) -> JsonDocument:
    """Parse a document held whole.

    Raises:
        UnreadableArtefactError: EMPTY, TOO_LARGE, MALFORMED (with the line), TOO_DEEP, BAD_VALUE.
    """
    return JsonDocument(artefact, decode(whole(artefact, limit)))


def embedded(artefact: Artefact, text: str, start: int) -> JsonDocument:
    """Parse the document that begins at `start` in `text` and ends it (JSONP is cut first)."""
    return JsonDocument(artefact, text, start)


def json_lines(artefact: Artefact) -> Iterator[tuple[int, Any]]:
    """Yield (line, value) for each line that is not blank; memory holds one line.

    Raises:
        UnreadableArtefactError: EMPTY, BINARY, MALFORMED, TOO_DEEP or BAD_VALUE, with the line.
    """
    for number, line in lines(artefact):
        if not line or line.isspace():
            continue
        try:
            yield number, json.loads(line, parse_constant=_refuse_constant)
        except RecursionError:
            raise _at(artefact, Unreadable.TOO_DEEP, number) from None
        except JSONDecodeError:
            raise _at(artefact, Unreadable.MALFORMED, number) from None
        except ValueError:
            raise _at(artefact, Unreadable.BAD_VALUE, number) from None


def _at(artefact: Artefact, reason: Unreadable, line: int) -> UnreadableArtefactError:
    return UnreadableArtefactError(reason, artefact.place(PlaceKind.JSON, line=line))
